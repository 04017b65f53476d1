/**
 * How near a rule that is run on a cluster came to what it needs: its own query once more, with each threshold lowered to
 * the share from which on a check on records here tells of a near miss.
 */
import type { Plan, StatsStep } from '../esql/analysis/plan.ts';
import { quotedWhereNeeded } from '../esql/language/names.ts';
import type { Shown } from '../esql/result.ts';
import { parse } from '../esql/syntax/parser.ts';
import type { CommandNode, ExpressionNode, NameNode } from '../esql/syntax/tree.ts';
import type { NearMiss, Reached } from './outcome.ts';
import { readinessOf } from './readiness.ts';
import type { Schema } from './records.ts';
import type { Rule } from './rule.ts';
import { isNear, MOST_BELOW, NEAR } from './rule-check.ts';
import { lastStats, passes, reachedOf, shareOf, type Threshold, thresholdsOf } from './thresholds.ts';

export interface Measured {
  /** Answers with the groups that stayed below a threshold, but not far; undefined where the query cannot be lowered. */
  readonly query: string | undefined;
  /** Names of the columns that make a group. */
  readonly keys: readonly string[];
  readonly thresholds: readonly Threshold[];
}

/** Groups that are asked for: of several thresholds the nearest are not the first. */
const MOST_ASKED = 100;
const COMPARISONS: ReadonlySet<string> = new Set(['>', '>=', '<', '<=']);

/** Undefined where a rule has no threshold, or where its query is none that can be read here. */
export function measuredBy(rule: Rule, schema: Schema): Measured | undefined {
  const readiness = readinessOf(rule, schema);
  if (!('plan' in readiness)) return undefined;
  const { plan } = readiness;
  const thresholds = thresholdsOf(plan)?.list;
  if (!thresholds) return undefined;
  const keys = (plan.steps[lastStats(plan)] as StatsStep).keys.map(({ output }) => output.name);
  return { query: loweredQuery(plan, keys, thresholds), keys, thresholds };
}

/** The query up to its last threshold, without the thresholds; a group has to come near all of them. */
function loweredQuery({ text }: Plan, keys: readonly string[], thresholds: readonly Threshold[]): string | undefined {
  const parsed = parse(text);
  if ('problem' in parsed || parsed.query.settings.length > 0) return undefined;
  const { commands } = parsed.query;
  const stats = commands.findLastIndex(({ command }) => command === 'STATS');
  const left = [...thresholds];
  const lines: string[] = [];
  for (const [i, command] of commands.entries()) {
    if (left.length === 0) break;
    if (i > stats && command.command === 'RENAME') return undefined;
    if (i > stats && (command.command === 'KEEP' || command.command === 'DROP')) continue;
    const line =
      i > stats && command.command === 'WHERE' ? withoutThresholds(text, command, left) : whole(text, command);
    if (line !== undefined) lines.push(line);
  }
  if (left.length > 0) return undefined;
  const near = thresholds.map(({ attribute, needed }) => `${quotedWhereNeeded(attribute.name)} >= ${needed * NEAR}`);
  const reached = thresholds.map(
    ({ attribute, needed, exceed }) => `${quotedWhereNeeded(attribute.name)} ${exceed ? '>' : '>='} ${needed}`,
  );
  const [first] = thresholds;
  return [
    ...lines,
    `WHERE ${near.join(' AND ')} AND NOT (${reached.join(' AND ')})`,
    `SORT ${quotedWhereNeeded(first?.attribute.name ?? '')} DESC`,
    `KEEP ${[...new Set([...keys, ...thresholds.map(({ attribute }) => attribute.name)])].map(quotedWhereNeeded).join(', ')}`,
    `LIMIT ${MOST_ASKED}`,
  ].join('\n| ');
}

const whole = (text: string, { start, end }: CommandNode): string => text.slice(start, end);

/** Takes the thresholds that it meets out of `left`; undefined where nothing else is asked. */
function withoutThresholds(
  text: string,
  { condition }: Extract<CommandNode, { readonly command: 'WHERE' }>,
  left: Threshold[],
): string | undefined {
  const others = conjuncts(condition).filter((part) => {
    const name = comparedName(part);
    const at = name ? left.findIndex(({ attribute }) => attribute.name === name.name) : -1;
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return others.length === 0
    ? undefined
    : `WHERE ${others.map(({ start, end }) => `(${text.slice(start, end)})`).join(' AND ')}`;
}

function conjuncts(node: ExpressionNode): readonly ExpressionNode[] {
  return node.node === 'operator' && node.operator === 'AND' ? node.operands.flatMap(conjuncts) : [node];
}

/** The column of a comparison with a number. */
function comparedName(node: ExpressionNode): NameNode | undefined {
  if (node.node !== 'operator' || !COMPARISONS.has(node.operator)) return undefined;
  const name = node.operands.find((operand) => operand.node === 'name');
  return node.operands.some((operand) => operand.node === 'literal') ? name : undefined;
}

/** The nearest groups first. `at`: when the rule was run, epoch ms. */
export function nearMisses(
  { keys, thresholds }: Measured,
  columns: readonly { readonly name: string }[],
  rows: readonly (readonly Shown[])[],
  at: number,
): { readonly below: readonly NearMiss[]; readonly nearMiss: NearMiss | undefined } {
  const cell = (row: readonly Shown[], name: string): Shown =>
    row[columns.findIndex((one) => one.name === name)] ?? null;
  const below = rows
    .flatMap((row): { readonly near: NearMiss; readonly share: number }[] => {
      const failed = thresholds
        .map((threshold) => ({ threshold, value: cell(row, threshold.attribute.name) }))
        .filter(({ threshold, value }) => !passes(threshold, value))
        .map(({ threshold, value }) => ({ reached: reachedOf(threshold, value), share: shareOf(threshold, value) }))
        .sort((a, b) => a.share - b.share);
      const [least] = failed;
      if (!least) return [];
      const group = keys.map((name) => ({ name, value: cell(row, name) }));
      return [{ near: { group, reached: least.reached, at }, share: least.share }];
    })
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_BELOW);
  return {
    below: below.map(({ near }) => near),
    nearMiss: below.find(({ near, share }) => isNear(near.reached, share))?.near,
  };
}

/** What a finding's row tells of the thresholds. */
export function reachedIn(
  { thresholds }: Measured,
  columns: readonly { readonly name: string }[],
  row: readonly Shown[],
): readonly Reached[] {
  return thresholds.flatMap((threshold) => {
    const at = columns.findIndex(({ name }) => name === threshold.attribute.name);
    return at < 0 ? [] : [reachedOf(threshold, row[at] ?? null)];
  });
}
