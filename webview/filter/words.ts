/** The words of a condition, with their places: as much of ES|QL's spelling as telling terms apart takes. */

export interface Word {
  readonly kind: 'name' | 'string' | 'number' | 'symbol';
  /** A name without its back quotes, a string's value, otherwise the text as it stands. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /(?:[A-Za-z_@][\w@]*|`(?:[^`]|``)+`)(?:\.(?:[A-Za-z_@][\w@]*|`(?:[^`]|``)+`))*/y;
const LONG_STRING = /"""([\s\S]*?)"""(?!")/y;
const STRING = /"((?:[^"\\\n]|\\[tnr"\\])*)"/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SYMBOL = /[=!<>]=|=~|::|[()[\],<>*/%+\-:?|.{}]/y;

/** Undefined for a text that is cut off inside a string, or holds what no condition holds. */
export function wordsOf(text: string): readonly Word[] | undefined {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOf(BLANK, text, at);
    if (end > at) {
      at = end;
      continue;
    }
    const word = wordAt(text, at);
    if (!word) return undefined;
    words.push(word);
    at = word.end;
  }
  return words;
}

function wordAt(text: string, start: number): Word | undefined {
  const long = matchAt(LONG_STRING, text, start);
  if (long) return { kind: 'string', text: long[1] ?? '', start, end: start + long[0].length };
  const string = matchAt(STRING, text, start);
  if (string) return { kind: 'string', text: unescaped(string[1] ?? ''), start, end: start + string[0].length };
  const kinds = [
    ['name', NAME],
    ['number', NUMBER],
    ['symbol', SYMBOL],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const found = matchAt(pattern, text, start)?.[0];
    if (found !== undefined)
      return { kind, text: kind === 'name' ? unquoted(found) : found, start, end: start + found.length };
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function endOf(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0);
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => ESCAPES[sign] ?? sign);
}

function unquoted(name: string): string {
  return name.replace(/`((?:[^`]|``)+)`/g, (_, inside: string) => inside.replaceAll('``', '`'));
}

/** A field as ES|QL spells it. */
export function fieldName(field: string): string {
  if (/^[A-Za-z_@][\w@]*(?:\.[A-Za-z_@][\w@]*)*$/.test(field)) return field;
  return `\`${field.replaceAll('`', '``')}\``;
}
