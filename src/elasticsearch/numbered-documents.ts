/** Documents behind findings of rules for reports, which know records by number: numbered as they come, each once. */
import type { Cluster } from './cluster.ts';
import { type ClusterRule, idsBehind, type Occasion } from './detections.ts';
import { isRemoteQueryError, type RemoteAnswer, type RemoteCell } from './esql.ts';

/** Findings of a rule whose documents are asked for, one query each; those of the others are not told. */
export const MOST_TRACED = 50;

export class NumberedDocuments {
  private readonly cluster: Cluster;
  private readonly ids: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  get count(): number {
    return this.ids.length;
  }

  readonly idsOf = (numbers: readonly number[]): readonly string[] => numbers.map((number) => this.ids[number] ?? '');

  /** Of each row of a rule's answer the numbers of its documents, ascending; none where the row does not tell. */
  async behind(
    rule: ClusterRule,
    columns: RemoteAnswer['columns'],
    rows: readonly (readonly RemoteCell[])[],
    occasion: Occasion,
  ): Promise<readonly (readonly number[])[]> {
    const found: (readonly number[])[] = [];
    for (const row of rows.slice(0, MOST_TRACED)) {
      try {
        const { ids } = await idsBehind(this.cluster, rule, columns, row, occasion);
        found.push(ids.map((id) => this.numberOf(id)).sort((a, b) => a - b));
      } catch (error) {
        // What the rule has found stands without them.
        if (!isRemoteQueryError(error)) throw error;
        found.push([]);
      }
    }
    return found;
  }

  private numberOf(id: string): number {
    const known = this.numbers.get(id) ?? this.ids.push(id) - 1;
    this.numbers.set(id, known);
    return known;
  }
}
