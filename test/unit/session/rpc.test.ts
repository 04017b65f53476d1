import { describe, expect, it } from 'vitest';
import { editorGuards, isPageNotice, isSelection, sessionGuards } from '../../../src/session/protocol/guards.ts';
import { Answerer, Asker, type Handlers, RequestError } from '../../../src/session/protocol/rpc.ts';

interface Sums {
  add: { params: readonly number[]; result: number; progress: number };
  wait: { params: null; result: string; progress: string };
  fail: { params: null; result: never; progress: never };
}

const isNumbers = (params: unknown): params is readonly number[] =>
  Array.isArray(params) && params.every((n) => typeof n === 'number');
const isNull = (params: unknown): params is null => params === null;

/** Both ends over one wire that copies messages as a real port does; `wire` is what went over it. */
function connected(more: Partial<Handlers<Sums>> = {}) {
  const wire: unknown[] = [];
  const malformed: string[] = [];
  const handlers: Handlers<Sums> = {
    add: {
      accepts: isNumbers,
      run: (numbers, { progress }) => {
        let sum = 0;
        for (const n of numbers) {
          sum += n;
          progress(sum);
        }
        return sum;
      },
    },
    wait: {
      accepts: isNull,
      run: (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gave up')))),
    },
    fail: {
      accepts: isNull,
      run: () => {
        throw new RequestError('changed', 'The file has changed.');
      },
    },
    ...more,
  };
  const carry = (message: unknown, to: { receive(message: unknown): boolean }) => {
    const copy = structuredClone(message);
    wire.push(copy);
    queueMicrotask(() => to.receive(copy));
  };
  const asker: Asker<Sums> = new Asker<Sums>((message) => carry(message, answerer));
  const answerer: Answerer<Sums> = new Answerer<Sums>((message) => carry(message, asker), handlers, {
    onMalformed: (reason) => malformed.push(reason),
  });
  const answers = () => wire.filter((message) => Object.hasOwn(message as object, 'answer'));
  return { asker, answerer, wire, malformed, answers };
}

describe('a request', () => {
  it('is answered once, after its progress', async () => {
    const { asker, answers } = connected();
    const steps: number[] = [];
    expect(await asker.ask('add', [1, 2, 3], { onProgress: (sum) => steps.push(sum) })).toBe(6);
    expect(steps).toEqual([1, 3, 6]);
    expect(answers()).toEqual([{ answer: 1, ok: 6 }]);
  });

  it('keeps the kind of a failure', async () => {
    const { asker } = connected();
    await expect(asker.ask('fail', null)).rejects.toMatchObject({ kind: 'changed', message: 'The file has changed.' });
  });

  it('of which many run at once gets its own answer', async () => {
    const { asker } = connected();
    const sums = await Promise.all(Array.from({ length: 100 }, (_, n) => asker.ask('add', [n, n])));
    expect(sums).toEqual(Array.from({ length: 100 }, (_, n) => n + n));
  });

  it('with a result that cannot be posted fails', async () => {
    const { asker, answers } = connected({ wait: { accepts: isNull, run: () => (() => 'a function') as never } });
    await expect(asker.ask('wait', null)).rejects.toMatchObject({ kind: 'failed' });
    expect(answers()).toHaveLength(1);
  });

  it('with parameters that cannot be posted fails, and the port goes on', async () => {
    const { asker } = connected();
    await expect(asker.ask('add', [(() => 1) as never])).rejects.toMatchObject({ kind: 'failed' });
    expect(await asker.ask('add', [4])).toBe(4);
  });
});

describe('abort', () => {
  it('before asking posts nothing', async () => {
    const { asker, wire } = connected();
    await expect(asker.ask('wait', null, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
    expect(wire).toEqual([]);
  });

  it('while running is an aborted failure, whatever the handler throws', async () => {
    const { asker, answers } = connected();
    const controller = new AbortController();
    const waiting = asker.ask('wait', null, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
    expect(answers()).toHaveLength(1);
  });

  it('after the answer changes nothing', async () => {
    const { asker, answerer, wire } = connected();
    const controller = new AbortController();
    expect(await asker.ask('add', [1], { signal: controller.signal })).toBe(1);
    const before = wire.length;
    controller.abort();
    expect(wire).toHaveLength(before);
    expect(answerer.receive({ abort: 1 })).toBe(true);
  });
});

describe('the death of a port', () => {
  it('rejects what is pending and what is asked later', async () => {
    const { asker } = connected();
    const waiting = asker.ask('wait', null);
    asker.close('The worker has ended.');
    await expect(waiting).rejects.toMatchObject({ kind: 'failed', message: 'The worker has ended.' });
    await expect(asker.ask('add', [1])).rejects.toMatchObject({ message: 'The worker has ended.' });
  });

  it('stops what runs at the answering side and posts nothing more', async () => {
    const { asker, answerer, answers } = connected();
    void asker.ask('wait', null).catch(() => undefined);
    await Promise.resolve();
    expect(answerer.active).toBe(1);
    answerer.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(answerer.active).toBe(0);
    expect(answers()).toEqual([]);
  });
});

describe('malformed messages', () => {
  it.each([
    ['an unknown operation', { ask: 7, name: 'format', params: null }],
    ['a name of the prototype', { ask: 7, name: 'constructor', params: null }],
    ['a name that is no text', { ask: 7, name: ['add'], params: [1] }],
    ['parameters of another form', { ask: 7, name: 'add', params: { length: 1 } }],
    ['no parameters', { ask: 7, name: 'add' }],
  ])('%s is answered with a failure', async (_, message) => {
    const { answerer, answers, malformed } = connected();
    expect(answerer.receive(message)).toBe(true);
    expect(answers()).toEqual([{ answer: 7, err: expect.objectContaining({ kind: 'failed' }) }]);
    expect(malformed).toHaveLength(1);
  });

  it.each([[{ ask: '7', name: 'add', params: [1] }], [{ ask: -1, name: 'add', params: [1] }], [{ abort: 'all' }]])(
    '%j is dropped with a log line',
    (message) => {
      const { answerer, wire, malformed } = connected();
      expect(answerer.receive(message)).toBe(true);
      expect(wire).toEqual([]);
      expect(malformed).toHaveLength(1);
    },
  );

  it.each([[null], [undefined], [3], ['ask'], [[]], [{}], [{ event: 'state' }]])('%j is left to others', (message) => {
    const { asker, answerer } = connected();
    expect(answerer.receive(message)).toBe(false);
    expect(asker.receive(message)).toBe(false);
  });

  it('an answer without a result fails its request; one to nobody is ignored', async () => {
    const { asker } = connected();
    const waiting = asker.ask('wait', null);
    expect(asker.receive({ answer: 99, ok: 1 })).toBe(true);
    expect(asker.receive({ answer: 1, err: { kind: 'odd', message: 'x' } })).toBe(true);
    await expect(waiting).rejects.toMatchObject({ kind: 'failed' });
  });
});

describe('guards', () => {
  const selection = { search: '', sort: { field: '@timestamp', descending: true } };
  const rows = { selection, from: 0, count: 100, fields: ['@timestamp'] };

  it('take what the protocol says', () => {
    expect(isSelection(selection)).toBe(true);
    expect(sessionGuards.rows(rows)).toBe(true);
    expect(
      sessionGuards.export({ scope: { kind: 'records', ids: [1] }, profile: 'extended', format: 'bulk', tags: [] }),
    ).toBe(true);
    expect(sessionGuards.load({ sources: [{ kind: 'folder', path: '/logs' }] })).toBe(true);
    expect(editorGuards.copy({ text: 'x' })).toBe(true);
    expect(editorGuards.copy({ id: 1, what: 'json' })).toBe(true);
    expect(isPageNotice({ notice: 'selection', ids: [3], selection })).toBe(true);
  });

  it.each([
    ['a negative row', sessionGuards.rows({ ...rows, from: -1 })],
    ['a window of the whole session', sessionGuards.rows({ ...rows, count: 1e9 })],
    ['a fraction of a row', sessionGuards.rows({ ...rows, count: 1.5 })],
    ['a field that is no text', sessionGuards.rows({ ...rows, fields: [1] })],
    ['a sort without direction', isSelection({ search: '', sort: { field: 'a' } })],
    ['an unknown profile', sessionGuards.record({ id: 1, profile: 'other' })],
    ['an unknown scope', sessionGuards.export({ scope: { kind: 'x' }, profile: 'extended', format: 'bulk', tags: [] })],
    ['a path that is no text', sessionGuards.load({ sources: [{ kind: 'file', path: null }] })],
    ['nothing', sessionGuards.state(null)],
  ])('refuse %s', (_, accepted) => expect(accepted).toBe(false));
});
