/** The range of time that all tabs look at: presets back from the newest record, from and to, the zone of all times. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { formatSpan } from '../format.ts';
import { closeDropDown, dropDown } from '../parts/drop-down.ts';
import { icon, Part } from '../parts/part.ts';
import { t } from '../texts.ts';
import { zonedText, zonedTime } from './zoned.ts';

export const TIME_RANGE = 'time-range';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PRESETS = [15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY] as const;

@customElement('bli-time-range')
export class TimeRange extends Part {
  @query('input[name=from]') private readonly fromField!: HTMLInputElement;
  @query('input[name=to]') private readonly toField!: HTMLInputElement;
  @state() private open = false;
  @state() private wrong: string | undefined;

  /** The records' own range; the end of a range is the first time that is not in it. */
  private get whole(): readonly [number, number] | undefined {
    const { load } = this.inspector;
    return load?.range && [load.range[0], load.range[1] + 1];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { clock, place } = this.inspector;
    const shown = place.selection.range ?? this.whole;
    if (!shown) return nothing;
    const long = formatSpan(shown[1] - shown[0]);
    const words = html`${icon('watch', 's')}<span class="hide-middle">${clock.spanOf(shown)}</span
      > <span class="dim hide-tiny">${long}</span><span class="hide-tiny">${icon('chevron-down', 's')}</span>`;
    return dropDown({
      id: TIME_RANGE,
      label: t('Time range: {0} {1}', clock.spanOf(shown), long),
      title: t('Time range (T)'),
      button: words,
      toggled: (open) => {
        this.open = open;
        this.wrong = undefined;
      },
      content: this.open ? this.dialogue(shown) : html``,
    });
  }

  private dialogue(shown: readonly [number, number]): TemplateResult {
    const { clock } = this.inspector;
    const whole = this.whole ?? shown;
    const fits = PRESETS.filter((span) => span < whole[1] - whole[0]);
    const field = (name: 'from' | 'to', label: string, ms: number) =>
      html`<label>${label}<input
          name=${name}
          type="text"
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${String(this.wrong !== undefined)}
          .value=${zonedText(ms, clock.zone)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.apply()}
      /></label>`;
    return html`<div class="presets" role="group" aria-label=${t('Back from the newest record')}>
        <button type="button" class="choice" @click=${() => this.choose(undefined)}>${t('All records')}</button>
        ${fits.map(
          (span) =>
            html`<button type="button" class="choice" @click=${() => this.choose([whole[1] - span, whole[1]])}>
              ${t('Last {0}', formatSpan(span))}
            </button>`,
        )}
      </div>
      <div class="from-to">
        ${field('from', t('From'), shown[0])}${field('to', t('Before'), shown[1])}
        ${this.wrong === undefined ? nothing : html`<p class="bad xs" role="alert">${this.wrong}</p>`}
        <div class="buttons">
          <button type="button" class="plain-button" @click=${() => this.apply()}>${t('Apply')}</button>
        </div>
      </div>
      <fieldset class="zone">
        <legend>${t('Times are shown in')}</legend>
        ${this.zone(undefined, t('Zone of the settings'))}${this.zone('UTC', 'UTC')}${this.zone('local', t('Local time'))}
        <p class="dim xs">${clock.zone}</p>
      </fieldset>`;
  }

  private zone(zone: 'UTC' | 'local' | undefined, label: string): TemplateResult {
    return html`<label
      ><input
        type="radio"
        name="zone"
        .checked=${this.inspector.look.zone === zone}
        @change=${() => this.inspector.setZone(zone)}
      />${label}</label
    >`;
  }

  private apply(): void {
    const { zone } = this.inspector.clock;
    const [from, to] = [zonedTime(this.fromField.value, zone), zonedTime(this.toField.value, zone)];
    if (from === undefined || to === undefined) this.wrong = t('Write a time as {0}', '2026-11-20 17:00:00');
    else if (from >= to) this.wrong = t('The range ends before it begins');
    else this.choose([from, to]);
  }

  private choose(range: readonly [number, number] | undefined): void {
    this.inspector.filter({ range });
    closeDropDown(TIME_RANGE);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-time-range': TimeRange;
  }
}
