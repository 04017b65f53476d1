/**
 * Bodies that Bedrock wrote to S3 instead of into the record: fetched when a record is looked at, or for all, and put
 * into its text where they would stand, so that all who read it find them there. Only from buckets that were opened
 * here: what a log names is no reason to ask for it.
 */
import { Tape } from '../json/tape.ts';
import { isGzip } from '../records/inflate.ts';
import type { LoadedRecords } from './loaded-records.ts';
import { textAside } from './opened-file.ts';
import type { RecordId } from './protocol/protocol.ts';
import type { FetchBody } from './remote.ts';

const SIDES = [
  ['input', 'inputBodyS3Path', 'inputBodyJson'],
  ['output', 'outputBodyS3Path', 'outputBodyJson'],
] as const;
const ADDRESS = /^s3:\/\/([^/]+)\/(.+)$/s;

const PATH_FIELDS = [
  'aws_bedrock.invocation.input.input_body_s3_path',
  'aws_bedrock.invocation.output.output_body_s3_path',
];
/** Distinct problems that are told. */
const MOST_PROBLEMS = 20;

export interface BroughtBodies {
  /** Records that name a body in S3, and those whose bodies could not all be had. */
  readonly records: number;
  readonly failed: number;
  /** The first ones, one sentence each. */
  readonly problems: readonly string[];
}

/** Bodies that are fetched at once. */
const PARALLEL = 8;

/** A body that goes behind the value that names it. */
interface Insertion {
  readonly at: number;
  readonly text: Uint8Array;
}

export class Bodies {
  private readonly records: LoadedRecords;
  private readonly fetch: FetchBody;
  private readonly cache: string;
  private readonly tape = new Tape();
  /** Records that were looked after, with what was wrong with their bodies. */
  private readonly done = new Map<RecordId, Promise<readonly string[]>>();

  /** `cache`: folder for what is fetched. */
  constructor(records: LoadedRecords, fetch: FetchBody, cache: string) {
    this.records = records;
    this.fetch = fetch;
    this.cache = cache;
  }

  /** Brings the bodies of a record, once. Says what could not be had, one sentence each; never rejects for that. */
  bring(id: RecordId, signal?: AbortSignal): Promise<readonly string[]> {
    if (this.records.buckets.size === 0) return NOTHING;
    let bringing = this.done.get(id);
    if (!bringing) {
      bringing = this.complete(id, signal);
      this.done.set(id, bringing);
      const again = (): boolean => this.done.delete(id);
      // What failed is tried again when the record is opened again.
      bringing.then((problems) => problems.length > 0 && again(), again);
    }
    return bringing;
  }

  /** Brings the bodies of all records that name some. Throws the signal's reason. */
  async bringAll(
    signal: AbortSignal | undefined,
    progress: (done: number, of: number) => void,
  ): Promise<BroughtBodies> {
    const ids = this.naming();
    const problems = new Set<string>();
    let failed = 0;
    let done = 0;
    let next = 0;
    const work = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
        signal?.throwIfAborted();
        const found = await this.bring(id, signal);
        if (found.length > 0) failed++;
        for (const problem of found) if (problems.size < MOST_PROBLEMS) problems.add(problem);
        progress(++done, ids.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return { records: ids.length, failed, problems: [...problems] };
  }

  /** The columns know which records name a body. */
  private naming(): RecordId[] {
    const { table } = this.records;
    const columns = PATH_FIELDS.flatMap((field) => table.column(field) ?? []);
    const ids: RecordId[] = [];
    for (let id = 0; id < table.rows; id++) if (columns.some((column) => column.cell(id) !== null)) ids.push(id);
    return ids;
  }

  private async complete(id: RecordId, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const { bytes, start, end } = await this.records.open(id);
    const problems: string[] = [];
    const insertions: Insertion[] = [];
    for (const { address, at, name } of this.wanted(bytes, start, end)) {
      try {
        const body = await this.body(address, signal);
        insertions.push({ at, text: Buffer.concat([Buffer.from(`,"${name}":`), body]) });
      } catch (error) {
        signal?.throwIfAborted();
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
    if (insertions.length > 0) this.put(id, bytes.subarray(start, end), start, insertions);
    return problems;
  }

  /** Bodies that the record names and does not hold; places count in `bytes`. */
  private wanted(bytes: Uint8Array, start: number, end: number): { address: string; at: number; name: string }[] {
    const { tape } = this;
    if (!tape.parse(bytes, start, end)) return [];
    return SIDES.flatMap(([side, path, name]) => {
      const half = tape.get(0, side);
      const named = half < 0 ? -1 : tape.get(half, path);
      if (named < 0 || tape.get(half, name) >= 0 || bytes[tape.start(named)] !== QUOTE) return [];
      return [{ address: tape.string(named), at: tape.end(named), name }];
    });
  }

  /** Throws an error that says why there is none. */
  private async body(address: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const [, bucket = '', key = ''] = ADDRESS.exec(address) ?? [];
    const aws = this.records.buckets.get(bucket);
    if (!aws) throw new Error(`The body is in a bucket that is no source here, add it to read the body: ${address}`);
    const stored = await this.fetch(aws, { bucket, key }, this.cache, signal);
    const whole = await textAside(stored, this.records.limits);
    const text = whole?.text;
    if (!text || whole.cut || isGzip(text)) throw new Error(`The body is too long or damaged: ${address}`);
    if (!new Tape().parse(text, 0, text.length)) throw new Error(`The body is no JSON: ${address}`);
    return text;
  }

  private put(id: RecordId, record: Uint8Array, shift: number, insertions: readonly Insertion[]): void {
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { at, text } of [...insertions].sort((a, b) => a.at - b.at)) {
      parts.push(record.subarray(from, at - shift), text);
      from = at - shift;
    }
    parts.push(record.subarray(from));
    this.records.replace(id, Buffer.concat(parts));
  }
}

const NOTHING: Promise<readonly string[]> = Promise.resolve([]);
const QUOTE = 0x22;
