/** Conditions for the values that people pick in a panel. */
import type { Condition } from './panel.ts';
import { quoted } from './scope.ts';

/** A field with one value. */
export function equals(field: string): Condition {
  return (value) =>
    value === null ? `${field} IS NULL` : `${field} == ${typeof value === 'string' ? quoted(value) : value}`;
}

/** A field with several values, of which a comparison would make null. */
export function contains(field: string): Condition {
  return (value) => (value === null ? `${field} IS NULL` : `MV_CONTAINS(${field}, ${quoted(String(value))})`);
}

/** Records with a finding of the extended profile whose parts are these; undefined takes any. */
export function hasFinding(parts: {
  readonly source?: string;
  readonly policy?: string;
  readonly code?: string;
  readonly confidence?: string;
  readonly action?: string;
}): string {
  const { source, policy, code, confidence, action } = parts;
  const pattern = [source, policy, code, confidence, action]
    .map((part) => (part === undefined ? '[^|]*' : escaped(part)))
    .join('[|]');
  // Every finding has a semicolon on either side, so that a pattern takes whole ones.
  return `CONCAT(";", MV_CONCAT(bedrock_logs.finding, ";"), ";") RLIKE ${quoted(`.*;${pattern};.*`)}`;
}

/** A text as part of a regular expression of ES|QL, which are Lucene's. */
function escaped(text: string): string {
  return text.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, '\\$&');
}
