/** What each kind of panel draws of its answer, and what a pick in it leads to. */

import { html, type TemplateResult } from 'lit';
import type { Panel, TimeView } from '../../src/overview/panel.ts';
import { LATENCY_STEPS } from '../../src/overview/panels/latency.ts';
import type { Scope } from '../../src/overview/scope.ts';
import { panelText } from './panel-texts.ts';
import '../charts/band-chart.ts';
import type { BandChart } from '../charts/band-chart.ts';
import type { ChartSeries, TimeChart } from '../charts/chart.ts';
import '../charts/time-chart.ts';
import { formatCount, formatSeconds } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import { matrix, ranking, table } from './panel-views.ts';
import type { Rows } from './rows.ts';
import { bandChart, timeChart } from './series.ts';
import { summaryOf } from './summaries.ts';

export interface Drawing {
  readonly inspector: Inspector;
  readonly domain: readonly [number, number];
  /** The one row of the summary, for marks and legends; undefined while it is not there. */
  readonly summary: ((column: string) => number | null) | undefined;
}

/** CSS pixels. */
const TIME_HEIGHT = 168;
const BAND_HEIGHT = 198;
const GUARD_HEIGHT = 150;

const heightOf = ({ section }: Panel): number =>
  section === 'use' || section === 'answers' || section === 'cost' ? TIME_HEIGHT : GUARD_HEIGHT;

/** Charts by what they were made of: an element that is given the same one has nothing to draw. */
const made = new WeakMap<object, { readonly key: string; readonly chart: TimeChart }>();

function chartOf(panel: Panel, view: TimeView, rows: Rows, scope: Scope, { domain }: Drawing): TimeChart {
  const key = `${panel.id} ${domain.join()} ${scope.bucket.ms}`;
  const known = made.get(rows.answer);
  if (known?.key === key) return known.chart;
  const chart = timeChart(view, rows, scope, domain, heightOf(panel));
  made.set(rows.answer, { key, chart });
  return chart;
}

export function draw(panel: Panel, rows: Rows, scope: Scope, drawing: Drawing): TemplateResult {
  const { inspector } = drawing;
  const { view } = panel;
  const currency = scope.prices?.currency ?? 'USD';
  const pick = (condition: string): void => inspector.narrow(condition);
  if (view.kind === 'ranking') return ranking(view, rows, currency, pick);
  if (view.kind === 'table') return table(view, rows, currency, pick);
  if (view.kind === 'matrix') return matrix(view, rows, pick);
  if (view.kind === 'bands') return bands(panel, rows, drawing);
  if (view.kind === 'figures') return html``;
  const chart = chartOf(panel, view, rows, scope, drawing);
  const pickTime = (index: number): void => {
    const start = chart.starts[index] ?? 0;
    inspector.narrow(view.picks ?? '', [start, start + chart.width]);
  };
  return html`<bli-time-chart
    .chart=${chart}
    .clock=${inspector.clock}
    .summary=${summaryOf(panelText(panel.title), chart, inspector.clock)}
    .pick=${panel.from === 'records' ? pickTime : undefined}
    .choose=${(range: readonly [number, number]) => inspector.filter({ range })}
  ></bli-time-chart>`;
}

function bands(panel: Panel, rows: Rows, { inspector, summary }: Drawing): TemplateResult {
  const { view } = panel;
  if (view.kind !== 'bands') return html``;
  const marks = ['p50', 'p95', 'p99'].flatMap((label) => {
    const value = summary?.(label) ?? null;
    return value === null ? [] : [{ label, value }];
  });
  const chart: BandChart = bandChart(view, rows, LATENCY_STEPS, marks, BAND_HEIGHT);
  const most = chart.counts.indexOf(Math.max(...chart.counts));
  const from = formatSeconds(chart.bands[most] ?? 0);
  const pick = (index: number): void => {
    const band = chart.bands[index] ?? 0;
    inspector.narrow(view.condition(band, LATENCY_STEPS[LATENCY_STEPS.indexOf(band) + 1]));
  };
  const summed = t(
    '{0}: most calls, {1}, take {2} s and a little more',
    panelText(panel.title),
    formatCount(chart.counts[most] ?? 0),
    from,
  );
  return html`<bli-band-chart .chart=${chart} .summary=${summed} .pick=${pick}></bli-band-chart>`;
}

/** What the colours and dashes stand for, with the figures of the whole range. */
export function legend(panel: Panel, rows: Rows, scope: Scope, drawing: Drawing): TemplateResult {
  const { view } = panel;
  const { summary } = drawing;
  if (view.kind === 'bands') {
    const timed = summary?.('timed') ?? 0;
    const rest = (summary?.('calls') ?? 0) - timed;
    return html`<div class="leg">
      <span>${t('{0} calls with a latency', formatCount(timed))}</span>
      ${rest > 0 ? html`<span>${t('{0} without', formatCount(rest))}</span>` : ''}
    </div>`;
  }
  if (view.kind !== 'bars' && view.kind !== 'lines') return html``;
  const chart = chartOf(panel, view, rows, scope, drawing);
  if (panel.id === 'latency') return wholeRange(chart.series, summary);
  if (chart.kind === 'lines' && chart.series.length < 2) return html``;
  return html`<div class="leg">${[...chart.series, ...(chart.lane ?? [])].map((each) => key(each, chart.kind))}</div>`;
}

/** One entry of a legend. */
export function key({ label, tone, dashed, total }: ChartSeries, kind: TimeChart['kind']): TemplateResult {
  const swatch = kind === 'bars' ? `sw b-${tone}` : `sw ln ln-${tone} ${dashed ? 'da' : ''}`;
  return html`<span title=${label}
    ><i class=${swatch} aria-hidden="true"></i><span class="said">${label}</span>${total === undefined ? '' : html` <b>${total}</b>`}</span
  >`;
}

/** Percentiles of all calls of the range; those of the buckets cannot be put together. */
function wholeRange(series: readonly ChartSeries[], summary: Drawing['summary']): TemplateResult {
  return html`<div class="leg">
    <span>${t('whole range')}</span>
    ${series.map((each) => {
      const value = summary?.(each.label) ?? null;
      return value === null ? '' : key({ ...each, total: formatSeconds(value) }, 'lines');
    })}
    <span>${t('{0} calls', formatCount(summary?.('timed') ?? 0))}</span>
  </div>`;
}

/** The choice between panels that share a place. */
export function choiceOf<T extends string>(
  label: string,
  names: readonly (readonly [id: T, name: string])[],
  chosen: T,
  choose: (id: T) => void,
): TemplateResult {
  return html`<span class="seg" role="group" aria-label=${label}
    >${names.map(
      ([id, name]) =>
        html`<button type="button" aria-pressed=${String(id === chosen)} @click=${() => choose(id)}>${name}</button>`,
    )}</span
  >`;
}
