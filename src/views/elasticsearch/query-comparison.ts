/** One query on the records here and on a cluster, in the same range of time. */
import { compareAnswers } from '../../elasticsearch/compare-answers.ts';
import type { ClusterRequests, QueryComparison } from '../../session/protocol/clusters.ts';
import { MAX_WINDOW } from '../../session/protocol/guards.ts';
import type { Query, QueryAnswer, QueryCell, Selection } from '../../session/protocol/protocol.ts';

/** What answers here and there. */
export interface BothPlaces {
  here(query: Query): Promise<QueryAnswer>;
  there(query: Query): Promise<QueryAnswer>;
  /** Newest and oldest `@timestamp` of the records here. */
  readonly range: readonly [oldest: number, newest: number] | undefined;
}

const ALL: Selection = { search: '', sort: { field: '@timestamp', descending: false } };

/** Throws what either place says of the query. */
export async function compareQuery(
  { here, there, range }: BothPlaces,
  { text, params, target }: ClusterRequests['compareQuery']['params'],
): Promise<QueryComparison> {
  const query = { text, ...(params && { params }), limit: MAX_WINDOW };
  // The cluster may hold more than was loaded here: it is asked about the time that is.
  const time = range && ([range[0], range[1] + 1] as const);
  // One after the other: a text that is wrong here is not sent.
  const ours = await here(query);
  const theirs = await there({ ...query, target, ...(time && { within: { ...ALL, range: time } }) });
  return {
    here: { rows: ours.rows, took: ours.took },
    there: { rows: theirs.rows, took: theirs.took },
    differences: compareAnswers(rowsOf(ours), rowsOf(theirs)),
    ...(time && { range: time }),
    warnings: theirs.warnings,
  };
}

function rowsOf({ columns, values }: QueryAnswer) {
  const count = values[0]?.length ?? 0;
  const rows = Array.from({ length: count }, (_, row): readonly QueryCell[] =>
    values.map((column) => column[row] ?? null),
  );
  return { columns, rows };
}
