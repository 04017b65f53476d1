/**
 * The types of operators, in Elasticsearch's words where they do not fit.
 */
import {
  commonNumeric,
  type DataType,
  FAMILY,
  isNumeric,
  isString,
  isTimespan,
  typeConstant,
  typeName,
} from '../types.ts';
import type { ArgumentType } from '../vocabulary/entry.ts';
import { type Checked, meet, mismatch, ordinal } from './typing.ts';

const ULONG = '[unsigned_long] can only be operated on together with another [unsigned_long]';

export function checkComparison(
  operator: string,
  [a, b]: readonly [ArgumentType, ArgumentType],
  text: string,
): Checked {
  const family = operator === '==' || operator === '!=' ? FAMILY.representable : FAMILY.comparable;
  const label =
    family === FAMILY.comparable
      ? family.label
      : 'boolean, cartesian_point, cartesian_shape, date_nanos, datetime, double, geo_point, geo_shape, geohash, geohex, geotile, integer, ip, keyword, long, text, unsigned_long or version';
  for (const [i, argument] of [a, b].entries()) {
    if (argument.type !== 'null' && !family.types.has(argument.type)) {
      return { problem: mismatch(ordinal(i, 2), text, label, argument) };
    }
  }
  if (a.type === 'null' || b.type === 'null') return { type: 'boolean' };
  if (isNumeric(a.type) && isNumeric(b.type)) {
    if (commonNumeric(a.type, b.type)) return { type: 'boolean' };
    return { problem: `first argument of [${text}] is [${a.type}] and second is [${b.type}]. ${ULONG}` };
  }
  if (meet(a.type, b.type)) return { type: 'boolean' };
  const needed = isNumeric(a.type) ? 'numeric' : typeName(a.type);
  return {
    problem: `first argument of [${text}] is [${needed}] so second argument must also be [${needed}] but was [${typeName(b.type)}]`,
  };
}

export function checkArithmetic(
  operator: string,
  [a, b]: readonly [ArgumentType, ArgumentType],
  text: string,
): Checked {
  const dated = operator === '+' || operator === '-';
  const family = dated ? FAMILY.addable : FAMILY.numeric;
  for (const [i, argument] of [a, b].entries()) {
    if (argument.type !== 'null' && !family.types.has(argument.type)) {
      return { problem: mismatch(ordinal(i, 2), text, family.label, argument) };
    }
  }
  const incompatible = {
    problem: `[${operator}] has arguments with incompatible types [${typeName(a.type)}] and [${typeName(b.type)}]`,
  };
  if (isTimespan(a.type) || isTimespan(b.type)) return checkDateMath(operator, a, b, incompatible);
  if (a.type === 'date' || b.type === 'date') {
    return a.type === 'null' || b.type === 'null' ? { type: 'date' } : incompatible;
  }
  const type = commonNumeric(a.type, b.type);
  return type ? { type } : incompatible;
}

function checkDateMath(operator: string, a: ArgumentType, b: ArgumentType, incompatible: Checked): Checked {
  if (isTimespan(a.type) && isTimespan(b.type)) return a.type === b.type ? { type: a.type } : incompatible;
  const [span, other] = isTimespan(a.type) ? [a, b] : [b, a];
  if (other.type === 'null') return { type: span.type };
  if (other.type !== 'date') return incompatible;
  if (operator === '-' && isTimespan(a.type)) {
    return {
      problem: `[-] arguments are in unsupported order: cannot subtract a [DATETIME] value [${b.text}] from a [${typeConstant(a.type)}] amount [${a.text}]`,
    };
  }
  return { type: 'date' };
}

export function checkLogic(operands: readonly ArgumentType[], text: string): Checked {
  for (const [i, argument] of operands.entries()) {
    if (argument.type !== 'null' && argument.type !== 'boolean') {
      return { problem: mismatch(ordinal(i, operands.length), text, 'boolean', argument) };
    }
  }
  return { type: 'boolean' };
}

export function checkIn([value, ...list]: readonly ArgumentType[], text: string): Checked {
  let type: DataType = value!.type;
  for (const [i, candidate] of list.entries()) {
    const met = meet(type, candidate.type);
    if (!met) return { problem: `${nth(i + 1)} ${mismatch('', text, typeName(type), candidate)}` };
    if (type === 'null') type = candidate.type;
  }
  return { type: 'boolean' };
}

function nth(n: number): string {
  const tail = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${tail}`;
}

export function checkNegation(argument: ArgumentType, text: string): Checked {
  if (argument.type === 'null' || FAMILY.summable.types.has(argument.type) || isTimespan(argument.type)) {
    return { type: argument.type };
  }
  return { problem: mismatch('', text, 'numeric, date_period or time_duration', argument) };
}

export function checkLike(argument: ArgumentType, text: string): Checked {
  if (argument.type === 'null' || isString(argument.type)) return { type: 'boolean' };
  return { problem: mismatch('', text, 'string', argument) };
}
