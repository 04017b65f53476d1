/** Loads what a scenario generates and checks rules on it, as the command does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { writeSamples } from '../../../src/cli/generate.ts';
import { type CheckOptions, type CheckReport, checkRules } from '../../../src/detections/check.ts';
import type { Outcome } from '../../../src/detections/outcome.ts';
import type { Rule } from '../../../src/detections/rule.ts';
import { readRuleFile } from '../../../src/detections/rule-file.ts';
import { INVOCATION_COLUMNS } from '../../../src/ecs/columns.ts';
import { InvocationIndex } from '../../../src/session/invocation-index.ts';
import { LoadedRecords } from '../../../src/session/loaded-records.ts';
import { Loader } from '../../../src/session/loader.ts';
import { RecordSource } from '../../../src/session/query-source.ts';
import { RULE_SCHEMA } from '../../../src/session/rule-schema.ts';
import { Turns } from '../../../src/session/turns.ts';

const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bedrock-logs-check-'));
  made.push(path);
  return path;
}

export async function loadedFrom(...paths: readonly string[]): Promise<RecordSource> {
  const records = new LoadedRecords(INVOCATION_COLUMNS, await folder());
  const loader = new Loader(records, new InvocationIndex(records.table), new Turns());
  const sources = paths.map((path) => ({ kind: 'file' as const, path }));
  await loader.load(sources, { signal: new AbortController().signal, progress: () => undefined });
  return new RecordSource(records);
}

export async function scenario(name: string, records?: number, seed = 1): Promise<RecordSource> {
  const path = await folder();
  writeSamples(name, path, { seed, ...(records !== undefined && { records }) });
  return loadedFrom(path);
}

export function check(
  rules: readonly Rule[],
  records: RecordSource,
  options: CheckOptions = { window: 'rule' },
): Promise<CheckReport> {
  return checkRules(rules, records, RULE_SCHEMA, options);
}

export async function checkOne(
  query: string,
  records: RecordSource,
  more: { readonly options?: CheckOptions; readonly toml?: string } = {},
): Promise<Outcome> {
  const { outcomes } = await check([ruleOf(query, more.toml)], records, more.options);
  const [outcome] = outcomes;
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

export function ruleOf(query: string, toml = ''): Rule {
  const text = `[rule]\nname = "a rule"\nrule_id = "r"\nseverity = "low"\n${toml}\nquery = '''\n${query}\n'''\n`;
  const { rules, problems } = readRuleFile('a.toml', text);
  const [rule] = rules;
  if (!rule) throw new Error(problems.map(({ message }) => message).join());
  return rule;
}
