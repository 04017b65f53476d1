/** An answer as a drawing: large numbers, bars, or a course over time. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { QueryAnswer } from '../../src/session/protocol/protocol.ts';
import type { TimeChart } from '../charts/chart.ts';
import { hatches } from '../charts/hatches.ts';
import '../charts/time-chart.ts';
import { key } from '../overview/drawing.ts';
import { summaryOf } from '../overview/summaries.ts';
import { Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { cellText } from './cell-text.ts';
import { courseOf } from './course.ts';
import { type Drawing, MOST_BARS, numberOf } from './shape.ts';

/** UTF-16 units of a name in the legend. */
const LABEL = 60;

@customElement('bli-drawing')
export class AnswerDrawing extends Part {
  @property({ attribute: false }) answer!: QueryAnswer;
  @property({ attribute: false }) drawing!: Drawing;

  private course: TimeChart | undefined;

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (!changes.has('answer') && !changes.has('drawing')) return;
    this.course = this.drawing.kind === 'time' ? courseOf(this.answer, this.drawing) : undefined;
  }

  protected override render(): TemplateResult {
    const { drawing } = this;
    if (drawing.kind === 'single') return this.single(drawing.values);
    if (drawing.kind === 'bars') return this.bars(drawing.label, drawing.value);
    return this.course ? this.overTime(drawing, this.course) : html``;
  }

  private overTime(drawing: Extract<Drawing, { kind: 'time' }>, chart: TimeChart): TemplateResult {
    const { columns } = this.answer;
    const { clock } = this.inspector;
    const names = drawing.values.map((i) => columns[i]?.name ?? '');
    const title = drawing.by === undefined ? names.join(', ') : (names[0] ?? '');
    const by = drawing.by === undefined ? columns[drawing.time]?.name : columns[drawing.by]?.name;
    return html`${hatches()}
      <figure class="course">
      <figcaption>
        <b class="said" dir="auto">${plain(title)}</b>
        <span class="dim said" dir="auto">${plain(t('by {0}', by ?? ''))}</span>
      </figcaption>
      <div class="leg">
        ${chart.series.map((each) => key({ ...each, label: each.label.slice(0, LABEL) }, chart.kind))}
      </div>
      <bli-time-chart .chart=${chart} .clock=${clock} .summary=${summaryOf(title, chart, clock)}></bli-time-chart>
    </figure>`;
  }

  private single(columns: readonly number[]): TemplateResult {
    return html`<dl class="singles">
      ${columns.map((i) => {
        const { name = '', type = '' } = this.answer.columns[i] ?? {};
        return html`<div>
          <dt class="said" dir="auto">${plain(name)}</dt>
          <dd>${cellText(this.answer.values[i]?.[0], type)}</dd>
        </div>`;
      })}
    </dl>`;
  }

  private bars(label: number, value: number): TemplateResult {
    const { columns, values, rows } = this.answer;
    const numbers = (values[value] ?? []).slice(0, MOST_BARS).map((one) => numberOf(one) ?? 0);
    const most = Math.max(...numbers.map(Math.abs), Number.MIN_VALUE);
    const name = columns[value]?.name ?? '';
    const left = rows - numbers.length;
    return html`<figure class="bars">
      <figcaption>
        <b class="said" dir="auto">${plain(name)}</b>
        <span class="dim">${t('by {0}', columns[label]?.name ?? '')}${left > 0 ? `, ${t('the first {0} rows', MOST_BARS)}` : ''}</span>
      </figcaption>
      <div class="bar-list" role="img" aria-label=${this.summary(label, value, numbers)}>
        ${numbers.map(
          (
            number,
            i,
          ) => html`<span class="ell said" dir="auto">${plain(cellText(values[label]?.[i], columns[label]?.type ?? '').slice(0, 200))}</span
            ><span class="track"><i class=${number < 0 ? 'below' : ''} .style=${`width:${((Math.abs(number) / most) * 100).toFixed(2)}%`}></i></span
            ><span class="num">${cellText(values[value]?.[i], columns[value]?.type ?? '')}</span>`,
        )}
      </div>
    </figure>`;
  }

  private summary(label: number, value: number, numbers: readonly number[]): string {
    const { columns, values } = this.answer;
    const at = numbers.indexOf(Math.max(...numbers));
    const largest = cellText(values[label]?.[at], columns[label]?.type ?? '').slice(0, 200);
    return t(
      '{0} bars; the largest is {1}: {2}',
      numbers.length,
      largest,
      cellText(values[value]?.[at], columns[value]?.type ?? ''),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-drawing': AnswerDrawing;
  }
}
