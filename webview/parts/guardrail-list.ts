/** What the guardrails found, input and output apart, by policy. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FieldRow, GuardrailAssessment, GuardrailFinding, WhatIf } from '../../src/ecs/model.ts';
import type { RecordView } from '../../src/session/protocol/protocol.ts';
import { ABSENT, formatCount, formatScore } from '../format.ts';
import { whatIfSentence, whatIfWords } from '../reading/what-if.ts';
import { t } from '../texts.ts';
import { readable } from './field-list.ts';
import { icon, note } from './part.ts';
import { plain, tip } from './plain.ts';

interface Numbered {
  readonly number: number;
  readonly finding: GuardrailFinding;
  readonly outcome: WhatIf | undefined;
}

/** Goes to where the finding's match is marked. */
type Reveal = (number: number) => void;

const POLICIES: Readonly<Record<string, () => string>> = {
  content_policy: () => t('Content filters'),
  topic_policy: () => t('Denied topics'),
  word_policy: () => t('Word filters'),
  sensitive_information_policy: () => t('Sensitive information'),
  contextual_grounding_policy: () => t('Contextual grounding'),
  automated_reasoning_policy: () => t('Automated reasoning'),
};

const policyName = (policy: string): string =>
  (Object.hasOwn(POLICIES, policy) ? POLICIES[policy]?.() : undefined) ?? policy;

export function guardrailList({ conversation, whatIf, explanation }: RecordView, reveal: Reveal): TemplateResult {
  const { findings, assessments } = conversation;
  const numbered = findings.map((finding, i): Numbered => ({ finding, number: i + 1, outcome: whatIf[i] }));
  return html`<div class="guardrails">
    ${(['input', 'output'] as const).map((source) =>
      side(
        source,
        numbered.filter((n) => n.finding.source === source),
        assessments.filter((assessment) => assessment.source === source),
        reveal,
      ),
    )}
    ${seenByElasticsearch(explanation.fields)} ${(explanation.aboutFindings ?? []).map((remark) => note('warning', remark))}
  </div>`;
}

/** The fields that a query has of all this. */
const FIELDS = [
  'gen_ai.policy.name',
  'gen_ai.policy.action',
  'gen_ai.policy.confidence',
  'gen_ai.compliance.violation_code',
  'gen_ai.compliance.violation_detected',
  'gen_ai.guardrail_id',
  'bedrock_logs.finding',
];

function seenByElasticsearch(fields: readonly FieldRow[]): TemplateResult | typeof nothing {
  const rows = FIELDS.flatMap((name) => fields.find(({ field }) => field === name) ?? []);
  if (rows.length === 0) return nothing;
  return html`<section aria-label=${t('What Elasticsearch would see')}>
    <h2>${icon('search', 's')}${t('What Elasticsearch would see')}</h2>
    <dl class="seen">
      ${rows.map(
        ({ field, value }) =>
          html`<dt>${field}</dt>
            <dd class="ell" title=${tip(value)}><bdi>${plain(readable(value))}</bdi></dd>`,
      )}
    </dl>
  </section>`;
}

function side(
  source: 'input' | 'output',
  all: readonly Numbered[],
  assessments: readonly GuardrailAssessment[],
  reveal: Reveal,
): TemplateResult | typeof nothing {
  if (all.length === 0 && assessments.length === 0) return nothing;
  const title = source === 'input' ? t('Input') : t('Output');
  const policies = [...new Set(all.map((n) => n.finding.policy))];
  const ids = [...new Set(all.map((n) => n.finding.guardrail))];
  return html`<section aria-label=${title}>
    <h2>
      ${icon(source === 'input' ? 'arrow-right' : 'arrow-left', 's')}${title}<span class="dim"
        >${totals(all, assessments)}</span
      >
    </h2>
    ${policies.map((policy) =>
      policyTable(
        policy,
        all.filter((n) => n.finding.policy === policy),
        reveal,
      ),
    )}
    ${assessments.length > 0 ? assessments.map((one) => assessed(one, assessments.length === 1)) : html`<p class="dim xs"><bdi>${plain(ids.join(', '))}</bdi></p>`}
  </section>`;
}

/** What was done on one side, in few words. */
function totals(all: readonly Numbered[], assessments: readonly GuardrailAssessment[]): string {
  const acted = new Set(all.filter((n) => n.finding.action !== 'NONE').map((n) => n.finding.policy)).size;
  const [only, ...more] = assessments;
  const units = assessments.flatMap((one) => one.units).reduce((sum, [, count]) => sum + count, 0);
  const facts = [
    all.length === 0
      ? t('nothing found')
      : acted === 1
        ? t('1 policy acted')
        : t('{0} policies acted', formatCount(acted)),
    only?.latency === undefined || more.length > 0 ? '' : t('{0} ms', formatCount(only.latency)),
    units === 0 ? '' : units === 1 ? t('1 text unit') : t('{0} text units', formatCount(units)),
    only?.characters === undefined || more.length > 0
      ? ''
      : t('{0} of {1} characters checked', formatCount(only.characters.guarded), formatCount(only.characters.total)),
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}

/** Which guardrail looked, and what it counted for each policy; `alone`: the rest is said above. */
function assessed(
  { guardrail, version, latency, units, characters }: GuardrailAssessment,
  alone: boolean,
): TemplateResult {
  const facts = [
    version === undefined ? '' : t('version {0}', version),
    latency === undefined || alone ? '' : t('{0} ms', formatCount(latency)),
    characters === undefined || alone
      ? ''
      : t('{0} of {1} characters checked', formatCount(characters.guarded), formatCount(characters.total)),
    ...units.map(([name, count]) => `${name} ${formatCount(count)}`),
  ];
  return html`<p class="dim xs">
    <bdi>${plain(guardrail)}</bdi> ${plain(facts.filter((fact) => fact !== '').join(', '))}
  </p>`;
}

/** Content filters tell how sure they are, grounding checks how grounded; the others only what they found. */
type Kind = 'filter' | 'score' | 'match';

function policyTable(policy: string, all: readonly Numbered[], reveal: Reveal): TemplateResult {
  const kind: Kind = all.some((n) => n.finding.score !== undefined)
    ? 'score'
    : all.some((n) => n.finding.confidence !== undefined || n.finding.strength !== undefined)
      ? 'filter'
      : 'match';
  const matched = kind === 'match' || all.some((n) => n.finding.match !== undefined);
  return html`<h3>${plain(policyName(policy))}</h3>
    <table class="t of-${kind}">
      <thead>
        <tr>
          <th class="w-finding">${t('Finding')}</th>
          <th class="w-action">${t('Action')}</th>
          ${
            kind === 'match'
              ? nothing
              : html`<th class="w-confidence">${kind === 'score' ? t('Score against threshold') : t('Confidence')}</th>
                  <th class="w-strength">${kind === 'score' ? t('Threshold') : t('Strength')}</th>
                  <th class=${matched ? 'w-passes' : ''}>${t('Would pass at')}</th>`
          }
          ${matched ? html`<th>${t('Matched')}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${all.map((one) => row(one, kind, matched, reveal))}
      </tbody>
    </table>`;
}

function row({ finding, number, outcome }: Numbered, kind: Kind, matched: boolean, reveal: Reveal): TemplateResult {
  const { code, action, match } = finding;
  const degrees = html`<td>${kind === 'score' ? meter(finding) : confidence(finding.confidence)}</td>
    <td class="ell">${kind === 'score' ? least(finding.threshold) : (finding.strength ?? ABSENT)}</td>
    <td class="ell" title=${whatIfSentence(outcome)}>${whatIfWords(outcome)}</td>`;
  return html`<tr>
    <th scope="row" class="ell" title=${tip(code)}>
      ${match === undefined ? nothing : html`<sup>${number}</sup>`} <bdi>${plain(code === '' ? ABSENT : code)}</bdi>
    </th>
    <td title=${kind === 'match' ? whatIfSentence(outcome) : nothing}>${actionMark(action)}</td>
    ${kind === 'match' ? nothing : degrees} ${matched ? matchCell(match, number, reveal) : nothing}
  </tr>`;
}

function matchCell(match: string | undefined, number: number, reveal: Reveal): TemplateResult {
  if (match === undefined) return html`<td class="ell dim">${t('not reported')}</td>`;
  return html`<td class="ell">
    <button
      type="button"
      class="link ell"
      title=${tip(match)}
      aria-label=${t('Show in the conversation: {0}', tip(match))}
      @click=${() => reveal(number)}
    >
      <bdi>${plain(match)}</bdi>
    </button>
  </td>`;
}

function least(threshold: number | undefined): string {
  return threshold === undefined ? ABSENT : t('at least {0}', formatScore(threshold));
}

/** Icon and the log's own word. */
function actionMark(action: string): TemplateResult {
  if (action === 'BLOCKED') return html`<span class="gb bad">${icon('circle-slash', 's')}BLOCKED</span>`;
  if (action === 'ANONYMIZED') return html`<span class="gb">${icon('eye-closed', 's')}ANONYMIZED</span>`;
  return html`<span class="gb dim">${icon('eye', 's')}${plain(action === '' ? ABSENT : action)}</span>`;
}

const LEVELS = ['LOW', 'MEDIUM', 'HIGH'];

function confidence(value: string | undefined): TemplateResult {
  if (value === undefined) return html`<span class="dim">${ABSENT}</span>`;
  const level = LEVELS.indexOf(value) + 1;
  const dots = level > 0 ? '●'.repeat(level) + '○'.repeat(LEVELS.length - level) : '';
  return html`<span class="gb"><span class="dots" aria-hidden="true">${dots}</span>${plain(value)}</span>`;
}

const percent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;

/** A score from 0 to 1 beside the threshold that it was held against. */
function meter({ score, threshold, action }: GuardrailFinding): TemplateResult {
  if (score === undefined) return html`<span class="dim">${ABSENT}</span>`;
  return html`<span class="gb"
    >${formatScore(score)}<span class="meter" aria-hidden="true"
      ><i class=${action === 'BLOCKED' ? 'over' : ''} .style=${`width:${percent(score)}`}></i
      >${threshold === undefined ? nothing : html`<u .style=${`left:${percent(threshold)}`}></u>`}</span
    ></span
  >`;
}
