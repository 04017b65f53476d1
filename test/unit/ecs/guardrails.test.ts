import { describe, expect, test } from 'vitest';
import { fieldOf } from './mapping.ts';
import { answered, spelled } from './records.ts';

type Json = Parameters<typeof answered>[0];

/** An assessment with these findings of one policy. */
const content = (...filters: Json[]): Json => ({ g1: { contentPolicy: { filters } } });
const converse = (assessment: Json, more: { readonly [key: string]: Json } = {}): Json => ({
  stopReason: 'guardrail_intervened',
  trace: { guardrail: { inputAssessment: assessment } },
  ...more,
});

function guardrails(body: Json): Record<string, unknown> {
  const { guardrail_id, policy, compliance } = fieldOf(answered(body), 'gen_ai') as Record<string, unknown>;
  return { guardrail_id, policy, compliance, outcome: fieldOf(answered(body), 'event.outcome') };
}

const HATE = { type: 'HATE', confidence: 'HIGH', action: 'BLOCKED' };

test('a finding of each kind, from each place that has them', () => {
  const body = {
    'amazon-bedrock-guardrailAction': 'INTERVENED',
    trace: {
      guardrail: {
        inputAssessment: { z: { topicPolicy: { topics: [{ name: 'Law', type: 'DENY', action: 'BLOCKED' }] } } },
        outputAssessments: [{ y: { contentPolicy: { filters: [HATE] } } }],
      },
    },
    'amazon-bedrock-trace': {
      guardrail: {
        input: { B: { wordPolicy: { customWords: [{ match: 'w', action: 'BLOCKED' }] } }, a: {} },
        outputs: [
          { x: { sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', match: 'm', action: 'ANONYMIZED' }] } } },
          { x: { contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0.75, score: 0.5 }] } } },
        ],
      },
    },
  };
  const grounding = { type: 'GROUNDING', threshold: '<0.75>', score: '<0.5>' };
  expect(guardrails(body)).toEqual({
    // Capitals come first: the order is that of UTF-16 units.
    guardrail_id: ['B', 'a', 'z'],
    policy: {
      name: [
        'content_policy',
        'contextual_grounding_policy',
        'sensitive_information_policy',
        'topic_policy',
        'word_policy',
      ],
      action: ['ANONYMIZED', 'BLOCKED'],
      confidence: ['HIGH'],
      match_detail: [{ match: 'w', action: 'BLOCKED' }, { type: 'EMAIL', match: 'm', action: 'ANONYMIZED' }, grounding],
    },
    compliance: { violation_code: ['DENY', 'EMAIL', 'GROUNDING', 'HATE'], violation_detected: true },
    outcome: 'failure',
  });
});

describe('when it is a violation', () => {
  const quiet = { stopReason: 'end_turn' };
  test.each<[string, Json, boolean]>([
    ['a code and the stop reason', converse(content(HATE)), true],
    [
      'a code and the action',
      converse(content(HATE), { ...quiet, 'amazon-bedrock-guardrailAction': 'INTERVENED' }),
      true,
    ],
    ['a code alone', converse(content(HATE), quiet), false],
    ['an intervention without a code', converse(content({ confidence: 'HIGH' })), false],
    ['the action NONE', converse(content(HATE), { ...quiet, 'amazon-bedrock-guardrailAction': 'NONE' }), false],
    ['an empty code', converse(content({ ...HATE, type: '' })), true],
    [
      'code and action in two elements of a stream',
      [{ 'amazon-bedrock-guardrailAction': 'INTERVENED' }, 'x', converse(content(HATE), quiet)],
      true,
    ],
    [
      'a stop reason deep in a stream',
      [{ messageStop: { stopReason: 'guardrail_intervened' } }, converse(content(HATE), quiet)],
      false,
    ],
  ])('%s', (_, body, violation) => {
    const { compliance, outcome } = guardrails(body);
    expect((compliance as Record<string, unknown> | undefined)?.violation_detected).toBe(violation ? true : undefined);
    expect(outcome).toBe(violation ? 'failure' : 'success');
  });
});

describe('lists are sets', () => {
  test.each<[string, Json[], string, unknown]>([
    [
      'equal codes once, sorted',
      [{ type: 'b' }, { type: 'a' }, { type: 'b' }],
      'compliance.violation_code',
      ['a', 'b'],
    ],
    [
      'é after z, Z before a',
      [{ type: 'é' }, { type: 'a' }, { type: 'z' }, { type: 'Z' }],
      'compliance.violation_code',
      ['Z', 'a', 'z', 'é'],
    ],
    [
      'nulls are no values',
      [
        { type: null, confidence: null },
        { type: 'a', confidence: 'LOW' },
      ],
      'policy.confidence',
      ['LOW'],
    ],
    [
      'numbers by value',
      [{ confidence: 10 }, { confidence: 9 }, { confidence: 9 }],
      'policy.confidence',
      ['<9>', '<10>'],
    ],
    ['an empty one is none', [{ type: '' }, { type: 'a' }], 'compliance.violation_code', ['a']],
    ['and nothing is left of it alone', [{ confidence: '' }], 'policy.confidence', undefined],
    ['false before true', [{ type: true }, { type: false }], 'compliance.violation_code', [false, true]],
    [
      'an object, renamed',
      [{ type: { modelId: ['"\n'], a: '' } }],
      'compliance.violation_code',
      [{ model_id: ['"\n'] }],
    ],
    ['a list', [{ action: ['a', null, { requestId: 'r' }] }], 'policy.action', [['a', { request_id: 'r' }]]],
    ['an action that is null alone', [{ action: null }], 'policy.action', undefined],
    ['no match, no detail', [{ type: 'a' }, { match: null }], 'policy.match_detail', undefined],
    ['an empty match is a detail, without it', [{ type: 'a', match: '' }], 'policy.match_detail', [{ type: 'a' }]],
    ['and nothing if that was all', [{ match: '' }], 'policy.match_detail', undefined],
    [
      'equal details once, whatever the order of keys',
      [
        { match: 'm', a: [1] },
        { a: [1], match: '\u006d' },
      ],
      'policy.match_detail',
      [{ match: 'm', a: ['<1>'] }],
    ],
    [
      'a text is not what it looks like',
      [
        { match: 'm","a":"b' },
        { match: 'm', a: 'b' },
        { match: '1' },
        { match: 1 },
        { match: 'true' },
        { match: true },
      ],
      'policy.match_detail',
      [
        { match: 'm","a":"b' },
        { match: 'm', a: 'b' },
        { match: '1' },
        { match: '<1>' },
        { match: 'true' },
        { match: true },
      ],
    ],
    [
      'details that become equal only without their empties stay two',
      [{ match: 'm' }, { match: 'm', a: null }],
      'policy.match_detail',
      [{ match: 'm' }, { match: 'm' }],
    ],
  ])('%s', (_, filters, field, expected) => {
    expect(fieldOf(answered(converse(content(...filters))), `gen_ai.${field}`)).toEqual(expected);
  });

  test('1 is not 1.0', () => {
    const record = spelled(answered(converse(content({ match: 'm', n: 1 }, { match: 'm', n: '#' }))), '1.0');
    expect(fieldOf(record, 'gen_ai.policy.match_detail')).toEqual([
      { match: 'm', n: '<1>' },
      { match: 'm', n: '<1.0>' },
    ]);
  });
});

test('only policies whose name ends in _policy have findings', () => {
  const policies = {
    automatedReasoningPolicy: { findings: [{ type: 'INVALID' }] },
    house_policy: { rules: [{ type: 'OURS' }] },
    invocationMetrics: { usage: 1 },
    contentPolicy: {},
  };
  expect(guardrails(converse({ g: policies }))).toMatchObject({
    guardrail_id: ['g'],
    policy: { name: ['house_policy'] },
    compliance: { violation_code: ['OURS'] },
  });
});

test('null in place of a trace, an assessment or a list of them is nothing', () => {
  for (const body of [
    { trace: null, 'amazon-bedrock-trace': null },
    { trace: { guardrail: null } },
    { trace: { guardrail: { inputAssessment: null, outputAssessments: null } } },
    { 'amazon-bedrock-trace': { guardrail: { input: null, outputs: null } } },
    { trace: {} },
  ]) {
    expect(guardrails(body)).toEqual({ outcome: 'success' });
    expect(fieldOf(answered(body), 'error')).toBeUndefined();
  }
});
