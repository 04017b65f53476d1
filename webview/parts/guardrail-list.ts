/** What the guardrails found, input and output apart, by policy. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Conversation, GuardrailAssessment, GuardrailFinding } from '../../src/ecs/model.ts';
import { ABSENT, formatCount, formatScore } from '../format.ts';
import { t } from '../texts.ts';
import { icon } from './part.ts';
import { plain, tip } from './plain.ts';

interface Numbered {
  readonly number: number;
  readonly finding: GuardrailFinding;
}

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

export function guardrailList({ findings, assessments }: Conversation): TemplateResult {
  const numbered = findings.map((finding, i): Numbered => ({ finding, number: i + 1 }));
  return html`<div class="guardrails">
    ${(['input', 'output'] as const).map((source) =>
      side(
        source,
        numbered.filter((n) => n.finding.source === source),
        assessments.filter((assessment) => assessment.source === source),
      ),
    )}
  </div>`;
}

function side(
  source: 'input' | 'output',
  all: readonly Numbered[],
  assessments: readonly GuardrailAssessment[],
): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  const title = source === 'input' ? t('Input') : t('Output');
  const acted = new Set(all.filter((n) => n.finding.action !== 'NONE').map((n) => n.finding.policy)).size;
  const policies = [...new Set(all.map((n) => n.finding.policy))];
  const ids = [...new Set(all.map((n) => n.finding.guardrail))];
  return html`<section aria-label=${title}>
    <h2>
      ${icon(source === 'input' ? 'arrow-right' : 'arrow-left', 's')}${title}<span class="dim"
        >${acted === 1 ? t('1 policy acted') : t('{0} policies acted', formatCount(acted))}</span
      >
    </h2>
    ${policies.map((policy) =>
      policyTable(
        policy,
        all.filter((n) => n.finding.policy === policy),
      ),
    )}
    ${assessments.length > 0 ? assessments.map(assessed) : html`<p class="dim xs"><bdi>${plain(ids.join(', '))}</bdi></p>`}
  </section>`;
}

/** Which guardrail looked, how long it took, what it counted. */
function assessed({ guardrail, version, latency, units, characters }: GuardrailAssessment): TemplateResult {
  const facts = [
    version === undefined ? '' : t('version {0}', version),
    latency === undefined ? '' : t('{0} ms', formatCount(latency)),
    characters === undefined
      ? ''
      : t('{0} of {1} characters checked', formatCount(characters.guarded), formatCount(characters.total)),
    ...units.map(([name, count]) => `${name} ${formatCount(count)}`),
  ];
  return html`<p class="dim xs">
    <bdi>${plain(guardrail)}</bdi> ${plain(facts.filter((fact) => fact !== '').join(', '))}
  </p>`;
}

function policyTable(policy: string, all: readonly Numbered[]): TemplateResult {
  const scored = all.some((n) => n.finding.score !== undefined);
  return html`<h3>${plain(policyName(policy))}</h3>
    <table class="t ${scored ? 'scored' : ''}">
      <thead>
        <tr>
          <th class="w-finding">${t('Finding')}</th>
          <th class="w-action">${t('Action')}</th>
          <th class="w-confidence">${scored ? t('Score against threshold') : t('Confidence')}</th>
          <th class="w-strength">${scored ? t('Threshold') : t('Strength')}</th>
          <th>${t('Matched')}</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(({ finding, number }) => row(finding, number, scored))}
      </tbody>
    </table>`;
}

function row(finding: GuardrailFinding, number: number, scored: boolean): TemplateResult {
  const { code, action, match } = finding;
  return html`<tr>
    <th scope="row" class="ell" title=${tip(code)}>
      <sup>${number}</sup> <bdi>${plain(code === '' ? ABSENT : code)}</bdi>
    </th>
    <td>${actionMark(action)}</td>
    <td>${scored ? meter(finding) : confidence(finding.confidence)}</td>
    <td class="ell">${scored ? least(finding.threshold) : (finding.strength ?? ABSENT)}</td>
    <td class="ell" title=${match === undefined ? nothing : tip(match)}>
      ${match === undefined ? html`<span class="dim">${ABSENT}</span>` : html`<bdi>${plain(match)}</bdi>`}
    </td>
  </tr>`;
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
