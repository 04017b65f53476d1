/** The commands, each with its options and usage text; its code is loaded when it is run. */
import { type Arguments, COMMON, type OptionTable } from './arguments.ts';
import { DOCTOR_OPTIONS, GAPS_OPTIONS } from './aws-options.ts';
import {
  CHECK_OPTIONS,
  COMPARE_OPTIONS,
  GENERATE_OPTIONS,
  OVERVIEW_OPTIONS,
  PUSH_OPTIONS,
  QUERY_OPTIONS,
  RULES_OPTIONS,
  SUMMARY_OPTIONS,
  TRANSFORM_OPTIONS,
} from './options.ts';

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: OptionTable;
  readonly notes?: readonly string[];
  /** Gives the exit status; throws a `UsageError` for what cannot be done as it was asked. */
  readonly run: (args: Arguments) => Promise<number>;
}

const SOURCES =
  'SOURCE is a file, a folder, - for standard input, s3://BUCKET/PREFIX, logs:GROUP, sqs:QUEUE-URL or\nmetrics:REGION (docs/sources.md).';

export const COMMANDS: readonly Command[] = [
  {
    name: 'transform',
    usage: 'transform SOURCE... [options]',
    summary: 'Write the ECS documents of invocation records',
    options: TRANSFORM_OPTIONS,
    notes: [
      SOURCES,
      'Documents go to stdout or to FILE, in the order of the sources; counts and problems go to stderr.',
    ],
    run: async (args) => (await import('./transform.ts')).transform(args),
  },
  {
    name: 'summary',
    usage: 'summary SOURCE... [options]',
    summary: 'Say what logs hold: counts, models, tokens, errors, guardrails',
    options: SUMMARY_OPTIONS,
    notes: [SOURCES],
    run: async (args) => (await import('./summary.ts')).summary(args),
  },
  {
    name: 'overview',
    usage: 'overview SOURCE... [options]',
    summary: 'Answer the queries of the overview: use, latency, errors, guardrails, cost',
    options: OVERVIEW_OPTIONS,
    notes: [SOURCES, 'The table of prices is described in docs/overview.md; without one nothing is said of cost.'],
    run: async (args) => (await import('./overview.ts')).overview(args),
  },
  {
    name: 'query',
    usage: "query SOURCE... --esql 'FROM logs-aws_bedrock.invocation-* | ...' [options]",
    summary: 'Answer an ES|QL query as Elasticsearch would',
    options: QUERY_OPTIONS,
    notes: [SOURCES, 'With --documents and --mapping instead of a SOURCE, the rows are documents of any kind.'],
    run: async (args) => (await import('./query.ts')).query(args),
  },
  {
    name: 'check',
    usage: 'check SOURCE... [options]',
    summary: 'Say which detection rules fire on the records, and why the others do not',
    options: CHECK_OPTIONS,
    notes: [SOURCES, 'Rules are TOML files as in the detection-rules repository of Elastic. Status 1 means findings.'],
    run: async (args) => (await import('./check.ts')).check(args),
  },
  {
    name: 'push',
    usage: 'push SOURCE... --elasticsearch URL [options]',
    summary: 'Send documents to Elasticsearch, each once however often it is pushed',
    options: PUSH_OPTIONS,
    notes: [
      SOURCES,
      'Keys and passwords come from environment variables. Pushing again adds what is missing (docs/elasticsearch.md).',
    ],
    run: async (args) => (await import('./push.ts')).push(args),
  },
  {
    name: 'gaps',
    usage: 'gaps SOURCE... metrics:REGION [options]',
    summary: 'Compare the calls in logs with those that CloudWatch counted, hour by hour',
    options: GAPS_OPTIONS,
    notes: [SOURCES, 'Without --since it compares the last day. Status 1 means that they differ.'],
    run: async (args) => (await import('./gaps.ts')).gaps(args),
  },
  {
    name: 'doctor',
    usage: 'doctor [SOURCE...] [options]',
    summary: 'Check the way from Bedrock to here: credentials, logging, what arrives, each permission',
    options: DOCTOR_OPTIONS,
    notes: [
      'Without --region it asks every region that has Bedrock where it logs. SOURCE is s3://BUCKET/PREFIX, logs:GROUP or',
      'sqs:QUEUE-URL, to be looked at as well. Nothing is changed. Status 1 means that something is left to do.',
    ],
    run: async (args) => (await import('./doctor.ts')).doctor(args),
  },
  {
    name: 'compare',
    usage: 'compare SOURCE... --elasticsearch URL [options]',
    summary: "Say where a cluster's own pipeline maps records otherwise",
    options: COMPARE_OPTIONS,
    notes: [SOURCES, 'Nothing is stored. Status 1 means differences without a known cause.'],
    run: async (args) => (await import('./compare.ts')).compare(args),
  },
  {
    name: 'rules',
    usage: 'rules [--rules PATH]... [options]',
    summary: 'Write detection rules as a file that Kibana imports',
    options: RULES_OPTIONS,
    notes: ['Rules come disabled. check --rules FILE.ndjson reads what Kibana exports.'],
    run: async (args) => (await import('./export-rules.ts')).exportRules(args),
  },
  {
    name: 'generate',
    usage: 'generate --scenario NAME [options] -o DIR',
    summary: 'Write sample logs of an invented company',
    options: GENERATE_OPTIONS,
    notes: [
      'Scenarios: week, with everything in it; normal, without incidents; incidents, with all that rules look for; load,',
      'for measuring; and an ordinary day with one thing that goes wrong: denied-models, validation-errors,',
      'resource-exhaustion, misconduct-blocks, denied-topics, blocked-words, personal-data, prompt-attacks, many-policies.',
      'For each detection rule that comes with this also RULE-true, RULE-near and RULE-false (docs/detections.md).',
    ],
    run: async (args) => (await import('./generate.ts')).generate(args),
  },
];

export const EXIT_NOTE = 'Exit status: 0 done; 1 done, but some records could not be read; 2 could not do it.';

export function programUsage(): string {
  const width = Math.max(...COMMANDS.map((c) => c.name.length));
  return [
    'Reads Amazon Bedrock model invocation logs.',
    '',
    ...COMMANDS.map((c) => `  bedrock-logs ${c.name.padEnd(width)}  ${c.summary}`),
    '',
    'bedrock-logs COMMAND --help shows the options of a command; --version the version.',
    EXIT_NOTE,
    '',
  ].join('\n');
}

export function commandUsage(command: Command): string {
  const rows = Object.entries({ ...command.options, ...COMMON }).map(([name, spec]): readonly [string, string] => {
    const value = spec.choices ? spec.choices.join('|') : spec.value;
    return [`${spec.short ? `-${spec.short}, ` : ''}--${name}${value ? ` ${value}` : ''}`, spec.help];
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `bedrock-logs ${command.usage}`,
    '',
    `${command.summary}.`,
    '',
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    '',
    ...(command.notes ?? []),
    EXIT_NOTE,
    '',
  ].join('\n');
}
