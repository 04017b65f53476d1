/** Threads, comparisons and pictures of the invented records. */
import { compareConversations } from '../../../src/ecs/compare/conversations.ts';
import { sessionGuards } from '../../../src/session/protocol/guards.ts';
import type { ReadingRequests } from '../../../src/session/protocol/reading.ts';
import { type Context, type Handlers, RequestError } from '../../../src/session/protocol/rpc.ts';
import { cellOf, fateOf } from './invented.ts';
import { type Flavour, viewOf } from './record-views.ts';

/** Records of one thread, some apart; every sixteenth record is alone. */
const STEP = 7;
const LONGEST = 5;

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Waits where an operation is held, having told how far it is. */
export type Hold = (
  name: string,
  of: number,
  context: Context<{ readonly done: number; readonly of: number }>,
) => Promise<void>;

export function readingHandlers(flavour: Flavour, broken: readonly string[], hold: Hold): Handlers<ReadingRequests> {
  const check = (name: keyof ReadingRequests) => {
    if (broken.includes(name))
      throw new RequestError('unreadable', 'The file has changed since it was read. Open the logs again.');
  };
  return {
    thread: {
      accepts: sessionGuards.thread,
      run: async ({ id, fields }, context) => {
        check('thread');
        await hold('thread', 1_000, context);
        const ids = threadOf(id, flavour.total);
        return {
          steps: ids.map((one, i) => {
            const from = ids[i - 1];
            return { id: one, messages: 2 * i + 1, ...(from === undefined ? {} : { from }) };
          }),
          cells: fields.map((field) => ids.map((one) => cellOf(field, one, flavour.total))),
          cut: false,
        };
      },
    },
    compare: {
      accepts: sessionGuards.compare,
      run: ({ left, right }) => {
        check('compare');
        if (Math.max(left, right) >= flavour.total)
          throw new RequestError('not-found', 'This record is not in the session any more. Open the logs again.');
        const [one, other] = [viewOf(left, flavour), viewOf(right, flavour)];
        return { left: one, right: other, comparison: compareConversations(one.conversation, other.conversation) };
      },
    },
    picture: {
      accepts: sessionGuards.picture,
      run: (params) => {
        if ('at' in params && params.at === 0)
          throw new RequestError('not-found', 'Only PNG, JPEG, GIF and WebP pictures are shown.');
        return { format: 'png', base64: PNG };
      },
    },
  };
}

function threadOf(id: number, total: number): number[] {
  if (fateOf(id) === 'error' || id % 16 === 5) return [id];
  const start = id - (Math.floor(id / STEP) % LONGEST) * STEP;
  return Array.from({ length: LONGEST }, (_, i) => start + i * STEP).filter((one) => one >= 0 && one < total);
}
