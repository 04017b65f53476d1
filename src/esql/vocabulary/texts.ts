/**
 * Strings that are written in some code: REPLACE, URL and Base64 codes, digests, JSON_EXTRACT.
 */
import { PatternError } from '../patterns/lucene.ts';
import { javaPatternProblem, replaceAll } from '../patterns/replace.ts';
import { base64Problem, fromBase64, toBase64, urlDecode, urlEncode } from '../values/codes.ts';
import { digestNamed } from '../values/digest.ts';
import { extractJson } from '../values/jsonPath.ts';
import { utf8Encode } from '../values/text.ts';
import type { ScalarEntry } from './entry.ts';
import { byRow, byValue, ILLEGAL, required, scalar, string } from './make.ts';

const s = (value: unknown): string => value as string;

/** Undefined algorithms are refused before anything is evaluated. */
function digest(algorithm: string, text: string): string | null {
  const made = digestNamed(algorithm);
  return typeof made === 'function' ? made(utf8Encode(text)) : null;
}

export const TEXTS: readonly ScalarEntry[] = [
  scalar(
    'REPLACE',
    [string(), string('regex'), string('replacement')],
    ([, regex], text) => {
      const problem = typeof regex?.value === 'string' ? javaPatternProblem(regex.value) : undefined;
      return problem ? { problem: `Invalid regex for [${text}]: ${problem}` } : 'keyword';
    },
    byRow(([text, regex, replacement], call) => {
      try {
        return replaceAll(s(text), s(regex), s(replacement), call);
      } catch (error) {
        if (error instanceof PatternError) return call.fail(`java.util.regex.PatternSyntaxException: ${error.message}`);
        throw error;
      }
    }),
    'Every match of a Java regular expression replaced; $1 names a group.',
    'EVAL safe = REPLACE(gen_ai.prompt, "[0-9]{12}", "<account>")',
  ),
  scalar(
    'URL_ENCODE',
    [string()],
    'keyword',
    byValue((a) => urlEncode(s(a), '+')),
    'Percent encoding, spaces as +.',
    'EVAL u = URL_ENCODE(gen_ai.prompt)',
  ),
  scalar(
    'URL_ENCODE_COMPONENT',
    [string()],
    'keyword',
    byValue((a) => urlEncode(s(a), '%20')),
    'Percent encoding, spaces as %20.',
    'EVAL u = URL_ENCODE_COMPONENT(gen_ai.prompt)',
  ),
  scalar(
    'URL_DECODE',
    [string()],
    'keyword',
    byValue((a, call) => {
      const decoded = urlDecode(s(a));
      return 'problem' in decoded ? call.fail(`${ILLEGAL}: URLDecoder: ${decoded.problem}`) : decoded.text;
    }),
    'Percent encoding undone; + is a space.',
    'EVAL u = URL_DECODE(url.query)',
  ),
  scalar(
    'TO_BASE64',
    [string()],
    'keyword',
    byRow(([a]) => toBase64(s(a))),
    'Base64 of the UTF-8 bytes.',
    'EVAL b = TO_BASE64(user.id)',
  ),
  scalar(
    'FROM_BASE64',
    [string()],
    'keyword',
    byRow(([a], call) => fromBase64(s(a)) ?? call.fail(`${ILLEGAL}: ${base64Problem(s(a))}`)),
    'Base64 undone, read as UTF-8.',
    'EVAL t = FROM_BASE64(message)',
  ),
  scalar(
    'HASH',
    [string('algorithm'), string()],
    'keyword',
    byRow(([algorithm, text]) => digest(s(algorithm), s(text))),
    'The digest of the UTF-8 bytes in hexadecimal: MD5, SHA-1, SHA-224, SHA-256, SHA-384 or SHA-512.',
    'EVAL h = HASH("SHA-512", gen_ai.prompt)',
  ),
  scalar(
    'MD5',
    [string()],
    'keyword',
    byRow(([text]) => digest('MD5', s(text))),
    'The MD5 digest of the UTF-8 bytes in hexadecimal.',
    'EVAL h = MD5(gen_ai.prompt)',
  ),
  scalar(
    'SHA1',
    [string()],
    'keyword',
    byRow(([text]) => digest('SHA-1', s(text))),
    'The SHA-1 digest of the UTF-8 bytes in hexadecimal.',
    'EVAL h = SHA1(gen_ai.prompt)',
  ),
  scalar(
    'SHA256',
    [string()],
    'keyword',
    byRow(([text]) => digest('SHA-256', s(text))),
    'The SHA-256 digest of the UTF-8 bytes in hexadecimal.',
    'STATS calls = COUNT(*) BY prompt = SHA256(gen_ai.prompt)',
  ),
  scalar(
    'JSON_EXTRACT',
    [required('json', { label: 'string or _source', types: new Set(['keyword', 'text', '_source']) }), string('path')],
    'keyword',
    byRow(([json, path], call) => {
      const found = extractJson(s(json), s(path));
      return 'problem' in found ? call.fail(`${ILLEGAL}: ${found.problem}`) : found.value;
    }),
    'The value at a path of a JSON text, as a string.',
    'EVAL code = JSON_EXTRACT(event.original, "errorCode")',
  ),
];
