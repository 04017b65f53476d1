/** A stretch of the query text, in UTF-16 units, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a query, where, in Elasticsearch's words. */
export interface Problem extends Span {
  readonly message: string;
  /** `unsupported`: correct ES|QL as far as is known, which this engine leaves to Elasticsearch. */
  readonly kind: 'syntax' | 'verification' | 'unsupported';
}

/** A place as Elasticsearch counts: lines from 1, columns from 1 in code points. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  let column = 1;
  for (let i = lineStart; i < offset; column++) i += text.codePointAt(i)! > 0xffff ? 2 : 1;
  return { line, column };
}

/** `line 1:16` or, with `prefix` "Line", the form of warnings. */
export function placeText(text: string, offset: number, prefix = 'line'): string {
  const { line, column } = placeOf(text, offset);
  return `${prefix} ${line}:${column}`;
}

/** Thrown inside the parser only; `parse` turns it into a problem. */
export class SyntaxProblem extends Error {
  readonly problem: Problem;

  constructor(span: Span, message: string, kind: Problem['kind'] = 'syntax') {
    super(message);
    this.problem = { start: span.start, end: span.end, message, kind };
  }
}
