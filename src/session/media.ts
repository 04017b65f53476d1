/**
 * Pictures that stand beside their record: in a bucket that was opened here, or in the data folder next to the record's
 * own file. What a log names is no reason to ask for it: the record must name it, and the bucket be a source.
 */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTurns } from '../ecs/conversation.ts';
import type { Block } from '../ecs/model.ts';
import { MAX_PICTURE_UNITS, pictureOf } from '../ecs/pictures.ts';
import { Tape } from '../json/tape.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { RecordId } from './protocol/protocol.ts';
import type { PictureView } from './protocol/reading.ts';
import { RequestError } from './protocol/rpc.ts';
import { NO_PICTURE } from './record-view.ts';
import type { FetchBody } from './remote.ts';

const ADDRESS = /^s3:\/\/([^/]+)\/(.+)$/s;
/** What Bedrock calls the objects beside its records; no name leads elsewhere. */
const SIDE_OBJECT = /(?:^|\/)data\/([\w-][\w.-]*)$/;
/** Base64 has four characters for three bytes. */
const MOST_BYTES = (MAX_PICTURE_UNITS / 4) * 3;

export class Media {
  private readonly records: LoadedRecords;
  private readonly fetch: FetchBody;
  private readonly cache: string;

  /** `cache`: folder for what is fetched. */
  constructor(records: LoadedRecords, fetch: FetchBody, cache: string) {
    this.records = records;
    this.fetch = fetch;
    this.cache = cache;
  }

  /** Throws a `RequestError` of the kind `not-found`, what opening the record throws, or what fetching says. */
  async picture(id: RecordId, uri: string, signal: AbortSignal): Promise<PictureView> {
    const { bytes, start, end } = await this.records.open(id);
    const tape = new Tape();
    const [, bucket = '', key = ''] = ADDRESS.exec(uri) ?? [];
    if (
      bucket === '' ||
      !tape.parse(bytes, start, end) ||
      !readTurns(tape).turns.some(({ blocks }) => names(blocks, uri))
    )
      throw new RequestError('not-found', 'The record names no such picture.');
    const aws = this.records.buckets.get(bucket);
    const stored = aws ? await this.fetch(aws, { bucket, key }, this.cache, signal) : await this.beside(id, key, uri);
    const picture = stored.length > MOST_BYTES ? undefined : pictureOf(stored.toString('base64'));
    if (!picture) throw new RequestError('not-found', NO_PICTURE);
    return picture;
  }

  /** Who copied a bucket to the disk has its data folders too. */
  private async beside(id: RecordId, key: string, uri: string): Promise<Buffer> {
    const { path, object } = this.records.fileOf(id);
    const name = SIDE_OBJECT.exec(key)?.[1];
    if (object === undefined && name !== undefined) {
      const file = join(dirname(path), 'data', name);
      const { size } = await stat(file).catch(() => ({ size: -1 }));
      if (size > MOST_BYTES) throw new RequestError('not-found', NO_PICTURE);
      if (size >= 0) return readFile(file);
    }
    throw new RequestError('not-found', `The picture is in a bucket that is no source here, add it to see it: ${uri}`);
  }
}

function names(blocks: readonly Block[], uri: string): boolean {
  return blocks.some((block) =>
    block.kind === 'media' ? block.uri === uri : block.kind === 'tool-result' && names(block.blocks, uri),
  );
}
