/**
 * A small part of Markdown, read into a tree: headings, paragraphs, lists, quotes, code, tables, rules. HTML, pictures,
 * references and everything else stay the text that they are. Time grows with the length of the text, whatever it holds.
 */
import { type Inline, inlinesOf } from './markdown-inline.ts';

/** UTF-16 units of a text that is laid out; a longer one is shown as it is. */
export const MAX_MARKDOWN_UNITS = 200_000;
/** Quotes and lists inside each other. */
const MAX_DEPTH = 6;
const MAX_COLUMNS = 30;
/** UTF-16 units of a line that is looked at as fence, heading, rule or head of a table. */
const MAX_SHORT_LINE = 1_000;

export type Align = 'left' | 'right' | 'center' | '';

export type Node =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly nodes: readonly Node[] }
  | { readonly kind: 'list'; readonly start: number | undefined; readonly entries: readonly (readonly Node[])[] }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'table';
      readonly align: readonly Align[];
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

export function markdownOf(text: string): readonly Node[] {
  return new Lines(text.replace(/\r\n?/g, '\n').split('\n'), 0).nodes();
}

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`\n]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ENTRY = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+(?=\S)|[ \t]*$)/;
const DIVIDER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

class Lines {
  private readonly lines: readonly string[];
  private readonly depth: number;
  private at = 0;

  constructor(lines: readonly string[], depth: number) {
    this.lines = lines;
    this.depth = depth;
  }

  nodes(): Node[] {
    const nodes: Node[] = [];
    while (this.at < this.lines.length) {
      const line = this.line;
      if (line.trim() === '') this.at++;
      else nodes.push(this.node(line));
    }
    return nodes;
  }

  private get line(): string {
    return this.lines[this.at] ?? '';
  }

  private node(line: string): Node {
    const short = line.length <= MAX_SHORT_LINE;
    const fence = short ? FENCE.exec(line) : null;
    if (fence) return this.code(fence[1] ?? '', fence[2] ?? '');
    const heading = short ? HEADING.exec(line) : null;
    if (heading) {
      this.at++;
      const words = (heading[2] ?? '').replace(/[ \t]+#+[ \t]*$/, '');
      return { kind: 'heading', level: heading[1]?.length ?? 1, inlines: inlinesOf(words) };
    }
    if (short && RULE.test(line)) {
      this.at++;
      return { kind: 'rule' };
    }
    if (this.depth < MAX_DEPTH) {
      if (QUOTE.test(line)) return this.quote();
      if (ENTRY.test(line)) return this.list();
    }
    return this.isTable() ? this.table() : this.paragraph();
  }

  /** Up to the closing fence, or the end. */
  private code(fence: string, language: string): Node {
    const closing = (line: string) => {
      const bare = line.trim();
      return bare.length >= fence.length && bare === (fence[0] ?? '').repeat(bare.length);
    };
    const from = ++this.at;
    while (this.at < this.lines.length && !closing(this.line)) this.at++;
    const text = this.lines.slice(from, this.at++).join('\n');
    return { kind: 'code', language: language.trim(), text };
  }

  private quote(): Node {
    const inner: string[] = [];
    for (; this.at < this.lines.length && QUOTE.test(this.line); this.at++) inner.push(this.line.replace(QUOTE, ''));
    return { kind: 'quote', nodes: new Lines(inner, this.depth + 1).nodes() };
  }

  private list(): Node {
    const first = ENTRY.exec(this.line);
    const ordered = /\d/.test(first?.[2] ?? '');
    const entries: Node[][] = [];
    for (let mark = first; mark && /\d/.test(mark[2] ?? '') === ordered; mark = ENTRY.exec(this.line)) {
      if (this.line.length <= MAX_SHORT_LINE && RULE.test(this.line)) break;
      entries.push(new Lines(this.entry(mark), this.depth + 1).nodes());
    }
    return { kind: 'list', start: ordered ? Number.parseInt(first?.[2] ?? '1', 10) : undefined, entries };
  }

  /** The lines of an entry without its mark: those that are indented below it, and blank ones between. */
  private entry([whole, , mark = '']: readonly string[]): string[] {
    const inner = [this.line.slice(whole?.length ?? 0)];
    const least = (whole?.length ?? 0) - (whole?.trimStart().length ?? 0) + mark.length;
    for (this.at++; this.at < this.lines.length; this.at++) {
      const { line } = this;
      const indent = line.length - line.trimStart().length;
      if (line.trim() === '') {
        const next = this.lines[this.at + 1] ?? '';
        if (next.trim() === '' || (next.length - next.trimStart().length < least && !ENTRY.test(next))) break;
        inner.push('');
      } else if (indent >= least) inner.push(line.slice(Math.min(indent, least + 1)));
      else if (this.begins(line) || inner.at(-1) === '') break;
      else inner.push(line);
    }
    return inner;
  }

  /** Whether a line begins something else than more of a paragraph. */
  private begins(line: string): boolean {
    const short = line.length <= MAX_SHORT_LINE;
    if (short && (FENCE.test(line) || HEADING.test(line) || RULE.test(line))) return true;
    return this.depth < MAX_DEPTH && (QUOTE.test(line) || ENTRY.test(line));
  }

  private paragraph(): Node {
    const from = this.at++;
    while (this.at < this.lines.length && this.line.trim() !== '' && !this.begins(this.line) && !this.isTable())
      this.at++;
    const text = this.lines
      .slice(from, this.at)
      .map((line) => line.trimStart())
      .join('\n');
    return { kind: 'paragraph', inlines: inlinesOf(text) };
  }

  private isTable(): boolean {
    const divider = this.lines[this.at + 1];
    if (divider === undefined || divider.length > MAX_SHORT_LINE) return false;
    return divider.includes('|') && DIVIDER.test(divider) && this.line.includes('|');
  }

  private table(): Node {
    const head = cellsOf(this.line).map(inlinesOf);
    const align = cellsOf(this.lines[this.at + 1] ?? '').map(alignOf);
    this.at += 2;
    const rows: (readonly (readonly Inline[])[])[] = [];
    for (; this.at < this.lines.length && this.line.includes('|') && this.line.trim() !== ''; this.at++) {
      const cells = cellsOf(this.line).map(inlinesOf);
      rows.push(head.map((_, i) => cells[i] ?? []));
    }
    return { kind: 'table', align, head, rows };
  }
}

function alignOf(cell: string): Align {
  const [left, right] = [cell.startsWith(':'), cell.endsWith(':')];
  return left && right ? 'center' : right ? 'right' : left ? 'left' : '';
}

function cellsOf(line: string): string[] {
  const bare = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return bare.split(/(?<!\\)\|/, MAX_COLUMNS).map((cell) => cell.trim().replaceAll('\\|', '|'));
}
