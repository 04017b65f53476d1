/**
 * JSON without loss: numbers keep their digits, so that a long stays exact.
 */

/** A number as written. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Deeper documents are refused. */
export const MAX_DEPTH = 200;

export class JsonError extends Error {
  /** UTF-16 offset of the first unit that does not belong. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at offset ${offset}`);
    this.offset = offset;
  }
}

/** Parses one JSON text. Throws {@link JsonError}. The last of equal keys wins. */
export function parseJson(text: string): Json {
  const parser = new JsonParser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN = /[^"\\]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return;
      this.#at++;
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw new JsonError('unexpected text', this.#at);
  }

  #take(c: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new JsonError(`nested deeper than ${MAX_DEPTH}`, this.#at);
    this.#space();
    const c = this.#text[this.#at];
    if (c === '{') return this.#object(depth);
    if (c === '[') return this.#array(depth);
    if (c === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (!match) throw new JsonError('unexpected text', this.#at);
    this.#at = NUMBER.lastIndex;
    return new JsonNumber(match[0]);
  }

  #object(depth: number): JsonObject {
    this.#at++;
    // Without a prototype, so that a key such as __proto__ is only a key.
    const object: Record<string, Json> = Object.create(null);
    if (this.#take('}')) return object;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw new JsonError('expected a key', this.#at);
      const key = this.#string();
      if (!this.#take(':')) throw new JsonError("expected ':'", this.#at);
      object[key] = this.value(depth + 1);
    } while (this.#take(','));
    if (!this.#take('}')) throw new JsonError("expected ',' or '}'", this.#at);
    return object;
  }

  #array(depth: number): Json[] {
    this.#at++;
    const values: Json[] = [];
    if (this.#take(']')) return values;
    do values.push(this.value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw new JsonError("expected ',' or ']'", this.#at);
    return values;
  }

  #string(): string {
    this.#at++;
    let out = '';
    for (;;) {
      PLAIN.lastIndex = this.#at;
      out += PLAIN.exec(this.#text)![0];
      this.#at = PLAIN.lastIndex;
      const c = this.#text[this.#at];
      if (c === '"') {
        this.#at++;
        return out;
      }
      if (c !== '\\') throw new JsonError('unterminated string', this.#at);
      const letter = this.#text[this.#at + 1] ?? '';
      if (letter === 'u') {
        const hex = this.#text.slice(this.#at + 2, this.#at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new JsonError('bad escape', this.#at);
        out += String.fromCharCode(Number.parseInt(hex, 16));
        this.#at += 6;
      } else {
        const escaped = ESCAPES[letter];
        if (escaped === undefined) throw new JsonError('bad escape', this.#at);
        out += escaped;
        this.#at += 2;
      }
    }
  }
}

const WORDS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

/** The text of a value, numbers with their digits as they were written. */
export function writeJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(writeJson).join(',')}]`;
  if (isObject(value))
    return `{${Object.keys(value)
      .map((key) => `${JSON.stringify(key)}:${writeJson(value[key]!)}`)
      .join(',')}}`;
  return JSON.stringify(value);
}
