/**
 * Documents of many records, in the order of loading, which opens each segment once. Bulk format is that of the `_bulk`
 * endpoint: an action line before each document.
 */
import { bulkAction } from '../ecs/bulk.ts';
import { ByteWriter } from '../json/writer.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { ExportResult, RecordId } from './protocol/protocol.ts';
import { RequestError, type Signal } from './protocol/rpc.ts';
import type { Turns } from './turns.ts';
import { WholeFile } from './whole-file.ts';

/** Documents that are returned as text instead of written to a file, in bytes. */
export const MAX_TEXT_BYTES = 64 * 1024 * 1024;
/** The editor exports to the namespace that Fleet uses unless told otherwise. */
const ACTION = new TextEncoder().encode(bulkAction('default'));
const LINE_FEED = 0x0a;
const WRITE_BYTES = 256 * 1024;
const PROGRESS_MS = 100;

export interface ExportJob {
  /** Ascending. */
  readonly ids: Uint32Array;
  readonly format: 'ndjson' | 'bulk';
  readonly path: string | undefined;
  /** Writes the document of a record whose segment's text is given; true if something in it was not as expected. */
  readonly write: (id: RecordId, text: Uint8Array, out: ByteWriter) => boolean;
  readonly signal: Signal;
  readonly progress: (value: { readonly done: number; readonly total: number }) => void;
}

interface Target {
  write(bytes: Uint8Array): Promise<void> | void;
}

/** Throws a `RequestError`; then no file is left, and one that was there is as it was. */
export async function exportDocuments(
  job: ExportJob,
  records: LoadedRecords,
  turns: Turns,
): Promise<ExportResult & { readonly text?: string }> {
  if (job.path === undefined) {
    const target = new TextTarget();
    const result = await writeAll(job, records, turns, target);
    return { ...result, text: target.text() };
  }
  const file = await create(job.path);
  try {
    const result = await writeAll(job, records, turns, file);
    await file.finish();
    return result;
  } catch (error) {
    await file.discard();
    throw error instanceof RequestError ? error : unwritable(job.path, error);
  }
}

async function writeAll(job: ExportJob, records: LoadedRecords, turns: Turns, target: Target): Promise<ExportResult> {
  const { ids, format, signal } = job;
  const { places, segments } = records;
  const total = ids.length;
  let out = new ByteWriter(2 * WRITE_BYTES);
  let bytes = 0;
  let warned = 0;
  let told = performance.now();
  const flush = async () => {
    bytes += out.length;
    await target.write(out.bytes.subarray(0, out.length));
    out = new ByteWriter(2 * WRITE_BYTES);
  };
  /** The first place from `from` on whose record is in another segment. */
  const endOfRun = (from: number) => {
    const segment = places.segment(ids[from] as number);
    let to = from + 1;
    while (to < total && places.segment(ids[to] as number) === segment) to++;
    return to;
  };
  const open = async (at: number) => (at < total ? segments.open(places.segment(ids[at] as number)) : undefined);
  let next = open(0);
  for (let from = 0; from < total; ) {
    const end = endOfRun(from);
    const text = await next;
    if (!text) break;
    // The next one is read and inflated while this one is mapped; what goes wrong with it is told in its turn.
    next = open(end);
    next.catch(() => undefined);
    for (; from < end; from++) {
      if (format === 'bulk') out.raw(ACTION);
      if (job.write(ids[from] as number, text, out)) warned++;
      out.byte(LINE_FEED);
      if (out.length >= WRITE_BYTES) await flush();
      if (turns.due) await turns.rest(signal);
      if (performance.now() - told >= PROGRESS_MS) {
        told = performance.now();
        job.progress({ done: from + 1, total });
      }
    }
    // Also where all segments are short: an abort must not wait for the end.
    if (signal.aborted || turns.due) await turns.rest(signal);
  }
  await flush();
  job.progress({ done: total, total });
  return { documents: total, bytes, warned };
}

class TextTarget implements Target {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  write(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.length > MAX_TEXT_BYTES) {
      throw new RequestError('failed', 'The documents are too long for an editor. Export them to a file.');
    }
    this.parts.push(bytes);
  }

  text(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }
}

async function create(path: string): Promise<WholeFile> {
  try {
    return await WholeFile.create(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): RequestError {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  return new RequestError('failed', `The documents could not be written (${reason}). Choose another place: ${path}`);
}
