/** How the overview writes its numbers and names. */

import type { Label, Measure } from '../../src/overview/panel.ts';
import { profileOf, shortCaller, shortModel } from '../fields.ts';
import { ABSENT, formatMoney, formatPercent, formatRough, formatSeconds } from '../format.ts';
import { t } from '../texts.ts';
import { panelText } from './panel-texts.ts';

/** A number with its unit, as in a sentence. */
export function said(value: number, measure: Measure, currency: string): string {
  if (measure === 'ms') return `${formatSeconds(value)} s`;
  if (measure === 'percent') return `${formatPercent(value)} %`;
  if (measure === 'money') return formatMoney(value, currency);
  return formatRough(value);
}

/** A number in a column whose head names the unit. */
export function inColumn(value: number | null, measure: Measure, currency: string): string {
  if (value === null) return ABSENT;
  if (measure === 'ms') return formatSeconds(value);
  if (measure === 'percent') return formatPercent(value);
  return said(value, measure, currency);
}

/** A number beside an axis. */
export function onAxis(value: number, measure: Measure): string {
  if (measure === 'ms') return `${Number((value / 1000).toPrecision(3))} s`;
  if (measure === 'percent') return `${formatPercent(value)} %`;
  return formatRough(value);
}

const MODELS: ReadonlySet<string> = new Set(['gen_ai.request.model.id', 'aws_bedrock.runtime.model_id']);

/** Policies as the console of Bedrock calls them, by the integration's names and by CloudWatch's. */
const POLICIES: Readonly<Record<string, string>> = {
  content_policy: 'Content filters',
  topic_policy: 'Denied topics',
  word_policy: 'Words',
  sensitive_information_policy: 'Sensitive information',
  contextual_grounding_policy: 'Contextual grounding',
  automated_reasoning_policy: 'Automated reasoning',
};

/** A policy in a word beside one of its codes; of one that is not known, none. */
export function policyWord(policy: string | null): string | undefined {
  const words: Readonly<Record<string, string>> = {
    content_policy: t('content'),
    topic_policy: t('topic'),
    word_policy: t('word'),
    sensitive_information_policy: t('PII'),
    contextual_grounding_policy: t('grounding'),
    automated_reasoning_policy: t('reasoning'),
  };
  return policy !== null && Object.hasOwn(words, policy) ? words[policy] : undefined;
}

/** The inference profile behind a model's id, which its short name leaves out: `us.`, `app. profile`. */
export function profileText(value: string | null, { column }: Label): string | undefined {
  if (value === null || !MODELS.has(column)) return undefined;
  return profileOf(undefined, value)?.replace(/^(\w+\.) profile$/, (whole, region) =>
    region === 'app.' ? whole : region,
  );
}

/** A value of a label column as it is shown; the whole of it stands in its tool tip. */
export function labelText(value: string | null, { column, none }: Label): string {
  if (value === null || value === '') return panelText(none ?? 'none');
  if (MODELS.has(column)) return shortModel(value);
  if (column === 'user.id') return shortCaller(value);
  if (column === 'policy' || column.endsWith('.guardrail_policy_type')) {
    const name = value.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    const known = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
    return known === undefined ? value : panelText(known);
  }
  return value;
}
