import { FAMILY } from '../types.ts';
import { codePointLength, indexOfCodePoint, sliceCodePoints, utf8Length } from '../values/text.ts';
import type { ScalarEntry, TypeRule } from './entry.ts';
import { byRow, byValue, firstType, ILLEGAL, integer, required, scalar, string } from './make.ts';

/** Longer results of REPEAT and SPACE are refused, as by Elasticsearch. Units: bytes. */
export const MAX_REPEATED = 1_048_576;

/** What Java's Character.isWhitespace holds for whitespace: no no-break space, but the separators U+001C to U+001F. */
const EDGE_SPACE = '[\\t-\\r\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]+';
const LEADING = new RegExp(`^${EDGE_SPACE}`);
const TRAILING = new RegExp(`${EDGE_SPACE}$`);

/** Without the whitespace at its end; walked by hand since a search for a run at the end is quadratic. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

const trimStart = (text: string): string => text.replace(LEADING, '');

function substring(text: string, start: number, length: number | undefined): string {
  const size = codePointLength(text);
  const from = start > 0 ? start - 1 : start < 0 ? Math.max(0, size + start) : 0;
  return sliceCodePoints(text, from, length === undefined ? size : Math.min(size, from + length));
}

/** `start` counts from 1, or from the end when negative. */
function locate(text: string, searched: string, start: number): number {
  const from = start < 0 ? codePointLength(text) + start : start - 1;
  const found = text.indexOf(searched, indexOfCodePoint(text, from));
  return found < 0 ? 0 : codePointLength(text.slice(0, found)) + 1;
}

const PLAIN = /^[\t -~]*$/;
let graphemes: Intl.Segmenter | undefined;

/** The characters as a reader sees them in reverse order: an accent, a skin tone or a joined emoji stays where it belongs. */
function reverse(text: string): string {
  if (PLAIN.test(text)) return [...text].reverse().join('');
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
    .reverse()
    .join('');
}

const s = (value: unknown): string => value as string;

const ONE_BYTE = 'delimiter must be single byte for now';

const splitRule: TypeRule = ([, delimiter]) => {
  const given = delimiter?.value;
  return typeof given === 'string' && utf8Length(given) !== 1 ? { problem: ONE_BYTE } : 'keyword';
};

export const STRINGS: readonly ScalarEntry[] = [
  scalar(
    'LENGTH',
    [string()],
    'integer',
    byRow(([a]) => codePointLength(s(a))),
    'Number of characters (code points).',
    'EVAL n = LENGTH(gen_ai.prompt)',
  ),
  scalar(
    'BYTE_LENGTH',
    [string()],
    'integer',
    byRow(([a]) => utf8Length(s(a))),
    'Number of bytes in UTF-8.',
    'EVAL n = BYTE_LENGTH(gen_ai.prompt)',
  ),
  scalar(
    'BIT_LENGTH',
    [string()],
    'integer',
    byRow(([a]) => utf8Length(s(a)) * 8),
    'Number of bits in UTF-8.',
    'EVAL n = BIT_LENGTH(user.id)',
  ),
  scalar(
    'CONCAT',
    [
      string('string1'),
      required('string2', FAMILY.string),
      required('string', FAMILY.string, { optional: true, repeats: true }),
    ],
    'keyword',
    byRow((values) => values.join('')),
    'The strings put together; null when one is null.',
    'EVAL who = CONCAT(cloud.account.id, "/", user.id)',
  ),
  scalar(
    'SUBSTRING',
    [string(), integer('start'), integer('length', { optional: true })],
    'keyword',
    byRow(([text, start, length], call) =>
      length !== undefined && (length as number) < 0
        ? call.fail(`${ILLEGAL}: Length parameter cannot be negative, found [${length}]`)
        : substring(s(text), start as number, length as number | undefined),
    ),
    'Part of a string from a 1-based position, counted from the end when negative.',
    'EVAL start = SUBSTRING(gen_ai.prompt, 1, 80)',
  ),
  scalar(
    'LEFT',
    [string(), integer('length')],
    'keyword',
    byRow(([a, n]) => sliceCodePoints(s(a), 0, n as number)),
    'The first characters.',
    'EVAL start = LEFT(gen_ai.prompt, 40)',
  ),
  scalar(
    'RIGHT',
    [string(), integer('length')],
    'keyword',
    byRow(([a, n]) => {
      const size = codePointLength(s(a));
      return sliceCodePoints(s(a), Math.max(0, size - Math.max(0, n as number)), size);
    }),
    'The last characters.',
    'EVAL end = RIGHT(user.id, 12)',
  ),
  scalar(
    'TRIM',
    [string()],
    firstType,
    byRow(([a]) => trimEnd(trimStart(s(a)))),
    'Without whitespace at both ends.',
    'EVAL p = TRIM(gen_ai.prompt)',
  ),
  scalar(
    'LTRIM',
    [string()],
    firstType,
    byRow(([a]) => trimStart(s(a))),
    'Without whitespace at the start.',
    'EVAL p = LTRIM(gen_ai.prompt)',
  ),
  scalar(
    'RTRIM',
    [string()],
    firstType,
    byRow(([a]) => trimEnd(s(a))),
    'Without whitespace at the end.',
    'EVAL p = RTRIM(gen_ai.prompt)',
  ),
  scalar(
    'TO_LOWER',
    [string()],
    'keyword',
    byValue((a) => s(a).toLowerCase()),
    'In lower case.',
    'WHERE TO_LOWER(gen_ai.prompt) LIKE "*ignore*"',
  ),
  scalar(
    'TO_UPPER',
    [string()],
    'keyword',
    byValue((a) => s(a).toUpperCase()),
    'In upper case.',
    'EVAL u = TO_UPPER(user.id)',
  ),
  scalar(
    'REVERSE',
    [string()],
    firstType,
    byRow(([a]) => reverse(s(a))),
    'The characters in reverse order.',
    'EVAL r = REVERSE(user.id)',
  ),
  scalar(
    'REPEAT',
    [string(), integer('count')],
    'keyword',
    byRow(([a, n], call) => repeat(s(a), n as number, call)),
    'The string so many times.',
    'EVAL bar = REPEAT("#", 10)',
  ),
  scalar(
    'SPACE',
    [integer('count')],
    'keyword',
    byRow(([n], call) => repeat(' ', n as number, call)),
    'So many spaces.',
    'EVAL gap = SPACE(4)',
  ),
  scalar(
    'STARTS_WITH',
    [string(), string('prefix')],
    'boolean',
    byRow(([a, b]) => s(a).startsWith(s(b))),
    'Whether a string starts with another.',
    'WHERE STARTS_WITH(gen_ai.request.model.id, "anthropic.")',
  ),
  scalar(
    'ENDS_WITH',
    [string(), string('suffix')],
    'boolean',
    byRow(([a, b]) => s(a).endsWith(s(b))),
    'Whether a string ends with another.',
    'WHERE ENDS_WITH(gen_ai.request.model.id, "-v1:0")',
  ),
  scalar(
    'CONTAINS',
    [string(), string('substring')],
    'boolean',
    byRow(([a, b]) => s(a).includes(s(b))),
    'Whether a string holds another.',
    'WHERE CONTAINS(gen_ai.prompt, "password")',
  ),
  scalar(
    'LOCATE',
    [string(), string('substring'), integer('start', { optional: true })],
    'integer',
    byRow(([a, b, start]) => locate(s(a), s(b), (start as number | undefined) ?? 1)),
    'The 1-based position of a string in another, 0 when it is not there.',
    'EVAL at = LOCATE(gen_ai.prompt, "system:")',
  ),
  scalar(
    'SPLIT',
    [string(), string('delimiter')],
    splitRule,
    byRow(([a, b], call) => {
      const delimiter = s(b);
      if (utf8Length(delimiter) !== 1) return call.fail(`${ILLEGAL}: ${ONE_BYTE}`);
      const parts = s(a).split(delimiter);
      return parts.length === 1 ? parts[0]! : parts;
    }),
    'The parts between delimiters as a multivalue; empty parts are kept.',
    'EVAL parts = SPLIT(user.id, "/")',
  ),
];

function repeat(text: string, count: number, call: { fail(cause: string): null }): string | null {
  if (count < 0) return call.fail(`${ILLEGAL}: Number parameter cannot be negative, found [${count}]`);
  if (utf8Length(text) * count > MAX_REPEATED) {
    return call.fail(`${ILLEGAL}: Creating repeated strings with more than [${MAX_REPEATED}] bytes is not supported`);
  }
  return text.repeat(count);
}
