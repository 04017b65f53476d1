import { LIST_PROBE } from './limits.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  extent,
  type Found,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  stringEnd,
} from './structure.ts';

/** What a JSON object or list is to a reader of invocation logs. */
export type Kind =
  | 'invocation'
  /** An object that holds log events or records in a list: `list` is where its elements start. */
  | 'wrapper'
  /** `{messageType: "CONTROL_MESSAGE"}`: the heartbeat of a CloudWatch subscription. */
  | 'control'
  /** A log event: `message` holds the record as text, or as an object. */
  | 'event'
  /** `{awslogs: {data}}`: what a subscription gives to a function; `message` is the base64 text. */
  | 'payload'
  /** A chunk of a model's answer stream. */
  | 'chunk'
  /** A cell of a Logs Insights row. */
  | 'cell'
  | 'other'
  /** The bytes end before it can be told. */
  | 'open'
  | 'broken';

/** Times are epoch milliseconds. */
export interface LogEvent {
  readonly timestamp?: number;
  readonly ingestionTime?: number;
  readonly group?: string;
  readonly stream?: string;
}

export interface Shape {
  kind: Kind;
  list: number;
  messageStart: number;
  messageEnd: number;
  event: LogEvent;
  /** How far the bytes were looked at. */
  reached: number;
}

/** Top-level keys that only an invocation record has among the logs that people keep. */
const STRONG = new Set(['schemaType', 'modelId', 'operation', 'inferenceRegion']);
/** Keys of an invocation record that others have too: they count where nothing foreign stands beside them. */
const WEAK = new Set([
  ...['timestamp', 'accountId', 'region', 'requestId', 'identity', 'input', 'output', 'errorCode', 'schemaVersion'],
  ...['requestMetadata', 'status', 'performanceConfig', 'artifacts'],
]);
/** Marks of other logs: CloudTrail, Lambda, model bodies that were saved on their own. */
const FOREIGN = new Set([
  ...['eventVersion', 'eventSource', 'eventName', 'eventID', 'level', 'logger', 'severity', 'stopReason', 'usage'],
  ...['stop_reason', 'object', 'aws_bedrock', 'kubernetes'],
]);
const LISTS = new Set(['events', 'logEvents', 'results', 'Records']);
const MESSAGES = new Set(['message', '@message']);
const CHUNK = new Set([
  ...['type', 'messageStart', 'messageStop', 'contentBlockStart', 'contentBlockDelta', 'contentBlockStop', 'metadata'],
  ...['delta', 'completion', 'generation', 'outputText', 'outputs', 'choices', 'chunk', 'bytes', 'event_type'],
  ...['is_finished', 'amazon-bedrock-invocationMetrics', 'amazon-bedrock-guardrailAction'],
]);

const found: Found = { end: 0, reason: '' };
const DECISIVE = ['schemaType', 'modelId', 'operation'].map((name) => new TextEncoder().encode(name));

/**
 * Whether the valid JSON object in `bytes[start, end)` says in its first keys that it is an invocation record. False
 * only means that `describe` has to look. Looks at no more than the keys before the first telling one, for this runs
 * once a record.
 */
export function isPlainlyInvocation(bytes: Buffer, start: number, end: number): boolean {
  let i = skipBlanks(bytes, start, end) + 1;
  for (;;) {
    i = skipBlanks(bytes, i, end);
    if (bytes[i] !== QUOTE) return false;
    const key = i + 1;
    i = key;
    while (i < end && bytes[i] !== QUOTE) {
      if (bytes[i] === 0x5c) return false;
      i++;
    }
    const length = i - key;
    for (const name of DECISIVE) {
      if (length !== name.length || bytes[key] !== name[0]) continue;
      let k = 1;
      while (k < length && bytes[key + k] === name[k]) k++;
      if (k === length) return true;
    }
    i = skipBlanks(bytes, i + 1, end);
    if (bytes[i] !== COLON) return false;
    i = skipBlanks(bytes, i + 1, end);
    if (bytes[i] === QUOTE) {
      i = stringEnd(bytes, i, end);
      if (i <= 0) return false;
    } else {
      if (extent(bytes, i, end, found) !== 'complete') return false;
      i = found.end;
    }
    i = skipBlanks(bytes, i, end);
    if (bytes[i] !== COMMA) return false;
    i++;
  }
}

/** The text of the JSON string `bytes[start, end)`; undefined if it is none. */
export function stringOf(bytes: Buffer, start: number, end: number): string | undefined {
  if (bytes[start] !== QUOTE) return undefined;
  const spelled = bytes.toString('utf8', start + 1, end - 1);
  if (!spelled.includes('\\')) return spelled;
  try {
    const value: unknown = JSON.parse(`"${spelled}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Epoch ms of a number, of its digits as text, or of a date as the exports spell it; UTC where no zone is given. */
export function eventTime(spelled: string): number | undefined {
  if (/^\d{11,14}$/.test(spelled)) return Number(spelled);
  const date = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(spelled);
  if (date === null) return undefined;
  const zone = date[3] ?? 'Z';
  const clock = (date[2] as string).replace(',', '.').replace(/(\.\d{3})\d+$/, '$1');
  const time = Date.parse(`${date[1]}T${clock}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * What the object or list at `start` is. An object is told by its top-level keys, so it need not be whole: `open` means
 * that the bytes end before it could be told.
 */
export function describe(bytes: Buffer, start: number, end: number, shape: Shape): Kind {
  shape.event = {};
  found.end = start;
  shape.kind =
    bytes[start] === OPEN_LIST ? describeList(bytes, start, end, shape) : describeObject(bytes, start, end, shape);
  shape.reached = found.end;
  return shape.kind;
}

function describeObject(bytes: Buffer, start: number, end: number, shape: Shape): Kind {
  let i = start + 1;
  let keys = 0;
  let weak = 0;
  let foreign = 0;
  let chunk = false;
  let cell = 0;
  let message = false;
  let payload = false;
  const event: { -readonly [K in keyof LogEvent]: LogEvent[K] } = {};
  shape.event = event;
  for (;;) {
    i = skipBlanks(bytes, i, end);
    if (i >= end) return 'open';
    if (bytes[i] === CLOSE_OBJECT) break;
    if (bytes[i] === COMMA) {
      i++;
      continue;
    }
    if (bytes[i] !== QUOTE) return 'broken';
    const name = extent(bytes, i, end, found);
    if (name !== 'complete') return name;
    const key = stringOf(bytes, i, found.end);
    if (key === undefined) return 'broken';
    i = skipBlanks(bytes, found.end, end);
    if (i < end && bytes[i] !== COLON) return 'broken';
    i = skipBlanks(bytes, i + 1, end);
    if (i >= end) return 'open';
    keys++;
    if (STRONG.has(key)) return 'invocation';
    if (FOREIGN.has(key)) foreign++;
    if (LISTS.has(key) && bytes[i] === OPEN_LIST && weak === 0) {
      shape.list = i + 1;
      return 'wrapper';
    }
    const kind = extent(bytes, i, end, found);
    if (kind !== 'complete') return kind;
    const valueEnd = found.end;
    if (WEAK.has(key)) weak++;
    if (CHUNK.has(key)) chunk = true;
    if (key === 'field' || key === 'value') cell++;
    if (MESSAGES.has(key) && (bytes[i] === QUOTE || bytes[i] === OPEN_OBJECT)) {
      message = true;
      shape.messageStart = i;
      shape.messageEnd = valueEnd;
    } else if (key === 'messageType' && stringOf(bytes, i, valueEnd) === 'CONTROL_MESSAGE') return 'control';
    else if (key === 'awslogs' && bytes[i] === OPEN_OBJECT) payload = findMember(bytes, i, valueEnd, 'data', shape);
    else takeEventKey(bytes, i, valueEnd, key, event);
    i = valueEnd;
  }
  if (payload) return 'payload';
  if (message && !chunk && foreign === 0 && weak <= (event.timestamp === undefined ? 0 : 1)) return 'event';
  if (cell === 2 && keys === 2) return 'cell';
  if (keys === 0 || (weak > 0 && foreign === 0)) return 'invocation';
  return chunk ? 'chunk' : 'other';
}

function takeEventKey(
  bytes: Buffer,
  start: number,
  end: number,
  key: string,
  event: { -readonly [K in keyof LogEvent]: LogEvent[K] },
): void {
  const value = () => stringOf(bytes, start, end) ?? bytes.toString('utf8', start, end);
  if (key === 'timestamp' || key === '@timestamp') {
    const time = eventTime(value());
    if (time !== undefined) event.timestamp = time;
  } else if (key === 'ingestionTime' || key === '@ingestionTime') {
    const time = eventTime(value());
    if (time !== undefined) event.ingestionTime = time;
  } else if (key === 'logGroup' || key === 'logGroupName' || key === '@log') event.group = value();
  else if (key === 'logStream' || key === 'logStreamName' || key === '@logStream') event.stream = value();
}

/** Puts the place of a string member of the object at `start` into `shape`. */
function findMember(bytes: Buffer, start: number, end: number, name: string, shape: Shape): boolean {
  let i = start + 1;
  for (;;) {
    i = skipBlanks(bytes, i, end);
    if (bytes[i] === COMMA) i = skipBlanks(bytes, i + 1, end);
    if (bytes[i] !== QUOTE || extent(bytes, i, end, found) !== 'complete') return false;
    const key = stringOf(bytes, i, found.end);
    i = skipBlanks(bytes, found.end, end) + 1;
    i = skipBlanks(bytes, i, end);
    if (extent(bytes, i, end, found) !== 'complete') return false;
    if (key === name && bytes[i] === QUOTE) {
      shape.messageStart = i;
      shape.messageEnd = found.end;
      return true;
    }
    i = found.end;
  }
}

/**
 * A list is read element by element (`wrapper`) if one of its first elements is a record, a log event or anything else
 * that is kept in lists; it is one record (`invocation`) if they are chunks of an answer stream; `other` if they are
 * the cells of a Logs Insights row, or neither objects nor lists nor texts.
 */
function describeList(bytes: Buffer, start: number, end: number, shape: Shape): Kind {
  let i = start + 1;
  let objects = 0;
  let cells = 0;
  const list = i;
  for (let probed = 0; probed < LIST_PROBE; probed++) {
    i = skipBlanks(bytes, i, end);
    if (bytes[i] === COMMA) i = skipBlanks(bytes, i + 1, end);
    if (i >= end) return 'open';
    if (bytes[i] === CLOSE_LIST) break;
    let kind: Kind = 'other';
    if (bytes[i] === OPEN_OBJECT) {
      kind = describeObject(bytes, i, end, shape);
      objects++;
    } else if (bytes[i] === OPEN_LIST) {
      const first = skipBlanks(bytes, i + 1, end);
      if (first >= end) return 'open';
      if (bytes[first] === OPEN_OBJECT) kind = describeObject(bytes, first, end, shape);
      if (kind === 'cell' || kind === 'chunk') kind = 'wrapper';
    } else if (bytes[i] === QUOTE) {
      const whole = extent(bytes, i, end, found);
      if (whole !== 'complete') return whole;
      if (bytes[i + 1] === OPEN_OBJECT) kind = 'event';
    }
    if (kind === 'open' || kind === 'broken') {
      // An element that cannot be told does not hide what stands before or behind it: it is read in its turn.
      if (kind === 'open') return 'open';
      shape.list = list;
      shape.event = {};
      return 'wrapper';
    }
    if (kind === 'chunk') return 'invocation';
    if (kind === 'cell') cells++;
    if (kind !== 'other' && kind !== 'cell') {
      shape.list = list;
      shape.event = {};
      return 'wrapper';
    }
    const whole = extent(bytes, i, end, found);
    if (whole !== 'complete') return whole;
    i = found.end;
  }
  shape.list = list;
  shape.event = {};
  return objects > cells ? 'wrapper' : 'other';
}
