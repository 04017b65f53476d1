/** Messages go when all that they told of has arrived, and only then; a queue that fails keeps none of the others. */
import { expect, test } from 'vitest';
import { HeldFiles } from '../../../src/session/held-files.ts';
import type { RemoteReading } from '../../../src/sources/remote.ts';

function held(...ranges: readonly (readonly [from: number, to: number])[]) {
  const files = new HeldFiles();
  const told: (boolean | string)[] = [];
  for (const [from, to] of ranges) files.add({ from, to, settle: (taken) => told.push(taken) });
  const reading = (name: string, problem?: string) =>
    files.keep({
      close: async () => {
        told.push(name);
        if (problem !== undefined) throw new Error(problem);
      },
    } as unknown as RemoteReading);
  return { files, told, reading };
}

test.each<[taken: boolean, refused: readonly number[], told: readonly boolean[]]>([
  [true, [], [true, true, true]],
  [true, [4], [true, false, true]],
  [true, [6, 0, 5], [false, true, false]],
  [true, [99], [true, true, true]],
  [false, [], [false, false, false]],
])('taken %s, refused %j', async (taken, refused, expected) => {
  const { files, told } = held([0, 3], [3, 5], [5, 7]);
  await files.settle(taken, refused);
  expect(told).toEqual(expected);
});

test('a file whose records were all known before has none that could be refused', async () => {
  const { files, told } = held([3, 3]);
  await files.settle(true, [3]);
  expect(told).toEqual([true]);
});

test('what is told later changes nothing, and waits for what is still being ended', async () => {
  const { files, told, reading } = held([0, 1]);
  reading('one', 'the queue is gone');
  reading('two');
  await expect(files.settle(false, [])).rejects.toThrow('the queue is gone');
  await files.settle(true, []);
  expect(told).toEqual([false, 'one', 'two']);
});
