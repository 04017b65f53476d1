/** The least that an identity must be allowed to read some sources: text to paste into IAM. Pure. */

/** A source, as far as permissions are concerned. */
export type PolicySource =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string; readonly key?: string }
  | { readonly kind: 'sqs'; readonly queue: string; readonly consume: boolean }
  | {
      readonly kind: 'logs';
      readonly group: string;
      readonly prefix: boolean;
      readonly region: string;
      readonly account?: string;
      readonly arn?: string;
    }
  | { readonly kind: 'metrics'; readonly region: string; readonly tags: boolean; readonly linked: boolean };

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** `partition`: `aws`, `aws-cn` or `aws-us-gov`. */
export function policyFor(sources: readonly PolicySource[], partition = 'aws'): string {
  const statements = [...sources.flatMap((source) => statementsOf(source, partition)), DISCOVERY];
  const merged = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Action, statement.Condition]);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, Resource: union(known.Resource, statement.Resource) } : statement);
  }
  const numbered = [...merged.values()].map((statement, i, all) => {
    const twins = all.filter(({ Sid }) => Sid === statement.Sid);
    return twins.length > 1 ? { ...statement, Sid: `${statement.Sid}${i + 1}` } : statement;
  });
  return `${JSON.stringify({ Version: '2012-10-17', Statement: numbered }, null, 2)}\n`;
}

/** "Add Source" offers what Bedrock says of itself. */
const DISCOVERY: Statement = {
  Sid: 'FindBedrockLogs',
  Effect: 'Allow',
  Action: ['bedrock:GetModelInvocationLoggingConfiguration'],
  Resource: '*',
};

function statementsOf(source: PolicySource, partition: string): Statement[] {
  switch (source.kind) {
    case 's3':
      return objects(source, partition);
    case 'sqs':
      return queue(source, partition);
    case 'logs':
      return groups(source, partition);
    case 'metrics':
      return metrics(source);
  }
}

function objects({ bucket, key, prefix }: PolicySource & { kind: 's3' }, partition: string): Statement[] {
  const own = bucket.startsWith('arn:') ? bucket : `arn:${partition}:s3:::${bucket}`;
  // The objects of an access point are named by its ARN and `object/`.
  const below = bucket.startsWith('arn:') ? `${own}/object/${prefix}*` : `${own}/${prefix}*`;
  const list: Statement = {
    Sid: 'ListBedrockLogs',
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: own,
    ...(prefix !== '' && { Condition: { StringLike: { 's3:prefix': `${prefix}*` } } }),
  };
  const read: Statement = { Sid: 'ReadBedrockLogs', Effect: 'Allow', Action: ['s3:GetObject'], Resource: below };
  const decrypt: Statement[] =
    key === undefined ? [] : [{ Sid: 'DecryptBedrockLogs', Effect: 'Allow', Action: ['kms:Decrypt'], Resource: key }];
  return [list, read, ...decrypt];
}

function queue({ consume, queue: url }: PolicySource & { kind: 'sqs' }, partition: string): Statement[] {
  const [, region, account, name] = /^https?:\/\/sqs\.([\w-]+)\.[^/]+\/(\d+)\/([^/]+)$/.exec(url) ?? [];
  return [
    {
      Sid: 'ReceiveNotifications',
      Effect: 'Allow',
      Action: [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
        ...(consume ? ['sqs:DeleteMessage'] : []),
      ],
      Resource: name === undefined ? '*' : `arn:${partition}:sqs:${region}:${account}:${name}`,
    },
  ];
}

function groups(source: PolicySource & { kind: 'logs' }, partition: string): Statement[] {
  const { account = '*', arn, group, prefix, region } = source;
  const own =
    arn ?? `arn:${partition}:logs:${region === '' ? '*' : region}:${account}:log-group:${group}${prefix ? '*' : ''}`;
  return [
    {
      Sid: 'ReadLogGroups',
      Effect: 'Allow',
      Action: ['logs:FilterLogEvents', 'logs:StartLiveTail', 'logs:DescribeLogStreams'],
      Resource: [own, `${own}:*`],
    },
    // Groups are listed by account: no resource narrows that down.
    { Sid: 'ListLogGroups', Effect: 'Allow', Action: ['logs:DescribeLogGroups'], Resource: '*' },
  ];
}

function metrics({ linked, tags }: PolicySource & { kind: 'metrics' }): Statement[] {
  const actions = ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'];
  if (linked) actions.push('oam:ListSinks', 'oam:ListAttachedLinks');
  if (tags) actions.push('bedrock:ListTagsForResource');
  return [{ Sid: 'ReadMetrics', Effect: 'Allow', Action: actions, Resource: '*' }];
}

function union(a: string | readonly string[], b: string | readonly string[]): string | readonly string[] {
  const all = [...new Set([a, b].flat())];
  return all.length === 1 ? (all[0] as string) : all;
}
