/** The same queries here and on a real cluster, on the same records: this is what the engine promises. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCluster } from '../../../src/elasticsearch/client.ts';
import { path } from '../../../src/elasticsearch/cluster.ts';
import { bedrockLogs, temporary } from '../rig/cluster.ts';

const URL = process.env.BEDROCK_LOGS_CLUSTER_URL ?? '';
const KEY = process.env.BEDROCK_LOGS_CLUSTER_KEY ?? '';
const NAMESPACE = 'bedrocklogstest';
const STREAM = `logs-aws_bedrock.invocation-${NAMESPACE}`;
const FROM = 'FROM logs-aws_bedrock.invocation-*';
const environment = { KEY };
const target = ['--elasticsearch', URL, '--api-key-env', 'KEY', '--namespace', NAMESPACE];

/** One a feature of the language; those without SORT are compared as sets. */
const QUERIES: readonly string[] = [
  `${FROM} | STATS calls = COUNT(*)`,
  `${FROM} | STATS calls = COUNT(*) BY gen_ai.request.model.id | SORT calls DESC, gen_ai.request.model.id`,
  `${FROM} | STATS tokens = SUM(gen_ai.usage.prompt_tokens), most = MAX(gen_ai.usage.completion_tokens) BY user.id | SORT user.id`,
  `${FROM} | STATS calls = COUNT(*) BY hour = BUCKET(@timestamp, 1 hour) | SORT hour`,
  `${FROM} | WHERE event.outcome == "failure" | STATS COUNT(*) BY gen_ai.response.error_code | SORT gen_ai.response.error_code`,
  `${FROM} | WHERE gen_ai.prompt LIKE "*refund*" | KEEP @timestamp, gen_ai.request.id | SORT gen_ai.request.id | LIMIT 50`,
  `${FROM} | EVAL share = gen_ai.usage.completion_tokens * 1.0 / gen_ai.usage.prompt_tokens | STATS AVG(share), MEDIAN(share)`,
  `${FROM} | MV_EXPAND gen_ai.policy.name | STATS COUNT(*) BY gen_ai.policy.name | SORT gen_ai.policy.name`,
  `${FROM} | DISSECT user.id "arn:aws:%{service}::%{account}:%{rest}" | STATS COUNT(*) BY service, account | SORT service, account`,
  `${FROM} | WHERE cloud.region IN ("eu-central-1", "us-east-1") AND user.id IS NOT NULL | STATS n = COUNT_DISTINCT(user.id) BY cloud.region | SORT cloud.region`,
  `${FROM} | EVAL day = DATE_TRUNC(1 day, @timestamp), low = TO_LOWER(event.action) | STATS COUNT(*) BY day, low | SORT day, low`,
  `${FROM} | SORT @timestamp, gen_ai.request.id | LIMIT 20 | KEEP @timestamp, gen_ai.request.id, gen_ai.performance.*, tags`,
];

let logs = '';

beforeAll(async () => {
  logs = join(temporary(), 'logs');
  await bedrockLogs(['generate', '--scenario', 'week', '-o', logs]);
  const pushed = await bedrockLogs(['push', logs, ...target, '--install-templates', '--profile', 'integration'], {
    environment,
  });
  expect(pushed.status, pushed.stderr).toBeLessThan(2);
  await withCluster((cluster) => cluster.request({ method: 'POST', path: `${path(STREAM)}/_refresh` }));
}, 600_000);

afterAll(() => withCluster((cluster) => cluster.request({ method: 'DELETE', path: `/_data_stream${path(STREAM)}` })));

async function withCluster(work: (cluster: ReturnType<typeof openCluster>) => Promise<unknown>): Promise<void> {
  const cluster = openCluster({ name: 'real', url: URL }, { kind: 'api-key', key: KEY });
  try {
    await work(cluster);
  } finally {
    await cluster.close();
  }
}

describe('the cluster and the engine here answer alike', () => {
  test.each(QUERIES)('%s', async (esql) => {
    const ran = await bedrockLogs(['query', logs, ...target, '--esql', esql, '--format', 'json'], { environment });
    expect(ran.stdout, ran.stderr).not.toBe('');
    expect(JSON.parse(ran.stdout).differences).toEqual([]);
  });
});

test('a second push adds none', async () => {
  const { stdout } = await bedrockLogs(['push', logs, ...target, '--format', 'json', '--profile', 'integration'], {
    environment,
  });
  expect(JSON.parse(stdout)).toMatchObject({ created: 0, rejected: 0 });
});
