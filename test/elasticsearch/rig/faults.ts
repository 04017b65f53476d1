/** Faults of a bulk request, drawn from a seed: the same seed gives the same ones for the same requests. */
import type { Fault, FrontRequest, Plan } from './front.mjs';

/** From 0 to below 1; small and good enough to choose faults with. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Requests of one push that a fault may hit; those behind go through, so that every push comes to its end. */
const FAULTY_REQUESTS = 25;
const SLOW_MS = 30;

/** How often each kind was made, so that a test can tell that it tested something. */
export type Made = Record<string, number>;

/** Each plan has its own share of faults, from few to nearly every request. */
export function faultPlan(seed: number, made: Made): Plan {
  const random = seeded(seed);
  const share = 0.2 + 0.7 * random();
  let requests = 0;
  return (request) => {
    if (!request.path.startsWith('/_bulk') || requests++ >= FAULTY_REQUESTS || random() > share) return undefined;
    const kinds = Object.keys(KINDS);
    const kind = kinds[Math.floor(random() * kinds.length)] as keyof typeof KINDS;
    made[kind] = (made[kind] ?? 0) + 1;
    return KINDS[kind](request, random);
  };
}

const KINDS = {
  'too many requests': () => ({
    status: 429,
    body: { error: { type: 'es_rejected_execution_exception', reason: 'queue is full' }, status: 429 },
  }),
  unavailable: () => ({ status: 503, body: { error: 'no healthy upstream' } }),
  'bad gateway after the server took it': () => ({ cut: 'after' as const }),
  'cut before': () => ({ cut: 'before' as const }),
  slow: () => ({ delay: SLOW_MS }),
  'slow, then cut': () => ({ delay: SLOW_MS, cut: 'after' as const }),
  'some items': someItems,
  'too large': ({ body }: FrontRequest) => (body.length > 4_000 ? { status: 413, body: {} } : {}),
};

/** The server never sees these documents, and the answer says that it was too busy for them. */
function someItems({ body }: FrontRequest, random: () => number): Fault {
  const lines = body.toString('utf8').split('\n');
  const kept: string[] = [];
  const refused: boolean[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const refuse = random() < 0.5;
    refused.push(refuse);
    if (!refuse) kept.push(lines[i] as string, lines[i + 1] as string);
  }
  const busy = () => ({ create: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'busy' } } });
  if (kept.length === 0) return { status: 200, body: { items: refused.map(busy) } };
  return {
    send: Buffer.from(`${kept.join('\n')}\n`),
    change: (answer) => {
      const items = [...((answer.items as unknown[] | undefined) ?? [])];
      return { ...answer, items: refused.map((refuse) => (refuse ? busy() : items.shift())) };
    },
  };
}
