/** What the rows of a bucket are called. */
import { expect, test } from 'vitest';
import { stepOf } from '../../../src/views/aws/steps.ts';

const ROOT = 'team/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-west-1/';

test.each([
  ['team/', 'folder', 'team'],
  ['team/AWSLogs/', 'folder', 'AWSLogs'],
  ['team/AWSLogs/111122223333/', 'account', '111122223333'],
  [ROOT, 'region', 'eu-west-1'],
  [`${ROOT}2026/`, 'year', '2026'],
  [`${ROOT}2026/10/`, 'month', '2026-10'],
  [`${ROOT}2026/10/02/`, 'day', '2026-10-02'],
  [`${ROOT}2026/10/02/05/`, 'hour', '05:00'],
  ['2026/10/02/', 'folder', '02'],
  ['team//', 'folder', '/'],
])('%s is a %s', (prefix, kind, label) => {
  const step = stepOf(prefix);
  expect([step.kind, step.label]).toEqual([kind, label]);
});
