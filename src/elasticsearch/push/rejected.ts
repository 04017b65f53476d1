/**
 * Documents that a cluster rejected, in a file: one JSON object a line with data stream, id, status, reason and the
 * document itself, so that they can be looked at and pushed again.
 */
import type { Rejected } from './pusher.ts';

/** `{"stream":...,"id":...,"status":400,"reason":"...","document":{...}}` and a line feed. */
export function rejectedLine({ stream, id, status, reason, document }: Rejected): Buffer {
  const head = JSON.stringify({ stream, ...(id !== undefined && { id }), status, reason });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"document":`), document, Buffer.from('}\n')]);
}

export interface Kept {
  readonly stream: string;
  readonly id: string | undefined;
  /** JSON, as it stands in the line. */
  readonly document: string;
}

/** Reads a line of such a file; undefined if it is none. */
export function readKept(line: string): Kept | undefined {
  const at = line.indexOf(',"document":{');
  if (at < 0 || !line.endsWith('}}')) return undefined;
  try {
    const { stream, id } = JSON.parse(`${line.slice(0, at)}}`) as { stream?: unknown; id?: unknown };
    const document = line.slice(at + ',"document":'.length, -1);
    JSON.parse(document);
    if (typeof stream !== 'string' || (id !== undefined && typeof id !== 'string')) return undefined;
    return { stream, id, document };
  } catch {
    return undefined;
  }
}
