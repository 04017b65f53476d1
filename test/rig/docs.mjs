/** Writes what is made from the code: pages of docs, the grammar of ES|QL. */
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url);

async function load(entry) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`test/rig/${entry}`, root).pathname],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const { mappingPage } = await load('mapping-page.ts');
writeFileSync(new URL('docs/mapping.md', root), mappingPage());
const { esqlPage } = await load('esql-page.ts');
writeFileSync(new URL('docs/esql.md', root), esqlPage());
const { esqlGrammar } = await load('esql-grammar.ts');
writeFileSync(new URL('media/esql/esql.tmLanguage.json', root), esqlGrammar());
