/** A record's envelope, in the key order of logs since mid-2025: the schema comes last. */

import { type Wire, write } from './bodies/wires.ts';
import { BUCKET, type Model, type Site } from './company.ts';
import {
  answerTokens,
  type Bodies,
  type Exchange,
  type Json,
  type JsonObject,
  type Meters,
  promptTokens,
} from './exchange.ts';
import type { Random } from './random.ts';

/** An object beside the records, such as a body that was too long for its record. */
export interface SideObject {
  /** Name below the hour's `data` folder. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface Logged {
  /** One line of a log object, without the line feed. */
  readonly line: string;
  readonly sides: readonly SideObject[];
}

export interface Call {
  /** Epoch ms; the log has whole seconds. */
  readonly at: number;
  readonly site: Site;
  readonly caller: string;
  readonly modelId: string;
  readonly operation: string;
  /** Absent for a call that Bedrock turned down. */
  readonly bodies?: Bodies;
  readonly meters?: Meters;
  readonly error?: string;
  readonly inferenceRegion?: string;
  readonly metadata?: JsonObject;
  /** Which halves went to the `data` folder. */
  readonly offload?: 'input' | 'both';
  readonly outputExtras?: JsonObject;
}

export const seconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** `AWSLogs/<account>/BedrockModelInvocationLogs/<region>/YYYY/MM/DD/HH`, the hour in UTC. */
export function folderOf(site: Site, at: number): string {
  const hour = new Date(at).toISOString();
  return `AWSLogs/${site.account}/BedrockModelInvocationLogs/${site.region}/${hour.slice(0, 4)}/${hour.slice(5, 7)}/${hour.slice(8, 10)}/${hour.slice(11, 13)}`;
}

export function logged(call: Call, random: Random): Logged {
  const requestId = random.uuid();
  const sides: SideObject[] = [];
  const away = (half: 'input' | 'output', body: Json): string => {
    const name = `${requestId}_${half}.json.gz`;
    sides.push({ name, content: JSON.stringify(body) });
    return `s3://${BUCKET}/${folderOf(call.site, call.at)}/data/${name}`;
  };
  const record: { [key: string]: Json } = {
    timestamp: seconds(call.at),
    accountId: call.site.account,
    region: call.site.region,
    requestId,
    operation: call.operation,
    modelId: call.modelId,
  };
  const { bodies, meters } = call;
  if (bodies) {
    const counted: { [key: string]: Json } = {};
    if (meters && meters.inputTokens >= 0) counted.inputTokenCount = meters.inputTokens;
    if (meters && bodies.counters.cache) {
      counted.cacheReadInputTokenCount = meters.cacheRead;
      counted.cacheWriteInputTokenCount = meters.cacheWrite;
    }
    record.input = {
      inputContentType: 'application/json',
      ...(call.offload ? { inputBodyS3Path: away('input', bodies.input) } : { inputBodyJson: bodies.input }),
      ...counted,
    };
    record.output = {
      outputContentType: 'application/json',
      ...(call.offload === 'both'
        ? { outputBodyS3Path: away('output', bodies.output) }
        : { outputBodyJson: bodies.output }),
      ...(meters && bodies.counters.output ? { outputTokenCount: meters.outputTokens } : {}),
      ...call.outputExtras,
    };
  }
  record.identity = { arn: call.caller };
  if (call.inferenceRegion) record.inferenceRegion = call.inferenceRegion;
  if (call.metadata) record.requestMetadata = call.metadata;
  if (call.error) record.errorCode = call.error;
  record.schemaType = 'ModelInvocationLog';
  record.schemaVersion = '1.0';
  return { line: JSON.stringify(record), sides };
}

export interface Spoken {
  readonly at: number;
  readonly site: Site;
  readonly caller: string;
  readonly model: Model;
  readonly wire: Wire;
  readonly exchange: Exchange;
  readonly metadata?: JsonObject;
  /** Prompt tokens that came from the cache, and that were put there. */
  readonly cache?: readonly [read: number, write: number];
  readonly offload?: 'input' | 'both';
  /** Makes the call this much slower. */
  readonly slowness?: number;
}

/** A call of a text model, with token counts and times that fit its texts and its model's pace. */
export function spoken(call: Spoken, random: Random): Call {
  const { exchange, model } = call;
  const blockedInput = exchange.stop === 'blocked' && !exchange.guardrail?.withheld;
  const prompt = promptTokens(exchange);
  const [cacheRead, cacheWrite] = blockedInput ? [0, 0] : (call.cache ?? [0, 0]);
  const slow = call.slowness ?? 1;
  const firstByte = Math.round(random.spread(model.pace[0], 0.3, 60, 20_000) * slow);
  const outputTokens = exchange.stop === 'blocked' ? 0 : answerTokens(exchange);
  const spent = outputTokens || (exchange.guardrail?.withheld ? 60 : 0);
  const meters: Meters = {
    inputTokens: blockedInput ? 0 : Math.max(2, prompt - cacheRead - cacheWrite),
    outputTokens,
    cacheRead,
    cacheWrite,
    firstByte,
    latency: firstByte + Math.round(spent * model.pace[1] * slow) + random.int(5, 90),
  };
  const bodies = write(call.wire, { exchange, meters, random, model: model.native, at: call.at });
  return {
    at: call.at,
    site: call.site,
    caller: call.caller,
    modelId: model.id,
    operation: bodies.operation,
    bodies,
    meters,
    // A call that the guardrail stopped before inference was served by no region.
    ...(model.served && !blockedInput ? { inferenceRegion: random.pick(model.served) } : {}),
    ...(call.metadata ? { metadata: call.metadata } : {}),
    ...(call.offload ? { offload: call.offload } : {}),
  };
}
