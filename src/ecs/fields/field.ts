/** What a field is in Elasticsearch, as the integration's templates have it. */
export type FieldType =
  | 'boolean'
  | 'constant_keyword'
  | 'date'
  | 'double'
  | 'flattened'
  | 'float'
  | 'integer'
  | 'keyword'
  | 'long'
  | 'match_only_text'
  | 'nested'
  | 'text';

export type FieldUnit = 'ms' | 'tokens' | 'characters';

/** One field of one data stream. */
export interface Field {
  readonly field: string;
  readonly type: FieldType;
  /** Paths in the log record, or CloudWatch metrics and dimensions, that it comes from; empty for all else. */
  readonly from: readonly string[];
  /** How it comes about, in a few words; empty where nothing here fills it: the integration declares more than it writes. */
  readonly rule: string;
  readonly unit?: FieldUnit;
  /** Whether it is held in memory for every loaded record. */
  readonly column?: true;
}

/** `from`: paths with blanks between them. */
export function field(name: string, type: FieldType, from = '', rule = from === '' ? '' : 'as it is'): Field {
  return { field: name, type, from: from === '' ? [] : from.split(' '), rule };
}

export function column(name: string, type: FieldType, from: string, rule = 'as it is', unit?: FieldUnit): Field {
  const made = { ...field(name, type, from, rule), column: true as const };
  return unit === undefined ? made : { ...made, unit };
}
