/** The checks of one page on clusters: each connection has its own, and what the last ones found is kept. */
import type { Cluster } from '../../elasticsearch/cluster.ts';
import type {
  CheckAnswer,
  CheckState,
  CheckWindow,
  RuleFinding,
  RuleList,
  RuleOutcome,
} from '../../session/protocol/checks.ts';
import type { ClusterRequests, FetchedDocument, FindingRecords } from '../../session/protocol/clusters.ts';
import type { FindingsFormat, PageEvent, RecordId } from '../../session/protocol/protocol.ts';
import { abortedError, failureOf, RequestError } from '../../session/protocol/rpc.ts';
import { merged } from '../detections/merged.ts';
import type { BehindFinding, RunAt } from './cluster-check.ts';

const work = () => import('./cluster-check.ts');

/** What of the surroundings the checks need. */
export interface ClusterChecking {
  /** As `RemoteQueries` does it. */
  on<T>(
    target: string,
    work: (cluster: Cluster, connection: { readonly namespace?: string }) => Promise<T>,
  ): Promise<T>;
  rules(): RuleList;
  suppressions(): Promise<string | undefined>;
  /** Gives documents numbers under which they can be read. */
  adopt(documents: readonly FetchedDocument[]): Promise<readonly RecordId[]>;
  tell(event: PageEvent): void;
  /** Epoch ms. */
  now(): number;
}

type Kept = Omit<CheckState, 'rules' | 'problems'>;

/** The documents behind a finding, as far as they were fetched. */
interface Fetching {
  readonly found: BehindFinding;
  /** Of the ids, so many have been asked for. */
  asked: number;
  readonly records: RecordId[];
}

/** Documents that one request fetches: their texts may be long. */
const AT_A_TIME = 100;

export class ClusterChecks {
  private readonly around: ClusterChecking;
  private readonly states = new Map<string, Kept>();
  private readonly running = new Map<string, AbortController>();
  /** When each outcome was found: the documents behind it are looked for in the window of that time. */
  private readonly times = new WeakMap<RuleOutcome, { readonly now: number; readonly window: CheckWindow }>();
  private readonly behind = new WeakMap<RuleFinding, Fetching>();
  private readonly fetching = new WeakMap<RuleFinding, Promise<FindingRecords>>();

  constructor(around: ClusterChecking) {
    this.around = around;
  }

  state(target: string): CheckState | undefined {
    const kept = this.states.get(target);
    return kept && { ...kept, ...this.around.rules() };
  }

  cancel(target: string): void {
    this.running.get(target)?.abort();
  }

  /** Checks all rules, or those that are named; a check that runs there is given up. Never rejects. */
  async run(target: string, wanted: readonly string[] | undefined, window: CheckWindow): Promise<void> {
    const stop = new AbortController();
    this.cancel(target);
    this.running.set(target, stop);
    const { reason: _, ...before } = this.states.get(target) ?? { phase: 'none', window, stale: false };
    const isLast = (): boolean => this.running.get(target) === stop;
    this.take(target, { ...before, phase: 'running', window });
    try {
      const answer = await this.check(target, wanted, window, stop.signal);
      if (!isLast()) return;
      const partly = wanted !== undefined || !answer.complete;
      this.take(target, {
        phase: answer.complete ? 'done' : 'cancelled',
        window,
        stale: false,
        answer: partly && before.answer ? merged(before.answer, answer) : answer,
      });
    } catch (error) {
      if (!isLast()) return;
      const { kind, message } = failureOf(error);
      this.take(target, {
        ...before,
        window,
        ...(kind === 'aborted' ? CANCELLED : { phase: 'failed', reason: message }),
      });
    } finally {
      if (isLast()) this.running.delete(target);
    }
  }

  /** The documents behind a finding, the latest first. Throws a `RequestError`. */
  async records(
    { target, rule, finding: at, most }: ClusterRequests['findingRecords']['params'],
    signal: AbortSignal,
  ): Promise<FindingRecords> {
    const outcome = this.states.get(target)?.answer?.outcomes.find((one) => one.rule.id === rule);
    const finding = outcome?.findings[at];
    const time = outcome && this.times.get(outcome);
    if (!outcome || !finding || !time) throw new RequestError('not-found', 'The finding is gone. Run the rule again.');
    const fetch = (): Promise<FindingRecords> => this.fetch(target, outcome, finding, time, most, signal);
    // One after the other: what is fetched twice at once would be listed twice.
    const own = (this.fetching.get(finding) ?? Promise.resolve()).then(fetch, fetch);
    this.fetching.set(finding, own);
    return own;
  }

  private fetch(
    target: string,
    outcome: RuleOutcome,
    finding: RuleFinding,
    time: Pick<RunAt, 'now' | 'window'>,
    most: number,
    signal: AbortSignal,
  ): Promise<FindingRecords> {
    return this.around.on(target, async (cluster, { namespace }) => {
      const { behindFinding, documentsOf } = await work();
      const known = this.behind.get(finding) ?? {
        found: await behindFinding(cluster, outcome, finding, { ...time, namespace, signal }),
        asked: 0,
        records: [],
      };
      this.behind.set(finding, known);
      const { found, records } = known;
      while (known.asked < Math.min(most, found.ids.length)) {
        const ids = found.ids.slice(known.asked, Math.min(most, known.asked + AT_A_TIME));
        const documents = await documentsOf(cluster, outcome.rule, ids, signal);
        if (signal.aborted) throw abortedError();
        // Those that are gone meanwhile have no number.
        records.push(...(await this.around.adopt(documents)));
        known.asked += ids.length;
      }
      const { ids, more, query } = found;
      return { records: records.slice(0, most), total: ids.length, more, ...(query !== undefined && { query }) };
    });
  }

  /** The findings of the last checks as a file. Throws a `RequestError`. */
  async report(target: string, format: FindingsFormat, version: string, signal: AbortSignal): Promise<string> {
    const answer = this.states.get(target)?.answer;
    if (!answer) throw new RequestError('not-found', 'No detection rule has been checked yet.');
    return this.around.on(target, async (cluster, { namespace }) => {
      const { reportThere } = await work();
      const now = { now: answer.range.to, window: answer.window };
      const runOf = (outcome: RuleOutcome) => ({ ...(this.times.get(outcome) ?? now), namespace, signal });
      return reportThere(cluster, answer, { format, version, runOf });
    });
  }

  dispose(): void {
    for (const stop of this.running.values()) stop.abort();
    this.running.clear();
  }

  private async check(
    target: string,
    wanted: readonly string[] | undefined,
    window: CheckWindow,
    signal: AbortSignal,
  ): Promise<CheckAnswer> {
    const { rules } = this.around.rules();
    const chosen = wanted ? rules.filter(({ id }) => wanted.includes(id)) : rules;
    const suppressions = await this.around.suppressions();
    const now = this.around.now();
    const answer = await this.around.on(target, async (cluster, { namespace }) => {
      const progress = (done: number, of: number): void => this.around.tell({ event: 'checking', done, of, target });
      const { checkThere } = await work();
      return checkThere(cluster, { rules: chosen, window, now, namespace, suppressions, signal, progress });
    });
    for (const outcome of answer.outcomes) this.times.set(outcome, { now, window });
    return answer;
  }

  private take(target: string, state: Kept): void {
    this.states.set(target, state);
    this.around.tell({ event: 'checks', state: { ...state, ...this.around.rules() }, target });
  }
}

const CANCELLED = { phase: 'cancelled' } as const;
