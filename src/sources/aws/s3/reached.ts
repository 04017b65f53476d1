/** How far a source in S3 has been read, and where listing it again may begin: Bedrock's keys go on with time. */
import type { Reached } from '../../remote.ts';
import { HOUR_MS, hourOf, hourPath, type Lane, splitRoot } from './keys.ts';

/** What was on its way while an hour was read may lie in the hour before. */
const OVERLAP_MS = HOUR_MS;

/** Follows one reading. Within a delivery, objects come in the order of their keys. */
export class Reaching {
  private readonly reached: Reached;
  /** Deliveries of which an object could not be read: it is to be listed again. */
  private readonly stuck = new Set<string>();

  constructor(reached: Reached) {
    this.reached = reached;
  }

  /** The object was read, or could not be. */
  note(key: string, read: boolean): void {
    const root = splitRoot(key)?.root;
    const hour = hourOf(key);
    if (root === undefined || hour === undefined) return;
    if (!read) this.stuck.add(root);
    if (this.stuck.has(root)) return;
    const { hours } = this.reached;
    hours.set(root, Math.max(hour, hours.get(root) ?? hour));
  }
}

/** Keys of this delivery from here on are new, or may be; undefined if it was never read. */
export function newSince(reached: Reached | undefined, root: string): number | undefined {
  const hour = reached?.hours.get(root);
  return hour === undefined ? undefined : hour - OVERLAP_MS;
}

/**
 * The ways through what may be new below a prefix: from the last hours of each delivery to the beginning of the next
 * one, so that deliveries that nobody knew of are found as well. Undefined where listing everything takes no more requests.
 */
export function newLanes(reached: Reached | undefined, prefix: string): Lane[] | undefined {
  const roots = [...(reached?.hours.keys() ?? [])].sort();
  const [first] = roots;
  if (!reached || first === undefined) return undefined;
  const lanes: Lane[] = prefix.startsWith(first) ? [] : [{ prefix, before: first }];
  for (const [i, root] of roots.entries()) {
    const before = roots[i + 1];
    const after = `${root}${hourPath(newSince(reached, root) ?? 0)}`;
    lanes.push({ prefix, after, ...(before !== undefined && { before }) });
  }
  return lanes.length < reached.pages ? lanes : undefined;
}
