/** Bars that stand on one another, or lines, over time. */
import { nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Clock } from '../format.ts';
import { t } from '../texts.ts';
import { type ChartSeries, greatestOf, leastOf, sumsOf, type TimeChart } from './chart.ts';
import { AXIS, grid, LABEL, LEFT, Plot, TOP } from './plot.ts';
import { linearScale, logScale, type Scale, timeTicks } from './scales.ts';
import { type Box, bandPath, linePath, stackPaths } from './shapes.ts';

const RIGHT = 8;
/** Lines have their names at their ends. */
const NAMES = 44;
const LANE = 26;
const LANE_GAP = 6;
/** Between the labels of two times. */
const TIME_LABEL = 72;

@customElement('bli-time-chart')
export class TimeChartElement extends Plot {
  @property({ attribute: false }) chart!: TimeChart;
  @property({ attribute: false }) clock!: Clock;
  @property({ attribute: false }) choose: ((range: readonly [number, number]) => void) | undefined;

  protected get count(): number {
    return this.chart.starts.length;
  }

  protected get high(): number {
    return this.chart.height;
  }

  protected get box(): Box {
    const { kind, lane, height, series } = this.chart;
    const below = AXIS + (lane ? LANE + LANE_GAP : 0);
    const right = kind === 'lines' && series.length > 1 ? NAMES : RIGHT;
    return { left: LEFT, top: TOP, width: Math.max(1, this.wide - LEFT - right), height: height - TOP - below };
  }

  protected override willUpdate(changed?: PropertyValues<this>): void {
    super.willUpdate();
    if (!changed?.has('choose')) return;
    const { choose } = this;
    this.chosen = choose && ((first, last) => choose([this.startOf(first), this.startOf(last) + this.chart.width]));
  }

  private startOf(index: number): number {
    return this.chart.starts[index] ?? 0;
  }

  protected drawing(): TemplateResult {
    const { chart, box } = this;
    const { series, kind, log, axis } = chart;
    const scale = log
      ? logScale(leastOf(series) ?? 1, greatestOf(series) || 10)
      : linearScale(kind === 'bars' ? Math.max(...sumsOf(series), 0) : greatestOf(series), 4);
    return svg`${grid(scale, box, axis, log)}${kind === 'bars' ? this.bars(box, scale) : this.lines(box, scale)}
      ${this.times(box)}`;
  }

  private bars(box: Box, scale: Scale): TemplateResult {
    const { series, lane } = this.chart;
    return svg`${filled(series, stackPaths(series, box, scale.at))}${lane ? this.lane(lane, box) : nothing}`;
  }

  private lane(lane: readonly ChartSeries[], box: Box): TemplateResult {
    const under: Box = { ...box, top: box.top + box.height + LANE_GAP, height: LANE - 2 };
    const greatest = Math.max(...sumsOf(lane), 1);
    const paths = stackPaths(lane, under, (value) => value / greatest, true);
    const y = under.top - 0.5;
    return svg`<line class="gl" x1=${box.left} x2=${box.left + box.width} y1=${y} y2=${y}></line>
      <text x=${box.left - 6} y=${under.top + 11} text-anchor="end">${lane[0]?.label}</text>${filled(lane, paths)}`;
  }

  private lines(box: Box, scale: Scale): TemplateResult {
    const { series, log } = this.chart;
    const [lower, upper] = series;
    const ends = series.map(({ values }) => {
      const last = values.findLast((value) => value !== null) ?? null;
      return last === null ? undefined : box.top + box.height * (1 - scale.at(last));
    });
    const names = apart(ends);
    const band = log && lower && upper ? bandPath(upper, lower, box, scale.at) : '';
    return svg`<path class="band" d=${band}></path>
      ${series.map(
        (each) =>
          svg`<path class="l l-${each.tone} ${each.dashed ? 'da' : ''}" d=${linePath(each, box, scale.at)}></path>`,
      )}
      ${series.map(({ label }, i) =>
        names[i] === undefined || series.length < 2
          ? nothing
          : svg`<text class="on" x=${box.left + box.width + 4} y=${names[i] + 4}>${label.split(',')[0]}</text>`,
      )}`;
  }

  private times(box: Box): TemplateResult {
    const from = this.startOf(0);
    const end = this.startOf(this.count - 1) + this.chart.width;
    const { times, step } = timeTicks([from, end], Math.floor(box.width / TIME_LABEL), this.clock.offsetAt(from));
    const y = this.chart.height - 3;
    return svg`${times.map((time) => {
      const x = box.left + (box.width * (time - from)) / (end - from);
      const anchor = x < box.left + 20 ? 'start' : x > this.wide - 24 ? 'end' : 'middle';
      return svg`<text x=${x.toFixed(1)} y=${y} text-anchor=${anchor}>${this.clock.tickOf(time, step)}</text>`;
    })}`;
  }

  sentence(index: number): string {
    const { series, lane, format, width } = this.chart;
    const at = this.startOf(index);
    const parts = [...series, ...(lane ?? [])]
      .filter(({ values }) => (values[index] ?? 0) !== 0)
      .map(({ label, values }) => `${label} ${format(values[index] ?? 0)}`);
    const time = this.clock.spanOf([at, at + width]);
    return `${time}: ${parts.length === 0 ? t('nothing') : parts.join(', ')}`;
  }
}

function filled(series: readonly ChartSeries[], paths: readonly string[]): TemplateResult {
  return svg`${paths.map((path, i) => svg`<path class="f-${series[i]?.tone}" d=${path}></path>`)}`;
}

/** Heights of names, moved down where they would cover one another. */
function apart(heights: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const result = [...heights];
  const order = heights.flatMap((y, i) => (y === undefined ? [] : [{ y, i }])).sort((a, b) => a.y - b.y);
  let above = Number.NEGATIVE_INFINITY;
  for (const { y, i } of order) {
    above = Math.max(y, above + LABEL);
    result[i] = above;
  }
  return result;
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-time-chart': TimeChartElement;
  }
}
