import { gzipSync } from 'node:zlib';
import { PERMISSION, record } from './reading.ts';

const a = record(1);
const b = record(2, 'a "quoted" \\ text, {braces} [brackets] \u2028 é 😀');
const c = record(3, 'line\nbreaks\r\nand </script>');
const all = [a, b, c];
const TIME = 1772600804000;

const pretty = (value: unknown) => JSON.stringify(value, null, 4);
const events = (messages: readonly string[]) =>
  messages.map((message, i) => ({
    logStreamName: 'aws/bedrock/modelinvocations',
    timestamp: TIME + i,
    message,
    ingestionTime: TIME + 500,
    eventId: `3${i}`,
  }));
const payload = (messages: readonly string[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/bedrock/logs',
  logStream: 'aws/bedrock/modelinvocations',
  subscriptionFilters: ['all'],
  logEvents: messages.map((message, i) => ({ id: `3${i}`, timestamp: TIME + i, message })),
});
const control = {
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logGroup: '',
  logStream: '',
  subscriptionFilters: [],
  logEvents: [
    { id: '', timestamp: TIME, message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.' },
  ],
};
const row = (message: string, i: number) => [
  { field: '@timestamp', value: '2026-03-04 05:06:44.001' },
  { field: '@message', value: message },
  { field: '@logStream', value: 'aws/bedrock/modelinvocations' },
  { field: '@log', value: '111122223333:/bedrock/logs' },
  { field: '@ptr', value: `p${i}` },
];
const insights = {
  queryLanguage: 'CWLI',
  results: all.map(row),
  statistics: { recordsMatched: 3 },
  status: 'Complete',
};
const base64 = (text: string) => gzipSync(text).toString('base64');
const cloudTrail = JSON.stringify({
  eventVersion: '1.09',
  eventTime: '2026-03-04T05:06:44Z',
  eventSource: 'bedrock.amazonaws.com',
  eventName: 'InvokeModel',
  requestParameters: { modelId: 'amazon.nova-lite-v1:0' },
  requestID: '1',
});
const chunks = [
  { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', content: [] } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
];

export interface Sample {
  readonly name: string;
  /** Lines end with LF; the tests change them. */
  readonly text: string;
  /** read, skipped, failed, warned. */
  readonly expected: readonly [read: number, skipped: number, failed: number, warned?: number];
  /** Texts of the records, where they are the three above. */
  readonly records?: readonly string[];
  /** Records carry an event with this time. */
  readonly time?: number;
  readonly stream?: boolean;
}

/** Every form that records come in. */
export const SAMPLES: readonly Sample[] = [
  { name: 'newline-delimited', text: `${all.join('\n')}\n`, expected: [3, 0, 0], records: all },
  { name: 'newline-delimited, no line feed at the end', text: all.join('\n'), expected: [3, 0, 0], records: all },
  { name: 'blank lines between', text: `\n${all.join('\n\n \t\n')}\n\n`, expected: [3, 0, 0], records: all },
  { name: 'concatenated', text: all.join(''), expected: [3, 0, 0], records: all },
  { name: 'concatenated with blanks', text: all.join('  '), expected: [3, 0, 0], records: all },
  {
    name: 'commas after each record',
    text: all.map((text) => `${text},\n`).join(''),
    expected: [3, 0, 0],
    records: all,
  },
  { name: 'pretty-printed', text: all.map((text) => pretty(JSON.parse(text))).join('\n'), expected: [3, 0, 0] },
  {
    name: 'pretty-printed and concatenated',
    text: all.map((text) => pretty(JSON.parse(text))).join(''),
    expected: [3, 0, 0],
  },
  { name: 'a list', text: `[${all.join(',')}]`, expected: [3, 0, 0], records: all },
  { name: 'a pretty-printed list', text: pretty(all.map((text) => JSON.parse(text))), expected: [3, 0, 0] },
  { name: 'a list, an element a line', text: `[\n${all.join(',\n')}\n]\n`, expected: [3, 0, 0], records: all },
  { name: 'lists on lines', text: `[${a},${b}]\n[${c}]\n`, expected: [3, 0, 0], records: all },
  { name: 'an empty list', text: '[]\n', expected: [0, 1, 0] },
  { name: 'nothing', text: '', expected: [0, 0, 0] },
  { name: 'blanks only', text: ' \n\t\n', expected: [0, 0, 0] },
  { name: 'an empty object', text: '{}\n', expected: [1, 0, 0] },
  { name: 'permission line', text: `${PERMISSION}\n${a}\n`, expected: [1, 1, 0], records: [a] },
  { name: 'raw list of stream events', text: `${JSON.stringify(chunks)}\n${a}\n`, expected: [2, 0, 0] },
  { name: 'pretty raw list of stream events', text: `${pretty(chunks)}\n${a}\n`, expected: [2, 0, 0] },
  { name: 'list of raw lists', text: JSON.stringify([chunks, chunks]), expected: [2, 0, 0] },
  { name: 'CloudTrail', text: `${cloudTrail}\n${a}\n${cloudTrail}\n`, expected: [1, 2, 0], records: [a] },
  {
    name: 'filter-log-events',
    text: pretty({ events: events(all), searchedLogStreams: [], nextToken: 'x' }),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
    stream: true,
  },
  {
    name: 'get-log-events on one line',
    text: JSON.stringify({ events: events([PERMISSION, ...all]), nextForwardToken: 'f/1' }),
    expected: [3, 1, 0],
    records: all,
    time: TIME + 1,
    stream: true,
  },
  {
    name: 'pages of events in a list',
    text: pretty([{ events: events([a, b]) }, { events: events([c]) }]),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
  },
  { name: 'events in a list', text: JSON.stringify(events(all)), expected: [3, 0, 0], records: all, time: TIME },
  {
    name: 'events on lines',
    text: events(all)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
  },
  {
    name: 'messages on lines',
    text: all.map((text) => `${JSON.stringify(text)}\n`).join(''),
    expected: [3, 0, 0],
    records: all,
  },
  { name: 'messages in a list', text: JSON.stringify(all), expected: [3, 0, 0], records: all },
  {
    name: 'messages that are objects',
    text: JSON.stringify({ events: all.map((text) => ({ timestamp: TIME, message: JSON.parse(text) as unknown })) }),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
  },
  { name: 'Insights', text: pretty(insights), expected: [3, 0, 0], records: all, time: TIME + 1, stream: true },
  { name: 'Insights on one line', text: JSON.stringify(insights), expected: [3, 0, 0], records: all, time: TIME + 1 },
  { name: 'Insights rows', text: JSON.stringify(all.map(row)), expected: [3, 0, 0], records: all, time: TIME + 1 },
  {
    name: 'Insights rows without a message',
    text: JSON.stringify({ results: [[{ field: 'count()', value: '3' }]] }),
    expected: [0, 1, 0],
  },
  {
    name: 'Insights CSV',
    text: `@timestamp,@message,@logStream\n${all.map((text) => `2026-03-04 05:06:44.001,"${text.replaceAll('"', '""')}",s\n`).join('')}`,
    expected: [3, 1, 0],
    records: all,
    time: TIME + 1,
  },
  {
    name: 'export task',
    text: all.map((text) => `2026-03-04T05:06:44.000Z ${text}\n`).join(''),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
  },
  {
    name: 'logs tail',
    text: all.map((text) => `2026-03-04T05:06:44.000000+00:00 aws/bedrock/modelinvocations ${text}\n`).join(''),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
    stream: true,
  },
  {
    name: 'logs tail, pretty',
    text: all
      .map((text) => `2026-03-04T05:06:44+00:00 aws/bedrock/modelinvocations \n${pretty(JSON.parse(text))}\n`)
      .join(''),
    expected: [3, 0, 0],
    time: TIME,
    stream: true,
  },
  {
    name: 'text output',
    text: all.map((text) => `EVENTS\t36\t${TIME + 500}\taws/bedrock/modelinvocations\t${text}\t${TIME}\n`).join(''),
    expected: [3, 0, 0],
    records: all,
    time: TIME,
    stream: true,
  },
  {
    name: 'subscription',
    text: `${JSON.stringify(payload(all))}\n${JSON.stringify(control)}\n`,
    expected: [3, 1, 0],
    records: all,
    time: TIME,
    stream: true,
  },
  {
    name: 'subscriptions, concatenated',
    text: JSON.stringify(payload([a, b])) + JSON.stringify(payload([PERMISSION, c])),
    expected: [3, 1, 0],
    records: all,
    time: TIME,
  },
  {
    name: 'subscription in base64',
    text: `${base64(JSON.stringify(payload(all)))}\n${base64(JSON.stringify(control))}\n`,
    expected: [3, 1, 0],
    records: all,
    time: TIME,
    stream: true,
  },
  {
    name: 'function event',
    text: `${JSON.stringify({ awslogs: { data: base64(JSON.stringify(payload(all))) } })}\n`,
    expected: [3, 0, 0],
    records: all,
    time: TIME,
  },
  {
    name: 'mixed',
    text: `${a}\n${PERMISSION}\n${pretty(JSON.parse(b))}\n${base64(JSON.stringify(payload([c])))}\n`,
    expected: [3, 1, 0],
  },
  { name: 'text behind a record', text: `${a} # seen\n${b}\n`, expected: [2, 0, 0] },
  { name: 'a broken line between', text: `${a}\n${b.slice(0, -9)}\n${c}\n`, expected: [2, 0, 1], records: [a, c] },
  {
    name: 'a broken record among pretty ones',
    text: [a, `${b.slice(0, 40)},,${b.slice(40)}`.replaceAll(',', ',\n  '), c]
      .map((text, i) => (i === 1 ? text : pretty(JSON.parse(text))))
      .join('\n'),
    expected: [2, 0, 1],
  },
  {
    name: 'a broken element',
    text: `[${a},${b.replace('"region":', '"region"')},${c}]`,
    expected: [2, 0, 1],
    records: [a, c],
  },
  {
    name: 'a broken element in a pretty list',
    text: pretty(all.map((text) => JSON.parse(text))).replace('"region": "us-east-1"', '"region" "us-east-1"'),
    expected: [2, 0, 1],
  },
  { name: 'a cut list', text: `[${a},${b},${c.slice(0, 100)}`, expected: [2, 0, 1], records: [a, b] },
  { name: 'a list that is not closed', text: `[${all.join(',')}`, expected: [3, 0, 0], records: all },
  { name: 'cut events', text: pretty({ events: events(all) }).slice(0, -300), expected: [2, 0, 1], records: [a, b] },
  {
    name: 'a line cut before a good one',
    text: `${a.slice(0, a.indexOf('"output"'))}\n${b}\n${c}\n`,
    expected: [2, 0, 1],
    records: [b, c],
  },
  { name: 'scalars', text: `null\n12\n"text"\ntrue\n${a}\n`, expected: [1, 0, 4], records: [a] },
  { name: 'other text', text: `START RequestId: 1\n${a}\nINFO {"x":1}\n`, expected: [1, 0, 2], records: [a] },
  { name: 'a duplicate key', text: `${a.replace('{', '{"region":"eu-west-1",')}\n`, expected: [1, 0, 0] },
  { name: 'a byte order mark on a line', text: `${a}\n\ufeff${b}\n`, expected: [2, 0, 0], records: [a, b] },
];

export const RECORDS = all;
