import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/records/limits.ts';
import { textOf } from '../../../src/records/segments.ts';
import { textAside } from '../../../src/session/opened-file.ts';

const one = gzipSync('{"schemaType":"ModelInvocationLog","requestId":"a"}\n');
const two = gzipSync('{"schemaType":"ModelInvocationLog","requestId":"b"}\n');

describe('a file inflated aside has the text that the reader would see', () => {
  it.each([
    ['one member', one],
    ['several members', Buffer.concat([one, two])],
    ['zeros behind a member', Buffer.concat([one, Buffer.alloc(7)])],
    ['a member behind zeros', Buffer.concat([one, Buffer.alloc(7), two])],
    ['other bytes behind a member', Buffer.concat([one, Buffer.from('tail')])],
    ['a cut stream', one.subarray(0, one.length - 9)],
    ['plain text', Buffer.from('{}\n')],
    ['an empty member', gzipSync('')],
  ])('%s', async (_, stored) => {
    const aside = await textAside(stored, LIMITS);
    const expected = textOf(stored, LIMITS);
    expect(aside?.text.toString()).toBe(expected?.text.toString());
    expect(aside?.cut).toEqual(expected?.cut);
  });
});
