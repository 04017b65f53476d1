/**
 * A log holds hostile text: control characters, terminal sequences, characters that turn the direction of what
 * follows, invisible tag characters that carry hidden instructions. They are shown by a name, never obeyed.
 */

/** A stretch of text: plain, or one character that would not be seen or would mislead, with its name. */
export type Stretch =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'sign'; readonly sign: string; readonly name: string };

const NAMED: Readonly<Record<number, readonly [sign: string, name: string]>> = {
  173: ['SHY', 'soft hyphen'],
  847: ['CGJ', 'combining grapheme joiner'],
  1564: ['ALM', 'Arabic letter mark'],
  4447: ['HCF', 'Hangul choseong filler'],
  4448: ['HJF', 'Hangul jungseong filler'],
  6158: ['MVS', 'Mongolian vowel separator'],
  8203: ['ZWSP', 'zero width space'],
  8204: ['ZWNJ', 'zero width non-joiner'],
  8205: ['ZWJ', 'zero width joiner'],
  8206: ['LRM', 'left-to-right mark'],
  8207: ['RLM', 'right-to-left mark'],
  8232: ['LSEP', 'line separator'],
  8233: ['PSEP', 'paragraph separator'],
  8234: ['LRE', 'left-to-right embedding'],
  8235: ['RLE', 'right-to-left embedding'],
  8236: ['PDF', 'pop directional formatting'],
  8237: ['LRO', 'left-to-right override'],
  8238: ['RLO', 'right-to-left override'],
  8288: ['WJ', 'word joiner'],
  8289: ['FA', 'function application'],
  8290: ['IT', 'invisible times'],
  8291: ['IS', 'invisible separator'],
  8292: ['IP', 'invisible plus'],
  8294: ['LRI', 'left-to-right isolate'],
  8295: ['RLI', 'right-to-left isolate'],
  8296: ['FSI', 'first strong isolate'],
  8297: ['PDI', 'pop directional isolate'],
  12644: ['HF', 'Hangul filler'],
  65279: ['BOM', 'byte order mark'],
  65440: ['HHF', 'halfwidth Hangul filler'],
};

// Tab and line feed are text; everything else of C0 and C1 is not. Plane 14 holds the tag characters.
const RANGES: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xe0000, 0xe007f],
  ...Object.keys(NAMED).map((code) => [Number(code), Number(code)] as const),
];

const escaped = (code: number) => `\\u{${code.toString(16)}}`;
const SIGNS = new RegExp(`[${RANGES.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join('')}]`, 'gu');

const JOINED = /\p{L}|\p{M}|\p{Extended_Pictographic}/u;

/** Joiners are spelling between letters and inside an emoji; anywhere else they only hide. */
function isSpelling(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
  return JOINED.test(before) && JOINED.test(after);
}

/** Names of 0 to 31; pictures of them are in few fonts. */
const CONTROLS = [
  ...['NUL', 'SOH', 'STX', 'ETX', 'EOT', 'ENQ', 'ACK', 'BEL', 'BS', 'HT', 'LF', 'VT', 'FF', 'CR', 'SO', 'SI'],
  ...['DLE', 'DC1', 'DC2', 'DC3', 'DC4', 'NAK', 'SYN', 'ETB', 'CAN', 'EM', 'SUB', 'ESC', 'FS', 'GS', 'RS', 'US'],
];

function signOf(code: number): readonly [string, string] {
  const known = NAMED[code];
  if (known) return known;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const control = CONTROLS[code] ?? (code === 0x7f ? 'DEL' : hex);
  if (code < 0xe0000) return [control, `control character ${hex}`];
  const ascii = code - 0xe0000;
  const tag = ascii > 0x20 && ascii < 0x7f ? String.fromCharCode(ascii) : ascii === 0x20 ? 'SP' : hex;
  return [`tag ${tag}`, `invisible tag character ${hex}`];
}

/** Cuts a text into stretches; most texts are one. A carriage return before a line feed belongs to the line's end. */
export function stretchesOf(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const match of text.matchAll(SIGNS)) {
    const code = match[0].codePointAt(0) ?? 0;
    const at = match.index;
    if (code === 13 && text.charCodeAt(at + 1) === 10) {
      if (at > from) stretches.push({ kind: 'plain', text: text.slice(from, at) });
      from = at + 1;
      continue;
    }
    if ((code === 0x200c || code === 0x200d) && isSpelling(text, at)) continue;
    if (at > from) stretches.push({ kind: 'plain', text: text.slice(from, at) });
    const [sign, name] = signOf(code);
    stretches.push({ kind: 'sign', sign, name });
    from = at + match[0].length;
  }
  if (from < text.length) stretches.push({ kind: 'plain', text: text.slice(from) });
  return stretches;
}

/** The text with signs in brackets, for places that take only a string (a tool tip, a label). */
export function spelledOut(text: string): string {
  return stretchesOf(text)
    .map((s) => (s.kind === 'plain' ? s.text : `[${s.sign}]`))
    .join('');
}
