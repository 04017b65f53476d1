/** The counts that a rule needs after it has put records together, and how near records came to them. */
import type { Attribute, Expression } from '../esql/analysis/expression.ts';
import type { Plan, Step } from '../esql/analysis/plan.ts';
import { isNumeric, isWhole } from '../esql/types.ts';
import { asksTime, conjuncts, Definitions } from './conditions.ts';
import type { Reached } from './outcome.ts';

export interface Threshold {
  readonly attribute: Attribute;
  /** The least value that passes, or that which has to be exceeded. */
  readonly needed: number;
  readonly exceed: boolean;
  /** It counts rows, so fewer rows than `needed` cannot reach it. */
  readonly countsRows: boolean;
}

export function lastStats(plan: Plan): number {
  return plan.steps.findLastIndex((step) => step.step === 'stats' && !step.inline);
}

/** Whether all records are one group, which is there even when there are none. */
export function countsAll(plan: Plan): boolean {
  const stats = plan.steps[lastStats(plan)];
  return stats?.step === 'stats' && stats.keys.length === 0;
}

export interface Thresholds {
  readonly list: readonly Threshold[];
  /** The plan up to the last condition with a threshold, without the thresholds. */
  readonly relaxed: readonly Step[];
}

/** Undefined where a plan puts no records together or asks for no least number of anything. */
export function thresholdsOf(plan: Plan): Thresholds | undefined {
  const stats = lastStats(plan);
  if (stats < 0) return undefined;
  const definitions = new Definitions(plan);
  const expanded = plan.steps.slice(0, stats).some(({ step }) => step === 'expand' || step === 'stats');
  const list: Threshold[] = [];
  let end = 0;
  const relaxed = plan.steps.map((step, i): readonly Step[] => {
    if (step.step !== 'where' || i < stats) return [step];
    const parts = conjuncts(step.condition);
    const others = parts.filter((condition) => {
      const threshold = thresholdIn(condition, definitions, expanded);
      if (threshold) list.push(threshold);
      return !threshold;
    });
    if (others.length < parts.length) end = i + 1;
    return others.map((condition): Step => ({ step: 'where', condition }));
  });
  return list.length > 0 ? { list, relaxed: relaxed.slice(0, end).flat() } : undefined;
}

function thresholdIn(condition: Expression, definitions: Definitions, expanded: boolean): Threshold | undefined {
  if (condition.kind !== 'call' || asksTime(condition)) return undefined;
  const [left, right] = condition.operands.map((operand) =>
    operand.kind === 'call' && operand.entry.name === 'widen' ? operand.operands[0] : operand,
  );
  const name = condition.entry.name;
  const [value, constant] = name === '>' || name === '>=' ? [left, right] : [right, left];
  if (!['>', '>=', '<', '<='].includes(name) || value?.kind !== 'column' || constant?.kind !== 'constant')
    return undefined;
  const { attribute } = value;
  const given = typeof constant.value === 'bigint' ? Number(constant.value) : constant.value;
  if (typeof given !== 'number' || given < 0 || !isNumeric(attribute.type) || !isAggregate(attribute, definitions))
    return undefined;
  const exceed = name === '>' || name === '<';
  const whole = isWhole(attribute.type) && Number.isInteger(given);
  const made = definitions.of(attribute.id);
  const counts = made?.kind === 'aggregate' && (made.entry.name === 'COUNT' || made.entry.name === 'COUNT_DISTINCT');
  return {
    attribute,
    needed: whole && exceed ? given + 1 : given,
    exceed: exceed && !whole,
    countsRows: counts && !expanded && whole,
  };
}

/** Whether a column comes out of an aggregate, perhaps through expressions. */
function isAggregate(attribute: Attribute, definitions: Definitions): boolean {
  const made = definitions.of(attribute.id);
  if (!made) return false;
  if (made.kind === 'aggregate') return true;
  if (made.kind === 'column') return isAggregate(made.attribute, definitions);
  return (
    made.kind === 'call' &&
    made.operands.some((operand) => operand.kind === 'column' && isAggregate(operand.attribute, definitions))
  );
}

export function passes({ needed, exceed }: Threshold, value: unknown): boolean {
  const number = Number(value);
  return value !== null && (exceed ? number > needed : number >= needed);
}

/** How near a value came to a threshold, as a share. */
export function shareOf({ needed }: Threshold, value: unknown): number {
  return needed === 0 ? 0 : Number(value ?? 0) / needed;
}

export function reachedOf({ attribute, needed, exceed }: Threshold, value: unknown): Reached {
  return { column: attribute.name, value: Number(value ?? 0), needed, exceed };
}
