/** Detection rules on the loaded records: which are set, and what their checks found. */

import { BUILTIN_FILES, builtinPath, builtinRules } from '../detections/builtin.ts';
import { type CheckReport, checkRules, textsOfRules } from '../detections/check.ts';
import { junit } from '../detections/report/junit.ts';
import { sarif } from '../detections/report/sarif.ts';
import type { Rule } from '../detections/rule.ts';
import { RuleSet } from '../detections/rule-set.ts';
import { readSuppressions, type Suppression, suppress } from '../detections/suppressions.ts';
import { placeOf } from '../sources/files.ts';
import { outcomeFacts } from './check-facts.ts';
import { fileAddress } from './file-address.ts';
import type { RecordWatch } from './invocation-index.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { CheckAnswer, CheckOrder, RuleList, RuleSource } from './protocol/checks.ts';
import type { FindingsFormat, RecordId, SessionRequests } from './protocol/protocol.ts';
import { type Context, RequestError } from './protocol/rpc.ts';
import type { RecordSource } from './query-source.ts';
import { RULE_SCHEMA } from './rule-schema.ts';
import type { Turns } from './turns.ts';

type Progress = SessionRequests['check']['progress'];

export class Checks {
  private readonly records: LoadedRecords;
  private readonly source: RecordSource;
  private readonly turns: Turns;
  private rules: readonly Rule[] = builtinRules();
  /** By path. */
  private texts = new Map<string, string>();
  private suppressions: readonly Suppression[] = [];
  private last: CheckReport | undefined;

  constructor(records: LoadedRecords, source: RecordSource, turns: Turns) {
    this.records = records;
    this.source = source;
    this.turns = turns;
  }

  /** Own rules come before those that come with the inspector: a changed copy stands for the original. */
  set({ builtin, files, suppressions }: RuleSource): RuleList {
    const set = new RuleSet();
    this.texts = new Map(Object.entries(BUILTIN_FILES).map(([name, text]) => [builtinPath(name), text]));
    for (const { path, text } of files) {
      set.add(path, text, { others: true });
      this.texts.set(path, text);
    }
    if (builtin) set.addBuiltin(builtinRules());
    this.rules = set.rules;
    const known = suppressions === undefined ? undefined : readSuppressions(suppressions);
    this.suppressions = known?.suppressions ?? [];
    const problems = known?.problems.map((message) => ({ path: '', line: 1, severity: 'error' as const, message }));
    return { rules: set.rules, problems: [...set.problems, ...(problems ?? [])] };
  }

  ruleText(id: string): string {
    const rule = this.rules.find((each) => each.id === id);
    const text = rule && this.texts.get(rule.path);
    if (text === undefined)
      throw new RequestError('not-found', 'There is no such rule any more. Check the rules again.');
    return text;
  }

  /** What is to see every record while it is loaded, so that no text is looked for a second time. */
  watch(): RecordWatch | undefined {
    return this.source.watchFor(textsOfRules(this.rules, this.source, RULE_SCHEMA));
  }

  /** Given up, it answers with the rules that it had reached. */
  async check(order: CheckOrder, { signal, progress }: Context<Progress>): Promise<CheckAnswer> {
    const { window, now, today } = order;
    const began = performance.now();
    const wanted = order.rules && new Set(order.rules);
    const rules = wanted ? this.rules.filter(({ id }) => wanted.has(id)) : this.rules;
    const report = await checkRules(rules, this.source, RULE_SCHEMA, {
      window,
      ...(now !== undefined && { now }),
      progress: (done, of) => progress({ done, of }),
      pace: { signal, pause: () => this.turns.rest(), clock: () => performance.now() },
    });
    const { outcomes, notes } = suppress(report.outcomes, this.suppressions, today);
    this.keep({ ...report, outcomes }, wanted !== undefined);
    return {
      range: report.window,
      window,
      records: report.records,
      outcomes: outcomes.map(outcomeFacts),
      complete: outcomes.length === rules.length,
      notes,
      took: performance.now() - began,
    };
  }

  /** The last checks as a file. `root`: the folder from which paths are told. */
  report(format: FindingsFormat, root: string, version: string): string {
    const { last } = this;
    if (!last) throw new RequestError('not-found', 'No detection rule has been checked yet.');
    if (format === 'junit') return junit(last);
    const locate = (id: RecordId) => ({
      uri: fileAddress(placeOf(this.records.fileOf(id)), root),
      line: this.records.places.place(id).line,
    });
    const column = this.records.table.column('gen_ai.request.id');
    const ids = (rows: readonly number[]) => rows.map((row) => String(column?.cell(row) ?? `record ${row + 1}`));
    return `${JSON.stringify(sarif(last, { version, locate, ids }), null, 2)}\n`;
  }

  /** A check of some rules replaces what is known of these. */
  private keep(report: CheckReport, partly: boolean): void {
    if (!partly || !this.last) {
      this.last = report;
      return;
    }
    const fresh = new Map(report.outcomes.map((outcome) => [outcome.rule.id, outcome]));
    const kept = this.last.outcomes.map((outcome) => fresh.get(outcome.rule.id) ?? outcome);
    const known = new Set(kept.map(({ rule }) => rule.id));
    const added = report.outcomes.filter(({ rule }) => !known.has(rule.id));
    this.last = { ...report, outcomes: [...kept, ...added] };
  }
}
