import type { JsonObject, Meters } from '../exchange.ts';

/** What the last chunk of an InvokeModel stream carries, whoever made the model. */
export const streamMetrics = (meters: Meters): JsonObject => ({
  'amazon-bedrock-invocationMetrics': {
    inputTokenCount: meters.inputTokens,
    outputTokenCount: meters.outputTokens,
    invocationLatency: meters.latency,
    firstByteLatency: meters.firstByte,
  },
});
