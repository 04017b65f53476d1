/**
 * Strings as Elasticsearch sees them: ordered by their UTF-8 bytes, measured in code points.
 */

/**
 * The order of the UTF-8 bytes, which is the order of code points. UTF-16 differs from it only
 * where one side has a surrogate and the other a unit above the surrogates.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) return orderAboveSurrogates(x) - orderAboveSurrogates(y);
    return x - y;
  }
  return a.length - b.length;
}

/** Lifts surrogates above U+E000..U+FFFF, where their code points belong. */
const orderAboveSurrogates = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

export function codePointLength(text: string): number {
  let count = text.length;
  if (!HAS_SURROGATE.test(text)) return count;
  for (let i = 0; i < text.length - 1; i++) {
    if (isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1))) {
      count--;
      i++;
    }
  }
  return count;
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

const HAS_SURROGATE = /[\ud800-\udfff]/;

/** The UTF-16 index at which the n-th code point starts; the length of the text when it has fewer. */
export function indexOfCodePoint(text: string, n: number): number {
  if (n <= 0) return 0;
  if (!HAS_SURROGATE.test(text)) return Math.min(n, text.length);
  let i = 0;
  for (; n > 0 && i < text.length; n--) i += text.codePointAt(i)! > 0xffff ? 2 : 1;
  return i;
}

/** The code points `from` (0-based) up to but not including `to`. */
export function sliceCodePoints(text: string, from: number, to: number): string {
  if (to <= from) return '';
  return text.slice(indexOfCodePoint(text, from), indexOfCodePoint(text, to));
}

export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (isHigh(unit) && i + 1 < text.length && isLow(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += unit < 0x800 ? 1 : 2;
  }
  return bytes;
}

export function utf8Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i);
    if (isHigh(point) && i + 1 < text.length && isLow(text.charCodeAt(i + 1))) {
      point = text.codePointAt(i)!;
      i++;
    }
    if (point < 0x80) bytes[n++] = point;
    else if (point < 0x800) {
      bytes[n++] = 0xc0 | (point >> 6);
      bytes[n++] = 0x80 | (point & 63);
    } else if (point < 0x10000) {
      bytes[n++] = 0xe0 | (point >> 12);
      bytes[n++] = 0x80 | ((point >> 6) & 63);
      bytes[n++] = 0x80 | (point & 63);
    } else {
      bytes[n++] = 0xf0 | (point >> 18);
      bytes[n++] = 0x80 | ((point >> 12) & 63);
      bytes[n++] = 0x80 | ((point >> 6) & 63);
      bytes[n++] = 0x80 | (point & 63);
    }
  }
  return bytes;
}

/** Bytes as text; every byte that is not part of a well-formed sequence becomes U+FFFD. */
export function utf8Decode(bytes: Uint8Array): string {
  const parts: string[] = [];
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i]!;
    const size =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    let point = size === 1 ? lead : size === 2 ? lead & 31 : size === 3 ? lead & 15 : lead & 7;
    let good = size > 0 && i + size <= bytes.length;
    for (let k = 1; good && k < size; k++) {
      const next = bytes[i + k]!;
      if ((next & 0xc0) !== 0x80) good = false;
      point = (point << 6) | (next & 63);
    }
    if (
      good &&
      ((size === 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
        (size === 4 && (point < 0x10000 || point > 0x10ffff)))
    )
      good = false;
    parts.push(good ? String.fromCodePoint(point) : '\ufffd');
    i += good ? size : 1;
  }
  return parts.join('');
}
