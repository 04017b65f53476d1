// The folder that the editor is opened on: a few logs with known counts, made anew for each run.
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** As an attacker would write it: HTML, a link that is a script, terminal codes, text that turns its direction, a line that ends early. */
export const HOSTILE = [
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>',
  '<a href="javascript:window.pwned=1">click</a> [click](javascript:window.pwned=1) https://example.com/leak',
  '\u001b[31mred\u001b[0m \u001b]8;;https://example.com/\u0007link\u001b]8;;\u0007',
  'safe \u202etxt.exe\u202c \u2066isolated\u2069 \u200bzero width',
  "'); alert(1); // $" + '{window.pwned=1} {{window.pwned=1}} \u2028next',
];

export function invocation(n, prompt, answer = 'Yes.', more = {}) {
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: new Date(Date.UTC(2026, 10, 20, 17, 0, n)).toISOString().replace(/\.\d+Z/, 'Z'),
    accountId: '111122223333',
    region: 'eu-central-1',
    requestId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    operation: 'Converse',
    modelId: n % 2 ? 'anthropic.claude-3-haiku-20240307-v1:0' : 'amazon.nova-lite-v1:0',
    identity: { arn: 'arn:aws:sts::111122223333:assumed-role/support/chat' },
    input: {
      inputContentType: 'application/json',
      inputBodyJson: { messages: [{ role: 'user', content: [{ text: prompt }] }] },
      inputTokenCount: 10 + n,
    },
    output: {
      outputContentType: 'application/json',
      outputBodyJson: {
        output: { message: { role: 'assistant', content: [{ text: answer }] } },
        stopReason: 'end_turn',
        metrics: { latencyMs: 100 + n },
        usage: { inputTokens: 10 + n, outputTokens: 3, totalTokens: 13 + n },
      },
      outputTokenCount: 3,
    },
    ...more,
  };
}

/** A whole detection rule whose query has this condition. */
export const rule = (condition) => `[rule]
name = "Many"
rule_id = "many"
severity = "low"
from = "now-60m"
interval = "10m"
language = "esql"
query = '''
FROM logs-aws_bedrock.invocation-*
| WHERE ${condition}
| STATS n = COUNT(*)
'''
`;

/** A whole detection rule, which fires on anything. */
const OWN_RULE = `[rule]
name = "Calls of everybody"
rule_id = "own-rule"
severity = "medium"
from = "now-60m"
interval = "10m"
language = "esql"
query = '''
FROM logs-aws_bedrock.invocation-*
| STATS calls = COUNT(*) BY user.id
| WHERE calls >= 2
'''
`;

const ndjson = (records) => `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
const several = (count, from = 0) =>
  Array.from({ length: count }, (_, i) => invocation(from + i, `Question ${from + i}: where is my parcel?`));

export const DELIVERED = '20261120T170112483Z_4be1f00d4be1f00d.json.gz';
const HOUR = 'bucket/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-central-1/2026/11/20';

/** Copies of one object in the folder that is large enough to be cancelled; they share one place on the disk. */
const MANY = 600;

export function makeWorkspace(folder) {
  const put = (path, content) => {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, path.endsWith('.gz') ? gzipSync(content) : content);
    return file;
  };
  put(DELIVERED, ndjson(several(12)));
  put('111122223333_BedrockModelInvocationLogs_eu-central-1_20261120.json.gz', ndjson(several(3)));
  put('calls.esql', 'FROM logs-aws_bedrock.invocation-*\n| WHERE nothing == 1\n| KEEP nobody\n');
  put('many.toml', rule('nothing == 1'));
  put('own-rule.toml', OWN_RULE);
  put('other.jsonl', ndjson(several(5)));
  put('no-records.jsonl', '{"level":"info","message":"started"}\n{"level":"info","message":"stopped"}\n');
  put(
    'hostile.jsonl',
    ndjson([
      invocation(1, HOSTILE.join('\n'), HOSTILE.join('\n'), {
        requestMetadata: { '<b>key</b>': HOSTILE[0] },
        identity: { arn: `arn:aws:iam::111122223333:user/${HOSTILE[0]}` },
      }),
    ]),
  );
  put(`${HOUR}/17/${DELIVERED}`, ndjson(several(12)));
  put(`${HOUR}/17/20261120T173000000Z_4be1f00d4be1f00e.json.gz`, ndjson(several(4, 20)));
  put(`${HOUR}/16/20261120T163000000Z_4be1f00d4be1f00f.json.gz`, ndjson(several(2, 40)));
  put(`${HOUR}/16/data/11111111-2222-4333-8444-555555555555_input.json.gz`, '{"messages":[]}');
  const heavy = put(
    'many/0.json.gz',
    ndjson(
      Array.from({ length: 1500 }, (_, i) => invocation(i % 60, `Question ${i}: ${'where is my parcel? '.repeat(60)}`)),
    ),
  );
  for (let i = 1; i < MANY; i++) linkSync(heavy, join(folder, 'many', `${i}.json.gz`));
}
