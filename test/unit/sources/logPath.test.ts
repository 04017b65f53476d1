import { describe, expect, test } from 'vitest';
import { type LogPath, parseLogPath } from '../../../src/sources/logPath.ts';

const HOUR = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/03/04/05';
const LOG = '20260304T050644123Z_0a1b2c3d4e5f6071.json.gz';
const ID = '00000000-0000-4000-8000-000000000001';
const where = { account: '111122223333', region: 'us-east-1', day: '2026-03-04', hour: '05' };
const written = Date.UTC(2026, 2, 4, 5, 6, 44, 123);

describe('what a path says', () => {
  test.each<[path: string, expected: LogPath]>([
    [`prefix/${HOUR}/${LOG}`, { name: LOG, kind: 'log', ...where, written }],
    [`${HOUR}/${LOG}`, { name: LOG, kind: 'log', ...where, written }],
    [`C:\\logs\\${HOUR.replaceAll('/', '\\')}\\${LOG}`, { name: LOG, kind: 'log', ...where, written }],
    [`${HOUR}/data/${ID}_input.json.gz`, { name: `${ID}_input.json.gz`, kind: 'body', ...where }],
    [`${HOUR}/data/${ID}_output.json.gz`, { name: `${ID}_output.json.gz`, kind: 'body', ...where }],
    [`${HOUR}/data/${ID}_input_media_00.pdf`, { name: `${ID}_input_media_00.pdf`, kind: 'body', ...where }],
    [`${HOUR}/data/anything`, { name: 'anything', kind: 'body', ...where }],
    [`data/${ID}_output.json.gz`, { name: `${ID}_output.json.gz`, kind: 'body' }],
    // A folder that happens to be called data is not the data folder of a delivery.
    ['/home/me/data/bedrock.jsonl', { name: 'bedrock.jsonl', kind: 'other' }],
    [`/data/${HOUR}/${LOG}`, { name: LOG, kind: 'log', ...where, written }],
    [
      `${HOUR.slice(0, 60)}/amazon-bedrock-logs-permission-check`,
      {
        name: 'amazon-bedrock-logs-permission-check',
        kind: 'permission check',
        account: '111122223333',
        region: 'us-east-1',
      },
    ],
    // Copies that kept only the end.
    [
      `eu-west-1/2026/03/04/05/${LOG}`,
      { name: LOG, kind: 'log', region: 'eu-west-1', day: '2026-03-04', hour: '05', written },
    ],
    [`2026/03/04/x.json`, { name: 'x.json', kind: 'other', day: '2026-03-04' }],
    ['us-gov-west-1/x.jsonl', { name: 'x.jsonl', kind: 'other', region: 'us-gov-west-1' }],
    [LOG, { name: LOG, kind: 'log', written }],
    ['20261304T050644Z_0a.json', { name: '20261304T050644Z_0a.json', kind: 'log' }],
    ['20260304T050644Z_0a.json', { name: '20260304T050644Z_0a.json', kind: 'log', written: written - 123 }],
    ['', { name: '', kind: 'other' }],
  ])('%s', (path, expected) => {
    expect(parseLogPath(path)).toEqual(expected);
  });
});
