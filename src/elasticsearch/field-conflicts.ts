/** Where a live mapping has another type than our documents are made for, so that a push would lose or refuse something. */
import type { FieldType } from '../ecs/fields/field.ts';
import { type Cluster, isClusterError, isRecord, member, path } from './cluster.ts';
import { declaredStream } from './streams.ts';

export interface FieldConflict {
  readonly field: string;
  /** As the field table has it. */
  readonly ours: string;
  /** In the indices of the data stream; more than one where they differ. */
  readonly live: readonly string[];
}

/** What `_field_caps` calls the types, by families that take the same values. */
const FAMILY: Readonly<Record<string, string>> = {
  constant_keyword: 'keyword',
  wildcard: 'keyword',
  match_only_text: 'text',
  integer: 'whole',
  long: 'whole',
  short: 'whole',
  unsigned_long: 'whole',
  float: 'fraction',
  double: 'fraction',
  half_float: 'fraction',
  scaled_float: 'fraction',
  date_nanos: 'date',
  counted_keyword: 'keyword',
};

const family = (type: string): string => FAMILY[type] ?? type;

/** None where the data stream does not exist or may not be looked at. */
export async function fieldConflicts(cluster: Cluster, stream: string): Promise<readonly FieldConflict[]> {
  const declared = declaredStream(stream);
  if (!declared) return [];
  const live = await fieldTypes(cluster, stream);
  const conflicts: FieldConflict[] = [];
  for (const { field, type } of [...declared.fields, ...declared.extended]) {
    const types = live.get(field)?.filter((one) => one !== 'unmapped') ?? [];
    if (types.length > 0 && types.some((one) => family(one) !== family(type satisfies FieldType)))
      conflicts.push({ field, ours: type, live: types });
  }
  return conflicts;
}

async function fieldTypes(cluster: Cluster, stream: string): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    const { body } = await cluster.request({
      method: 'GET',
      path: `${path(stream)}/_field_caps`,
      query: { fields: '*', ignore_unavailable: true, include_unmapped: false },
    });
    const fields = member(body, 'fields');
    return new Map(
      isRecord(fields)
        ? Object.entries(fields).map(([name, types]) => [name, isRecord(types) ? Object.keys(types) : []])
        : [],
    );
  } catch (error) {
    if (isClusterError(error) && (error.kind === 'not-found' || error.kind === 'forbidden')) return new Map();
    throw error;
  }
}
