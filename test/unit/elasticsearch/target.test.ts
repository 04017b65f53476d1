/** What is known of a data stream decides how documents go into it; a key that may see little must not stop a push. */
import { describe, expect, test } from 'vitest';
import { type Cluster, ClusterError, type ClusterRequest } from '../../../src/elasticsearch/cluster.ts';
import { serverOf } from '../../../src/elasticsearch/examine.ts';
import { Target } from '../../../src/elasticsearch/push/target.ts';

const STREAM = 'logs-aws_bedrock.invocation-default';
const FORBIDDEN = new ClusterError('forbidden', 'no', { status: 403 });
const MISSING = new ClusterError('not-found', 'no', { status: 404 });

/** Answers by the first pattern that the request fits; forbids the rest. */
function cluster(answers: readonly (readonly [pattern: RegExp, body: object | ClusterError])[]): Cluster {
  const request = async ({ method, path }: ClusterRequest) => {
    const [, body] = answers.find(([pattern]) => pattern.test(`${method} ${path}`)) ?? [];
    if (body === undefined || body instanceof ClusterError) throw body ?? FORBIDDEN;
    return { status: 200, body, warnings: [] };
  };
  return { url: 'https://fake', request, text: () => Promise.reject(FORBIDDEN), close: async () => undefined };
}

const live = (template: string, indices = ['.ds-1']) =>
  [
    /GET \/_data_stream/,
    { data_streams: [{ template, indices: indices.map((index_name) => ({ index_name })) }] },
  ] as const;
const settings = (index: object) => [/GET \/\.ds-1\/_settings/, { '.ds-1': { settings: { index } } }] as const;
const templates = (...all: object[]) => [/GET \/_index_template$/, { index_templates: all }] as const;
const simulated = (index: object) =>
  [/POST \/_index_template\/_simulate_index/, { template: { settings: { index } } }] as const;
const template = (name: string, priority: number, more: object = {}) => ({
  name,
  index_template: { index_patterns: ['logs-*-*'], data_stream: {}, priority, ...more },
});

async function seen(answers: Parameters<typeof cluster>[0], form: 'mapped' | 'raw' = 'mapped') {
  const target = await Target.of(cluster(answers), [STREAM], form, () => 0);
  const { pipeline, ids } = target.treatment(STREAM);
  return { ...target.states.get(STREAM), past: pipeline, ids };
}

describe('a data stream', () => {
  test.each([
    [
      'that Fleet made',
      [live('logs-aws_bedrock.invocation'), settings({ default_pipeline: 'logs-aws_bedrock.invocation-1.8.0' })],
      { owner: 'fleet', past: '_none', ids: true },
    ],
    [
      'with a pipeline of its own',
      [live('mine'), settings({ default_pipeline: 'mine' }), templates(template('mine', 300))],
      { owner: 'other', past: undefined },
    ],
    ['of time series', [live('metrics'), settings({ mode: 'time_series' })], { ids: false, timeSeries: true }],
    ['that nobody may look at', [], { owner: 'unknown', exists: false, past: '_none', ids: true }],
    [
      'that is not there, without a template',
      [[/_data_stream|_simulate/, MISSING], templates()],
      { owner: 'none', exists: false, past: undefined },
    ],
    [
      'of the general template',
      [[/_data_stream/, MISSING], templates(template('logs', 100)), simulated({})],
      { owner: 'general', template: 'logs' },
    ],
    [
      'of ours, above the general one',
      [
        [/_data_stream/, MISSING],
        templates(
          template('logs', 100),
          template('x', 150, { version: 3, _meta: { managed_by: 'bedrock-log-inspector' } }),
        ),
        simulated({}),
      ],
      { owner: 'ours', version: 3 },
    ],
  ] as const)('%s', async (_, answers, wanted) => {
    expect(await seen(answers)).toMatchObject(wanted);
  });

  test('of Fleet takes raw events through its pipeline', async () => {
    const answers = [
      live('logs-aws_bedrock.invocation'),
      settings({ default_pipeline: 'logs-aws_bedrock.invocation-1.8.0' }),
    ];
    expect(await seen(answers, 'raw')).toMatchObject({ past: undefined });
  });

  test('that may not be read is written to all the same', async () => {
    const target = await Target.of(
      cluster([live('mine', ['.ds-0', '.ds-1']), settings({})]),
      [STREAM],
      'mapped',
      () => 0,
    );
    const { inOlder } = target.treatment(STREAM);
    expect(await inOlder?.(['a'], new AbortController().signal)).toEqual(new Set());
  });
});

test('a key that may not ask for the version is no obstacle; an Elasticsearch 7 is', async () => {
  expect(await serverOf(cluster([]))).toEqual({ version: '', flavour: 'stack' });
  const old = cluster([[/GET \/$/, { version: { number: '7.17.0' } }]]);
  await expect(serverOf(old)).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('7.17.0'),
  });
});
