import type { DataType } from '../types.ts';
import { BUCKETS } from './buckets.ts';
import { CONDITIONS } from './conditions.ts';
import { CONVERSIONS } from './conversions.ts';
import { DATES } from './dates.ts';
import type { FunctionEntry, ScalarEntry } from './entry.ts';
import { MATHS } from './maths.ts';
import { MULTIVALUES } from './multivalues.ts';
import { NETWORK } from './network.ts';
import { PICKS } from './picks.ts';
import { SEARCHES } from './searches.ts';
import { STRINGS } from './strings.ts';
import { SUMS } from './sums.ts';
import { TEXTS } from './texts.ts';

/** Every function that is evaluated here. */
export const FUNCTIONS: readonly FunctionEntry[] = [
  ...SUMS,
  ...PICKS,
  ...BUCKETS,
  ...CONDITIONS,
  ...CONVERSIONS,
  ...DATES,
  ...MATHS,
  ...MULTIVALUES,
  ...NETWORK,
  ...SEARCHES,
  ...STRINGS,
  ...TEXTS,
];

const BY_NAME = new Map(
  FUNCTIONS.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])].map((name) => [name, entry] as const)),
);

export function functionNamed(name: string): FunctionEntry | undefined {
  return BY_NAME.get(name.toUpperCase());
}

export function functionNames(): readonly string[] {
  return [...BY_NAME.keys()];
}

const CONVERSION_NAMES: Partial<Record<DataType, string>> = {
  boolean: 'TO_BOOLEAN',
  integer: 'TO_INTEGER',
  long: 'TO_LONG',
  unsigned_long: 'TO_UNSIGNED_LONG',
  double: 'TO_DOUBLE',
  keyword: 'TO_STRING',
  date: 'TO_DATETIME',
  ip: 'TO_IP',
  version: 'TO_VERSION',
};

/** The function behind `::type`. */
export function conversionTo(type: DataType): ScalarEntry {
  const entry = functionNamed(CONVERSION_NAMES[type] ?? '');
  if (!entry || entry.kind === 'aggregate') throw new Error(`no conversion to ${type}`);
  return entry;
}

/** Functions of ES|QL that need a cluster, or that this engine leaves to one. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  `ABS_OVER_TIME ABSENT_OVER_TIME AVG_OVER_TIME CATEGORIZE CHUNK COUNT_DISTINCT_OVER_TIME COUNT_OVER_TIME
  DATE_UNIT_COUNT DAY DAYS_IN_MONTH DECAY DELTA DELTA_OVER_TIME DERIV EMBEDDING FIRST_OVER_TIME FIELD_EXTRACT
  HISTOGRAM_PERCENTILE HOUR IDELTA INCREASE IRATE KNN LAST_OVER_TIME MATCH MATCH_PHRASE MAX_OVER_TIME MIN_OVER_TIME
  MONTH MULTI_MATCH MV_PSERIES_WEIGHTED_SUM NETWORK_DIRECTION PERCENTILE_OVER_TIME PRESENT_OVER_TIME QSTR RATE SAMPLE
  SCORE SPARKLINE STDDEV_OVER_TIME STD_DEV_OVER_TIME SUM_OVER_TIME TERM TEXT_EMBEDDING TIMESTAMP
  TOP_SNIPPETS TO_AGGREGATE_METRIC_DOUBLE TO_CARTESIANPOINT TO_CARTESIANSHAPE TO_DATE_NANOS TO_DATENANOS TO_DATE_RANGE
  TO_DENSE_VECTOR TO_TEXT TO_GEOHASH TO_GEOHEX TO_GEOPOINT TO_GEOSHAPE TO_GEOTILE TO_EXPONENTIAL_HISTOGRAM TO_TDIGEST
  TRANGE TSTEP V_COSINE V_DOT_PRODUCT V_HAMMING V_L1_NORM V_L2_NORM V_MAGNITUDE VALUES_OVER_TIME VARIANCE_OVER_TIME
  YEAR`.split(/\s+/),
);

/** Their names, in order. */
export function functionsElsewhere(): readonly string[] {
  return [...ELSEWHERE].sort();
}

/** Whether Elasticsearch knows a function that is not evaluated here. */
export function isKnownElsewhere(name: string): boolean {
  const upper = name.toUpperCase();
  return ELSEWHERE.has(upper) || upper.startsWith('ST_');
}

/** Options of functions that are left to a cluster: other zones and languages than UTC and English, rows for nothing. */
const OPTIONS_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  BUCKET: ['include_empty_buckets'],
  DATE_PARSE: ['time_zone', 'locale'],
  TBUCKET: ['include_empty_buckets'],
};

export function isOptionElsewhere(name: string, option: string): boolean {
  return OPTIONS_ELSEWHERE[name]?.includes(option) ?? false;
}
