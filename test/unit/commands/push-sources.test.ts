/** What a row of the Sources view must not do when it is pushed. */
import { expect, test, vi } from 'vitest';
import type { SourceRef } from '../../../src/session/protocol/protocol.ts';
import type { Services } from '../../../src/views/services.ts';

const workspace = { isTrusted: true };

vi.mock('vscode', () => ({
  workspace,
  l10n: { t: (text: string) => text },
  ProgressLocation: {},
  window: {},
}));

const { pushSources } = await import('../../../src/commands/elasticsearch/push-sources.ts');

const aws = { region: 'eu-central-1' };
const queue: SourceRef = { kind: 'sqs', url: 'https://sqs/q', mode: 'peek', aws };

/** Nothing may be opened, read or connected to. */
const nothing = new Proxy({} as Services, {
  get: (_, name) => {
    throw new Error(`${String(name)} was used`);
  },
});

test.each<[what: string, sources: readonly SourceRef[], trusted: boolean, said: RegExp]>([
  ['AWS in a workspace that is not trusted', [queue], false, /not trusted/],
  ['a row that leads to nothing', [], true, /Choose a row/],
])('%s', async (_, sources, trusted, said) => {
  workspace.isTrusted = trusted;
  await expect(pushSources(nothing, sources)).rejects.toThrow(said);
});
