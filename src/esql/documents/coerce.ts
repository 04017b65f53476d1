import { parseDate } from '../values/date.ts';
import { encodeIp } from '../values/ip.ts';
import { LONG_MAX, LONG_MIN, parseDouble, ULONG_MAX } from '../values/number.ts';
import { type Scalar, wholeNumber } from '../values/value.ts';
import { type Json, JsonNumber } from './json.ts';

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  byte: [-128n, 127n],
  short: [-32768n, 32767n],
  integer: [-2147483648n, 2147483647n],
  long: [LONG_MIN, LONG_MAX],
  unsigned_long: [0n, ULONG_MAX],
};

/**
 * The value that a field of a mapped type stores for one JSON value, or undefined where
 * Elasticsearch would not store any (it would reject the document, or ignore the value).
 */
export function coerce(value: Json, type: string): readonly Scalar[] | undefined {
  const stored = store(value, type);
  return stored === undefined ? undefined : [stored];
}

function store(value: Json, type: string): Scalar | undefined {
  if (value === null || (typeof value === 'object' && !(value instanceof JsonNumber))) return undefined;
  const text = value instanceof JsonNumber ? value.text : String(value);
  const range = RANGES[type];
  if (range) return typeof value === 'boolean' ? undefined : whole(text, range);
  switch (type) {
    case 'boolean':
      return value === true || text === 'true'
        ? true
        : value === false || text === 'false' || text === ''
          ? false
          : undefined;
    case 'double':
    case 'scaled_float':
      return parseDouble(text);
    case 'float': {
      const number = parseDouble(text);
      return number === undefined ? undefined : Math.fround(number);
    }
    case 'half_float': {
      const number = parseDouble(text);
      return number === undefined ? undefined : toHalf(number);
    }
    case 'date':
      return date(value, text);
    case 'ip':
      return encodeIp(text);
    default:
      return text;
  }
}

/** Strings of digits are read, fractions cut, as an index with `coerce` does. */
function whole(text: string, [least, most]: readonly [bigint, bigint]): Scalar | undefined {
  let exact: bigint;
  if (/^[+-]?\d+$/.test(text.trim())) exact = BigInt(text.trim().replace(/^\+/, ''));
  else {
    const decimal = parseDouble(text);
    if (decimal === undefined || !Number.isFinite(decimal)) return undefined;
    exact = BigInt(Math.trunc(decimal));
  }
  return exact < least || exact > most ? undefined : wholeNumber(exact);
}

/** `strict_date_optional_time||epoch_millis`, the default format of a date field. */
function date(value: Json, text: string): number | undefined {
  if (value instanceof JsonNumber || /^-?\d{5,}$/.test(text)) {
    const ms = Number(text);
    return Number.isFinite(ms) ? Math.floor(ms) : undefined;
  }
  return parseDate(text);
}

/** The nearest number with the 11 bits of precision of a half float. */
function toHalf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const unit = 2 ** (exponent - 10);
  return Math.round(value / unit) * unit;
}
