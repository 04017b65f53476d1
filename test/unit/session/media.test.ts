/** Pictures beside a record: shown from where the user has them, and nothing else is read because a log names it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { INVOCATION_COLUMNS } from '../../../src/ecs/columns.ts';
import { LoadedRecords } from '../../../src/session/loaded-records.ts';
import { Media } from '../../../src/session/media.ts';
import type { StoredObject } from '../../../src/sources/files.ts';
import { fileSource, startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile } from './records.ts';

const folder = await testFolder();
const HOUR = 's3://logs/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-central-1/2026/11/20/16';
/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** A record that names pictures, one of them in what a tool gave. */
function recordNaming(...uris: readonly string[]): string {
  const image = (uri: string) => ({ image: { format: 'png', source: { s3Location: { uri } } } });
  const [first = '', ...rest] = uris;
  const content = [
    { text: 'What is this?' },
    ...rest.map(image),
    { toolResult: { toolUseId: 'a', content: [image(first)] } },
  ];
  return JSON.stringify({
    schemaType: 'ModelInvocationLog',
    timestamp: '2026-11-20T16:00:00Z',
    operation: 'Converse',
    modelId: 'amazon.nova-pro-v1:0',
    requestId: 'a',
    input: { inputBodyJson: { messages: [{ role: 'user', content }] } },
  });
}

let folders = 0;
async function loaded(uris: readonly string[], beside: Readonly<Record<string, Buffer | string>> = {}) {
  const hour = join(folder, String(++folders));
  const path = await logFile(hour, 'log.json.gz', recordNaming(...uris));
  await mkdir(join(hour, 'data'));
  for (const [name, bytes] of Object.entries(beside)) await writeFile(join(hour, name), bytes);
  const asker = startSession(folder);
  await asker.ask('load', { sources: [fileSource(path)] });
  return (uri: string) => asker.ask('picture', { id: 0, uri });
}

describe('a picture in the data folder beside the file of its record', () => {
  const [one, two] = [`${HOUR}/data/x_input_media_00.png`, `${HOUR}/data/x_input_media_01.png`];

  test('is read, also where a tool gave it', async () => {
    const picture = await loaded([one, two], {
      'data/x_input_media_00.png': Buffer.from(PNG, 'base64'),
      'data/x_input_media_01.png': Buffer.from(PNG, 'base64'),
    });
    expect(await picture(one)).toEqual({ format: 'png', base64: PNG });
    expect(await picture(two)).toEqual({ format: 'png', base64: PNG });
  });

  test('that is none, or is not there, says so', async () => {
    const picture = await loaded([one, two], { 'data/x_input_media_00.png': '<svg onload="alert(1)"/>' });
    await expect(picture(one)).rejects.toThrow(/^Only PNG, JPEG, GIF and WebP pictures/);
    await expect(picture(two)).rejects.toThrow(`in a bucket that is no source here, add it to see it: ${two}`);
  });

  test.each([
    ['another folder', `${HOUR}/secret.png`],
    ['a way out of the folder', `${HOUR}/data/../secret.png`],
    ['a hidden file', `${HOUR}/data/.secret.png`],
    ['a backslash', `${HOUR}/data/..\\secret.png`],
  ])('is not read from %s', async (_, uri) => {
    const secret = Buffer.from(PNG, 'base64');
    const picture = await loaded([uri], { 'secret.png': secret, 'data/.secret.png': secret });
    await expect(picture(uri)).rejects.toThrow(/no source here/);
  });

  test.each(['s3://logs/other/data/x.png', 'https://example.com/x.png', 'file:///etc/passwd', ''])(
    'that its record does not name is not looked for: %s',
    async (uri) => {
      const picture = await loaded([one], { 'data/x.png': Buffer.from(PNG, 'base64') });
      await expect(picture(uri)).rejects.toThrow('The record names no such picture.');
    },
  );
});

describe('a picture in a bucket', () => {
  const uri = `${HOUR}/data/x_input_media_00.png`;
  const aws = { region: 'eu-central-1' };

  async function inBucket(bytes: Buffer) {
    const asked: StoredObject[] = [];
    const records = new LoadedRecords(INVOCATION_COLUMNS, folder);
    const text = Buffer.from(recordNaming(uri));
    records.open = async () => ({ bytes: text, start: 0, end: text.length, origin: { kind: 'none' } as never });
    const fetch = async (_: unknown, object: StoredObject) => {
      asked.push(object);
      return bytes;
    };
    records.buckets.set('logs', aws);
    const media = new Media(records, fetch, folder);
    return { asked, picture: media.picture(0, uri, new AbortController().signal) };
  }

  test('that was opened is fetched', async () => {
    const { asked, picture } = await inBucket(Buffer.from(PNG, 'base64'));
    expect(await picture).toEqual({ format: 'png', base64: PNG });
    expect(asked).toEqual([{ bucket: 'logs', key: uri.slice('s3://logs/'.length) }]);
  });

  test('that is too large is not shown', async () => {
    const large = Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(3_145_728)]);
    await expect((await inBucket(large)).picture).rejects.toThrow(/below 3 MB/);
  });
});
