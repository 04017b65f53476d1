/** Who reads files only never loads an AWS client: not with the extension, not with a worker, not with the terminal. */
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');

async function graph(entry: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    external: ['vscode'],
    loader: { '.toml': 'text' },
    logLevel: 'error',
  });
  return metafile;
}

/** What is loaded with the entry itself, without what is imported when it is needed. */
function loadedWith(entry: string, { inputs }: Metafile): string[] {
  const seen = new Set([entry]);
  for (const path of seen)
    for (const { kind, path: next } of inputs[path]?.imports ?? []) if (kind !== 'dynamic-import') seen.add(next);
  return [...seen];
}

describe('is loaded without the AWS clients', () => {
  test.each([
    'src/extension.ts',
    'src/session/worker.ts',
    'src/cli/main.ts',
    'src/cli/transform.ts',
    'src/cli/loaded.ts',
  ])('%s', async (entry) => {
    const metafile = await graph(entry);
    const loaded = loadedWith(entry, metafile);
    expect(loaded.length).toBeGreaterThan(5);
    expect(
      loaded.filter((path) => /@aws-sdk|@smithy|hpagent|src\/sources\/aws\/(?:entry|connection)/.test(path)),
    ).toEqual([]);
  });

  test('and they are there behind the door', async () => {
    const entry = 'src/sources/aws/entry.ts';
    const metafile = await graph(entry);
    expect(Object.keys(metafile.inputs).some((path) => path.includes('@aws-sdk/client-s3'))).toBe(true);
    // Each client with the first call that needs it.
    expect(loadedWith(entry, metafile).filter((path) => /@aws-sdk\/client-(?:s3|sqs|sts)\//.test(path))).toEqual([]);
  });
});
