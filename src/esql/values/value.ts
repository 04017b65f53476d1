import type { DataType } from '../types.ts';
import { compareUtf8 } from './text.ts';
import { compareVersions } from './version.ts';

/** A calendar span: whole months and days. */
export interface DatePeriod {
  readonly months: number;
  readonly days: number;
}

/** A span of the clock, in milliseconds. */
export interface TimeDuration {
  readonly milliseconds: number;
}

/**
 * One value outside its column. Whole numbers (long, unsigned_long) are `number` where that is exact
 * and `bigint` beyond, never both, so `===` and `<` hold. ip is its 16-unit string, date its epoch
 * milliseconds.
 */
export type Scalar = boolean | number | bigint | string;
export type Value = Scalar | readonly Scalar[] | null;

/** What a constant can hold besides a value of a column. */
export type Constant = Value | DatePeriod | TimeDuration;

/** The one form of a whole number: `number` where safe. */
export function wholeNumber(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export type Comparison = (a: Scalar, b: Scalar) => number;

const natural: Comparison = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const texts: Comparison = (a, b) => compareUtf8(a as string, b as string);
const versions: Comparison = (a, b) => compareVersions(a as string, b as string);

/** The order of a type's values: keywords by UTF-8 bytes, versions as versions, the rest by size. */
export function comparisonOf(type: DataType): Comparison {
  if (type === 'keyword' || type === 'text' || type === '_source') return texts;
  if (type === 'version') return versions;
  return natural;
}

/** The values of a multivalue, of one value, or of none. */
export function valuesOf(value: Value): readonly Scalar[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
}

/** The shortest form of some values: null for none, bare for one. */
export function fromValues(values: readonly Scalar[]): Value {
  return values.length === 0 ? null : values.length === 1 ? values[0]! : values;
}
