/** Where ES|QL stands in a document: all of an .esql file, the query strings of a rule file. */
import * as vscode from 'vscode';
import { ruleQueries } from './rule-queries.ts';

export interface QueryRegion {
  readonly text: string;
  /** Whether the query is a rule's. */
  readonly inRule: boolean;
  readonly range: vscode.Range;
  rangeOf(start: number, end: number): vscode.Range;
  /** The offset in the query of a place of the document; undefined outside. */
  offsetAt(position: vscode.Position): number | undefined;
}

/** Which of an open document's queries a code lens stands on. */
export interface QueryPlaceInDocument {
  readonly uri: string;
  /** From 0. */
  readonly region: number;
}

/** The query that is meant, as it is now; undefined where the document or the query is gone. */
export function queryIn(place: unknown): QueryRegion | undefined {
  if (typeof place !== 'object' || place === null || !('uri' in place) || !('region' in place)) return undefined;
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.uri);
  return document && queryRegions(document)[Number(place.region)];
}

export const ESQL = 'esql';
/** Documents in which queries are looked for. */
export const QUERY_DOCUMENTS: vscode.DocumentSelector = [{ language: ESQL }, { pattern: '**/*.toml' }];

export const mayHoldQueries = ({ languageId, uri }: vscode.TextDocument): boolean =>
  languageId === ESQL || uri.path.endsWith('.toml');

const found = new WeakMap<
  vscode.TextDocument,
  { readonly version: number; readonly regions: readonly QueryRegion[] }
>();

export function queryRegions(document: vscode.TextDocument): readonly QueryRegion[] {
  const before = found.get(document);
  if (before?.version === document.version) return before.regions;
  const regions = document.languageId === ESQL ? [wholeDocument(document)] : inRules(document);
  found.set(document, { version: document.version, regions });
  return regions;
}

export function queryAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): { readonly region: QueryRegion; readonly offset: number } | undefined {
  for (const region of queryRegions(document)) {
    const offset = region.offsetAt(position);
    if (offset !== undefined) return { region, offset };
  }
  return undefined;
}

function wholeDocument(document: vscode.TextDocument): QueryRegion {
  const text = document.getText();
  const rangeOf = (start: number, end: number) =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  return {
    text,
    inRule: false,
    range: rangeOf(0, text.length),
    rangeOf,
    offsetAt: (position) => document.offsetAt(position),
  };
}

function inRules(document: vscode.TextDocument): QueryRegion[] {
  return ruleQueries(document.getText()).map(({ text, start, end, toFile, toQuery }) => {
    const range = (from: number, to: number) => new vscode.Range(document.positionAt(from), document.positionAt(to));
    return {
      text,
      inRule: true,
      range: range(start, end),
      rangeOf: (from: number, to: number) => range(toFile(from), toFile(to)),
      offsetAt: (position: vscode.Position) => toQuery(document.offsetAt(position)),
    };
  });
}
