/** Documents of loaded records, fetched from their worker as they are needed. */
import { dataStreamOf, metricIdentity } from '../../elasticsearch/push/identity.ts';
import type { ParcelForm } from '../../session/protocol/parcels.ts';
import type { ExportScope, RecordId } from '../../session/protocol/protocol.ts';
import type { LoadedLogs } from '../../views/loaded-logs.ts';
import { settings } from '../../views/settings.ts';

/** A parcel is small enough for the extension host to handle at once. */
const PARCEL_BYTES = 1024 * 1024;

export interface ParceledDocument {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly id: RecordId;
  /** What the record is called. */
  readonly name: string;
  readonly range: readonly [oldest: number, newest: number] | undefined;
  readonly total: number;
}

export interface Parceled {
  readonly scope: ExportScope;
  readonly form: Exclude<ParcelForm, 'both'>;
  readonly namespace: string;
}

/** Throws what the worker says; ends early without an error when `signal` is aborted. */
export async function* parceled(
  logs: LoadedLogs,
  { scope, form, namespace }: Parceled,
  signal: AbortSignal,
): AsyncGenerator<ParceledDocument> {
  const { profile, tags } = settings();
  for (let from = 0; !signal.aborted; ) {
    const order = { scope, form, profile, tags, namespace, from, bytes: PARCEL_BYTES };
    const { bytes, ends, ids, names, next, total, range } = await logs.ask('parcel', order, { signal });
    let start = 0;
    for (const [i, end] of ends.entries()) {
      yield { bytes, start, end, id: ids[i] ?? 0, name: names[i] ?? '', range, total };
      start = end;
    }
    if (next >= total) return;
    from = next;
  }
}

/** Each record's document and event, as texts. `told`: its number, and how many records the scope has. */
export async function* comparedRecords(
  logs: LoadedLogs,
  scope: ExportScope,
  namespace: string,
  most: number,
  signal: AbortSignal,
  told: (id: RecordId, total: number) => void = () => undefined,
): AsyncGenerator<{ readonly document: string; readonly event: string }> {
  const { profile, tags } = settings();
  let given = 0;
  for (let from = 0; given < most && !signal.aborted; ) {
    const order = { scope, form: 'both' as const, profile, tags, namespace, from, bytes: PARCEL_BYTES };
    const { bytes, ends, ids, next, total } = await logs.ask('parcel', order, { signal });
    const text = (start: number, end: number): string => new TextDecoder().decode(bytes.subarray(start, end));
    for (let i = 0; i + 1 < ends.length && given < most; i += 2) {
      const [start = 0, middle = 0, end = 0] = [i === 0 ? 0 : ends[i - 1], ends[i], ends[i + 1]];
      given++;
      told(ids[i / 2] ?? 0, total);
      yield { document: text(start, middle), event: text(middle, end) };
    }
    if (next >= total) return;
    from = next;
  }
}

/** Documents of metrics, with their data stream and their id. */
export async function* metricDocuments(
  logs: Pick<LoadedLogs, 'ask'>,
  namespace: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly stream: string; readonly id: string | undefined; readonly bytes: Uint8Array }> {
  for (let from = 0; !signal.aborted; ) {
    const { documents, next, total } = await logs.ask('metricParcel', { from, namespace }, { signal });
    for (const text of documents) {
      const document: unknown = JSON.parse(text);
      const stream = dataStreamOf(document);
      if (stream !== undefined) yield { stream, id: metricIdentity(document), bytes: new TextEncoder().encode(text) };
    }
    if (next >= total || next === from) return;
    from = next;
  }
}
