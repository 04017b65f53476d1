/**
 * DISSECT: cuts a text at fixed delimiters. `%{name}` keeps a part, `%{}` and `%{?name}` skip one,
 * `%{+name}` appends to a part of the same name (`%{+name/2}` in that order), `%{name->}` takes
 * repeated delimiters as one.
 *
 * The finer points are those of Elasticsearch's dissect library: a delimiter that follows at once makes
 * the next part empty, whatever ends that part; a name that comes twice keeps its last part; a text
 * that is no longer than what stands before the first key never matches.
 */
import type { Extractor } from './extractor.ts';
import { PatternError } from './lucene.ts';

type Kind = 'keep' | 'skip' | 'append';

interface Part {
  readonly name: string;
  readonly kind: Kind;
  /** Place among the pieces of the same name. */
  readonly order: number;
  readonly padded: boolean;
  /** The text that ends the part; empty for a last one that takes the rest. */
  readonly delimiter: string;
}

/** A key, and what follows it up to the next one. Two keys in a row: the second is text to be found. */
const KEY = /%\{([^}]*?)\}(.+?(?=%\{)|.*$)/gs;
/** Where no order is written. */
const AS_WRITTEN = -1;

/** Throws {@link PatternError} for a pattern that is none. */
export function dissectExtractor(pattern: string, separator: string): Extractor {
  const lead = /^(.*?)%\{/s.exec(pattern)?.[1] ?? '';
  const parts = partsOf(pattern, lead.length);
  const names = [...new Set(parts.filter((part) => part.kind !== 'skip').map((part) => part.name))];
  if (names.length === 0) throw invalid(pattern);
  const appended = new Set(parts.filter((part) => part.kind === 'append').map((part) => part.name));
  return {
    keys: names.map((name) => ({ name, type: 'keyword' })),
    extract(text) {
      const found = cut(text, lead, parts);
      if (!found) return undefined;
      return names.map((name) => {
        const pieces = parts
          .map((part, i) => ({ part, piece: found[i]! }))
          .filter(({ part }) => part.name === name && part.kind !== 'skip');
        if (!appended.has(name)) return pieces.at(-1)!.piece;
        pieces.sort((a, b) => a.part.order - b.part.order);
        return pieces.map(({ piece }) => piece).join(separator);
      });
    },
  };
}

const invalid = (pattern: string): PatternError => new PatternError(`Invalid pattern for dissect: [${pattern}]`);

function partsOf(pattern: string, from: number): readonly Part[] {
  return [...pattern.slice(from).matchAll(KEY)].map((match): Part => {
    const [, key = '', delimiter = ''] = match;
    const modifiers = key.match(/[/+*&?]/g)?.join('') ?? '';
    const reference = /([*&])(.+?)(->)?$/s.exec(key);
    if (reference && modifiers.length === 1) {
      throw new PatternError(`Reference keys not supported in dissect patterns: [%{*${reference[2]}}]`);
    }
    const written = READ[modifiers]?.exec(key);
    if (!written) throw invalid(pattern);
    const { name = '', order, padding } = written.groups ?? {};
    const kind: Kind = modifiers === '?' || name === '' ? 'skip' : modifiers === '' ? 'keep' : 'append';
    if (name === '' && modifiers.startsWith('+')) throw invalid(pattern);
    return {
      name,
      kind,
      order: order === undefined ? AS_WRITTEN : Number(order),
      padded: padding !== undefined,
      delimiter,
    };
  });
}

/** How a key is read, by the modifiers that stand in it, before which anything may stand; others are none. */
const READ: Readonly<Record<string, RegExp>> = {
  '': /^(?<name>.*?)(?<padding>->)?$/s,
  '?': /\?(?<name>.*?)(?<padding>->)?$/s,
  '+': /\+(?<name>.*?)(?<padding>->)?$/s,
  '+/': /\+(?<name>.*?)\/(?<order>[0-9]{1,5})(?<padding>->)?$/s,
};

/** The piece of each part, or undefined where the text does not match. */
function cut(text: string, lead: string, parts: readonly Part[]): readonly string[] | undefined {
  if (text.length <= lead.length || !text.startsWith(lead)) return undefined;
  const pieces: string[] = [];
  let at = lead.length;
  while (pieces.length < parts.length) {
    const { delimiter } = parts[pieces.length]!;
    let { padded } = parts[pieces.length]!;
    if (delimiter === '') {
      pieces.push(text.slice(at));
      break;
    }
    const end = text.indexOf(delimiter, at);
    if (end < 0) return undefined;
    pieces.push(text.slice(at, end));
    at = end + delimiter.length;
    while (text.startsWith(delimiter, at) && (padded || pieces.length < parts.length)) {
      at += delimiter.length;
      if (padded) continue;
      padded = parts[pieces.length]!.padded;
      pieces.push('');
    }
  }
  return pieces.length === parts.length ? pieces : undefined;
}
