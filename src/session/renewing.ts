/**
 * A session that may be followed for ever. What is trimmed goes with the session that holds it: the records that are kept
 * move to a new one, behind which the numbers of records stay what they were. What is asked of the old one meanwhile is
 * still answered by it.
 */
import type { Limits } from '../records/limits.ts';
import { FIRST_FETCHED } from './fetched.ts';
import type { RuleFinding } from './protocol/checks.ts';
import type { ExportScope, RecordId, SessionRequests } from './protocol/protocol.ts';
import { type Handler, type Handlers, RequestError, type Signal } from './protocol/rpc.ts';
import type { OpenRemote } from './remote.ts';
import { Session } from './session.ts';

type Name = keyof SessionRequests;
type Params<K extends Name> = SessionRequests[K]['params'];
type Result<K extends Name> = SessionRequests[K]['result'];

interface Generation {
  readonly session: Session;
  /** What is added to a record's number in the session: so many were let go before it. */
  readonly base: number;
  /** Requests under way, but loads, which go on from one session to the next. */
  running: number;
}

/** Numbers of records in what is asked and answered. */
interface Numbers<K extends Name> {
  readonly asked?: (params: Params<K>, own: (id: RecordId) => RecordId) => Params<K>;
  readonly answered?: (result: Result<K>, outer: (id: RecordId) => RecordId) => Result<K>;
}

const NUMBERS: { readonly [K in Name]?: Numbers<K> } = {
  rows: { answered: (window, outer) => ({ ...window, ids: window.ids.map(outer) }) },
  record: {
    asked: (params, own) => ({ ...params, id: own(params.id) }),
    answered: (view, outer) => ({ ...view, id: outer(view.id) }),
  },
  text: { asked: (params, own) => ({ ...params, id: own(params.id) }) },
  picture: { asked: (params, own) => ({ ...params, id: own(params.id) }) },
  position: { asked: (params, own) => ({ ...params, id: own(params.id) }) },
  thread: {
    asked: (params, own) => ({ ...params, id: own(params.id) }),
    answered: (thread, outer) => ({
      ...thread,
      steps: thread.steps.map((step) => ({
        ...step,
        id: outer(step.id),
        ...(step.from !== undefined && { from: outer(step.from) }),
      })),
    }),
  },
  compare: {
    asked: (params, own) => ({ ...params, left: own(params.left), right: own(params.right) }),
    answered: ({ comparison, left, right }, outer) => ({
      comparison,
      left: { ...left, id: outer(left.id) },
      right: { ...right, id: outer(right.id) },
    }),
  },
  export: { asked: (params, own) => ({ ...params, scope: scopeOf(params.scope, own) }) },
  parcel: {
    asked: (order, own) => ({ ...order, scope: scopeOf(order.scope, own) }),
    answered: (parcel, outer) => ({ ...parcel, ids: parcel.ids.map(outer) }),
  },
  lines: { asked: (params, own) => ({ ...params, ids: params.ids.map(own) }) },
  check: {
    answered: (answer, outer) => {
      const finding = (one: RuleFinding): RuleFinding => ({ ...one, records: one.records.map(outer) });
      const outcomes = answer.outcomes.map((outcome) => ({
        ...outcome,
        findings: outcome.findings.map(finding),
        suppressed: outcome.suppressed.map((one) => ({ ...one, finding: finding(one.finding) })),
      }));
      return { ...answer, outcomes };
    },
  },
};

function scopeOf(scope: ExportScope, own: (id: RecordId) => RecordId): ExportScope {
  return scope.kind === 'records' ? { ...scope, ids: scope.ids.map(own) } : scope;
}

export class RenewingSession {
  readonly handlers: Handlers<SessionRequests>;
  private current: Generation;

  /** As a session's; `open`: how sources that have to be fetched are opened. */
  constructor(storage: string, limits: Partial<Limits> = {}, open?: OpenRemote) {
    this.current = { session: new Session(storage, limits, open && { open }), base: 0, running: 0 };
    this.current.session.loader.renew = (first, signal) => this.renew(first, signal);
    const { handlers } = this.current.session;
    const names = Object.keys(handlers) as Name[];
    // Each name has the handler of its own name.
    this.handlers = Object.fromEntries(names.map((name) => [name, this.handler(name)])) as unknown as typeof handlers;
  }

  /** Records that were let go. */
  get base(): number {
    return this.current.base;
  }

  /** Gives the disk and memory back; no operation may run or be asked for any more. */
  async dispose(): Promise<void> {
    await this.current.session.dispose();
  }

  private handler<K extends Name>(name: K): Handler<Params<K>, Result<K>, SessionRequests[K]['progress']> {
    const { accepts } = this.current.session.handlers[name];
    // Not awaited here: whoever waits for a load must not hold the session that it began in.
    if (name === 'load')
      return { accepts, run: (params, context) => this.current.session.handlers[name].run(params, context) };
    const { asked, answered }: Numbers<K> = NUMBERS[name] ?? {};
    return {
      accepts,
      run: async (params, context) => {
        const generation = this.current;
        const { base, session } = generation;
        generation.running++;
        try {
          const given = asked && base > 0 ? asked(params, (id) => inner(id, base)) : params;
          const result = await session.handlers[name].run(given, context);
          return answered && base > 0 ? answered(result, (id) => (id < FIRST_FETCHED ? id + base : id)) : result;
        } finally {
          generation.running--;
          if (generation !== this.current && generation.running === 0) await session.dispose();
        }
      },
    };
  }

  /** Lets go the records before `first`; false if that cannot be done now. */
  private async renew(first: RecordId, signal: Signal): Promise<boolean> {
    const old = this.current;
    if (old.session.handsOut) return false;
    const session = await old.session.successor(first, old.base + first, signal);
    this.current = { session, base: old.base + first, running: 0 };
    if (old.running === 0) await old.session.dispose();
    return true;
  }
}

/** Throws a `RequestError` for a record that is no longer there. */
function inner(id: RecordId, base: number): RecordId {
  if (id >= FIRST_FETCHED) return id;
  if (id < base)
    throw new RequestError(
      'not-found',
      'This record was let go: only the latest are kept while a log group is tailed.',
    );
  return id - base;
}
