import { JsonError, parseJson } from '../documents/json.ts';

/** Texts that are nested deeper are no JSON that is read here; Elasticsearch's parser stops there, too. */
export const MAX_NESTING = 1000;

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** Steps into a JSON text without reading more of it than lies before the value that is asked for. */
export class JsonWalk {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#space();
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What the value here begins as. */
  kind(): 'object' | 'array' | 'scalar' {
    const c = this.#text[this.#at];
    return c === '{' ? 'object' : c === '[' ? 'array' : 'scalar';
  }

  /** Goes to the value of the first key of that name; false when there is none. */
  enterObject(name: string): boolean {
    this.#take('{');
    if (this.#text[this.#at] === '}') return false;
    for (;;) {
      if (parseJson(this.#key()) === name) return true;
      this.#skip();
      if (!this.#next('}')) return false;
    }
  }

  /** Goes to the value at a place that counts from 0; false when the array is shorter. */
  enterArray(place: number): boolean {
    this.#take('[');
    if (this.#text[this.#at] === ']') return false;
    for (let i = 0; i < place; i++) {
      this.#skip();
      if (!this.#next(']')) return false;
    }
    return true;
  }

  /** The value here: a string bare, else as it is written; null for a JSON null. */
  text(): string | null {
    const start = this.#at;
    const string = this.#text[start] === '"';
    this.#skip();
    const written = this.#text.slice(start, this.#at).trimEnd();
    if (string) return parseJson(written) as string;
    return written === 'null' ? null : written;
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#text)![0].length;
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) this.#fail();
    this.#at += found[0].length;
    this.#space();
  }

  #fail(): never {
    throw new JsonError('unexpected text', this.#at);
  }

  #take(c: string): void {
    if (this.#text[this.#at] !== c) this.#fail();
    this.#at++;
    this.#space();
  }

  /** Whether a comma follows; else the end must, and it is gone past. */
  #next(end: '}' | ']'): boolean {
    const more = this.#text[this.#at] === ',';
    this.#take(more ? ',' : end);
    return more;
  }

  /** A string as written; control characters must be escaped in it. */
  #string(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail();
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] === '\\') this.#at++;
      if (!(this.#text.charCodeAt(this.#at) >= 32)) this.#fail();
    }
    this.#at++;
    const written = this.#text.slice(start, this.#at);
    this.#space();
    return written;
  }

  #key(): string {
    const key = this.#string();
    this.#take(':');
    return key;
  }

  /** Goes past the value here. */
  #skip(): void {
    const open: ('}' | ']')[] = [];
    do {
      if (this.#begin(open)) continue;
      while (open.length > 0 && !this.#next(open.at(-1)!)) open.pop();
      if (open.at(-1) === '}') this.#key();
    } while (open.length > 0);
  }

  /** Goes past a scalar or an empty list or object (false), or to the first value inside (true). */
  #begin(open: ('}' | ']')[]): boolean {
    const kind = this.kind();
    if (kind === 'scalar') {
      if (this.#text[this.#at] === '"') this.#string();
      else this.#match(SCALAR);
      return false;
    }
    if (open.length >= MAX_NESTING) this.#fail();
    const [start, end] = kind === 'object' ? (['{', '}'] as const) : (['[', ']'] as const);
    this.#take(start);
    if (this.#text[this.#at] === end) {
      this.#take(end);
      return false;
    }
    open.push(end);
    if (kind === 'object') this.#key();
    return true;
  }
}
