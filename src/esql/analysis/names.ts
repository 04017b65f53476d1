/**
 * KEEP, DROP and RENAME: which columns, under which names, in which order.
 */
import type { CommandNode, NamePattern } from '../syntax/tree.ts';
import type { AnalysisContext } from './context.ts';
import type { Attribute } from './expression.ts';
import { parameterNode } from './parameters.ts';
import { matchesPieces, Scope } from './scope.ts';
import { unusable } from './usable.ts';

/** A part of KEEP or DROP whose parameter has been replaced. */
function written(pattern: NamePattern, context: AnalysisContext): NamePattern | undefined {
  if (!pattern.parameter) return pattern;
  const node = parameterNode(pattern.parameter, context);
  if (!node) return undefined;
  const text = node.node === 'name' ? node.name : node.node === 'literal' ? String(node.value) : '';
  return { text, pieces: [text], start: pattern.start, end: pattern.end };
}

/** The columns that a part names, or undefined when there are none, which is a problem. */
function matching(pattern: NamePattern, scope: Scope, context: AnalysisContext): readonly Attribute[] | undefined {
  if (pattern.pieces.length === 1) {
    const found = scope.find(pattern.text);
    if (found) return [found];
    if (context.missed(pattern.text)) return [];
    const known = scope.attributes.map((attribute) => attribute.name);
    return context.fail(pattern, `Unknown column [${pattern.text}]${context.suggestion(pattern.text, known)}`);
  }
  const found = scope.attributes.filter((attribute) => matchesPieces(attribute.name, pattern.pieces));
  if (found.length > 0 || pattern.text === '*' || context.nullifyUnmapped) return found;
  return context.fail(pattern, `No matches found for pattern [${pattern.text}]`);
}

/** A full name beats a wildcard, which beats `*` alone; of equals the rightmost owns the column. */
export function keep(patterns: readonly NamePattern[], scope: Scope, context: AnalysisContext): Scope {
  const ranks = new Map<Attribute, number>();
  for (const given of patterns) {
    const pattern = written(given, context);
    if (!pattern) continue;
    const rank = pattern.text === '*' && pattern.pieces.length > 1 ? 0 : pattern.pieces.length > 1 ? 1 : 2;
    const found = matching(pattern, scope, context) ?? [];
    for (const attribute of found) {
      if (rank < (ranks.get(attribute) ?? 0)) continue;
      ranks.delete(attribute);
      ranks.set(attribute, rank);
    }
  }
  return new Scope([...ranks.keys()]);
}

export function drop(patterns: readonly NamePattern[], scope: Scope, context: AnalysisContext): Scope {
  const dropped = new Set<Attribute>();
  for (const given of patterns) {
    const pattern = written(given, context);
    if (pattern?.text === '*' && pattern.pieces.length > 1) {
      context.fail(pattern, 'Removing all fields is not allowed [*]', 'syntax');
      continue;
    }
    for (const attribute of (pattern && matching(pattern, scope, context)) ?? []) dropped.add(attribute);
  }
  return new Scope(scope.attributes.filter((attribute) => !dropped.has(attribute)));
}

export function rename(
  renames: Extract<CommandNode, { command: 'RENAME' }>['renames'],
  scope: Scope,
  context: AnalysisContext,
): Scope {
  let attributes = scope.attributes;
  const gone = new Map<string, string>();
  for (const { from: fromGiven, to: toGiven, span } of renames) {
    const from = written(fromGiven, context);
    const to = written(toGiven, context);
    if (!from || !to) continue;
    if (from.pieces.length > 1 || to.pieces.length > 1) {
      const star = from.pieces.length > 1 ? from : to;
      context.fail(star, `Using wildcards [*] in RENAME is not allowed [${context.source(span)}]`, 'syntax');
      continue;
    }
    const found = attributes.find((attribute) => attribute.name === from.text);
    if (!found) {
      const later = gone.get(from.text);
      if (later) {
        context.fail(
          from,
          `Column [${from.text}] renamed to [${later}] and is no longer available [${context.source(span)}]`,
        );
      } else matching(from, new Scope(attributes), context);
      continue;
    }
    const problem = unusable(found);
    if (problem) {
      context.fail(from, problem.message, problem.kind);
      continue;
    }
    if (from.text === to.text) continue;
    gone.set(from.text, to.text);
    gone.delete(to.text);
    attributes = attributes
      .filter((attribute) => attribute.name !== to.text)
      .map((attribute) => (attribute === found ? { ...attribute, name: to.text } : attribute));
  }
  return new Scope(attributes);
}
