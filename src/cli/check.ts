/** Checks detection rules on log records. */

import { readFileSync } from 'node:fs';
import { type CheckReport, checkRules, textsOfRules } from '../detections/check.ts';
import { junit } from '../detections/report/junit.ts';
import { sarif } from '../detections/report/sarif.ts';
import type { RuleProblem } from '../detections/rule.ts';
import type { Window } from '../detections/rule-check.ts';
import { readSuppressions, suppress } from '../detections/suppressions.ts';
import { parseDate } from '../esql/values/date.ts';
import { fileAddress } from '../session/file-address.ts';
import type { LoadedRecords } from '../session/loaded-records.ts';
import { RecordSource } from '../session/query-source.ts';
import { RULE_SCHEMA } from '../session/rule-schema.ts';
import { placeOf } from '../sources/files.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { checkJson, checkTable, type IdsOf } from './check-output.ts';
import { loadSources } from './loaded.ts';
import { Output } from './output.ts';
import { DEFAULT_WIDTH } from './query-output.ts';
import { BUILTIN, readRules } from './rule-files.ts';
import { plain, say } from './status.ts';
import { VERSION } from './version.ts';

export async function check(args: Arguments): Promise<number> {
  const quiet = args.flags.has('quiet');
  const now = timeOf(args.text.get('now'));
  const { rules, problems } = readRules(args.lists.get('rules') ?? [BUILTIN]);
  const known = suppressionsOf(args.text.get('suppressions'));
  if (args.text.has('elasticsearch') || args.text.has('cloud-id')) {
    sayProblems(problems, quiet);
    const { remoteCheck } = await import('./remote-check.ts');
    const status = await remoteCheck(args, { rules, suppressions: known, now: now ?? Date.now() });
    return Math.max(status, problems.some(({ severity }) => severity === 'error') ? 1 : 0);
  }
  let source: RecordSource | undefined;
  const loaded = await loadSources('check', args, (records) => {
    source = new RecordSource(records);
    return source.watchFor(textsOfRules(rules, source, RULE_SCHEMA));
  });
  try {
    const window = (args.text.get('window') ?? 'rule') as Window;
    const options = now === undefined ? { window } : { window, now };
    const report = await checkRules(rules, source ?? new RecordSource(loaded.records), RULE_SCHEMA, options);
    const today = new Date(now ?? Date.now()).toISOString().slice(0, 10);
    const { outcomes, notes } = suppress(report.outcomes, known, today);
    write({ ...report, outcomes }, args.text.get('format') ?? 'table', loaded.records);
    sayProblems(problems, quiet);
    if (!quiet) for (const note of notes) say(plain(note));
    const found = outcomes.some(({ state }) => state === 'fired' || state === 'error');
    const unread = problems.some(({ severity }) => severity === 'error');
    return Math.max(loaded.conclude(quiet), found || unread ? 1 : 0);
  } finally {
    await loaded.close();
  }
}

function sayProblems(problems: readonly RuleProblem[], quiet: boolean): void {
  for (const { path, line, severity, message } of problems)
    if (!quiet || severity === 'error')
      say(`${plain(path)}:${line}: ${severity === 'error' ? '' : 'warning: '}${plain(message)}`);
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseDate(text);
  if (time === undefined) throw new UsageError(`--now is a time such as 2026-01-31T12:00:00Z; not: ${text}`);
  return time;
}

function suppressionsOf(path: string | undefined): ReturnType<typeof readSuppressions>['suppressions'] {
  if (path === undefined) return [];
  const { suppressions, problems } = readSuppressions(readFileSync(path, 'utf8'));
  // A suppression that is not understood would come back as a finding: better said at once.
  if (problems.length > 0) throw new UsageError(`${path}: ${problems[0]}`);
  return suppressions;
}

function write(report: CheckReport, format: string, records: LoadedRecords): void {
  const column = records.table.column('gen_ai.request.id');
  const ids: IdsOf = (rows) =>
    rows.map((row) => {
      const id = column?.cell(row) ?? null;
      return id === null ? `record ${row + 1}` : String(id);
    });
  const locate = (row: number): { uri: string; line: number } => ({
    uri: fileAddress(placeOf(records.fileOf(row)), process.cwd()),
    line: records.places.place(row).line,
  });
  const text = (): string => {
    if (format === 'json') return checkJson(report, ids);
    if (format === 'sarif') return `${JSON.stringify(sarif(report, { version: VERSION, locate, ids }), null, 2)}\n`;
    if (format === 'junit') return junit(report);
    return checkTable(report, ids, process.stdout.columns ?? DEFAULT_WIDTH);
  };
  Output.to(undefined).write(Buffer.from(text()));
}
