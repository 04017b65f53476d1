/** What the row of a source says of its reading. */
import { expect, test, vi } from 'vitest';
import type { FollowState, LoadState } from '../../../src/session/protocol/protocol.ts';
import { readingText } from '../../../src/views/aws/reading-states.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) => text.replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)])),
  },
}));

const following: FollowState = { by: 'polling', sampled: false, since: 0, records: 3, rate: 1 };
const state = (phase: LoadState['phase'], more: Partial<LoadState> = {}): LoadState => ({
  phase,
  files: { done: 3, total: 1_200 },
  bytes: { done: 0, total: 0 },
  counts: { seen: 7, read: 7, skipped: 0, failed: 0, skippedBy: {}, warned: 0 },
  problems: [],
  problemsTotal: 0,
  ...more,
});

test.each<[says: string | undefined, LoadState]>([
  [undefined, state('empty')],
  ['reading', state('loading', { files: { done: 0, total: 0 } })],
  ['reading 3 of 1,200', state('loading')],
  ['reading 40 %', state('loading', { covered: 0.409, files: { done: 0, total: 0 } })],
  ['tailing, 7 records', state('loading', { following })],
  ['partial: 3 of 1,200', state('cancelled')],
  ['partial: 40 %', state('cancelled', { covered: 0.409 })],
  ['not tailed any more', state('cancelled', { following })],
  ['failed: no permission', state('failed', { reason: 'no permission' })],
  ['1 problem', state('done', { problemsTotal: 1 })],
  ['2,000 problems', state('done', { problemsTotal: 2_000 })],
  [undefined, state('done')],
])('%s', (says, load) => {
  expect(readingText(load)).toBe(says);
});
