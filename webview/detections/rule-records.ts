/** The records behind one finding, newest first, and the way to all of them in the table of invocations. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RecordLines, RuleFinding, RuleOutcome } from '../../src/session/protocol/checks.ts';
import type { FindingRecords } from '../../src/session/protocol/clusters.ts';
import type { Cell, RecordId } from '../../src/session/protocol/protocol.ts';
import { ABSENT, formatCount } from '../format.ts';
import { isAborted, reasonOf } from '../host.ts';
import { icon, Part } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { ID_FIELD, MOST_BY_ID, TIME_FIELD, whereOf } from './where.ts';
import { shortValue } from './words.ts';

/** Records whose lines are fetched at a time. */
const PAGE = 50;
/** Documents of a cluster that are fetched for one finding. */
const MOST_FETCHED = 500;
const FIELDS = [
  TIME_FIELD,
  'gen_ai.request.model.id',
  'event.action',
  'gen_ai.response.error_code',
  'gen_ai.compliance.violation_code',
  'gen_ai.policy.confidence',
  'user.id',
] as const;

@customElement('bli-rule-records')
export class RuleRecords extends Part {
  @property({ attribute: false }) outcome!: RuleOutcome;
  @property({ attribute: false }) finding!: RuleFinding;
  private asked: RuleFinding | undefined;
  private shown = PAGE;
  private lines: RecordLines | undefined;
  private ids: readonly RecordId[] = [];
  /** How many documents are behind a finding on a cluster. */
  private there: Omit<FindingRecords, 'records'> | undefined;
  private failure = '';
  private stop = new AbortController();

  protected override willUpdate(): void {
    if (this.asked === this.finding) return;
    this.asked = this.finding;
    this.shown = PAGE;
    // Those of a cluster take a while: nobody is to take the ones before for them.
    if (this.inspector.checks.target !== undefined) this.lines = this.there = undefined;
    void this.fetch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop.abort();
    this.asked = undefined;
  }

  private async fetch(): Promise<void> {
    this.stop.abort();
    const stop = new AbortController();
    this.stop = stop;
    this.failure = '';
    try {
      const ids = await this.idsOf(stop.signal);
      if (this.stop !== stop) return;
      const fields = [...FIELDS].filter((field) => this.inspector.columns.some((column) => column.field === field));
      const lines = await this.inspector.ask('lines', { ids, fields, prompts: true }, stop.signal);
      if (this.stop !== stop) return;
      this.ids = ids;
      this.lines = { ...lines, cells: FIELDS.map((field) => lines.cells[fields.indexOf(field)] ?? []) };
    } catch (error) {
      if (isAborted(error) || this.stop !== stop) return;
      this.failure = reasonOf(error);
    }
    this.requestUpdate();
  }

  /** The latest records behind the finding; those of a cluster are fetched first. */
  private async idsOf(signal: AbortSignal): Promise<readonly RecordId[]> {
    const { inspector, finding, outcome } = this;
    const { target } = inspector.checks;
    if (target === undefined) return finding.records.toReversed().slice(0, this.shown);
    const at = outcome.findings.indexOf(finding);
    const most = Math.min(this.shown, MOST_FETCHED);
    const asked = { target, rule: outcome.rule.id, finding: at, most };
    const { records, ...counted } = await inspector.ask('findingRecords', asked, signal);
    this.there = counted;
    return records;
  }

  /** How many there are, and how many of them can be listed here. */
  private get counts(): { readonly total: number; readonly listed: number; readonly more: boolean } {
    const { there, finding } = this;
    if (this.inspector.checks.target === undefined)
      return { total: finding.recordsTotal, listed: finding.records.length, more: false };
    const total = there?.total ?? 0;
    return { total, listed: Math.min(total, MOST_FETCHED), more: there?.more === true };
  }

  protected override render(): TemplateResult {
    const { total, listed, more } = this.counts;
    const known = this.lines ? this.ids.length : 0;
    const here = this.inspector.checks.target === undefined;
    const count = more ? t('more than {0}', formatCount(total)) : formatCount(total);
    return html`<section class="rule-records" aria-label=${t('Records behind the finding')}>
      <div class="section-line">
        <h3>${t('Records')}</h3>
        <span class="xs dim">${t('{0} of {1}, newest first', formatCount(known), count)}</span>
        <span class="grow"></span>
        ${
          here
            ? html`<button type="button" class="link gb" @click=${() => void this.showAll()}>
                ${icon('list-selection', 's')}${t('Show in Invocations')}
              </button>`
            : nothing
        }
      </div>
      ${this.failure === '' ? this.table() : this.failed()}
      ${
        known < listed && this.shown < listed
          ? html`<button type="button" class="link" @click=${this.more}>${t('Show more')}</button>`
          : nothing
      }
      ${known > 0 && (more || total > listed) ? this.rest(listed, count) : nothing}
    </section>`;
  }

  /** More than are fetched from a cluster: a query there leads to all of them. */
  private rest(listed: number, count: string): TemplateResult {
    const query = this.there?.query;
    return html`<p class="dim">
      ${t('The latest {0} of {1} can be listed here.', formatCount(listed), count)}
      ${
        query === undefined
          ? nothing
          : html`<button type="button" class="link" @click=${() => this.inspector.openQuery(query)}>
              ${t('All as a query on the cluster')}
            </button>`
      }
    </p>`;
  }

  private failed(): TemplateResult {
    return html`<p class="bad said" role="alert">${plain(this.failure)}</p>
      <button type="button" class="link" @click=${() => void this.fetch()}>${t('Try again')}</button>`;
  }

  private table(): TemplateResult {
    const { lines } = this;
    if (!lines) return html`<p class="dim" aria-busy="true">${t('Reading the records')}</p>`;
    if (this.ids.length === 0)
      return html`<p class="dim">${t('The answer does not tell which documents it is of. A query with METADATA _id does.')}</p>`;
    return html`<table class="t">
      <thead>
        <tr>
          <th class="w-time">${t('Time')}</th>
          <th class="w-model">${t('Model')}</th>
          <th class="w-operation hide-narrow">${t('Operation')}</th>
          <th class="w-code">${t('Code')}</th>
          <th class="w-confidence hide-narrow">${t('Confidence')}</th>
          <th>${t('Prompt')}</th>
        </tr>
      </thead>
      <tbody>
        ${this.ids.map((id, row) => this.row(id, lines, row))}
      </tbody>
    </table>`;
  }

  private row(id: RecordId, { cells, prompts }: RecordLines, row: number): TemplateResult {
    const { clock } = this.inspector;
    const [time, model, operation, error, code, confidence, caller] = cells.map((column) => column[row] ?? null);
    const prompt = prompts[row] ?? '';
    const short = shortValue(text(caller));
    return html`<tr @click=${() => void this.inspector.openById(id)}>
      <th scope="row">
        <button type="button" class="link" title=${tip(short)}>
          ${typeof time === 'number' ? clock.timeIn(time) : ABSENT}
        </button>
      </th>
      <td class="ell said" title=${tip(text(model))}>${plain(shortModel(text(model)))}</td>
      <td class="ell hide-narrow dim">${plain(text(operation))}</td>
      <td class="ell said ${error === null || error === undefined ? '' : 'bad'}">${plain(text(error ?? code))}</td>
      <td class="ell hide-narrow">${plain(text(confidence))}</td>
      <td class="ell said" dir="auto" title=${tip(prompt)}>${plain(prompt.replace(/\s+/g, ' ') || ABSENT)}</td>
    </tr>`;
  }

  private more(): void {
    this.shown += PAGE * 4;
    void this.fetch();
  }

  /** By their request ids; where there are too many, by what they have in common. */
  private async showAll(): Promise<void> {
    const { inspector, finding } = this;
    const ids = finding.records.slice(0, MOST_BY_ID);
    try {
      const { cells } = await inspector.ask('lines', { ids, fields: [ID_FIELD, TIME_FIELD] });
      const [requests = [], times = []] = cells;
      const selection = whereOf(finding, requests, times);
      inspector.showRecords(selection.where, selection.range);
      if (!selection.exact)
        inspector.say(
          t(
            'These are the calls of the same group at that time; the finding counts {0} of them.',
            formatCount(finding.recordsTotal),
          ),
        );
    } catch (error) {
      inspector.say(reasonOf(error));
    }
  }
}

function text(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ABSENT;
  return Array.isArray(cell) ? cell.join(', ') : String(cell);
}

/** Without region, vendor and version, which its tip has. */
function shortModel(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return name.replace(/^(?:[a-z]{2,6}\.)?[a-z0-9]+\./, '').replace(/(?:-\d{8})?(?:-v\d+)?(?::\d+)?$/, '') || name;
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-rule-records': RuleRecords;
  }
}
