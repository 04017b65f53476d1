/** Writes the pages of docs that are made from the code. */
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url);
const { outputFiles } = await build({
  entryPoints: [new URL('test/rig/mapping-page.ts', root).pathname],
  bundle: true,
  format: 'esm',
  write: false,
});
const { mappingPage } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
writeFileSync(new URL('docs/mapping.md', root), mappingPage());
