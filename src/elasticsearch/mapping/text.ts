/** A comparison of mappings as text. */
import { CAUSES, type Cause, type MappingComparison } from './comparison.ts';

const CAUSE_TEXTS: Readonly<Record<Cause, string>> = {
  unknown: 'without a known cause',
  version: 'the pipeline is of another version than the one followed here',
  divergence: 'better here on purpose (docs/mapping.md)',
  stopped: 'the pipeline stops on the record',
  extended: 'fields of the extended profile',
  around: 'written by agent, Fleet or the cluster',
};

/** For people. `harmless` makes what comes from outside harmless where the text is shown. */
export function comparisonText(
  { pipeline, version, records, equal, equalFields, differences, failures }: MappingComparison,
  harmless: (text: string) => string = (text) => text,
): string {
  const n = (count: number): string => count.toLocaleString('en');
  const lines = [
    `${n(records)} records through ${pipeline}${version === undefined ? '' : ` (version ${version})`}: ${n(equal)} equal, ${n(equalFields.length)} fields equal everywhere`,
  ];
  for (const cause of CAUSES) {
    const same = differences.filter((difference) => difference.cause === cause);
    if (same.length === 0) continue;
    lines.push('', `${CAUSE_TEXTS[cause]}:`);
    for (const { field, difference, records: count, example } of same)
      lines.push(
        `  ${harmless(field)}  ${difference.replace('-', ' ')}, ${n(count)} records`,
        `    here:  ${harmless(example.here)}`,
        `    there: ${harmless(example.there)}`,
      );
  }
  if (failures.length > 0) lines.push('', 'the pipeline failed:');
  for (const [reason, count] of failures) lines.push(`  ${n(count)} records: ${harmless(reason)}`);
  return `${lines.join('\n')}\n`;
}
