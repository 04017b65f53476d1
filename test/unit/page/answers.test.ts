/** The overview asks once for what it shows, gives up what nobody wants any more, and keeps old answers until new ones come. */
import { expect, test, vi } from 'vitest';
import type { Panel } from '../../../src/overview/panel.ts';
import type { Scope } from '../../../src/overview/scope.ts';
import type { QueryAnswer } from '../../../src/session/protocol/protocol.ts';
import { RequestError } from '../../../src/session/protocol/rpc.ts';
import { Answers, type Wanted } from '../../../webview/overview/answers.ts';

interface Asked {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly answer: (value: QueryAnswer) => void;
  readonly fail: (error: Error) => void;
}

const panel = (id: string): Panel => ({ id, esql: ({ where }: Scope) => `${id} ${where}` }) as unknown as Panel;
const wanted = (where: string, edition: number, ...ids: readonly string[]): Wanted => {
  const scope = { where } as Scope;
  return { edition, panels: new Map(ids.map((id) => [id, { panel: panel(id), scope }])) };
};
const rows = (n: number): QueryAnswer => ({ columns: [], rows: n, values: [], warnings: [], took: 1 });
const soon = () => new Promise((done) => setImmediate(done));

function rigged(): { readonly answers: Answers; readonly asked: Asked[]; changes: () => number } {
  const asked: Asked[] = [];
  const answers = new Answers(
    (text, _limit, signal) =>
      new Promise((answer, fail) => {
        asked.push({ text, signal, answer, fail });
        signal.addEventListener('abort', () => fail(new RequestError('aborted', 'given up')));
      }),
  );
  let changes = 0;
  answers.changed = () => {
    changes++;
  };
  return { answers, asked, changes: () => changes };
}

test('few at a time, each once, in their order', async () => {
  const { answers, asked, changes } = rigged();
  const all = wanted('x', 1, 'a', 'b', 'c');
  answers.want(all);
  answers.want(all);
  expect(asked.map(({ text }) => text)).toEqual(['a x', 'b x']);
  asked[0]?.answer(rows(1));
  await soon();
  expect(asked.map(({ text }) => text)).toEqual(['a x', 'b x', 'c x']);
  expect(answers.get('a')).toMatchObject({ stale: false, answer: { rows: 1 } });
  expect(answers.get('b')).toMatchObject({ stale: true });
  expect(changes()).toBe(1);
});

test('another filter gives up what is on its way; the old answer stays, dimmed', async () => {
  const { answers, asked } = rigged();
  answers.want(wanted('x', 1, 'a'));
  asked[0]?.answer(rows(1));
  await soon();
  answers.want(wanted('y', 1, 'a'));
  answers.want(wanted('z', 1, 'a'));
  await soon();
  expect(asked[1]?.signal.aborted).toBe(true);
  expect(answers.get('a')).toMatchObject({ esql: 'a z', stale: true, answer: { rows: 1 } });
  expect(asked.map(({ text }) => text)).toEqual(['a x', 'a y', 'a z']);
  asked[2]?.answer(rows(3));
  await soon();
  expect(answers.get('a')).toMatchObject({ stale: false, answer: { rows: 3 } });
});

test('what one place has answered is never shown for another, however late it answers', async () => {
  const { answers, asked } = rigged();
  const all = wanted('x', 1, 'a', 'b', 'c');
  answers.want(all);
  asked[0]?.answer(rows(1));
  await soon();
  answers.from('prod');
  answers.want(all);
  expect(asked.slice(1).map(({ signal }) => signal.aborted)).toEqual([true, true]);
  expect(['a', 'b', 'c'].map((id) => answers.get(id)?.answer)).toEqual([undefined, undefined, undefined]);
  asked[1]?.answer(rows(1));
  await soon();
  expect(asked.slice(3).map(({ text }) => text)).toEqual(['a x', 'b x']);
  expect(answers.get('b')).toMatchObject({ stale: true });
  expect(answers.get('b')).not.toHaveProperty('answer');
  asked[3]?.answer(rows(7));
  await soon();
  expect(answers.get('a')).toMatchObject({ stale: false, answer: { rows: 7 } });
});

test('when more is loaded the same is asked again, once the round before is through', async () => {
  const { answers, asked } = rigged();
  answers.want(wanted('x', 1, 'a'));
  answers.want(wanted('x', 2, 'a'));
  expect(asked).toHaveLength(1);
  asked[0]?.answer(rows(1));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(rows(2));
  await soon();
  expect(answers.get('a')).toMatchObject({ stale: false, answer: { rows: 2 } });
});

test('when all is loaded nobody waits for the pause between two rounds', async () => {
  const { answers, asked } = rigged();
  const growing = (edition: number): Wanted => ({ ...wanted('x', edition, 'a', 'b'), growing: true });
  answers.want(growing(1));
  for (const one of asked.slice()) one.answer(rows(1));
  await soon();
  answers.want(growing(2));
  expect(asked).toHaveLength(2);
  answers.want(wanted('x', 3, 'a', 'b'));
  expect(asked.slice(2).map(({ text }) => text)).toEqual(['a x', 'b x']);
  expect(answers.get('a')).toMatchObject({ stale: true, answer: { rows: 1 } });
});

test('a failure is kept and can be tried again; stopping gives up everything', async () => {
  const { answers, asked } = rigged();
  answers.want(wanted('x', 1, 'a', 'b'));
  asked[0]?.fail(new Error('no such column'));
  await soon();
  expect(answers.get('a')).toMatchObject({ stale: false, failure: 'no such column' });
  answers.retry('a');
  expect(asked.map(({ text }) => text)).toEqual(['a x', 'b x', 'a x']);
  answers.stop();
  expect(asked.slice(1).map(({ signal }) => signal.aborted)).toEqual([true, true]);
});
