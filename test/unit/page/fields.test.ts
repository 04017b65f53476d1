import { describe, expect, test } from 'vitest';
import { guardrailOf, modelOf, partsOf, profileOf, shortCaller, shortModel } from '../../../webview/fields.ts';
import {
  Clock,
  countWords,
  formatCount,
  formatScore,
  formatSeconds,
  formatSize,
  setLocale,
  utf8Length,
} from '../../../webview/format.ts';

test.each([
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
  ['anthropic.claude-v2:1', 'claude-v2'],
  ['anthropic.claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
  ['amazon.titan-embed-text-v2:0', 'titan-embed-text'],
  ['amazon.nova-pro-v1:0', 'nova-pro'],
  ['openai.gpt-oss-120b-1:0', 'gpt-oss-120b'],
  ['meta.llama3-1-8b-instruct-v1:0:128k', 'llama3-1-8b-instruct'],
  ['llama3.1-8b', 'llama3.1-8b'],
  ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', 'nova-lite'],
  ['arn:aws:bedrock:us-east-1:1:application-inference-profile/ab12cd', 'ab12cd'],
  ['', ''],
])('model %s reads %s', (id, name) => {
  expect(shortModel(id)).toBe(name);
});

test('the readable name of a model comes before its id', () => {
  expect(modelOf('anthropic.claude-haiku-4-5-20251001', 'arn:x/ab12')).toBe('claude-haiku-4-5');
  expect(modelOf(null, 'amazon.nova-pro-v1:0')).toBe('nova-pro');
  expect(modelOf(null, undefined)).toBeUndefined();
});

test.each([
  [undefined, 'us.anthropic.claude-v2', 'us. profile'],
  ['eu', 'anything', 'eu. profile'],
  ['application-inference-profile/ab12', 'arn', 'app. profile'],
  ['provisioned-model/ab12', 'arn', 'provisioned-model'],
  [undefined, 'amazon.nova-pro-v1:0', undefined],
])('profile of %s and %s', (profile, id, text) => {
  expect(profileOf(profile, id)).toBe(text);
});

test.each([
  ['arn:aws:sts::1:assumed-role/support/ana', 'support/ana'],
  ['arn:aws:iam::1:user/nightly', 'nightly'],
  ['arn:aws:iam::1:root', 'root'],
  ['support/ana', 'support/ana'],
  ['arn:', 'arn:'],
])('caller %s reads %s', (identity, name) => {
  expect(shortCaller(identity)).toBe(name);
});

test.each([
  [['BLOCKED', 'NONE'], true, 'blocked'],
  [['ANONYMIZED'], null, 'masked'],
  [['ANONYMIZED', 'BLOCKED'], null, 'blocked'],
  [['NONE'], null, 'detected'],
  ['NONE', undefined, 'detected'],
  [null, true, 'blocked'],
  [null, null, undefined],
])('actions %j and violation %s are %s', (actions, violation, state) => {
  expect(guardrailOf(actions, violation)).toBe(state);
});

test('parts are played by the best column that is there', () => {
  const columns = [
    { field: 'user.id', type: 'keyword' as const },
    { field: 'bedrock_logs.latency', type: 'long' as const },
    { field: 'gen_ai.performance.response_time', type: 'long' as const },
  ];
  expect(partsOf(columns)).toEqual({ caller: 'user.id', latency: 'bedrock_logs.latency' });
});

describe('numbers', () => {
  test.each([
    [formatCount(8_412), '8,412'],
    [formatSize(utf8Length('aé€😀')), '10 B'],
    [formatSize(0), '0 B'],
    [formatSize(999), '999 B'],
    [formatSize(88_000), '88 kB'],
    [formatSize(8_100_000), '8.1 MB'],
    [formatSize(3.2e15), '3200 TB'],
    [formatSeconds(440), '0.44'],
    [formatSeconds(21_340), '21.3'],
    [formatSeconds(104_000), '104'],
    [formatScore(0.83), '0.83'],
    [formatScore(1), '1'],
    [String(countWords('  two  words\n')), '2'],
    [String(countWords('')), '0'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('times', () => {
  const noon = Date.UTC(2026, 10, 20, 12, 0, 5);

  test('in the zone of the settings', () => {
    expect(new Clock('UTC').timeOf(noon)).toBe('12:00:05');
    expect(new Clock('Asia/Tokyo').timeOf(noon)).toBe('21:00:05');
    expect(new Clock('No/Such').zone).toBe('UTC');
  });

  test('with their day where the table spans more than one', () => {
    const clock = new Clock('UTC');
    clock.setRange([noon, noon + 1_000]);
    expect(clock.timeIn(noon)).toBe('12:00:05');
    clock.setRange([noon, noon + 86_400_000]);
    expect(clock.timeIn(noon)).toMatch(/20.*12:00:05/);
    expect(clock.rangeOf([noon, noon])).not.toContain('–');
  });

  test('a time that no calendar holds does not throw', () => {
    expect(new Clock('UTC').timeOf(Number.NaN)).toBe('–');
    expect(new Clock('UTC').fullOf(9e15)).toBe('–');
  });
});

test('numbers and times follow the language of the editor; nonsense is English', () => {
  setLocale('de');
  expect(formatCount(8_412)).toBe('8.412');
  setLocale('no such language');
  expect(formatCount(8_412)).toBe('8,412');
});
