/** The options of the commands, apart from their code: usage texts and checks need no more. */
import type { OptionSpec, OptionTable } from './arguments.ts';
import { SOURCE_AND_PROFILE_OPTIONS, SOURCE_OPTIONS } from './aws-options.ts';
import { CLUSTER_OPTIONS } from './cluster-options.ts';

export const TRANSFORM_OPTIONS: OptionTable = {
  profile: {
    type: 'string',
    choices: ['integration', 'extended'],
    help: "the integration's document (the default), or that and our own fields below bedrock_logs",
  },
  format: {
    type: 'string',
    choices: ['ndjson', 'bulk'],
    help: 'a document a line (the default), or what the bulk API of Elasticsearch takes',
  },
  tags: { type: 'string', value: 'a,b', help: "the documents' tags; forwarded if absent" },
  'preserve-original-event': { type: 'boolean', help: 'keep the record in event.original' },
  'preserve-duplicate-custom-fields': { type: 'boolean', help: 'keep both bodies below aws_bedrock.invocation' },
  workers: { type: 'string', value: 'N', help: 'threads for several files; at most 4 and one a core if absent' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'write there instead of stdout; FILE is whole or not there',
  },
  ...SOURCE_OPTIONS,
};

export const SUMMARY_OPTIONS: OptionTable = SOURCE_AND_PROFILE_OPTIONS;

export const OVERVIEW_OPTIONS: OptionTable = {
  where: { type: 'string', value: 'CONDITION', help: 'only records for which this ES|QL condition is true' },
  format: { type: 'string', choices: ['table', 'json'], help: 'how the panels are written (table)' },
  ...SOURCE_AND_PROFILE_OPTIONS,
  prices: { type: 'string', value: 'FILE', help: 'JSON table of prices, for the panels of cost' },
};

export const QUERY_OPTIONS: OptionTable = {
  documents: { type: 'string', value: 'FILE', help: 'the documents, one JSON object a line' },
  mapping: { type: 'string', value: 'FILE', help: 'JSON object: the Elasticsearch type of each field' },
  esql: { type: 'string', value: 'QUERY', help: 'the ES|QL query' },
  format: { type: 'string', choices: ['table', 'json', 'csv', 'ndjson'], help: 'how the answer is written (table)' },
  now: { type: 'string', value: 'TIME', help: 'what NOW() is, such as 2026-01-31T12:00:00Z (the present)' },
  params: { type: 'string', value: 'JSON', help: "values of the query's parameters: a list" },
  ...CLUSTER_OPTIONS,
  ...SOURCE_AND_PROFILE_OPTIONS,
};

export const CHECK_OPTIONS: OptionTable = {
  rules: {
    type: 'string',
    value: 'PATH',
    many: true,
    help: 'a rule file or a folder, may be repeated; builtin if absent: those that come with this',
  },
  window: {
    type: 'string',
    choices: ['rule', 'all'],
    help: "each rule's own schedule over the time of the records, or one run over all (rule)",
  },
  now: {
    type: 'string',
    value: 'TIME',
    help: 'when the last run is, such as 2026-01-31T12:00:00Z (the newest record)',
  },
  format: {
    type: 'string',
    choices: ['table', 'json', 'sarif', 'junit'],
    help: 'how the findings are written (table)',
  },
  suppressions: { type: 'string', value: 'FILE', help: 'TOML or JSON: findings that are known, until when and why' },
  ...SOURCE_AND_PROFILE_OPTIONS,
  ...CLUSTER_OPTIONS,
};

export const PUSH_OPTIONS: OptionTable = {
  ...CLUSTER_OPTIONS,
  'dry-run': { type: 'boolean', help: 'show what would be sent and where to; write nothing' },
  'install-templates': { type: 'boolean', help: 'install index templates where the integration has none' },
  raw: { type: 'boolean', help: "send the records themselves, for the integration's pipeline to map" },
  profile: TRANSFORM_OPTIONS.profile as OptionSpec,
  tags: TRANSFORM_OPTIONS.tags as OptionSpec,
  'preserve-original-event': TRANSFORM_OPTIONS['preserve-original-event'] as OptionSpec,
  'preserve-duplicate-custom-fields': TRANSFORM_OPTIONS['preserve-duplicate-custom-fields'] as OptionSpec,
  rejected: { type: 'string', value: 'FILE', help: 'where rejected documents are kept (rejected-documents.ndjson)' },
  again: { type: 'string', value: 'FILE', help: 'push the documents of such a file, instead of a SOURCE' },
  kibana: { type: 'string', value: 'URL', help: 'address of Kibana, for the link at the end' },
  format: { type: 'string', choices: ['text', 'json'], help: 'how the report is written (text)' },
  ...SOURCE_OPTIONS,
};

export const COMPARE_OPTIONS: OptionTable = {
  ...CLUSTER_OPTIONS,
  pipeline: { type: 'string', value: 'NAME', help: "the cluster's pipeline; the integration's if absent" },
  records: { type: 'string', value: 'N', help: 'records that are compared, the first ones (1000)' },
  profile: TRANSFORM_OPTIONS.profile as OptionSpec,
  tags: TRANSFORM_OPTIONS.tags as OptionSpec,
  'preserve-original-event': TRANSFORM_OPTIONS['preserve-original-event'] as OptionSpec,
  'preserve-duplicate-custom-fields': TRANSFORM_OPTIONS['preserve-duplicate-custom-fields'] as OptionSpec,
  format: { type: 'string', choices: ['text', 'json'], help: 'how the differences are written (text)' },
};

export const RULES_OPTIONS: OptionTable = {
  rules: CHECK_OPTIONS.rules as OptionSpec,
  output: { type: 'string', short: 'o', value: 'FILE', help: 'write there instead of stdout' },
};

export const GENERATE_OPTIONS: OptionTable = {
  scenario: { type: 'string', value: 'NAME', help: 'one of those below; week if absent' },
  records: { type: 'string', value: 'N', help: 'about how many records' },
  seed: { type: 'string', value: 'N', help: 'another seed gives other records; 1 if absent' },
  output: { type: 'string', short: 'o', value: 'DIR', help: 'folder to write into' },
};
