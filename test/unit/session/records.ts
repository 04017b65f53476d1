/** Log records for tests: small, seeded, and of the form that Bedrock writes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** mulberry32: the same numbers from the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MODELS = ['anthropic.claude-3-haiku-20240307-v1:0', 'amazon.nova-pro-v1:0', 'meta.llama3-1-70b-instruct-v1:0'];
const START = Date.UTC(2026, 2, 14);

/** The text of record number `n`; `prompt` lets it be as long as one likes. */
export function recordText(n: number, prompt = `question ${n}`): string {
  return JSON.stringify({
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: new Date(START + n * 1000).toISOString(),
    accountId: '111122223333',
    identity: { arn: `arn:aws:sts::111122223333:assumed-role/app-${n % 7}/session` },
    region: 'eu-central-1',
    requestId: `request-${n}`,
    operation: 'Converse',
    modelId: MODELS[n % MODELS.length],
    input: {
      inputContentType: 'application/json',
      inputBodyJson: { messages: [{ role: 'user', content: [{ text: prompt }] }] },
      inputTokenCount: 10 + (n % 90),
    },
    output: {
      outputContentType: 'application/json',
      outputBodyJson: {
        output: { message: { role: 'assistant', content: [{ text: `answer ${n}` }] } },
        stopReason: 'end_turn',
      },
      outputTokenCount: n % 50,
    },
  });
}

/** Records `from` up to `to` as NDJSON. */
export function ndjson(from: number, to: number, prompt?: (n: number) => string): string {
  let text = '';
  for (let n = from; n < to; n++) text += `${recordText(n, prompt?.(n))}\n`;
  return text;
}

/** Writes a file, compressed if its name ends with `.gz`; returns its path. */
export async function logFile(folder: string, name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}
