/** How many calls lie in each of some bands of a value, with marks at percentiles. */
import { nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount, formatRough, formatSeconds } from '../format.ts';
import { t } from '../texts.ts';
import { AXIS, grid, LEFT, Plot, TOP } from './plot.ts';
import { linearScale } from './scales.ts';
import { type Box, stackPaths } from './shapes.ts';

export interface BandChart {
  /** Lower ends, ascending, ms; each band ends where the next begins. */
  readonly bands: readonly number[];
  readonly counts: readonly number[];
  readonly marks: readonly { readonly label: string; readonly value: number }[];
  readonly height: number;
}

const RIGHT = 8;
/** Between the labels of two bands. */
const BAND_LABEL = 52;
/** Between the labels of two marks. */
const MARK_LABEL = 58;
/** The highest bar stays below the labels of the marks. */
const HEADROOM = 1.12;

@customElement('bli-band-chart')
export class BandChartElement extends Plot {
  @property({ attribute: false }) chart!: BandChart;

  protected get count(): number {
    return this.chart.bands.length;
  }

  protected get high(): number {
    return this.chart.height;
  }

  protected get box(): Box {
    const { height } = this.chart;
    return { left: LEFT, top: TOP, width: Math.max(1, this.wide - LEFT - RIGHT), height: height - TOP - AXIS };
  }

  protected drawing(): TemplateResult {
    const { chart, box } = this;
    const scale = linearScale(Math.max(...chart.counts, 0) * HEADROOM, 5);
    const [path = ''] = stackPaths([{ label: '', tone: 1, values: chart.counts }], box, scale.at);
    return svg`${grid(scale, box, formatRough)}<path class="f-1" d=${path}></path>${this.marks(box)}${this.labels(box)}`;
  }

  private marks(box: Box): TemplateResult {
    const end = box.left + box.width + RIGHT;
    let last = Number.NEGATIVE_INFINITY;
    let line = 0;
    const placed = this.chart.marks.map(({ label, value }) => {
      const x = Math.round(box.left + box.width * this.placeOf(value)) + 0.5;
      line = x - last < MARK_LABEL ? line + 1 : 0;
      last = x;
      return { x, y: box.top + 7 + line * 12, fits: x + MARK_LABEL <= end, said: `${label} ${formatSeconds(value)}` };
    });
    // Labels after all lines: one that stands to the left of its mark may lie over another mark.
    return svg`${placed.map(
      ({ x }) => svg`<line class="mk" x1=${x} x2=${x} y1=${box.top - 2} y2=${box.top + box.height}></line>`,
    )}${placed.map(
      ({ x, y, fits, said }) =>
        svg`<text class="on" x=${fits ? x + 4 : x - 4} y=${y} text-anchor=${fits ? 'start' : 'end'}>${said}</text>`,
    )}`;
  }

  /** Where a value is along the axis: within its band by its share of the band's logarithm. */
  private placeOf(value: number): number {
    const { bands } = this.chart;
    const index = Math.max(
      0,
      bands.findLastIndex((band) => band <= value),
    );
    const low = Math.max(1, bands[index] ?? 1);
    const high = bands[index + 1] ?? low * 1.4;
    const share = Math.log(Math.max(value, low) / low) / Math.log(high / low);
    return (index + Math.min(1, share)) / bands.length;
  }

  private labels(box: Box): TemplateResult {
    const { bands, height } = this.chart;
    const step = box.width / bands.length;
    const every = Math.max(1, Math.ceil(BAND_LABEL / step));
    return svg`${bands.map((band, i) =>
      i % every === 0
        ? svg`<text x=${(box.left + i * step).toFixed(1)} y=${height - 3} text-anchor=${i === 0 ? 'start' : 'middle'}>${formatSeconds(band)} s</text>`
        : nothing,
    )}`;
  }

  sentence(index: number): string {
    const { bands, counts } = this.chart;
    const from = formatSeconds(bands[index] ?? 0);
    const next = bands[index + 1];
    const band = next === undefined ? t('{0} s and more', from) : t('{0} to {1} s', from, formatSeconds(next));
    return `${band}: ${t('{0} calls', formatCount(counts[index] ?? 0))}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-band-chart': BandChartElement;
  }
}
