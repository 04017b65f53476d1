import { complementRanges } from './language.ts';

const DIGIT = [48, 57];
const LOWER = [97, 122];
const UPPER = [65, 90];
const ALPHA = [...UPPER, ...LOWER];
const WORD = [...DIGIT, ...ALPHA, 95, 95];
const SPACE = [9, 13, 32, 32];
const HEX = [...DIGIT, 65, 70, 97, 102];
const BLANK = [9, 9, 32, 32];
const PUNCTUATION = [33, 47, 58, 64, 91, 96, 123, 126];

/** Named classes of ASCII: `[:alpha:]`, and `\p{Alpha}` in Java. */
export const POSIX: Readonly<Record<string, readonly number[]>> = {
  alpha: ALPHA,
  digit: DIGIT,
  alnum: [...DIGIT, ...ALPHA],
  upper: UPPER,
  lower: LOWER,
  space: SPACE,
  blank: BLANK,
  punct: PUNCTUATION,
  cntrl: [0, 31, 127, 127],
  graph: [33, 126],
  print: [32, 126],
  xdigit: HEX,
  word: WORD,
  ascii: [0, 127],
};

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27, v: 11 };
const HORIZONTAL = [
  9, 9, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x180e, 0x180e, 0x2000, 0x200a, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000,
];
const VERTICAL = [10, 13, 0x85, 0x85, 0x2028, 0x2029];

/** What a backslash and a letter stand for, or undefined. */
export function classEscape(c: string, ruby: boolean): readonly number[] | undefined {
  switch (c) {
    case 'd':
      return DIGIT;
    case 'D':
      return complementRanges(DIGIT);
    case 'w':
      return WORD;
    case 'W':
      return complementRanges(WORD);
    case 's':
      return SPACE;
    case 'S':
      return complementRanges(SPACE);
    case 'h':
      return ruby ? HEX : HORIZONTAL;
    case 'H':
      return complementRanges(ruby ? HEX : HORIZONTAL);
    case 'V':
      return ruby ? undefined : complementRanges(VERTICAL);
    case 'v':
      return ruby ? [11, 11] : VERTICAL;
  }
  const control = CONTROLS[c];
  return control === undefined ? undefined : [control, control];
}

/** `\p{...}`: the ASCII classes, and Unicode's general categories as far as they can be listed by the platform. */
export function propertyRanges(name: string): readonly number[] | undefined {
  const posix = POSIX[name.toLowerCase()];
  if (posix) return posix;
  const bare = name.replace(/^Is/, '');
  let expression: RegExp;
  try {
    expression = new RegExp(`^\\p{${bare}}$`, 'u');
  } catch {
    return undefined;
  }
  const known = UNICODE.get(bare);
  if (known) return known;
  const ranges: number[] = [];
  for (let point = 0; point <= 0x1ffff; point++) {
    if (!expression.test(String.fromCodePoint(point))) continue;
    if (ranges.length > 0 && ranges[ranges.length - 1] === point - 1) ranges[ranges.length - 1] = point;
    else ranges.push(point, point);
  }
  UNICODE.set(bare, ranges);
  return ranges;
}

/** The bracket classes that mean all scripts in Oniguruma, by their properties. */
const WIDE: Readonly<Record<string, readonly string[]>> = {
  alpha: ['Alphabetic'],
  digit: ['Nd'],
  alnum: ['Alphabetic', 'Nd'],
  upper: ['Uppercase'],
  lower: ['Lowercase'],
  word: ['Alphabetic', 'M', 'Nd', 'Pc'],
};

/** `[:alpha:]` and the like where they are not ASCII's alone, or undefined. */
export function wideRanges(name: string): readonly number[] | undefined {
  const properties = Object.hasOwn(WIDE, name) ? WIDE[name] : undefined;
  return properties?.flatMap((property) => propertyRanges(property) ?? []);
}

const UNICODE = new Map<string, readonly number[]>();
