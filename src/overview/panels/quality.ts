/** What the figures do not rest on: how far the records can be trusted to tell everything. */
import type { Panel } from '../panel.ts';
import { overRecords } from '../scope.ts';

/** UTF-16 units above which the integration keeps a hash in place of a body. */
const LONGEST = 32_766;

export const OFFLOADED =
  'aws_bedrock.invocation.input.input_body_s3_path IS NOT NULL OR aws_bedrock.invocation.output.output_body_s3_path IS NOT NULL';
export const TOO_LONG = `gen_ai.performance.request_size > ${LONGEST} OR gen_ai.performance.response_size > ${LONGEST}`;
export const NO_TRACE = 'gen_ai.guardrail_id IS NULL';
const NO_BODY = 'gen_ai.performance.request_size == 0 AND aws_bedrock.invocation.input.input_body_s3_path IS NULL';

/** Guardrails that are named; of more the first, by id. */
const NAMED_GUARDRAILS = 3;

export const QUALITY: Panel = {
  id: 'data-quality',
  title: 'Data quality',
  unit: 'records',
  section: 'quality',
  from: 'records',
  view: {
    kind: 'figures',
    figures: [
      { column: 'records', label: 'Records', measure: 'calls' },
      { column: 'offloaded', label: 'Bodies in S3', measure: 'calls' },
      { column: 'too_long', label: 'Bodies that Elasticsearch would not see', measure: 'calls' },
      { column: 'no_body', label: 'Without a request body', measure: 'calls' },
      { column: 'no_trace', label: 'Without a guardrail trace', measure: 'calls' },
      { column: 'guardrails', label: 'Guardrails', measure: 'units' },
    ],
  },
  absent: 'There are no records.',
  esql: (scope) =>
    overRecords(
      scope,
      `STATS records = COUNT(*), no_trace = COUNT(*) WHERE ${NO_TRACE}, too_long = COUNT(*) WHERE ${TOO_LONG}, offloaded = COUNT(*) WHERE ${OFFLOADED}, no_body = COUNT(*) WHERE ${NO_BODY}, guardrails = COUNT_DISTINCT(gen_ai.guardrail_id), ids = VALUES(gen_ai.guardrail_id)`,
      `EVAL guardrail_ids = MV_CONCAT(MV_SLICE(MV_SORT(ids), 0, ${NAMED_GUARDRAILS - 1}), ", ")`,
      'DROP ids',
    ),
};

/** What stands for a figure of the panel when it is picked. */
export const QUALITY_CONDITIONS = {
  no_trace: NO_TRACE,
  too_long: TOO_LONG,
  offloaded: OFFLOADED,
  no_body: NO_BODY,
} as const;
