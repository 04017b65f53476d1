/**
 * DISSECT: cuts a text at fixed delimiters. `%{name}` keeps a part, `%{}` and `%{?name}` skip one,
 * `%{+name}` appends to a part of the same name (`%{+name/2}` in that order), `%{name->}` takes
 * repeated delimiters as one.
 */
import type { Extractor } from './extractor.ts';
import { PatternError } from './lucene.ts';

interface Part {
  readonly name: string;
  readonly kind: 'keep' | 'skip' | 'append';
  readonly order: number;
  readonly padded: boolean;
  /** The text that ends the part; empty for the last one, which takes the rest. */
  readonly delimiter: string;
}

const KEY = /%\{([^}]*)\}/g;

export function dissectExtractor(pattern: string, separator: string): Extractor {
  const { lead, parts } = parseParts(pattern);
  const names = [...new Set(parts.filter((part) => part.kind !== 'skip').map((part) => part.name))];
  if (names.length === 0 && parts.every((part) => part.name === '')) {
    throw new PatternError(`Invalid pattern for dissect: [${pattern}]: Unable to find any keys or delimiters.`);
  }
  return {
    keys: names.map((name) => ({ name, type: 'keyword' })),
    extract(text) {
      const found = cut(text, lead, parts);
      if (!found) return undefined;
      return names.map((name) => {
        const pieces = parts
          .map((part, i) => ({ part, piece: found[i]! }))
          .filter(({ part }) => part.name === name && part.kind !== 'skip');
        pieces.sort((a, b) => a.part.order - b.part.order);
        return pieces.map(({ piece }) => piece).join(separator);
      });
    },
  };
}

function parseParts(pattern: string): { readonly lead: string; readonly parts: readonly Part[] } {
  const invalid = (why: string): PatternError => new PatternError(`Invalid pattern for dissect: [${pattern}]: ${why}`);
  const matches = [...pattern.matchAll(KEY)];
  if (matches.length === 0) throw invalid('Unable to find any keys or delimiters.');
  const parts = matches.map((match, i): Part => {
    const end = match.index + match[0].length;
    const delimiter = pattern.slice(end, matches[i + 1]?.index ?? pattern.length);
    let key = match[1]!;
    const padded = key.endsWith('->');
    if (padded) key = key.slice(0, -2);
    if (key.startsWith('*') || key.startsWith('&')) throw invalid('Reference keys not supported');
    if (key === '' || key.startsWith('?')) return { name: key.slice(1), kind: 'skip', order: 0, padded, delimiter };
    if (!key.startsWith('+')) return { name: key, kind: 'keep', order: -1, padded, delimiter };
    const order = /^\+(.+)\/(\d+)$/.exec(key);
    return {
      name: order ? order[1]! : key.slice(1),
      kind: 'append',
      order: order ? Number(order[2]) : 0,
      padded,
      delimiter,
    };
  });
  parts.forEach((part, i) => {
    if (part.delimiter === '' && i < parts.length - 1) throw invalid('Consecutive keys need a delimiter between them.');
    const twin = parts.findIndex((other, k) => k < i && other.kind !== 'skip' && other.name === part.name);
    if (part.kind === 'keep' && twin >= 0) throw invalid(`Key [${part.name}] occurs twice; use an append modifier.`);
  });
  return { lead: pattern.slice(0, matches[0]!.index), parts };
}

function cut(text: string, lead: string, parts: readonly Part[]): readonly string[] | undefined {
  if (!text.startsWith(lead)) return undefined;
  let at = lead.length;
  const pieces: string[] = [];
  for (const { delimiter, padded } of parts) {
    if (delimiter === '') {
      pieces.push(text.slice(at));
      return pieces;
    }
    const end = text.indexOf(delimiter, at);
    if (end < 0) return undefined;
    pieces.push(text.slice(at, end));
    at = end + delimiter.length;
    while (padded && text.startsWith(delimiter, at)) at += delimiter.length;
  }
  return pieces;
}
