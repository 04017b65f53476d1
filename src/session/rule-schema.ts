import type { Schema } from '../detections/records.ts';
import { STREAM_CATALOG, streamsBehind } from './query-catalog.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';

/** What rules may read here: every known field, of the records of invocation logs. */
export const RULE_SCHEMA: Schema = {
  catalog: STREAM_CATALOG,
  covers: (patterns) => streamsBehind(patterns).some(({ name }) => name === INVOCATIONS),
};
