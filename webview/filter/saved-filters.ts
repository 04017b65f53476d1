/** Filters that are kept with the queries of the workspace: a query that does nothing but filter the invocations is one. */
import { INVOCATIONS, overRecords } from '../../src/overview/scope.ts';
import { codeTokens } from '../code/tokens.ts';
import { reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';

export interface SavedFilter {
  readonly name: string;
  /** ES|QL as it stands behind WHERE. */
  readonly where: string;
}

/** A condition as the query that it is kept as. */
export function filterQuery(where: string): string {
  return overRecords({ where });
}

/** The condition of a query that has nothing else; undefined for others. */
export function filterOf(query: string): string | undefined {
  const pipes = codeTokens(query, true).filter(({ kind }) => kind === 'pipe');
  const [pipe] = pipes;
  if (pipe === undefined || pipes.length > 1) return undefined;
  const from = /^from\s+(\S+)$/i.exec(withoutRemarks(query.slice(0, pipe.start)));
  const where = /^where\s+(\S[\s\S]*)$/i.exec(query.slice(pipe.end).trim());
  return from?.[1] === INVOCATIONS ? where?.[1] : undefined;
}

/** A name may stand above a query as a remark. */
function withoutRemarks(head: string): string {
  return head.replace(/^(?:\s*\/\/[^\n]*\n)*/, '').trim();
}

/** By name; none where they cannot be read, which is said. */
export async function savedFilters(inspector: Inspector): Promise<readonly SavedFilter[]> {
  try {
    return (await inspector.ask('savedQueries', {})).flatMap(({ name, text }) => {
      const where = filterOf(text);
      return where === undefined ? [] : [{ name, where }];
    });
  } catch (error) {
    inspector.say(reasonOf(error));
    return [];
  }
}

/** Asks for a name and keeps a condition among the queries of the workspace. */
export async function keepFilter(inspector: Inspector, where: string): Promise<void> {
  try {
    const kept = await inspector.ask('keepQuery', { text: filterQuery(where) });
    if (kept) inspector.say(t('Saved as: {0}', kept.name));
  } catch (error) {
    inspector.say(reasonOf(error));
  }
}
