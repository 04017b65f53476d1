import { expect, it } from 'vitest';
import type { GuardrailFinding, WhatIf } from '../../../src/ecs/model.ts';
import { whatIf } from '../../../src/ecs/what-if.ts';

const found = (policy: string, action: string, more: Partial<GuardrailFinding> = {}): GuardrailFinding => ({
  source: 'input',
  guardrail: 'g',
  policy,
  code: 'X',
  action,
  ...more,
});

const content = (action: string, confidence?: string, strength?: string) =>
  found('content_policy', action, {
    ...(confidence === undefined ? {} : { confidence }),
    ...(strength === undefined ? {} : { strength }),
  });

const said = (outcome: WhatIf): string => {
  switch (outcome.kind) {
    case 'strength':
      return `passes ${outcome.passes.join()}; blocks ${outcome.blocks.join()}${outcome.held ? '; held' : ''}`;
    case 'threshold':
      return `up to ${outcome.upTo}${outcome.passed ? ', passed' : ''}`;
    case 'action':
      return outcome.action;
    default:
      return 'unknown';
  }
};

it.each<[GuardrailFinding, string]>([
  [content('BLOCKED', 'HIGH', 'HIGH'), 'passes NONE; blocks LOW,MEDIUM,HIGH'],
  [content('BLOCKED', 'MEDIUM', 'HIGH'), 'passes NONE,LOW; blocks MEDIUM,HIGH'],
  [content('BLOCKED', 'LOW', 'HIGH'), 'passes NONE,LOW,MEDIUM; blocks HIGH'],
  [content('NONE', 'LOW', 'MEDIUM'), 'passes NONE,LOW,MEDIUM; blocks HIGH'],
  [content('NONE', 'NONE', 'HIGH'), 'passes NONE,LOW,MEDIUM,HIGH; blocks '],
  // Only detected: the filter would have stopped it.
  [content('NONE', 'HIGH', 'LOW'), 'passes NONE; blocks LOW,MEDIUM,HIGH; held'],
  [content('BLOCKED'), 'unknown'],
  [content('BLOCKED', 'SURE', 'HIGH'), 'unknown'],
  [found('contextual_grounding_policy', 'BLOCKED', { score: 0.41, threshold: 0.7 }), 'up to 0.41'],
  [found('contextual_grounding_policy', 'NONE', { score: 0.83, threshold: 0.5 }), 'up to 0.83, passed'],
  [found('contextual_grounding_policy', 'NONE', { score: 0.5, threshold: 0.5 }), 'up to 0.5, passed'],
  [found('contextual_grounding_policy', 'BLOCKED', { score: 0.5 }), 'up to 0.5'],
  [found('contextual_grounding_policy', 'BLOCKED'), 'blocked'],
  [found('topic_policy', 'BLOCKED'), 'blocked'],
  [found('sensitive_information_policy', 'ANONYMIZED'), 'masked'],
  [found('word_policy', 'NONE'), 'let through'],
  [found('automated_reasoning_policy', ''), 'unknown'],
])('%j', (finding, expected) => {
  expect(said(whatIf(finding))).toBe(expected);
});
