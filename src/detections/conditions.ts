/** What can be told of a query's plan without running it: its conditions taken apart, and what they depend on. */
import { type Attribute, attributesOf, type Expression, walk } from '../esql/analysis/expression.ts';
import type { Computed, Plan, Step } from '../esql/analysis/plan.ts';

/** The parts of a condition that all have to be true. */
export function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'call' || condition.entry.name !== 'AND') return [condition];
  return condition.operands.flatMap(conjuncts);
}

/** Whether an expression asks what time it is. */
export function asksTime(expression: Expression): boolean {
  let asks = false;
  walk(expression, (inner) => {
    if (inner.kind === 'call' && inner.entry.clock) asks = true;
  });
  return asks;
}

export function idsOf(expression: Expression): ReadonlySet<number> {
  const ids = new Set<number>();
  attributesOf(expression, ids);
  return ids;
}

/** What makes each column of a plan: an expression over earlier columns, or the column that it is the same as. */
export class Definitions {
  private readonly made = new Map<number, Expression>();
  /** Columns of the source, by id. */
  private readonly source = new Map<number, Attribute>();

  constructor({ steps }: Plan) {
    for (const step of steps) this.add(step);
  }

  /** The field that a column is, if it is one as it was read. */
  field(id: number): string | undefined {
    return this.source.get(id)?.name;
  }

  of(id: number): Expression | undefined {
    return this.made.get(id);
  }

  private add(step: Step): void {
    const computed = (list: readonly Computed[]): void => {
      for (const { attribute, expression } of list) {
        // A key that is a column as it is keeps that column's id.
        const itself = expression.kind === 'column' && expression.attribute.id === attribute.id;
        if (!itself) this.made.set(attribute.id, expression);
      }
    };
    if (step.step === 'source') for (const attribute of step.attributes) this.source.set(attribute.id, attribute);
    else if (step.step === 'eval' || step.step === 'row') computed(step.columns);
    else if (step.step === 'expand') this.made.set(step.to.id, column(step.from));
    else if (step.step === 'stats') {
      computed(step.keys);
      for (const { output, attribute } of step.keys) this.made.set(output.id, column(attribute));
      for (const { attribute, aggregate } of step.aggregates) this.made.set(attribute.id, aggregate);
      computed(step.after);
    }
  }
}

function column(attribute: Attribute): Expression {
  return { kind: 'column', attribute, type: attribute.type, text: attribute.name, start: 0, end: 0 };
}

/** The conditions on single records with which a plan begins, before anything looks at several rows. */
export interface Prefix {
  /** The source and those conditions that hold whatever the time is. */
  readonly steps: readonly Step[];
  /** The same, of these the ones that read nothing but fields in memory. */
  readonly memory: readonly Step[];
  /** The parts of the conditions that read texts. */
  readonly texts: readonly Expression[];
  /** Whether a condition of the plan, wherever it stands, asks what time it is. */
  readonly timed: boolean;
}

export function prefixOf(plan: Plan, inMemory: (field: string) => boolean): Prefix {
  const [source, ...rest] = plan.steps;
  const steps: Step[] = source ? [source] : [];
  const memory: Step[] = [...steps];
  const texts: Expression[] = [];
  const timedIds = new Set<number>();
  const textIds = new Set<number>();
  if (source?.step === 'source') for (const { id, name } of source.attributes) if (!inMemory(name)) textIds.add(id);
  const touches = (expression: Expression, ids: ReadonlySet<number>): boolean =>
    [...idsOf(expression)].some((id) => ids.has(id));
  const isTimed = (expression: Expression): boolean => asksTime(expression) || touches(expression, timedIds);
  for (const step of rest) {
    if (step.step === 'eval') {
      for (const one of step.columns) {
        const each = { step: 'eval', columns: [one] } as const;
        if (isTimed(one.expression)) timedIds.add(one.attribute.id);
        else steps.push(each);
        if (touches(one.expression, textIds)) textIds.add(one.attribute.id);
        else if (!timedIds.has(one.attribute.id)) memory.push(each);
      }
    } else if (step.step === 'where') {
      for (const condition of conjuncts(step.condition)) {
        if (isTimed(condition)) continue;
        steps.push({ step: 'where', condition });
        if (touches(condition, textIds)) texts.push(condition);
        else memory.push({ step: 'where', condition });
      }
    } else break;
  }
  return { steps, memory, texts, timed: plan.steps.some((step) => expressionsOf(step).some(asksTime)) };
}

export function expressionsOf(step: Step): readonly Expression[] {
  switch (step.step) {
    case 'eval':
    case 'row':
      return step.columns.map(({ expression }) => expression);
    case 'where':
      return [step.condition];
    case 'sort':
      return step.keys.map(({ expression }) => expression);
    case 'extract':
      return [step.input];
    case 'stats':
      return [
        ...step.keys.map(({ expression }) => expression),
        ...step.aggregates.flatMap(({ aggregate, filter }) => (filter ? [aggregate, filter] : [aggregate])),
        ...step.after.map(({ expression }) => expression),
      ];
    default:
      return [];
  }
}
