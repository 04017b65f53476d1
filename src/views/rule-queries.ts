/** The ES|QL queries inside detection rule files: where in the TOML each stands, so that an editor can help with them. */

export interface RuleQuery {
  /** The query as the rule means it. */
  readonly text: string;
  /** Where its quotes end and begin in the file, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** The place in the file of an offset in `text`. */
  toFile(offset: number): number;
  /** The offset in `text` of a place in the file; undefined outside. */
  toQuery(place: number): number | undefined;
}

/** Longer files are no rules. UTF-16 units. */
export const MAX_RULE_FILE = 1_048_576;

const LEXEME =
  /#[^\n]*|"""(?:\\[\s\S]|(?!""")[\s\S])*(?:"{3,5}|$)|'''(?:(?!''')[\s\S])*(?:'{3,5}|$)|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?|[[\]]|\n[ \t]*([\w.-]+)[ \t]*=|\n/g;

interface Table {
  readonly queries: { readonly literal: string; readonly at: number }[];
  readonly languages: string[];
}

/** The queries of a rule or a hunt whose language is ES|QL. A text that is no TOML has none, or those that can be seen. */
export function ruleQueries(text: string): readonly RuleQuery[] {
  if (text.length > MAX_RULE_FILE || !/\bquery\s*=/.test(text)) return [];
  return tablesOf(text)
    .filter(({ languages }) => languages.some((one) => /^es\|?ql$/i.test(one)))
    .flatMap(({ queries }) => queries.map(({ literal, at }) => ruleQuery(literal, at)));
}

function tablesOf(file: string): Table[] {
  // A line break before the first line, so that every key stands behind one.
  const text = `\n${file}`;
  const tables: Table[] = [{ queries: [], languages: [] }];
  let key = '';
  let depth = 0;
  let lineStart = true;
  LEXEME.lastIndex = 0;
  for (const match of text.matchAll(LEXEME)) {
    const [lexeme, named] = match;
    const table = tables.at(-1) as Table;
    if (named !== undefined && depth === 0) key = named;
    else if (lexeme === '[') {
      if (depth === 0 && lineStart) {
        tables.push({ queries: [], languages: [] });
        key = '';
      }
      depth++;
    } else if (lexeme === ']') depth = Math.max(0, depth - 1);
    else if (/^["']/.test(lexeme)) {
      if (key === 'query') table.queries.push({ literal: lexeme, at: match.index - 1 });
      if (key === 'language' || key === 'type') table.languages.push(lexeme.replace(/^["']+|["']+$/g, ''));
    }
    lineStart = lexeme === '\n';
  }
  return tables;
}

function ruleQuery(literal: string, at: number): RuleQuery {
  const quotes = /^(?:"""|'''|"|')/.exec(literal)?.[0] ?? '"';
  const closed = literal.length >= 2 * quotes.length && literal.endsWith(quotes);
  const head = quotes.length === 3 ? (/^(?:\r\n|\n)/.exec(literal.slice(3))?.[0].length ?? 0) : 0;
  const start = quotes.length + head;
  const body = literal.slice(start, closed ? literal.length - quotes.length : literal.length);
  const { text, places } = quotes.startsWith('"') ? unescaped(body) : { text: body, places: undefined };
  const first = at + start;
  const last = first + body.length;
  return {
    text,
    start: first,
    end: last,
    toFile: (offset) =>
      places ? first + (places[Math.min(offset, places.length - 1)] as number) : Math.min(last, first + offset),
    toQuery: (place) => {
      if (place < first || place > last) return undefined;
      if (!places) return place - first;
      const found = places.findIndex((one) => one >= place - first);
      return found < 0 ? text.length : found;
    },
  };
}

const LETTERS: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
};

/** A basic string without its escapes, and for each unit of it, and for its end, where it stands. */
function unescaped(body: string): { readonly text: string; readonly places: readonly number[] } {
  let text = '';
  const places: number[] = [];
  for (let i = 0; i < body.length; ) {
    const sequence = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[ \t]*\r?\n\s*|([\s\S]))/y;
    sequence.lastIndex = i;
    const match = body[i] === '\\' ? sequence.exec(body) : null;
    if (!match) {
      text += body[i];
      places.push(i++);
      continue;
    }
    const code = Number.parseInt(match[1] ?? match[2] ?? '', 16);
    const made = Number.isNaN(code) ? (match[3] === undefined ? '' : (LETTERS[match[3]] ?? match[3])) : codeText(code);
    for (let unit = 0; unit < made.length; unit++) places.push(i);
    text += made;
    i += match[0].length;
  }
  places.push(body.length);
  return { text, places };
}

const codeText = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
