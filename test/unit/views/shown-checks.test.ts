/** The sidebar shows the findings of the place where rules were run last, and its commands run there. */
import { expect, test, vi } from 'vitest';
import type { CheckState } from '../../../src/session/protocol/checks.ts';
import type { CheckProgress, LogChecks } from '../../../src/views/detections/log-checks.ts';
import type { ClusterChecks } from '../../../src/views/elasticsearch/cluster-checks.ts';

class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T) {
    for (const listener of this.listeners) listener(value);
  }
  dispose() {
    this.listeners.clear();
  }
}

vi.mock('vscode', () => ({ EventEmitter: Emitter }));

const { ShownChecks } = await import('../../../src/views/detections/shown-checks.ts');

function rigged() {
  const ran: string[] = [];
  const here = new Emitter<CheckState>();
  const steps = new Emitter<CheckProgress>();
  const local = {
    state: { phase: 'done' } as CheckState,
    onDidChange: here.event,
    onDidProgress: steps.event,
    run: async () => void ran.push('here'),
    cancel: () => void ran.push('cancel here'),
  };
  const there = {
    state: (target: string) => ({ phase: 'done', reason: target }) as CheckState,
    run: async (target: string, rules: readonly string[] | undefined) => void ran.push(`${target} ${rules}`),
    cancel: (target: string) => void ran.push(`cancel ${target}`),
  };
  const shown = new ShownChecks(local as unknown as LogChecks, there as unknown as ClusterChecks);
  let changes = 0;
  shown.onDidChange(() => changes++);
  const tell = (phase: CheckState['phase'], target?: string) => {
    const state = { phase } as CheckState;
    if (target === undefined) here.fire(state);
    else shown.note({ event: 'checks', state, target });
  };
  return { shown, tell, ran, steps, changes: () => changes };
}

test('a check on a cluster takes the place of the one here, and the next one here takes it back', () => {
  const { shown, tell, changes } = rigged();
  expect(shown.current.target).toBeUndefined();
  tell('running', 'prod');
  expect(shown.current).toMatchObject({ target: 'prod', state: { reason: 'prod' } });
  tell('done', 'prod');
  // What else is told of the records here, such as that they have grown, changes nothing of what is shown.
  tell('done');
  expect([shown.current.target, changes()]).toEqual(['prod', 2]);
  tell('running', 'other');
  tell('done', 'prod');
  expect([shown.current.target, changes()]).toEqual(['other', 3]);
  tell('running');
  expect(shown.current.target).toBeUndefined();
});

test('what is run, cancelled and told of its progress is that of the place that is shown', async () => {
  const { shown, tell, ran, steps } = rigged();
  tell('running', 'prod');
  const { current } = shown;
  const told: CheckProgress[] = [];
  current.onDidProgress((step: CheckProgress) => told.push(step));
  const stop = new AbortController();
  await current.run(['a'], 'rule', stop.signal);
  shown.note({ event: 'checking', done: 1, of: 3, target: 'prod' });
  shown.note({ event: 'checking', done: 9, of: 9, target: 'other' });
  steps.fire({ done: 5, of: 5 });
  expect(told).toMatchObject([{ done: 1, of: 3 }]);
  stop.abort();
  expect(ran).toEqual(['prod a', 'cancel prod']);
  await shown.at(undefined).run(undefined, 'all');
  shown.at(undefined).cancel();
  expect(ran.slice(2)).toEqual(['here', 'cancel here']);
});
