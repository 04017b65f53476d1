/**
 * The range of times that everything else is about, over bars of all times. A drag chooses it, its handles and keys move
 * its ends, a double click takes it away.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Clock } from '../format.ts';
import { t } from '../texts.ts';
import { timeTicks } from './scales.ts';
import { stackPaths } from './shapes.ts';
import { Sized } from './sized.ts';

const BARS = 32;
const HIGH = 47;
const TIME_LABEL = 84;
const DAY = 86_400_000;
const DRAG = 4;
/** Keys that come one after another are one change when they have rested so long, ms. */
const REST = 250;
/** Errors are few: they are drawn so many times as high. */
export const ERRORS_TIMES = 3;
/** Steps of PageUp and PageDown. */
const PAGE = 8;

type Ends = readonly [first: number, past: number];

@customElement('bli-brush')
export class Brush extends Sized {
  @property({ attribute: false }) starts: readonly number[] = [];
  @property({ attribute: false }) width = 1;
  @property({ attribute: false }) calls: readonly number[] = [];
  @property({ attribute: false }) errors: readonly number[] = [];
  @property({ attribute: false }) range: readonly [number, number] | undefined;
  @property({ attribute: false }) clock!: Clock;
  @property({ attribute: false }) summary = '';
  @property({ attribute: false }) choose!: (range: readonly [number, number] | undefined) => void;
  /** What is being chosen, in buckets. */
  @state() private draft: Ends | undefined;
  private grip: { readonly at: number; readonly ends: Ends; readonly part: 'from' | 'to' | 'all' | 'new' } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private get origin(): number {
    return this.starts[0] ?? 0;
  }

  private get count(): number {
    return this.starts.length;
  }

  /** The chosen range in buckets, which it may cut. */
  private get ends(): Ends {
    if (this.draft) return this.draft;
    if (!this.range) return [0, this.count];
    const place = (time: number): number => Math.min(this.count, Math.max(0, (time - this.origin) / this.width));
    return [place(this.range[0]), place(this.range[1])];
  }

  private timeAt(place: number): number {
    return this.origin + Math.round(place * this.width);
  }

  protected override render(): TemplateResult {
    const [first, past] = this.ends;
    return html`<div
      class="brush-plot"
      @pointerdown=${this.onPress}
      @pointermove=${this.onMove}
      @pointerup=${this.onRelease}
      @pointercancel=${() => this.drop()}
      @dblclick=${() => this.choose(undefined)}
    >
      <div role="img" aria-label=${this.summary}>
        ${this.wide > 0 && this.count > 0 ? this.drawing(first, past) : html`<div .style=${`height:${HIGH}px`}></div>`}
      </div>
      ${this.handle('from', first)}${this.handle('to', past)}
    </div>`;
  }

  private drawing(first: number, past: number): TemplateResult {
    const { calls, errors, wide } = this;
    const box = { left: 0, top: 2, width: wide, height: BARS - 2 };
    const greatest = Math.max(...calls, 1);
    const at = (value: number): number => Math.min(1, value / greatest);
    const within = (inside: boolean): readonly number[] =>
      calls.map((value, i) => (i + 1 > first && i < past === inside ? value : 0));
    const path = (values: readonly number[]): string =>
      stackPaths([{ label: '', tone: 'plain', values }], box, at)[0] ?? '';
    const step = wide / this.count;
    return html`<svg width=${wide} height=${HIGH} aria-hidden="true" focusable="false">
      ${
        this.range || this.draft
          ? svg`<rect class="win" x=${first * step} y="0" width=${(past - first) * step} height=${BARS}></rect>`
          : nothing
      }
      ${svg`<path class="fmo" d=${path(within(false))}></path><path class="fm" d=${path(within(true))}></path>
        <path class="f-bad" d=${path(errors.map((value) => value * ERRORS_TIMES))}></path>
        <line class="ax" x1="0" x2=${wide} y1=${BARS + 0.5} y2=${BARS + 0.5}></line>`}
      ${this.times()}
    </svg>`;
  }

  private times(): TemplateResult {
    const { origin, wide } = this;
    const end = this.timeAt(this.count);
    const fit = Math.floor(wide / TIME_LABEL);
    const days = Math.ceil((end - origin) / DAY);
    // From two days on, days alone: hours between them would be twelve and twelve.
    const most = days > 2 ? Math.min(fit, days) : fit;
    const { times, step } = timeTicks([origin, end], most, this.clock.offsetAt(origin));
    return svg`${times.map((time) => {
      const x = Math.round((wide * (time - origin)) / (end - origin)) + 0.5;
      const label =
        x > wide - TIME_LABEL + 12
          ? nothing
          : svg`<text x=${x + 5} y=${HIGH - 3}>${this.clock.dayTickOf(time, step)}</text>`;
      return svg`<line class="gl" x1=${x} x2=${x} y1=${BARS} y2=${HIGH - 1}></line>${label}`;
    })}`;
  }

  private handle(which: 'from' | 'to', place: number): TemplateResult {
    const left = this.count === 0 ? 0 : (place / this.count) * 100;
    return html`<div
      class="brush-handle ${this.range || this.draft ? '' : 'resting'}"
      role="slider"
      tabindex="0"
      data-part=${which}
      aria-label=${which === 'from' ? t('Start of the time range') : t('End of the time range')}
      aria-valuemin="0"
      aria-valuemax=${this.count}
      aria-valuenow=${Math.round(place)}
      aria-valuetext=${this.clock.fullOf(this.timeAt(place))}
      .style=${`left:${left}%`}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, which)}
    ></div>`;
  }

  private placeAt(event: PointerEvent): number {
    const { left, width } = this.getBoundingClientRect();
    return Math.min(this.count, Math.max(0, ((event.clientX - left) / (width || 1)) * this.count));
  }

  private onPress(event: PointerEvent): void {
    if (event.button !== 0 || this.count === 0) return;
    const part = (event.target as HTMLElement).dataset.part;
    const at = this.placeAt(event);
    const [first, past] = this.ends;
    const inside = this.range !== undefined && at > first && at < past;
    this.grip = { at, ends: this.ends, part: part === 'from' || part === 'to' ? part : inside ? 'all' : 'new' };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    const { grip } = this;
    if (!grip) return;
    const at = this.placeAt(event);
    const far = (Math.abs(at - grip.at) * this.wide) / this.count > DRAG;
    if (!far && !this.draft) return;
    const [first, past] = grip.ends;
    if (grip.part === 'new') this.draft = ordered(Math.floor(Math.min(grip.at, at)), Math.ceil(Math.max(grip.at, at)));
    else if (grip.part === 'from') this.draft = ordered(Math.round(at), past);
    else if (grip.part === 'to') this.draft = ordered(first, Math.round(at));
    else {
      const by = Math.min(this.count - past, Math.max(-first, Math.round(at - grip.at)));
      this.draft = [first + by, past + by];
    }
  }

  private onRelease(): void {
    const { draft } = this;
    this.drop();
    if (draft) this.take(draft);
  }

  private drop(): void {
    this.grip = undefined;
    this.draft = undefined;
  }

  private take([first, past]: Ends): void {
    this.draft = undefined;
    if (first <= 0 && past >= this.count) this.choose(undefined);
    else this.choose([this.timeAt(first), this.timeAt(past)]);
  }

  /** Moves both ends by buckets, or only the later one. */
  move(by: number, resize: boolean): void {
    const [first, past] = this.ends;
    if (resize) this.soon(ordered(first, Math.min(this.count, past + by)));
    else {
      const step = Math.min(this.count - past, Math.max(-first, by));
      this.soon([first + step, past + step]);
    }
  }

  private soon(ends: Ends): void {
    this.draft = ends;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draft && this.take(this.draft), REST);
  }

  private onKey(event: KeyboardEvent, which: 'from' | 'to'): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const [first, past] = this.ends;
    const here = which === 'from' ? first : past;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: Math.ceil(here) - 1,
      ArrowDown: Math.ceil(here) - 1,
      ArrowRight: Math.floor(here) + 1,
      ArrowUp: Math.floor(here) + 1,
      PageDown: here - PAGE,
      PageUp: here + PAGE,
      Home: 0,
      End: this.count,
    };
    const next = moves[event.key];
    if (event.key === 'Escape' && this.range) this.choose(undefined);
    else if (next !== undefined) {
      const to = Math.min(this.count, Math.max(0, next));
      this.soon(which === 'from' ? ordered(Math.min(to, past - 1), past) : ordered(first, Math.max(to, first + 1)));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Two ends in their order, at least a bucket apart. */
function ordered(a: number, b: number): Ends {
  const [first, past] = a <= b ? [a, b] : [b, a];
  return past - first < 1 ? [Math.max(0, Math.floor(first)), Math.max(0, Math.floor(first)) + 1] : [first, past];
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-brush': Brush;
  }
}
