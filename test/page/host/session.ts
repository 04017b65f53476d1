/** Answers the page as the extension host would, over invented records. */

import { editorGuards, sessionGuards } from '../../../src/session/protocol/guards.ts';
import type { LoadState, PageRequests, PageStart, Problem, Selection } from '../../../src/session/protocol/protocol.ts';
import type { ReadingRequests } from '../../../src/session/protocol/reading.ts';
import { Answerer, type Handlers, RequestError, type Signal } from '../../../src/session/protocol/rpc.ts';
import { type CheckScene, checkState } from './checks.ts';
import { type ClusterAnswers, clusterHandlers } from './clusters.ts';
import { COLUMNS, cellOf, pick, requestIdOf, timeOf } from './invented.ts';
import { type LanguageRequests, languageHandlers } from './language.ts';
import { InventedQueries } from './queries.ts';
import { type Hold, readingHandlers } from './reading.ts';
import { viewOf } from './record-views.ts';
import { HOSTILE, QUESTIONS } from './texts.ts';

const PARTIAL = 'The answer is partial: some shards or clusters did not answer.';

export interface Setting {
  readonly rows: number;
  readonly phase: LoadState['phase'];
  readonly hostile: boolean;
  /** The latest record has a picture and Markdown in it. */
  readonly markdown: boolean;
  readonly metrics: boolean;
  readonly first: string | undefined;
  readonly problems: boolean;
  readonly zone: string;
  readonly checks: CheckScene;
  /** Operations that fail. */
  readonly broken: readonly string[];
  /** Operations that tell of a part of their work and go on when the test says so: `thread`, `texts`. */
  readonly held: readonly string[];
}

const PROBLEMS: readonly Problem[] = [
  {
    severity: 'error',
    file: '/logs/2026/11/20/20261120T091512001Z_77aa.json.gz',
    line: 41,
    offset: 60_113,
    reason: 'The line is no JSON: it ends inside a string.',
  },
  {
    severity: 'error',
    file: '/logs/2026/11/20/20261120T101500733Z_10c2.json.gz',
    line: 0,
    offset: 0,
    reason: 'The gzip stream is cut off after 212 kB.',
  },
  {
    severity: 'warning',
    file: '/logs/2026/11/20/20261120T111512544Z_0f31.json.gz',
    line: 7,
    offset: 8_190,
    reason: 'The key "region" is there twice; the last value is kept.',
  },
];

const NO_COUNTS = { seen: 0, read: 0, skipped: 0, failed: 0, skippedBy: {}, warned: 0 };

const NEVER = new AbortController().signal;

/** What the page asks today; the protocol has more for others. */
type Asked = Pick<
  PageRequests,
  | 'ready'
  | 'state'
  | 'columns'
  | 'rows'
  | 'position'
  | 'query'
  | 'values'
  | 'record'
  | keyof ReadingRequests
  | keyof LanguageRequests
  | keyof ClusterAnswers
  | 'text'
  | 'show'
  | 'copy'
  | 'exportDocuments'
  | 'openFiles'
  | 'showProblem'
  | 'showSource'
  | 'openLink'
  | 'cancelLoad'
  | 'goOn'
  | 'lines'
  | 'runChecks'
  | 'cancelChecks'
  | 'editRule'
  | 'suppressRule'
  | 'saveFindings'
>;

export class FakeSession {
  private setting: Setting;
  private readonly orders = new Map<string, Promise<Uint32Array>>();
  private readonly queries: InventedQueries;
  private readonly holding: (() => void)[] = [];
  private released = false;
  private readonly post: (message: unknown) => void;
  private readonly answerer: Answerer<Asked>;
  /** Everything that was asked, for the tests. */
  readonly asked: { readonly name: string; readonly params: unknown }[] = [];

  constructor(setting: Setting, post: (message: unknown) => void) {
    this.setting = setting;
    this.post = post;
    this.queries = new InventedQueries(setting.rows, setting.metrics);
    this.answerer = new Answerer<Asked>(post, this.handlers());
  }

  /** From now on these operations alone fail. */
  break(broken: readonly string[]): void {
    this.setting = { ...this.setting, broken };
  }

  /** Lets everything go on that is held, and holds nothing any more. */
  release(): void {
    for (const goOn of this.holding.splice(0)) goOn();
    this.released = true;
  }

  private readonly hold: Hold = async (name, of, { progress, signal }) => {
    if (this.released || !this.setting.held.includes(name)) return;
    progress({ done: Math.floor(of / 4), of });
    await new Promise<void>((goOn) => this.holding.push(goOn));
    if (signal.aborted) throw new RequestError('aborted', 'The operation was cancelled.');
  };

  receive(message: unknown): void {
    if (typeof message === 'object' && message !== null && 'name' in message) {
      this.asked.push({ name: String(message.name), params: 'params' in message ? message.params : undefined });
    }
    this.answerer.receive(message);
  }

  state(phase = this.setting.phase, read = this.setting.rows): LoadState {
    if (phase === 'empty') {
      return {
        phase,
        files: { done: 0, total: 0 },
        bytes: { done: 0, total: 0 },
        counts: NO_COUNTS,
        problems: [],
        problemsTotal: 0,
      };
    }
    const failed = this.setting.problems ? 2 : 0;
    const share = phase === 'done' ? 1 : 0.75;
    const counts = {
      seen: read + failed + 1,
      read,
      skipped: 1,
      failed,
      skippedBy: { 'permission check': 1 },
      warned: failed === 0 ? 0 : 1,
    };
    const problems = this.setting.problems ? PROBLEMS : [];
    return {
      phase,
      files: { done: Math.round(214 * share), total: 214 },
      bytes: { done: Math.round(8_100_000 * share), total: 8_100_000 },
      counts,
      problems,
      problemsTotal: problems.length,
      ...(read > 0 ? { range: [timeOf(0, read), timeOf(read - 1, read)] as const } : {}),
      ...(phase === 'failed' ? { reason: 'The folder /logs could not be read: permission denied.' } : {}),
    };
  }

  private start(): PageStart {
    return {
      title: 'Northwind',
      state: this.state(),
      columns: COLUMNS,
      profile: 'extended',
      timeZone: this.setting.zone,
      texts: {},
      restore: 'the same logs',
      ...(this.setting.first === 'overview' && { first: 'overview' }),
      checks: checkState(this.setting.checks, this.setting.rows, this.setting.hostile),
    };
  }

  private handlers(): Handlers<Asked> {
    const total = this.setting.rows;
    const { hostile, markdown } = this.setting;
    const flavour = { hostile, markdown, total };
    const done = () => this.done();
    const guards = { ...sessionGuards, ...editorGuards };
    return {
      ready: { accepts: guards.ready, run: () => this.answer('ready', () => this.start()) },
      state: { accepts: guards.state, run: () => this.state() },
      columns: { accepts: guards.columns, run: () => COLUMNS },
      rows: {
        accepts: guards.rows,
        run: async ({ selection, from, count, fields }, context) => {
          const { signal } = context;
          if (selection.where?.includes('LIKE')) await this.hold('texts', total, context);
          const order = await this.order(selection);
          if (signal.aborted) throw new RequestError('aborted', 'The operation was cancelled.');
          return this.answer('rows', () => {
            const ids = [...order.subarray(from, from + count)];
            return {
              matched: order.length,
              loaded: total,
              from,
              ids,
              cells: fields.map((field) => ids.map((id) => cellOf(field, id, total))),
            };
          });
        },
      },
      position: {
        accepts: guards.position,
        run: async ({ selection, id }) => (await this.order(selection)).indexOf(id),
      },
      query: {
        accepts: guards.query,
        run: async (query, { signal }) => {
          const ids = query.within && Int32Array.from(await this.order(query.within)).sort();
          const answer = await this.queries.answer(query, ids, signal);
          // A part of the cluster is away.
          const told = query.target === undefined ? answer : { ...answer, warnings: [PARTIAL] };
          return this.answer('query', () => told);
        },
      },
      ...languageHandlers((field) => this.values(field, 50, NEVER)),
      values: { accepts: guards.values, run: ({ field, limit }, { signal }) => this.values(field, limit, signal) },
      record: {
        accepts: guards.record,
        run: ({ id }) =>
          this.answer('record', () => {
            if (id >= total)
              throw new RequestError('not-found', 'This record is not in the session any more. Open the logs again.');
            return viewOf(id, flavour);
          }),
      },
      ...readingHandlers(flavour, this.setting.broken, this.hold),
      ...clusterHandlers({ total, hostile, broken: this.setting.broken, tell: this.post }),
      text: { accepts: guards.text, run: () => '' },
      show: { accepts: guards.show, run: done },
      copy: { accepts: guards.copy, run: done },
      exportDocuments: { accepts: guards.exportDocuments, run: done },
      openFiles: { accepts: guards.openFiles, run: done },
      showProblem: { accepts: guards.showProblem, run: done },
      showSource: { accepts: guards.showSource, run: done },
      openLink: { accepts: guards.openLink, run: done },
      cancelLoad: { accepts: guards.cancelLoad, run: done },
      goOn: { accepts: guards.goOn, run: done },
      lines: {
        accepts: guards.lines,
        run: ({ ids, fields, prompts }) =>
          this.answer('lines', () => ({
            cells: fields.map((field) =>
              ids.map((id) => (field === 'gen_ai.request.id' ? requestIdOf(id) : cellOf(field, id, total))),
            ),
            prompts: prompts ? ids.map((id) => (this.setting.hostile ? HOSTILE : pick(QUESTIONS, id, 32))) : [],
            places: ids.map((id) => ({ path: '/logs/records.json.gz', line: id + 1 })),
          })),
      },
      runChecks: { accepts: guards.runChecks, run: done },
      cancelChecks: { accepts: guards.cancelChecks, run: done },
      editRule: { accepts: guards.editRule, run: done },
      suppressRule: { accepts: guards.suppressRule, run: done },
      saveFindings: { accepts: guards.saveFindings, run: done },
    };
  }

  private async values(field: string, limit: number, signal: Signal): Promise<readonly string[]> {
    const text = `FROM logs-aws_bedrock.invocation-* | STATS n = COUNT(*) BY v = \`${field}\` | WHERE v IS NOT NULL | SORT n DESC, v | LIMIT ${limit} | KEEP v`;
    const { values } = await this.queries.answer({ text, limit }, undefined, signal);
    return (values[0] ?? []).map(String);
  }

  private readonly done = () => null;

  private answer<T>(name: string, make: () => T): T {
    if (this.setting.broken.includes(name))
      throw new RequestError('unreadable', 'The file has changed since it was read. Open the logs again.');
    return make();
  }

  private order(selection: Selection): Promise<Uint32Array> {
    const key = JSON.stringify(selection);
    const known = this.orders.get(key) ?? this.sorted(selection);
    this.orders.set(key, known);
    return known;
  }

  private async sorted({ search, where = '', range, sort }: Selection): Promise<Uint32Array> {
    const total = this.setting.rows;
    const wanted = search.trim().toLowerCase();
    let ids = Uint32Array.from({ length: total }, (_, i) => i);
    if (wanted !== '')
      ids = ids.filter((id) =>
        COLUMNS.some(({ field }) =>
          String(cellOf(field, id, total))
            .toLowerCase()
            .includes(wanted),
        ),
      );
    if (where.trim() !== '') {
      const fitting = await this.queries.fitting(where);
      ids = ids.filter((id) => fitting.has(id));
    }
    if (range) ids = ids.filter((id) => timeOf(id, total) >= range[0] && timeOf(id, total) < range[1]);
    const way = sort.descending ? -1 : 1;
    if (sort.field === '@timestamp') return sort.descending ? ids.reverse() : ids;
    const keys = new Map<number, string | number>();
    for (const id of ids) {
      const cell = cellOf(sort.field, id, total);
      if (typeof cell === 'number' || typeof cell === 'string') keys.set(id, cell);
      else if (cell !== null) keys.set(id, String(cell));
    }
    return ids.sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (x === undefined || y === undefined) return x === y ? a - b : x === undefined ? 1 : -1;
      return x === y ? a - b : x < y ? -way : way;
    });
  }
}
