import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_DEPTH } from '../../../src/json/tape.ts';
import { LIMITS, MAX_PAYLOAD_BYTES, MAX_UNPACK_DEPTH } from '../../../src/records/limits.ts';

test('the limits that the documentation states are those of the code', () => {
  const text = readFileSync(new URL('../../../docs/reading.md', import.meta.url), 'utf8');
  const mib = (bytes: number) => `${bytes / 1024 / 1024} MiB`;
  const stated = [
    `| one record | ${mib(LIMITS.recordBytes)} |`,
    `| nesting | ${MAX_DEPTH.toLocaleString('en-US')} levels |`,
    `| ${LIMITS.inflatedBytes / 1024 ** 3} GiB, and ${LIMITS.ratio} bytes a compressed byte beyond ${mib(LIMITS.ratioFrom)} |`,
    `| a base64 payload | ${mib(MAX_PAYLOAD_BYTES)} inflated |`,
    `| text packed in text | ${MAX_UNPACK_DEPTH} times |`,
    `up to ${mib(LIMITS.wholeStored)} (${mib(LIMITS.wholeInflated)} inflated)`,
    `blocks of ${mib(LIMITS.blockBytes)}`,
  ];
  for (const words of stated) expect(text).toContain(words);
});
