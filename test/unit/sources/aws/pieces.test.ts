import { describe, expect, test } from 'vitest';
import type { CloudWatchEvent } from '../../../../src/sources/aws/logs/event.ts';
import { MOST_OPEN, MOST_PIECES, Pieces } from '../../../../src/sources/aws/logs/pieces.ts';

const event = (message: string, time = 0, stream = 's'): CloudWatchEvent => ({
  id: `${stream}${time}`,
  time,
  group: 'g',
  stream,
  message,
});
const record = JSON.stringify({ schemaType: 'ModelInvocationLog', requestId: 'r', text: 'x'.repeat(90) });

function mend(...pages: (readonly CloudWatchEvent[])[]) {
  const pieces = new Pieces();
  const done = [...pages.map((page) => pieces.add(page)), pieces.end()];
  return {
    messages: done.flatMap(({ events }) => events.map(({ message }) => message)),
    remarks: done.flatMap(({ remarks }) => remarks),
  };
}

describe('events that do not hold a whole record', () => {
  test('whole records and plain lines pass', () => {
    expect(mend([event(record), event('Permissions are correctly set for Amazon Bedrock logs.')])).toEqual({
      messages: [record, 'Permissions are correctly set for Amazon Bedrock logs.'],
      remarks: [],
    });
  });

  test('a record that was split is put together, over pages and beside other streams', () => {
    const first = event(record.slice(0, 40), 1);
    const second = event(record.slice(40, 80), 1);
    const third = event(record.slice(80), 2);
    const { messages, remarks } = mend([first, event(record, 1, 'other')], [second], [third, event(record, 3)]);
    expect(messages).toEqual([record, record, record]);
    expect(remarks).toEqual(['a record was split into 3 events and put together: g, s, event s1']);
  });

  test('a record that was cut at the limit is told with its place, and stays', () => {
    const cut = `{"schemaType":"ModelInvocationLog","text":"${'y'.repeat(256 * 1024)}`.slice(0, 256 * 1024 - 26);
    const { messages, remarks } = mend([event(cut, 5), event(record, 5)]);
    expect(messages).toEqual([cut, record]);
    expect(remarks).toEqual(["an event was cut at CloudWatch's 256 KiB: g, s, event s5"]);
  });

  test('a piece that ends with a brace by chance is not taken for a whole record', () => {
    const long = JSON.stringify({ schemaType: 'x', a: { b: 'z'.repeat(120_000) }, c: 1 });
    const at = long.lastIndexOf('}', long.length - 2) + 1;
    expect(mend([event(long.slice(0, at), 1), event(long.slice(at), 1)]).messages).toEqual([long]);
  });

  test('pieces that come too late or without end are given up, and nothing is lost', () => {
    expect(mend([event('{"a":', 0), event('1}', 60_000)]).messages).toEqual(['{"a":', '1}']);
    const endless = Array.from({ length: MOST_PIECES + 5 }, (_, i) => event(i === 0 ? '{"a":' : '[', 1));
    expect(mend(endless).messages).toHaveLength(endless.length);
  });

  test('many streams with a beginning each do not fill the memory', () => {
    const pieces = new Pieces();
    const streams = Array.from({ length: MOST_OPEN + 3 }, (_, i) => event('{"a":', i, `s${i}`));
    expect(pieces.add(streams).events).toHaveLength(3);
    expect(pieces.end().events).toHaveLength(MOST_OPEN);
  });
});
