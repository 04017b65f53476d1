/**
 * Short forms for the tables of functions.
 */
import { type DataType, FAMILY, type TypeFamily } from '../types.ts';
import type { Scalar, Value } from '../values/value.ts';
import type { Call, Evaluation, Parameter, ScalarEntry } from './entry.ts';

export const required = (name: string, accepts: TypeFamily, more: Partial<Parameter> = {}): Parameter => ({
  name,
  accepts,
  ...more,
});
export const optional = (name: string, accepts: TypeFamily, more: Partial<Parameter> = {}): Parameter => ({
  name,
  accepts,
  optional: true,
  ...more,
});

export const string = (name = 'string'): Parameter => required(name, FAMILY.string);
export const integer = (name: string, more: Partial<Parameter> = {}): Parameter =>
  required(name, FAMILY.integer, { literal: 'integer', ...more });
export const numeric = (name = 'number'): Parameter => required(name, FAMILY.numeric, { literal: 'double' });

export interface Form {
  readonly aliases?: readonly string[];
  readonly unites?: (position: number, count: number) => boolean;
  readonly firstLeads?: boolean;
  readonly lazily?: NonNullable<ScalarEntry['lazily']>;
  readonly kind?: 'grouping';
  readonly clock?: boolean;
}

export function scalar(
  name: string,
  parameters: readonly Parameter[],
  returns: ScalarEntry['returns'],
  evaluation: Evaluation,
  summary: string,
  example: string,
  form: Form = {},
): ScalarEntry {
  return { kind: 'scalar', ...form, name, parameters, returns, evaluation, summary, example };
}

export const byRow = (evaluate: (values: readonly Scalar[], call: Call) => Value): Evaluation => ({
  style: 'row',
  evaluate,
});
export const byValue = (
  evaluate: (value: Scalar, call: Call, others: readonly Scalar[]) => Scalar | null,
): Evaluation => ({
  style: 'each',
  evaluate,
});
export const byAll = (evaluate: (values: readonly Value[], call: Call) => Value, nulls = false): Evaluation => ({
  style: 'whole',
  evaluate,
  nulls,
});

/** The type of the first argument, text as keyword. */
export const firstType: ScalarEntry['returns'] = ([argument]): DataType =>
  argument!.type === 'text' ? 'keyword' : argument!.type;

export const ILLEGAL = 'java.lang.IllegalArgumentException';
