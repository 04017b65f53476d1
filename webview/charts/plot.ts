/**
 * What all drawings share. A picture with one sentence to a screen reader; arrow keys read it step by step, Enter picks
 * a step, and where times are drawn a drag chooses some.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Scale } from './scales.ts';
import type { Box } from './shapes.ts';
import { Sized } from './sized.ts';

export const LEFT = 38;
export const TOP = 6;
export const AXIS = 18;
/** A label's line. */
export const LABEL = 12;
/** CSS pixels that a pointer has to go before it drags. */
const DRAG = 4;
/** Narrower than this nothing can be read. */
const NARROWEST = 90;

export abstract class Plot extends Sized {
  /** One sentence: what is shown, its peak, its last value. */
  @property({ attribute: false }) summary = '';
  @property({ attribute: false }) pick: ((index: number) => void) | undefined;
  @state() protected index: number | undefined;
  @state() protected dragged: readonly [number, number] | undefined;
  @state() private spoken = '';
  private pressed: number | undefined;

  /** Steps from left to right. */
  protected abstract readonly count: number;
  protected abstract readonly high: number;
  protected abstract readonly box: Box;
  protected abstract drawing(): TemplateResult;
  /** What a step holds. */
  abstract sentence(index: number): string;
  /** Takes the steps that a drag went over; absent where nothing comes of it. */
  protected chosen: ((first: number, last: number) => void) | undefined;

  protected override willUpdate(): void {
    if ((this.index ?? 0) >= this.count) this.index = undefined;
  }

  protected override render(): TemplateResult {
    return html`<div
        class="plot ${this.pick ? 'picks' : ''}"
        role="img"
        aria-label=${this.summary}
        tabindex="0"
        @keydown=${this.onKey}
        @blur=${() => this.leave()}
        @pointerdown=${this.onPress}
        @pointermove=${this.onMove}
        @pointerup=${this.onRelease}
        @pointercancel=${() => this.leave()}
        @pointerleave=${() => this.pressed === undefined && this.leave()}
      >
        ${this.wide >= NARROWEST && this.count > 0 ? this.picture() : html`<div .style=${`height:${this.high}px`}></div>`}
        ${this.readout()}
      </div>
      <span class="visually-hidden" aria-live="polite">${this.spoken}</span>`;
  }

  private picture(): TemplateResult {
    const { box, count } = this;
    const step = box.width / count;
    const bar = (kind: string, first: number, last: number): TemplateResult => {
      const wide = (last - first + 1) * step;
      return svg`<rect class=${kind} x=${box.left + first * step} y=${box.top} width=${wide} height=${box.height}></rect>`;
    };
    const { index, dragged } = this;
    return html`<svg width=${this.wide} height=${this.high} aria-hidden="true" focusable="false">
      ${index === undefined ? nothing : bar('at', index, index)}${this.drawing()}${
        dragged ? bar('win', Math.min(...dragged), Math.max(...dragged)) : nothing
      }
    </svg>`;
  }

  private readout(): TemplateResult | typeof nothing {
    if (this.index === undefined) return nothing;
    const side = this.index < this.count / 2 ? 'right' : 'left';
    return html`<div class="readout ${side}" aria-hidden="true">${this.sentence(this.index)}</div>`;
  }

  private leave(): void {
    this.index = undefined;
    this.dragged = undefined;
    this.pressed = undefined;
  }

  private indexAt(event: PointerEvent): number {
    const x = event.clientX - this.getBoundingClientRect().left - this.box.left;
    return Math.min(this.count - 1, Math.max(0, Math.floor((x / this.box.width) * this.count)));
  }

  private onPress(event: PointerEvent): void {
    if (event.button !== 0 || this.count === 0) return;
    this.pressed = event.clientX;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    if (this.count === 0) return;
    const index = this.indexAt(event);
    const far = this.pressed !== undefined && Math.abs(event.clientX - this.pressed) > DRAG;
    if (this.chosen && (far || this.dragged)) this.dragged = [this.dragged?.[0] ?? this.index ?? index, index];
    this.index = index;
  }

  private onRelease(event: PointerEvent): void {
    const { dragged, pressed } = this;
    this.leave();
    if (pressed === undefined) return;
    if (dragged) this.chosen?.(Math.min(...dragged), Math.max(...dragged));
    else this.pick?.(this.indexAt(event));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = this.count - 1;
    const { index } = this;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: index === undefined ? last : Math.max(0, index - 1),
      ArrowRight: index === undefined ? 0 : Math.min(last, index + 1),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined && last >= 0) {
      this.index = next;
      this.spoken = this.sentence(next);
    } else if (event.key === 'Enter' && index !== undefined && this.pick) this.pick(index);
    else if (event.key === 'Escape' && index !== undefined) this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The lines of the grid with the values they stand for. */
export function grid(scale: Scale, box: Box, axis: (value: number) => string, floating = false): TemplateResult {
  const steps = Math.max(1, scale.ticks.length - 1);
  const close = box.height / steps < LABEL + 2;
  return svg`${scale.ticks.map((tick, i) => {
    const y = Math.round(box.top + box.height * (1 - scale.at(tick))) + 0.5;
    const label = close && i % 2 === 1 ? '' : axis(tick);
    const line = i === 0 && !floating ? 'ax' : 'gl';
    return svg`<line class=${line} x1=${box.left} x2=${box.left + box.width} y1=${y} y2=${y}></line>
      <text x=${box.left - 6} y=${y + 3.5} text-anchor="end">${label}</text>`;
  })}`;
}
