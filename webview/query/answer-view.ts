/** What came of a query: its rows and their drawing, or why there are none and what can be done. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { QueryAnswer, QueryFormat } from '../../src/session/protocol/protocol.ts';
import { formatCount } from '../format.ts';
import { menuBelow } from '../parts/menu.ts';
import { icon } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';
import './answer-drawing.ts';
import { DeskPart } from './desk-part.ts';
import type { Run } from './query-desk.ts';
import type { ResultGrid } from './result-grid.ts';
import './result-grid.ts';
import { drawingOf } from './shape.ts';

/** Warnings that are shown one by one. */
const MOST_WARNINGS = 3;

@customElement('bli-answer')
export class AnswerView extends DeskPart {
  @property({ attribute: false }) goTo: (line: number, column: number) => void = () => undefined;
  @query('bli-result-grid') private readonly grid!: ResultGrid | null;

  get hasRows(): boolean {
    return this.grid !== null;
  }

  override focus(): void {
    this.grid?.focus();
  }

  protected override render(): TemplateResult {
    const { run, shown } = this.desk;
    if (!run)
      return this.state('play', t('No query has been run'), t('Run it to see its rows here. Ctrl+Enter runs it, too.'));
    if (run.state === 'failed') return this.failed(run);
    if (run.state === 'cancelled' && !shown) {
      return this.state(
        'circle-slash',
        t('The query was cancelled'),
        t('Nothing of it is shown. Run it again to have its rows.'),
      );
    }
    if (!shown?.answer) return html`${this.progress(run)}<div class="answer-body" aria-busy="true"></div>`;
    return html`${run.state === 'running' ? this.progress(run) : nothing}${this.head(shown, shown.answer)}
      ${this.body(shown.answer, run)}`;
  }

  private state(symbol: string, title: string, text: string): TemplateResult {
    return html`<div class="state" role="status">
      ${icon(symbol)}
      <h2>${title}</h2>
      <p class="dim">${text}</p>
    </div>`;
  }

  private progress({ progress }: Run): TemplateResult {
    const done = progress
      ? t('{0} of {1} records', formatCount(progress.rows), formatCount(progress.of))
      : t('Running the query');
    const share = progress && progress.of > 0 ? (progress.rows / progress.of) * 100 : 0;
    return html`<div class="query-progress" role="status">
      <progress class="bar" max="100" .value=${share} aria-label=${t('Progress of the query')}></progress
      ><span class="dim xs">${done}</span>
    </div>`;
  }

  private failed({ failure }: Run): TemplateResult {
    const { message = '', place } = failure ?? {};
    const elsewhere = /elasticsearch/i.test(message);
    return html`<div class="state failed" role="alert">
      ${icon(elsewhere ? 'server' : 'error')}
      <h2>${elsewhere ? t('This query needs Elasticsearch') : t('The query could not be run')}</h2>
      <p class="said reason" dir="auto">${plain(message)}</p>
      <div class="buttons">
        ${
          place
            ? html`<vscode-button @click=${() => this.goTo(place.line, place.column)}
                >${t('Go to line {0}, column {1}', place.line, place.column)}</vscode-button
              >`
            : html`<vscode-button @click=${() => void this.desk.execute()}>${t('Run again')}</vscode-button>`
        }
        ${
          elsewhere && this.inspector.place.target === undefined
            ? html`<vscode-button secondary @click=${() => void this.elsewhere()}
                >${t('Run on Elasticsearch')}</vscode-button
              >`
            : nothing
        }
      </div>
    </div>`;
  }

  private async elsewhere(): Promise<void> {
    await this.inspector.chooseTarget();
    if (this.inspector.place.target !== undefined) await this.desk.execute();
  }

  private head(run: Run, answer: QueryAnswer): TemplateResult {
    const { desk } = this;
    const { rows, warnings, took } = answer;
    const fetched = answer.values[0]?.length ?? 0;
    const { target } = run.query;
    const from =
      target !== undefined
        ? t('from the cluster {0} in {1} ms', target, formatCount(Math.ceil(took)))
        : run.growing
          ? t('from {0} records so far in {1} ms', formatCount(run.records), formatCount(Math.ceil(took)))
          : t('from {0} records in {1} ms', formatCount(run.records), formatCount(Math.ceil(took)));
    return html`<div class="answer-head">
      <b>${rows === 1 ? t('1 row') : t('{0} rows', formatCount(rows))}</b>
      ${rows > fetched && answer.columns.length > 0 ? html`<span class="tag">${t('{0} of {1} rows shown', formatCount(fetched), formatCount(rows))}</span>` : nothing}
      <span class="dim hide-narrow">${from}</span>
      ${warnings
        .slice(0, MOST_WARNINGS)
        .map(
          (warning) =>
            html`<span class="tag warned said" dir="auto" title=${warning}>${icon('warning', 's')} ${plain(warning)}</span>`,
        )}
      ${warnings.length > MOST_WARNINGS ? html`<span class="tag warned">${t('{0} more warnings', formatCount(warnings.length - MOST_WARNINGS))}</span>` : nothing}
      ${desk.changed ? html`<span class="tag dim">${t('text changed since this run')}</span>` : nothing}
      ${run.growing && !desk.running ? html`<button type="button" class="link" @click=${() => void desk.execute()}>${t('Run again')}</button>` : nothing}
      <span class="grow"></span>
      ${drawingOf(answer) ? this.ways() : nothing}
      <button type="button" class="quiet" ?disabled=${fetched === 0} @click=${() => this.copy()}>${icon('copy', 's')}${t('Copy')}</button>
      <button type="button" class="quiet" aria-haspopup="menu" @click=${(event: MouseEvent) => this.save(event)}>${icon('export', 's')}${t('Save')}</button>
    </div>`;
  }

  private ways(): TemplateResult {
    const { desk } = this;
    const ways = [
      ['table', 'table', t('Table')],
      ['chart', 'graph', t('Chart')],
      ['both', 'split-vertical', t('Both')],
    ] as const;
    return html`<span class="seg" role="group" aria-label=${t('Show as')}
      >${ways.map(
        ([way, symbol, label]) =>
          html`<button type="button" aria-pressed=${String(desk.show === way)} title=${label} @click=${() => desk.choose(way)}>${icon(symbol, 's')}<span class="hide-narrow"> ${label}</span></button>`,
      )}</span
    >`;
  }

  private body(answer: QueryAnswer, run: Run): TemplateResult {
    const { desk, inspector } = this;
    if (answer.columns.length === 0 || answer.rows === 0) {
      return this.state(
        'info',
        t('No row'),
        run.records === 0
          ? t('No record was loaded when it ran.')
          : t('No record fits the query. Widen its conditions or its times.'),
      );
    }
    const drawing = drawingOf(answer);
    const table = !drawing || desk.show !== 'chart';
    const chart = drawing && desk.show !== 'table';
    return html`<div class="answer-body ${desk.running ? 'stale' : ''} ${desk.changed ? 'changed' : ''}">
      ${table ? html`<bli-result-grid .inspector=${inspector} .answer=${answer}></bli-result-grid>` : nothing}
      ${chart ? html`<bli-drawing class=${table ? (drawing.kind === 'single' ? 'above' : 'below') : ''} .inspector=${inspector} .answer=${answer} .drawing=${drawing}></bli-drawing>` : nothing}
    </div>`;
  }

  private copy(): void {
    const { inspector, desk } = this;
    const rows = desk.shown?.answer?.values[0]?.length ?? 0;
    const text = this.grid?.copied;
    if (text === undefined) {
      // The rows are copied as the table has them.
      desk.choose('both');
      return;
    }
    inspector.ask('copy', { text }).then(
      () => inspector.say(t('Copied with the names of the columns: {0} rows', formatCount(rows))),
      () => inspector.say(t('It could not be copied.')),
    );
  }

  private save(event: MouseEvent): void {
    const formats: readonly (readonly [QueryFormat, string])[] = [
      ['csv', 'CSV'],
      ['json', 'JSON'],
      ['ndjson', 'NDJSON'],
    ];
    menuBelow(event, [
      formats.map(([format, name]) => ({
        label: t('Save all rows as {0}…', name),
        run: () => void this.desk.save(format),
      })),
    ]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-answer': AnswerView;
  }
}
