/**
 * Paths into JSON texts, as JSON_EXTRACT takes them: `a.b[0]['c.d']`, with or without `$`, after the
 * part of JSONPath that Elasticsearch knows, with its words for what is wrong.
 */
import { JsonError } from '../documents/json.ts';
import { JsonWalk } from './jsonWalk.ts';

/** A key of an object, or a place in an array that counts from 0. */
export type PathStep = string | number;

type Found = { readonly value: string | null } | { readonly problem: string };

/**
 * The value at a path of a JSON text: strings bare, objects and arrays as they are written there, null
 * for a JSON null. Of equal keys the first counts, and what comes after the value is not looked at.
 */
export function extractJson(text: string, path: string): Found {
  const steps = parsePath(path);
  if ('problem' in steps) return steps;
  try {
    return walk(new JsonWalk(text), steps.steps, path);
  } catch (error) {
    if (error instanceof JsonError) return { problem: 'invalid JSON input' };
    throw error;
  }
}

function walk(json: JsonWalk, steps: readonly PathStep[], path: string): Found {
  if (json.atEnd()) return { problem: 'empty JSON input' };
  for (const step of steps) {
    const kind = json.kind();
    if (kind === 'scalar') json.text();
    if (kind === 'array' && typeof step === 'number') {
      if (!json.enterArray(step)) return { problem: 'array index out of bounds' };
    } else if (kind !== 'object' || typeof step !== 'string' || !json.enterObject(step)) {
      return { problem: `path [${path}] does not exist` };
    }
  }
  return { value: json.text() };
}

const BLANK = /[ \t\n\r]*/y;
const KEY = /[^.[\]]*/y;
const MAX_INDEX = 2_147_483_647;

class PathProblem extends Error {}

function parsePath(path: string): { readonly steps: readonly PathStep[] } | { readonly problem: string } {
  try {
    return { steps: new PathParser(path).parse() };
  } catch (error) {
    if (error instanceof PathProblem) return { problem: error.message };
    throw error;
  }
}

class PathParser {
  readonly #path: string;
  readonly #steps: PathStep[] = [];
  #at = 0;

  constructor(path: string) {
    this.#path = path;
  }

  parse(): readonly PathStep[] {
    const path = this.#path;
    if (path === '' || path === '$' || path === '$.') return [];
    if (path[0] === '$') {
      if (path[1] !== '.' && path[1] !== '[') this.#fail('expected [.] or [[] after [$]', 1);
      this.#at = path[1] === '.' ? 2 : 1;
    }
    while (this.#at < path.length) this.#step();
    return this.#steps;
  }

  #step(): void {
    const path = this.#path;
    const c = path[this.#at];
    if (c === '[') {
      this.#bracket();
      return;
    }
    if (c === '.') {
      if (this.#steps.length === 0) this.#fail('path cannot start with a dot', this.#at);
      this.#at++;
      if (this.#at === path.length) this.#fail('path cannot end with a dot', this.#at - 1);
      if (path[this.#at] === '.') this.#fail('consecutive dots', this.#at - 1);
    } else if (this.#steps.length > 0) this.#fail(`expected [.] or [[] before [${c}]`, this.#at);
    const key = this.#match(KEY);
    if (key === '') this.#fail('empty key name', this.#at);
    this.#steps.push(key);
  }

  #bracket(): void {
    const start = this.#at++;
    this.#match(BLANK);
    const c = this.#path[this.#at];
    if (c === undefined) this.#fail('unterminated bracket', start);
    if (c === ']') this.#fail('empty brackets', start);
    if (c === "'" || c === '"') this.#quoted(c, start);
    else this.#index(start);
  }

  #quoted(quote: string, start: number): void {
    let key = '';
    for (this.#at++; this.#path[this.#at] !== quote; this.#at++) {
      if (this.#path[this.#at] === '\\' && this.#at + 1 < this.#path.length) this.#at++;
      else if (this.#at >= this.#path.length) this.#fail('unterminated quoted key', start);
      key += this.#path[this.#at];
    }
    this.#at++;
    this.#match(BLANK);
    if (this.#path[this.#at] !== ']') this.#fail('expected closing bracket after quoted key', start);
    this.#at++;
    this.#steps.push(key);
  }

  #index(start: number): void {
    const end = this.#path.indexOf(']', this.#at);
    if (end < 0) this.#fail('missing closing bracket for array index', start);
    const content = this.#path.slice(this.#at, end).replace(/[ \t\n\r]+$/, '');
    const index = Number(content);
    if (!/^[+-]?\d+$/.test(content) || index > MAX_INDEX || index < -MAX_INDEX - 1)
      this.#fail(`expected integer array index, got [${content}]`, start);
    if (/^0./.test(content)) this.#fail(`leading zeros are not allowed in array index [${content}]`, start);
    if (index < 0) throw new PathProblem('array index out of bounds');
    this.#at = end + 1;
    this.#steps.push(index);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#path)!;
    this.#at += found.length;
    return found;
  }

  #fail(reason: string, position: number): never {
    throw new PathProblem(`Invalid JSON path [${this.#path}]: ${reason} at position ${position}`);
  }
}
