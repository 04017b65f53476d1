/** Our documents against those that the integration's own pipeline made of the same records. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { differences, flat, lines, parse } from './comparison.ts';
import { mapperOf, PRESERVING, plain } from './mapping.ts';

const SHAPES = new URL('../../fixtures/shapes/', import.meta.url);
const REFERENCE = new URL('../../../../shared/reference/', import.meta.url);
const VARIANTS = { plain: ['forwarded'], preserve: PRESERVING };

interface Shape {
  readonly line: number;
  readonly name: string;
}

/** Where the pipeline stopped, ours is whole; what it says about the part that was not as expected. */
const STOPPED: Readonly<Record<string, readonly string[]>> = {
  'responses-object': ['The output of the output body is no object.'],
  'model-id-missing-streamed': ['The record has no model id, but its stream names a message.'],
  'guardrail-converse-output-map': [
    'Output assessments are a map instead of a list: their findings are here all the same.',
  ],
  'guardrail-null-confidence': ['A guardrail finding has no action beside others that have one.'],
  'guardrail-policy-value-no-list': [
    'A guardrail assessment is not made of objects and lists as expected: what could be read of it is here.',
  ],
  'body-strings': ['The input body is no object.', 'The output body is neither an object nor a list.'],
  'body-base64-strings': ['The input body is no object.', 'The output body is neither an object nor a list.'],
  'body-number-and-boolean': ['The input body is no object.', 'The output body is neither an object nor a list.'],
  'body-input-list': ['The input body is no object.'],
  'numbers-above-long': ['A whole number is beyond 64 bits.'],
  'duplicate-keys-in-body': ['A key stands twice in one object: the last one counts.'],
};

function index(name: string): Shape[] {
  return JSON.parse(readFileSync(new URL(`${name}.index.json`, SHAPES), 'utf8')) as Shape[];
}

function isStopped(document: string): boolean {
  return document.includes('"error":{"message"') || document.startsWith('{"__simulate_error"');
}

describe.each(Object.entries(VARIANTS))('shapes, %s', (variant, tags) => {
  const records = lines(new URL('shapes.jsonl', SHAPES));
  const expected = lines(new URL(`shapes.${variant}.ndjson`, SHAPES));
  const map = mapperOf({ tags });
  test.each(index('shapes'))('$name', ({ line, name }) => {
    const { document, error } = map(records[line - 1] as string);
    expect(error).toBe('');
    const ours = document as string;
    const reference = expected[line - 1] as string;
    expect(isStopped(reference)).toBe(name in STOPPED);
    if (!(name in STOPPED)) {
      expect(differences(reference, ours)).toEqual([]);
      return;
    }
    const fields = flat(parse(ours));
    expect(plain(fields.get('error.message'))).toEqual(STOPPED[name]);
    expect(fields.get('gen_ai.request.id')).toBe(
      (JSON.parse(records[line - 1] as string) as { requestId: string }).requestId,
    );
    expect(fields.get('event.outcome')).toMatch(/^(success|failure)$/);
    expect(fields.has('gen_ai.prompt') || fields.has('gen_ai.completion')).toBe(true);
  });
});

/** What ours makes of the lines on which the pipeline stopped: the error, or what the document says. */
const MALFORMED: Readonly<Record<string, string>> = {
  'record-is-array': 'The record is a list, taken as the events of a stream: nothing else is known of it.',
  'record-is-string': '0: the record is no JSON object',
  'record-is-number': '0: the record is no JSON object',
  'record-is-null': '0: the record is no JSON object',
  'truncated-json': '300: the text ends inside a string',
  'empty-line': '0: there is no JSON value',
  'spaces-only': '5: there is no JSON value',
  'permission-check-message': '0: a JSON value was expected',
  'two-records-on-one-line': '808: more text after the end of the JSON value',
  'trailing-comma': '808: a comma before a closing brace',
  'leading-byte-order-mark': 'The record begins with a byte order mark.',
  'duplicate-top-level-key': 'A key stands twice in one object: the last one counts.',
};

describe.each(Object.entries(VARIANTS))('malformed lines, %s', (variant, tags) => {
  const records = lines(new URL('malformed.jsonl', SHAPES));
  const expected = lines(new URL(`malformed.${variant}.ndjson`, SHAPES));
  const map = mapperOf({ tags });
  test.each(index('malformed'))('$name', ({ line, name }) => {
    const { document, error } = map(records[line - 1] as string);
    if (!(name in MALFORMED)) {
      expect(differences(expected[line - 1] as string, document as string)).toEqual([]);
      return;
    }
    expect(isStopped(expected[line - 1] as string)).toBe(true);
    if (document === undefined) expect(error).toBe(MALFORMED[name]);
    else expect(plain(flat(parse(document)).get('error.message'))).toEqual([MALFORMED[name]]);
  });
});

/** Lines of the corpus on which the pipeline stopped. */
const CORPUS_STOPPED: Readonly<Record<string, readonly number[]>> = {
  'api-bodies-b': [29, 34],
  'cache-and-offload': [1, 2],
  'forwarder-captures': [32],
};

describe.runIf(existsSync(REFERENCE))('corpus (left out where ../shared/reference is absent)', () => {
  const files = existsSync(REFERENCE)
    ? readdirSync(new URL('in/', REFERENCE)).map((file) => file.replace('.jsonl', ''))
    : [];
  test.each(files.flatMap((file) => Object.entries(VARIANTS).map(([variant, tags]) => ({ file, variant, tags }))))(
    '$file, $variant',
    ({ file, variant, tags }) => {
      const map = mapperOf({ tags });
      const expected = lines(new URL(`out/${file}.${variant}.ndjson`, REFERENCE));
      const stopped: number[] = [];
      lines(new URL(`in/${file}.jsonl`, REFERENCE)).forEach((record, i) => {
        const reference = expected[i] as string;
        const { document } = map(record);
        if (isStopped(reference)) {
          stopped.push(i + 1);
          expect(document).toContain('"error":{"message":[');
        } else expect(differences(reference, document as string)).toEqual([]);
      });
      expect(stopped).toEqual(CORPUS_STOPPED[file] ?? []);
    },
  );
});
