/** Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS). */
import type { CheckReport } from '../check.ts';
import type { Finding, Outcome } from '../outcome.ts';
import type { Severity } from '../rule.ts';
import { findingText } from './finding-text.ts';

/** Where a record is: an address of its file, and its line (1-based). */
export interface RecordLocation {
  readonly uri: string;
  readonly line: number;
}

export interface SarifOptions {
  readonly version: string;
  /** Undefined where a record is in no file: a document of a cluster is told by its id. */
  readonly locate: (record: number) => RecordLocation | undefined;
  /** Request ids of records. */
  readonly ids: (records: readonly number[]) => readonly string[];
}

/** Records of a finding whose places are told; the rest is counted. */
const MOST_LOCATIONS = 20;
const LEVELS: { readonly [severity in Severity]: string } = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The log as an object: `JSON.stringify` makes the file. */
export function sarif(report: CheckReport, options: SarifOptions): object {
  const { outcomes } = report;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'bedrock-logs', version: options.version, rules: outcomes.map(ruleOf) },
        },
        invocations: [
          {
            executionSuccessful: outcomes.every(({ state }) => state !== 'error'),
            toolConfigurationNotifications: outcomes.flatMap((outcome, index) => notifications(outcome, index)),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: outcomes.flatMap((outcome, index) => [
          ...outcome.findings.map((finding) => resultOf(outcome, index, finding, options)),
          ...outcome.suppressed.map(({ finding, reason, until }) => ({
            ...resultOf(outcome, index, finding, options),
            suppressions: [{ kind: 'external', status: 'accepted', justification: `${reason} (until ${until})` }],
          })),
        ]),
      },
    ],
  };
}

function ruleOf({ rule }: Outcome): object {
  return {
    id: rule.id,
    name: rule.name,
    shortDescription: { text: rule.name },
    fullDescription: { text: rule.description || rule.name },
    ...(rule.note !== '' && { help: { text: rule.note, markdown: rule.note } }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: rule.tags, severity: rule.severity, 'security-severity': String(rule.riskScore / 10) },
  };
}

/** Rules that could not be asked. */
function notifications({ state, reason, rule }: Outcome, index: number): object[] {
  if (state === 'fired' || state === 'clear') return [];
  return [
    {
      level: state === 'error' ? 'error' : 'note',
      message: { text: `${rule.name}: ${state}: ${reason}` },
      associatedRule: { id: rule.id, index },
    },
  ];
}

function resultOf({ rule, columns }: Outcome, ruleIndex: number, finding: Finding, options: SarifOptions): object {
  const shown = finding.records.slice(0, MOST_LOCATIONS);
  return {
    ruleId: rule.id,
    ruleIndex,
    level: LEVELS[rule.severity],
    kind: 'fail',
    message: { text: `${rule.name}: ${findingText(finding, columns) || `${finding.records.length} records`}` },
    locations: shown.map((record) => {
      const location = options.locate(record);
      if (!location) return { logicalLocations: [{ fullyQualifiedName: options.ids([record])[0], kind: 'resource' }] };
      const { uri, line } = location;
      return { physicalLocation: { artifactLocation: { uri }, region: { startLine: Math.max(1, line) } } };
    }),
    properties: {
      firstFired: new Date(finding.first).toISOString(),
      lastFired: new Date(finding.last).toISOString(),
      records: options.ids(shown),
      recordCount: finding.records.length,
    },
  };
}
