/** How documents go into the data streams of a cluster as it is: past which pipeline, with or without ids. */
import { type Cluster, isClusterError, listAt, member, path } from '../cluster.ts';
import { isIntegrationPipeline, type StreamState, streamState } from '../streams.ts';
import type { StreamTreatment } from './pusher.ts';

/** A data stream is looked at again after so many milliseconds: it may have rolled over. */
const LOOK_AGAIN_MS = 60_000;
const NONE: ReadonlySet<string> = new Set();

/** What is sent: mapped documents, or the records for the integration's pipeline to map. */
export type Form = 'mapped' | 'raw';

export class Target {
  readonly states: ReadonlyMap<string, StreamState>;
  private readonly treatments = new Map<string, StreamTreatment>();

  /** Throws a `ClusterError`. */
  static async of(cluster: Cluster, streams: readonly string[], form: Form, now: () => number): Promise<Target> {
    const states = await Promise.all(streams.map((stream) => streamState(cluster, stream)));
    return new Target(cluster, states, form, now);
  }

  private constructor(cluster: Cluster, states: readonly StreamState[], form: Form, now: () => number) {
    this.states = new Map(states.map((state) => [state.stream, state]));
    for (const state of states) this.treatments.set(state.stream, treatment(cluster, state, form, now));
  }

  /** Of a data stream that was named when the target was made. */
  readonly treatment = (stream: string): StreamTreatment =>
    this.treatments.get(stream) ?? { pipeline: undefined, ids: true };
}

function treatment(cluster: Cluster, state: StreamState, form: Form, now: () => number): StreamTreatment {
  const { pipeline } = state;
  // Where the key may not look there may be one.
  const bypass =
    form === 'mapped' && (pipeline === undefined ? state.owner === 'unknown' : isIntegrationPipeline(pipeline));
  return {
    pipeline: bypass ? '_none' : undefined,
    ids: !state.timeSeries,
    inOlder: olderIndices(cluster, state, now),
  };
}

/** A data stream finds a document of the same id in its newest index only; this looks into the others. */
function olderIndices(
  cluster: Cluster,
  { stream, indices }: StreamState,
  now: () => number,
): (ids: readonly string[], signal: AbortSignal) => Promise<ReadonlySet<string>> {
  let known = indices;
  let seen = now();
  return async (ids, signal) => {
    if (now() - seen > LOOK_AGAIN_MS) {
      seen = now();
      known = await indicesOf(cluster, stream, signal);
    }
    const newest = known.at(-1);
    if (known.length < 2 || newest === undefined) return NONE;
    const found = await cluster
      .request({
        method: 'POST',
        path: `${path(stream)}/_search`,
        query: { filter_path: 'hits.hits._id' },
        body: {
          size: ids.length,
          _source: false,
          query: { bool: { filter: [{ ids: { values: ids } }], must_not: [{ term: { _index: newest } }] } },
        },
        signal,
      })
      .catch((error: unknown) => {
        // Who may not read can still write; what older indices hold is then written again.
        if (isClusterError(error) && error.kind === 'forbidden') return undefined;
        throw error;
      });
    return new Set(listAt(found?.body, 'hits', 'hits').map((hit) => String(member(hit, '_id'))));
  };
}

async function indicesOf(cluster: Cluster, stream: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const { body } = await cluster.request({ method: 'GET', path: `/_data_stream${path(stream)}`, signal });
    return listAt(body, 'data_streams', '0', 'indices').map((index) => String(member(index, 'index_name')));
  } catch (error) {
    if (isClusterError(error) && (error.kind === 'forbidden' || error.kind === 'not-found')) return [];
    throw error;
  }
}
