/** One rule: what it found and how near it came, why it matters, its query, and the records behind. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { RuleFacts, RuleOutcome } from '../../src/session/protocol/checks.ts';
import { groupOf } from '../../src/session/protocol/rule-groups.ts';
import { formatCount } from '../format.ts';
import { icon, note, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { queryText } from './query-text.ts';
import './rule-groups-table.ts';
import './rule-records.ts';
import { ruleNotes } from './rule-notes.ts';
import { catalogueTags, extendedFields, groupTitle, SIGNS, severityText, spanText } from './words.ts';

@customElement('bli-rule-detail')
export class RuleDetail extends Part {
  /** Of the findings the one whose records are shown; by rule. */
  private chosen: { readonly rule: string; readonly finding: number } | undefined;

  protected override render(): TemplateResult {
    const { inspector } = this;
    const rule = inspector.checks.rule(inspector.place.rule);
    if (!rule) return html`<p class="dim none">${t('Choose a rule to see what it found.')}</p>`;
    const outcome = inspector.checks.outcome(rule.id);
    const finding = this.chosen?.rule === rule.id ? this.chosen.finding : 0;
    return html`<article class="rule" aria-labelledby="rule-title">
      ${this.head(rule, outcome)} ${this.said(rule, outcome)} ${this.actions(rule, outcome, finding)}
      ${this.remarks(rule, outcome)}
      <section aria-label=${t('Query')}>${queryText(rule.query)}</section>
      ${
        outcome && (outcome.findings.length > 0 || outcome.below.length > 0)
          ? html`<bli-rule-groups
              .inspector=${inspector}
              .outcome=${outcome}
              .chosen=${finding}
              .choose=${(at: number) => this.choose(rule.id, at)}
            ></bli-rule-groups>`
          : nothing
      }
      ${
        outcome && outcome.findings.length > 0
          ? html`<bli-rule-records
              .inspector=${inspector}
              .outcome=${outcome}
              .finding=${outcome.findings[Math.min(finding, outcome.findings.length - 1)]}
            ></bli-rule-records>`
          : nothing
      }
      ${ruleNotes(inspector, rule)}
    </article>`;
  }

  private choose(rule: string, finding: number): void {
    this.chosen = { rule, finding };
    this.requestUpdate();
  }

  private head(rule: RuleFacts, outcome: RuleOutcome | undefined): TemplateResult {
    const name = groupOf(outcome);
    const [sign, tone] = SIGNS[name];
    const builtin = rule.path.startsWith('builtin/');
    const file = rule.path.slice(Math.max(rule.path.lastIndexOf('/'), rule.path.lastIndexOf('\\')) + 1);
    return html`<header class="rule-title">
      <span class=${tone} title=${groupTitle(name)}>${icon(sign)}</span>
      <h2 id="rule-title" tabindex="-1" class="said" dir="auto">${plain(rule.name)}</h2>
      <span class="badge">${severityText(rule.severity)} ${formatCount(rule.riskScore)}</span>
      ${catalogueTags(rule).map((tag) => html`<span class="badge said">${plain(tag)}</span>`)}
      <span class="grow"></span>
      <span class="xs dim said">${builtin ? t('built in') : plain(file)}</span>
    </header>`;
  }

  /** In a sentence what came of it. */
  private said(rule: RuleFacts, outcome: RuleOutcome | undefined): TemplateResult {
    return html`<p class="rule-said said" dir="auto">${plain(rule.description)}</p>
      <p class="rule-said"><b>${groupTitle(groupOf(outcome))}.</b> ${plain(this.result(rule, outcome))}</p>`;
  }

  private result(rule: RuleFacts, outcome: RuleOutcome | undefined): string {
    const { target } = this.inspector.checks;
    if (!outcome)
      return target === undefined
        ? t('The rule has not been checked on these records.')
        : t('The rule has not been run on the cluster: {0}', target);
    const { clock } = this.inspector;
    const { state, findings, findingsTotal, nearMiss, missing, reason, suppressed } = outcome;
    const schedule =
      rule.from === undefined ? '' : t('Runs every {0} over {1}.', spanText(rule.interval), spanText(rule.from));
    if (state === 'fired') {
      const first = Math.min(...findings.map((finding) => finding.first));
      const last = Math.max(...findings.map((finding) => finding.last));
      const runs = findings.reduce((sum, finding) => sum + finding.runs, 0);
      const count = findingsTotal === 1 ? t('1 finding') : t('{0} findings', formatCount(findingsTotal));
      const times =
        target === undefined || first !== last
          ? t('First at {0}, last at {1} {2}.', clock.timeIn(first), clock.timeIn(last), clock.zone)
          : t('On the cluster {0}, at {1} {2}.', target, clock.timeIn(first), clock.zone);
      const held = runs > 1 ? t('It held in {0} runs.', formatCount(runs)) : '';
      return [`${count}.`, times, held, schedule].filter((part) => part !== '').join(' ');
    }
    if (nearMiss) return [reason, schedule].join('. ');
    if (missing !== undefined)
      return t('It needs {0}, and no record has that. No record of these logs could ever match.', missing);
    if (suppressed.length > 0) return reason;
    if (state === 'clear') return [t('It was asked and found nothing.'), schedule].join(' ');
    return reason;
  }

  private actions(rule: RuleFacts, outcome: RuleOutcome | undefined, finding: number): TemplateResult {
    const { checks } = this.inspector;
    const fired = outcome?.state === 'fired';
    const esql = rule.language === 'esql';
    return html`<div class="buttons">
      <vscode-button ?disabled=${checks.running} @click=${() => checks.run([rule.id])}
        >${checks.target === undefined ? t('Run on loaded records') : t('Run on {0}', checks.target)}</vscode-button
      >
      ${
        outcome?.state === 'unsupported' && checks.target === undefined
          ? html`<vscode-button secondary @click=${() => void this.elsewhere(rule)}
              >${t('Run on Elasticsearch')}</vscode-button
            >`
          : nothing
      }
      <vscode-button secondary @click=${() => checks.edit(rule.id)}>${t('Edit rule')}</vscode-button>
      ${
        fired
          ? html`<vscode-button secondary @click=${() => checks.suppress(rule.id, finding)}
              >${t('Suppress…')}</vscode-button
            >`
          : nothing
      }
      ${
        esql
          ? html`<vscode-button secondary @click=${() => this.inspector.openQuery(rule.query)}
              >${t('Open as query')}</vscode-button
            >`
          : nothing
      }
    </div>`;
  }

  /** On a cluster that is chosen first. */
  private async elsewhere(rule: RuleFacts): Promise<void> {
    const { inspector } = this;
    await inspector.chooseTarget();
    if (inspector.place.target !== undefined) inspector.checks.run([rule.id]);
  }

  /** What has to be known about the result. */
  private remarks(rule: RuleFacts, outcome: RuleOutcome | undefined): TemplateResult {
    const fields = extendedFields(rule);
    const unseen = outcome?.state === 'fired' && outcome.reason !== '' ? outcome.reason : '';
    const guardrail = outcome?.missing !== undefined && /guardrail|policy|compliance|finding/.test(outcome.missing);
    return html`${unseen === '' ? nothing : note('warning', t('Elasticsearch would not have found all of this: {0}.', unseen))}
    ${guardrail ? note('info', t('Guardrail fields come from traces: the guardrail has to be called with its trace on, and the body has to be logged.')) : nothing}
    ${outcome?.missing === undefined ? nothing : this.setupLink()}
    ${(outcome?.suppressed ?? []).length > 0 && outcome ? this.suppressed(outcome) : nothing}
    ${(outcome?.notes ?? []).map((text) => note('info', text))}
    ${
      fields.length > 0
        ? html`<p class="xs dim">
            ${t('On a cluster this rule needs documents of the extended profile: {0}', fields.join(', '))}
          </p>`
        : nothing
    }`;
  }

  private setupLink(): TemplateResult {
    return html`<p>
      <button type="button" class="link" @click=${() => this.inspector.editor.openLink(LOGGING)}>
        ${t('How Bedrock is set up to log it')}
      </button>
    </p>`;
  }

  private suppressed({ suppressed }: RuleOutcome): TemplateResult {
    const reasons = new Set(suppressed.map(({ reason, until }) => t('{0}, until {1}', reason, until)));
    const count =
      suppressed.length === 1 ? t('1 finding is left out') : t('{0} findings are left out', suppressed.length);
    return note('info', `${count}: ${[...reasons].join('; ')}`);
  }
}

const LOGGING = 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html';

declare global {
  interface HTMLElementTagNameMap {
    'bli-rule-detail': RuleDetail;
  }
}
