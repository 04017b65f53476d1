/** What is known of the data behind a query: the declared fields, and the values that the loaded records have. */

import type { Field } from '../ecs/fields/field.ts';
import { DATA_STREAMS } from '../ecs/fields.ts';
import { valuesWanted } from '../esql/language/completion.ts';
import type { LanguageContext } from '../esql/language/context.ts';
import { STREAM_CATALOG } from '../session/query-catalog.ts';
import type { LoadedLogs } from './loaded-logs.ts';

/** Values asked for of a field. */
const VALUES = 50;
/** Milliseconds that completion waits for values; they are there the next time. */
const PATIENCE = 300;

const described = new Map<string, string>();

function describe(name: string): string | undefined {
  if (described.size === 0) {
    for (const { fields, extended } of DATA_STREAMS) {
      for (const field of [...fields, ...extended]) described.set(field.field, description(field));
    }
  }
  return described.get(name);
}

function description({ from, rule, unit }: Field): string {
  if (rule === '' && from.length === 0) return 'Declared by the integration, never filled.';
  const origin = from.length > 0 ? `From ${from.join(', ')}: ${rule || 'as it is'}.` : `${rule}.`;
  return unit === undefined ? origin : `${origin} Unit: ${unit}.`;
}

export const FIELDS: LanguageContext = {
  catalog: STREAM_CATALOG,
  indices: DATA_STREAMS.map(({ name }) => `${name}-*`),
  describe,
};

const known = new WeakMap<LoadedLogs, { records: number; readonly fields: Map<string, readonly string[]> }>();

/** The fields with the values that the place of a cursor asks for. */
export async function contextAt(text: string, offset: number, logs: LoadedLogs | undefined): Promise<LanguageContext> {
  const field = logs && valuesWanted(text, offset);
  if (field === undefined) return FIELDS;
  const values = await valuesOf(logs as LoadedLogs, field);
  return { ...FIELDS, values: (asked) => (asked === field ? values : []) };
}

async function valuesOf(logs: LoadedLogs, field: string): Promise<readonly string[]> {
  const records = logs.state.counts.read;
  let cache = known.get(logs);
  if (cache?.records !== records) {
    cache = { records, fields: new Map() };
    known.set(logs, cache);
  }
  const { fields } = cache;
  const before = fields.get(field);
  if (before) return before;
  const asked = logs.ask('values', { field, limit: VALUES }).then(
    (values) => {
      fields.set(field, values);
      return values;
    },
    () => [],
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
