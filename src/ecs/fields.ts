import type { Field } from './fields/field.ts';
import { EXTENDED_INVOCATION_FIELDS, INVOCATION_FIELDS } from './fields/invocation.ts';
import {
  EXTENDED_GUARDRAIL_METRIC_FIELDS,
  EXTENDED_RUNTIME_FIELDS,
  GUARDRAIL_METRIC_FIELDS,
  RUNTIME_FIELDS,
} from './fields/metrics.ts';

export interface DataStream {
  /** Index pattern without the namespace. */
  readonly name: 'logs-aws_bedrock.invocation' | 'metrics-aws_bedrock.runtime' | 'metrics-aws_bedrock.guardrails';
  readonly title: string;
  /** Every field that the stream has on a cluster, whether or not a record fills it. */
  readonly fields: readonly Field[];
  /** Fields of the extended profile, none of which the integration has. */
  readonly extended: readonly Field[];
}

/** The schema: what queries know and what documents may hold. */
export const DATA_STREAMS: readonly DataStream[] = [
  {
    name: 'logs-aws_bedrock.invocation',
    title: 'Invocations',
    fields: INVOCATION_FIELDS,
    extended: EXTENDED_INVOCATION_FIELDS,
  },
  {
    name: 'metrics-aws_bedrock.runtime',
    title: 'Runtime metrics',
    fields: RUNTIME_FIELDS,
    extended: EXTENDED_RUNTIME_FIELDS,
  },
  {
    name: 'metrics-aws_bedrock.guardrails',
    title: 'Guardrail metrics',
    fields: GUARDRAIL_METRIC_FIELDS,
    extended: EXTENDED_GUARDRAIL_METRIC_FIELDS,
  },
];
