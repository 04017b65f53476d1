/** Why a rule can never fire on some records: a field that its conditions need and that none of them has. */
import type { Expression } from '../esql/analysis/expression.ts';
import type { Plan } from '../esql/analysis/plan.ts';
import { Definitions } from './conditions.ts';

/** Functions and operators that are null as soon as one argument is; others may make something of nothing. */
const STRICT: ReadonlySet<string> = new Set(
  (
    '== != < <= > >= + - * / % LIKE RLIKE NOT widen TO_LOWER TO_UPPER LENGTH SUBSTRING LEFT RIGHT TRIM LTRIM RTRIM ' +
    'STARTS_WITH ENDS_WITH LOCATE REPLACE SPLIT TO_STRING TO_LONG TO_INTEGER TO_DOUBLE TO_BOOLEAN TO_DATETIME ' +
    'ABS ROUND FLOOR CEIL MV_COUNT MV_MIN MV_MAX MV_FIRST MV_LAST MV_SUM MV_AVG MV_DEDUPE MV_CONCAT MV_SORT ' +
    'DATE_TRUNC DATE_DIFF DATE_EXTRACT'
  ).split(' '),
);
/** Aggregates that are null when they saw no value. */
const NULL_WITHOUT_VALUES: ReadonlySet<string> = new Set('SUM AVG MIN MAX MEDIAN PERCENTILE VALUES STD_DEV'.split(' '));

/** The name of a field without which no row can pass the plan's conditions, if `filled` says that no record has it. */
export function missingField(plan: Plan, filled: (field: string) => boolean): string | undefined {
  const definitions = new Definitions(plan);
  const known = new Map<string, boolean>();
  const isMissing = (field: string): boolean => {
    const before = known.get(field);
    const missing = before ?? !filled(field);
    known.set(field, missing);
    return missing;
  };
  const reason = new Reasoner(definitions, isMissing);
  for (const step of plan.steps) {
    const field = step.step === 'where' ? reason.notTrue(step.condition) : undefined;
    if (field !== undefined) return field;
  }
  return undefined;
}

class Reasoner {
  private readonly definitions: Definitions;
  private readonly isMissing: (field: string) => boolean;

  constructor(definitions: Definitions, isMissing: (field: string) => boolean) {
    this.definitions = definitions;
    this.isMissing = isMissing;
  }

  /** The field because of which a condition is never true. */
  notTrue(condition: Expression): string | undefined {
    if (condition.kind !== 'call') return this.isNull(condition);
    const { operands } = condition;
    switch (condition.entry.name) {
      case 'AND':
        return first(operands, (operand) => this.notTrue(operand));
      case 'OR': {
        const fields = operands.map((operand) => this.notTrue(operand));
        return fields.every((field) => field !== undefined) ? fields[0] : undefined;
      }
      case 'IS NOT NULL':
        return first(operands, (operand) => this.isNull(operand));
      case 'IN':
        return this.isNull(operands[0] as Expression);
      default:
        return this.isNull(condition);
    }
  }

  /** The field because of which an expression is always null. */
  private isNull(expression: Expression): string | undefined {
    if (expression.kind === 'column') {
      const { id } = expression.attribute;
      const made = this.definitions.of(id);
      if (made) return this.isNull(made);
      const field = this.definitions.field(id);
      return field !== undefined && this.isMissing(field) ? field : undefined;
    }
    if (expression.kind === 'constant') return undefined;
    const { name } = expression.entry;
    if (expression.kind === 'aggregate') {
      const [value] = expression.operands;
      return value && NULL_WITHOUT_VALUES.has(name) ? this.isNull(value) : undefined;
    }
    if (name === 'IN') return this.isNull(expression.operands[0] as Expression);
    return STRICT.has(name) ? first(expression.operands, (operand) => this.isNull(operand)) : undefined;
  }
}

function first(
  operands: readonly Expression[],
  fieldOf: (operand: Expression) => string | undefined,
): string | undefined {
  for (const operand of operands) {
    const field = fieldOf(operand);
    if (field !== undefined) return field;
  }
  return undefined;
}
