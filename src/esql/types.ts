/**
 * The data types of ES|QL that this engine evaluates, and how Elasticsearch spells them in its messages.
 *
 * `unsupported` stands for a mapped field whose type has no columns (ranges, nested, flattened ...);
 * the field's own type name is kept in {@link Field.declared}.
 */
export type DataType =
  | 'null'
  | 'boolean'
  | 'integer'
  | 'long'
  | 'unsigned_long'
  | 'double'
  | 'keyword'
  | 'text'
  | 'date'
  | 'ip'
  | 'version'
  | '_source'
  | 'date_period'
  | 'time_duration'
  | 'unsupported';

/** A set of types that a parameter takes, with the words of Elasticsearch's messages for it. */
export interface TypeFamily {
  readonly label: string;
  readonly types: ReadonlySet<DataType>;
}

const family = (label: string, ...types: DataType[]): TypeFamily => ({ label, types: new Set(types) });

const REPRESENTABLE: DataType[] = [
  'boolean',
  'integer',
  'long',
  'unsigned_long',
  'double',
  'keyword',
  'text',
  'date',
  'ip',
  'version',
];

export const FAMILY = {
  any: family('any type', ...REPRESENTABLE, '_source'),
  representable: family('any type except counter types', ...REPRESENTABLE),
  boolean: family('boolean', 'boolean'),
  string: family('string', 'keyword', 'text'),
  numeric: family('numeric', 'integer', 'long', 'unsigned_long', 'double'),
  summable: family('numeric except unsigned_long or counter types', 'integer', 'long', 'double'),
  whole: family('whole number except unsigned_long or counter types', 'integer', 'long'),
  integer: family('integer', 'integer'),
  double: family('double', 'double'),
  date: family('datetime or date_nanos', 'date'),
  ip: family('ip', 'ip'),
  version: family('version', 'version'),
  timespan: family('dateperiod or timeduration', 'date_period', 'time_duration'),
  comparable: family(
    'date_nanos, datetime, double, integer, ip, keyword, long, text, unsigned_long or version',
    ...REPRESENTABLE.filter((t) => t !== 'boolean'),
  ),
  addable: family(
    'date_nanos, datetime or numeric',
    'date',
    'integer',
    'long',
    'unsigned_long',
    'double',
    'date_period',
    'time_duration',
  ),
} as const;

const NUMERIC = FAMILY.numeric.types;

export const isNumeric = (type: DataType): boolean => NUMERIC.has(type);
export const isWhole = (type: DataType): boolean => type === 'integer' || type === 'long' || type === 'unsigned_long';
export const isString = (type: DataType): boolean => type === 'keyword' || type === 'text';
export const isTimespan = (type: DataType): boolean => type === 'date_period' || type === 'time_duration';

/** The name used inside messages: a date is `datetime` there, though its column says `date`. */
export function typeName(type: DataType): string {
  return type === 'date' ? 'datetime' : type;
}

/** The name in capitals that some messages use: `[INTEGER]`, `[DATETIME]`. */
export function typeConstant(type: DataType): string {
  return typeName(type).toUpperCase();
}

/** `text` reads as `keyword` as soon as a function has touched it. */
export function withoutText(type: DataType): DataType {
  return type === 'text' ? 'keyword' : type;
}

/**
 * The type in which two numbers meet, or undefined when they cannot: unsigned_long keeps to itself,
 * a double takes any other, a long takes an integer. `null` takes the other side's type.
 */
export function commonNumeric(a: DataType, b: DataType): DataType | undefined {
  if (a === 'null') return b;
  if (b === 'null' || a === b) return a;
  if (a === 'unsigned_long' || b === 'unsigned_long') return undefined;
  if (a === 'double' || b === 'double') return 'double';
  return 'long';
}

/** Whether a function that takes the type of its first number converts another one to it: unsigned_long takes whole ones. */
export function takesNumber(first: DataType, other: DataType): boolean {
  if (first === 'double') return true;
  if (first === 'unsigned_long') return other !== 'double';
  return commonNumeric(first, other) === first;
}

/** Names that `::` and the TO_ functions use for a type. */
export const CAST_NAMES: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['boolean', 'boolean'],
  ['bool', 'boolean'],
  ['integer', 'integer'],
  ['int', 'integer'],
  ['long', 'long'],
  ['double', 'double'],
  ['keyword', 'keyword'],
  ['string', 'keyword'],
  ['text', 'keyword'],
  ['datetime', 'date'],
  ['date', 'date'],
  ['ip', 'ip'],
  ['version', 'version'],
  ['unsigned_long', 'unsigned_long'],
  ['ul', 'unsigned_long'],
  ['ulong', 'unsigned_long'],
  ['date_period', 'date_period'],
  ['dateperiod', 'date_period'],
  ['time_duration', 'time_duration'],
  ['timeduration', 'time_duration'],
]);

/** Types that Elasticsearch has a name for, but no conversion to. */
export const NEVER_CAST: ReadonlySet<string> = new Set(
  'null byte short float half_float scaled_float object'.split(' '),
);
