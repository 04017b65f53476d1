import { unsupportedText } from '../syntax/parser.ts';
import type { Attribute } from './expression.ts';

/** Why a column cannot be computed with, or undefined. */
export function unusable(attribute: Attribute): { message: string; kind: 'verification' | 'unsupported' } | undefined {
  if (attribute.conflicts) {
    return {
      message: `Cannot use field [${attribute.name}] due to ambiguities being mapped as [${attribute.conflicts.length}] incompatible types: ${attribute.conflicts.join(', ')}`,
      kind: 'verification',
    };
  }
  if (attribute.type !== 'unsupported') return undefined;
  const declared = attribute.declared ?? 'unknown';
  if (COLUMNS_ELSEWHERE.has(declared))
    return { message: unsupportedText(`field type ${declared}`), kind: 'unsupported' };
  return { message: `Cannot use field [${attribute.name}] with unsupported type [${declared}]`, kind: 'verification' };
}

/** Mapped types that Elasticsearch has columns of and this engine has not. */
export const COLUMNS_ELSEWHERE: ReadonlySet<string> = new Set([
  'date_nanos',
  'geo_point',
  'geo_shape',
  'cartesian_point',
  'cartesian_shape',
  'aggregate_metric_double',
  'dense_vector',
  'counter_long',
  'counter_integer',
  'counter_double',
]);
