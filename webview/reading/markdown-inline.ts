/** Emphasis, code and links within a line of Markdown. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'struck'; readonly inlines: readonly Inline[] }
  /** `url` is https, parsed and spelled anew. */
  | { readonly kind: 'link'; readonly url: string; readonly host: string; readonly inlines: readonly Inline[] };

/** Emphasis inside emphasis. */
const MAX_DEPTH = 6;
/** UTF-16 units of a link's text and address. */
const MAX_LINK = 2_000;

export function inlinesOf(text: string): readonly Inline[] {
  return new Scanner(text, 0).read();
}

/** An address that may be opened: https, without a user name that would pass for a host. */
export function safeUrl(text: string): URL | undefined {
  if (!/^https:\/\//i.test(text) || /[\s\p{Cc}\p{Cf}]/u.test(text)) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url : undefined;
}

const DELIMITERS = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'struck'],
  ['*', 'emphasis'],
  ['_', 'emphasis'],
] as const;

const isWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign);
const isBlank = (sign: string | undefined): boolean => sign === undefined || /\s/.test(sign);

class Scanner {
  private readonly text: string;
  private readonly depth: number;
  private readonly found: Inline[] = [];
  /** What was looked for to the end and is not there: it is not behind a later place either. */
  private readonly absent = new Set<string>();
  private at = 0;
  private from = 0;

  constructor(text: string, depth: number) {
    this.text = text;
    this.depth = depth;
  }

  read(): readonly Inline[] {
    while (this.at < this.text.length) {
      const taken = this.take(this.text[this.at] ?? '');
      if (!taken) this.at++;
    }
    this.flush(this.at);
    return this.found;
  }

  private take(sign: string): boolean {
    if (sign === '\\') return this.escape();
    if (sign === '`') return this.code();
    if (this.depth >= MAX_DEPTH) return false;
    if (sign === '[') return this.link();
    if (sign === '*' || sign === '_' || sign === '~') return this.emphasis();
    return sign === 'h' && this.address();
  }

  /** Takes what was read so far as text, and then an inline that ends before `next`. */
  private add(inline: Inline, next: number): true {
    this.flush(this.at);
    this.found.push(inline);
    this.at = this.from = next;
    return true;
  }

  private flush(to: number): void {
    if (to > this.from) this.found.push({ kind: 'text', text: this.text.slice(this.from, to) });
    this.from = to;
  }

  private escape(): boolean {
    const next = this.text[this.at + 1];
    if (next === undefined || !/[!-/:-@[-`{-~]/.test(next)) return false;
    this.flush(this.at);
    this.from = this.at + 1;
    this.at += 2;
    return true;
  }

  private code(): boolean {
    const { text, at } = this;
    let end = at;
    while (text[end] === '`') end++;
    const fence = text.slice(at, end);
    const close = this.absent.has(fence) ? -1 : closing(text, fence, end);
    if (close < 0) {
      this.absent.add(fence);
      // The marks are text, all of them: a part of them opens nothing.
      this.at = end;
      return true;
    }
    const inner = text.slice(end, close).replaceAll('\n', ' ');
    const padded = inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== '';
    return this.add({ kind: 'code', text: padded ? inner.slice(1, -1) : inner }, close + fence.length);
  }

  private emphasis(): boolean {
    const { text, at } = this;
    for (const [mark, kind] of DELIMITERS) {
      if (!text.startsWith(mark, at) || this.absent.has(mark)) continue;
      const start = at + mark.length;
      if (isBlank(text[start]) || (mark[0] === '_' && isWord(text[at - 1]))) continue;
      const close = this.closes(mark, start);
      if (close < 0) {
        this.absent.add(mark);
        continue;
      }
      const inlines = new Scanner(text.slice(start, close), this.depth + 1).read();
      return this.add({ kind, inlines }, close + mark.length);
    }
    return false;
  }

  private closes(mark: string, start: number): number {
    const { text } = this;
    for (let at = text.indexOf(mark, start + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
      if (isBlank(text[at - 1])) continue;
      if (mark[0] === '_' && isWord(text[at + mark.length])) continue;
      // One sign of a pair closes nothing.
      if (mark.length === 1 && (text[at + 1] === mark || text[at - 1] === mark)) continue;
      return at;
    }
    return -1;
  }

  /** `[words](https://...)`; whatever else stands there is text. */
  private link(): boolean {
    const { text, at } = this;
    const near = text.slice(at, at + MAX_LINK);
    const match = /^\[([^[\]\n]*)\]\(<?([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:[ \t]+"[^"\n]*")?\)/.exec(near);
    const url = match && safeUrl(match[2] ?? '');
    if (!match || !url) return false;
    const words = match[1] ?? '';
    const inlines = words === '' ? [textOf(url.href)] : new Scanner(words, this.depth + 1).read();
    // A link inside a link would be another address under the same words.
    return this.add(
      { kind: 'link', url: url.href, host: url.host, inlines: inlines.map(unlinked) },
      at + match[0].length,
    );
  }

  /** An address in plain words. */
  private address(): boolean {
    const { text, at } = this;
    if (isWord(text[at - 1]) || !text.startsWith('https://', at)) return false;
    const match = /^https:\/\/[^\s<>"'`|\\]+/.exec(text.slice(at, at + MAX_LINK));
    const words = match?.[0].replace(/[.,;:!?)\]*_~]+$/, '') ?? '';
    const url = safeUrl(words);
    if (!url) return false;
    return this.add({ kind: 'link', url: url.href, host: url.host, inlines: [textOf(words)] }, at + words.length);
  }
}

const textOf = (text: string): Inline => ({ kind: 'text', text });

function unlinked(inline: Inline): Inline {
  if (inline.kind === 'text' || inline.kind === 'code') return inline;
  const inlines = inline.inlines.map(unlinked);
  return inline.kind === 'link' ? { kind: 'emphasis', inlines } : { ...inline, inlines };
}

/** Where a run of exactly these backticks begins. */
function closing(text: string, fence: string, from: number): number {
  for (let at = text.indexOf(fence, from); at >= 0; ) {
    let end = at + fence.length;
    while (text[end] === '`') end++;
    if (end - at === fence.length) return at;
    at = text.indexOf(fence, end);
  }
  return -1;
}
