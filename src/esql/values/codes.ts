/** Base64 and percent encoding of UTF-8 texts. */
import { utf8Decode, utf8Encode } from './text.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 61;
const UNRESERVED = /[A-Za-z0-9._~-]/;

export function toBase64(text: string): string {
  const bytes = utf8Encode(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    out += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!;
    out += (left > 1 ? ALPHABET[(bits >> 6) & 63]! : '=') + (left > 2 ? ALPHABET[bits & 63]! : '=');
  }
  return out;
}

/** The text, or undefined when the input is no Base64. */
export function fromBase64(text: string): string | undefined {
  const bare = text.replace(/={1,2}$/, '');
  if (bare.length % 4 === 1 || (text.length !== bare.length && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const c of bare) {
    const value = ALPHABET.indexOf(c);
    if (value < 0) return undefined;
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 255;
      bits &= (1 << held) - 1;
    }
  }
  return utf8Decode(bytes);
}

/** What is wrong with a text that is no Base64, in the words of Java's decoder. */
export function base64Problem(text: string): string {
  const bytes = utf8Encode(text);
  if (bytes.length === 1) return 'Input byte[] should at least have 2 bytes for base64 bytes';
  const padding = bytes.indexOf(PADDING);
  const end = padding < 0 ? bytes.length : padding;
  const bad = bytes.subarray(0, end).find((byte) => !ALPHABET.includes(String.fromCharCode(byte)));
  // Java's bytes are signed.
  if (bad !== undefined) return `Illegal base64 character ${(bad > 127 ? bad - 256 : bad).toString(16)}`;
  if (end % 4 === 1) return 'Last unit does not have enough valid bits';
  if (end % 4 === 0 || (end % 4 === 2 && bytes[end + 1] !== PADDING))
    return 'Input byte array has wrong 4-byte ending unit';
  return `Input byte array has incorrect ending byte at ${end + (end % 4 === 2 ? 2 : 1)}`;
}

export function urlEncode(text: string, space: '+' | '%20'): string {
  let out = '';
  for (const byte of utf8Encode(text)) {
    const c = String.fromCharCode(byte);
    if (byte < 128 && UNRESERVED.test(c)) out += c;
    else out += c === ' ' ? space : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/**
 * Percent encoding undone; the text, or what is wrong with an escape in the words of Java's URLDecoder,
 * which takes the two digits as a number and so allows a plus sign.
 */
export function urlDecode(text: string): { readonly text: string } | { readonly problem: string } {
  let out = '';
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '%') {
      out += text[i] === '+' ? ' ' : text[i];
      i++;
      continue;
    }
    const bytes: number[] = [];
    for (; text[i] === '%'; i += 3) {
      if (i + 2 >= text.length) return { problem: 'Incomplete trailing escape (%) pattern' };
      const digits = text.slice(i + 1, i + 3);
      const problem = escapeProblem(digits);
      if (problem) return { problem: `Illegal hex characters in escape (%) pattern - ${problem}` };
      bytes.push(Number.parseInt(digits, 16));
    }
    out += utf8Decode(Uint8Array.from(bytes));
  }
  return { text: out };
}

function escapeProblem(digits: string): string | undefined {
  if (/^-[1-9A-Fa-f]$/.test(digits)) return 'negative value';
  const bad = digits.replace(/^[+-]/, '0').search(/[^0-9A-Fa-f]/);
  return bad < 0 ? undefined : `Error at index ${bad} in: "${digits}"`;
}
