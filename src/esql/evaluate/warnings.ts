import { placeText, type Span } from '../syntax/position.ts';

/** As many causes are recorded per expression. */
export const MAX_CAUSES = 20;

/**
 * Warnings in Elasticsearch's words, each once, in the order in which they came up.
 */
export class Warnings {
  readonly #text: string;
  readonly #lines = new Set<string>();
  readonly #causes = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }

  plain(line: string): void {
    this.#lines.add(line);
  }

  /** A value that could not be computed, and is null (or false) instead. */
  failure(span: Span, text: string, cause: string, result = 'null'): void {
    const place = placeText(this.#text, span.start, 'Line');
    const line = `${place}: ${cause}`;
    if (this.#lines.has(line)) return;
    const key = `${span.start}:${text}`;
    const count = this.#causes.get(key) ?? 0;
    if (count >= MAX_CAUSES) return;
    this.#causes.set(key, count + 1);
    this.#lines.add(
      `${place}: evaluation of [${text}] failed, treating result as ${result}. Only first ${MAX_CAUSES} failures recorded.`,
    );
    this.#lines.add(line);
  }
}

export const MULTIVALUE = 'java.lang.IllegalArgumentException: single-value function encountered multi-value';
