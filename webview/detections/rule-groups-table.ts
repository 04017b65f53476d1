/** The groups of a rule's answer against its threshold: those that fired, then those that stayed below. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BelowThreshold, ReachedValue, RuleFinding, RuleOutcome } from '../../src/session/protocol/checks.ts';
import { ABSENT, formatCount } from '../format.ts';
import { icon, Part } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { amount, groupText, missingText, valueText } from './words.ts';

/** Findings that are listed; `Show all as a query` has the others. */
const MOST_LISTED = 100;
/** From this share of the threshold on a group is near. */
const NEAR = 0.5;
/** Values of a row that has no group, in its line. */
const MOST_VALUES = 3;

@customElement('bli-rule-groups')
export class RuleGroups extends Part {
  @property({ attribute: false }) outcome!: RuleOutcome;
  @property({ attribute: false }) chosen = 0;
  @property({ attribute: false }) choose: (finding: number) => void = () => {};

  protected override render(): TemplateResult {
    const { findings, findingsTotal, below } = this.outcome;
    const reached = findings[0]?.reached[0] ?? below[0]?.reached;
    const most = Math.max(
      (reached?.needed ?? 0) * 2,
      ...findings.map((finding) => finding.reached[0]?.value ?? 0),
      ...below.map((group) => group.reached.value),
    );
    const shown = findings.slice(0, MOST_LISTED);
    const grouped = findings.some(({ group }) => group.length > 0) || below.length > 0;
    return html`<section class="rule-groups" aria-label=${t('Findings')}>
      <div class="section-line">
        <h3>${grouped ? t('Matching groups') : t('Findings')}</h3>
        <span class="xs dim">
          ${this.aside(reached, grouped)}
        </span>
      </div>
      <table class="t">
        <thead>
          <tr>
            <th>${plain(this.subjectTitle())}</th>
            <th class="w-when">${t('When')}</th>
            ${
              reached
                ? html`<th class="num w-count">${plain(reached.column)}</th>
                    <th class="w-bar hide-narrow">${t('against the threshold')}</th>`
                : nothing
            }
            <th class="num w-count">${t('Records')}</th>
            <th class="w-verdict">${t('Verdict')}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((finding, at) => this.fired(finding, at, most))}
          ${below.map((group) => this.below(group, most, reached !== undefined))}
        </tbody>
      </table>
      ${
        findingsTotal > shown.length
          ? html`<p class="xs dim">${t('The first {0} of {1}.', formatCount(shown.length), formatCount(findingsTotal))}</p>`
          : nothing
      }
    </section>`;
  }

  private aside(reached: ReachedValue | undefined, grouped: boolean): string {
    if (reached) return t('best run of each, threshold {0}', amount(reached.needed));
    return grouped ? '' : t('each is one record');
  }

  private subjectTitle(): string {
    const group = this.outcome.findings[0]?.group ?? this.outcome.below[0]?.group ?? [];
    return group.length > 0 ? group.map(({ name }) => name).join(', ') : t('Found');
  }

  private subject(finding: RuleFinding): string {
    if (finding.group.length > 0) return groupText(finding.group);
    const texts = this.outcome.columns.flatMap(({ name }, i) => {
      const value = finding.values[i] ?? null;
      return value === null || name === '@timestamp' || name === 'gen_ai.request.id' ? [] : [valueText(value)];
    });
    return texts.slice(0, MOST_VALUES).join(', ') || ABSENT;
  }

  private fired(finding: RuleFinding, at: number, most: number): TemplateResult {
    const { clock } = this.inspector;
    const { first, last, recordsTotal, reached } = finding;
    const subject = this.subject(finding);
    const when = first === last ? clock.timeIn(first) : `${clock.timeIn(first)} – ${clock.timeIn(last)}`;
    return html`<tr class=${at === this.chosen ? 'on' : ''} @click=${() => this.choose(at)}>
      <th scope="row" class="ell">
        <button
          type="button"
          class="link ell said"
          aria-pressed=${String(at === this.chosen)}
          title=${tip(finding.group.map(({ name, value }) => `${name} ${valueText(value)}`).join('\n') || subject)}
        >
          ${plain(subject)}
        </button>
      </th>
      <td class="ell" title=${when}>${when}</td>
      ${reached[0] ? measure(reached[0], most, 'bad') : nothing}
      <td class="num">${this.inspector.checks.target === undefined ? formatCount(recordsTotal) : ABSENT}</td>
      <td><span class="gb bad">${icon('flame', 's')}${t('fired')}</span></td>
    </tr>`;
  }

  private below(group: BelowThreshold, most: number, measured: boolean): TemplateResult {
    const { reached, at } = group;
    const isNear = reached.needed > 0 && reached.value / reached.needed >= NEAR && reached.value > 1;
    const verdict = isNear
      ? html`<span class="gb near">${icon('warning', 's')}${t('near, {0}', missingText(group))}</span>`
      : html`<span class="gb dim">${icon('pass', 's')}${t('clear')}</span>`;
    return html`<tr>
      <th scope="row" class="ell said" title=${tip(groupText(group.group))}>${plain(groupText(group.group) || ABSENT)}</th>
      <td class="ell">${this.inspector.clock.timeIn(at)}</td>
      ${measured ? measure(reached, most, '') : nothing}
      <td class="num dim">${ABSENT}</td>
      <td>${verdict}</td>
    </tr>`;
  }
}

/** The value, and a bar with the threshold as a mark. */
function measure({ value, needed }: ReachedValue, most: number, tone: string): TemplateResult {
  const share = (part: number): string => `${((100 * Math.max(0, part)) / Math.max(most, 1)).toFixed(1)}%`;
  return html`<td class="num">${amount(value)}</td>
    <td class="hide-narrow">
      <div class="against ${tone}" aria-hidden="true">
        <i .style=${`width:${share(value)}`}></i><b .style=${`left:${share(needed)}`}></b>
      </div>
    </td>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-rule-groups': RuleGroups;
  }
}
