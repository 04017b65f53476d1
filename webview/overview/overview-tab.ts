/** The overview: figures, the brush, panels in a grid of twelve columns, and what the figures do not rest on. */

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { startsIn } from '../../src/overview/buckets.ts';
import type { Panel } from '../../src/overview/panel.ts';
import { PANELS } from '../../src/overview/panels.ts';
import type { Scope } from '../../src/overview/scope.ts';
import { unitOf } from '../../src/overview/units.ts';
import { panelText } from './panel-texts.ts';
import '../charts/brush.ts';
import { type Brush, ERRORS_TIMES } from '../charts/brush.ts';
import { hatches } from '../charts/hatches.ts';
import { formatCount } from '../format.ts';
import { isTyping, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { tableState } from '../parts/states.ts';
import { t } from '../texts.ts';
import { Answers } from './answers.ts';
import { choiceOf, type Drawing, draw, legend } from './drawing.ts';
import './panel-frame.ts';
import { originOf, targetButton } from '../parts/target-button.ts';
import { quality } from './quality.ts';
import { Rows } from './rows.ts';
import { strip } from './strip.ts';
import {
  BEFORE,
  brushBucket,
  type Domain,
  domainOf,
  scopeOf,
  timesThere,
  type UserPanel,
  wantedPanels,
  wantedTimes,
} from './wanted.ts';

const byId: ReadonlyMap<string, Panel> = new Map(PANELS.map((panel) => [panel.id, panel]));

/** Answers outlive the tab: who comes back sees the last ones at once. */
const kept = new WeakMap<object, Answers>();

/** Columns of twelve that a panel takes; others take four. */
const SPANS: Readonly<Record<string, number>> = {
  models: 5,
  'stop-reasons': 3,
  errors: 3,
  'guardrail-policies': 3,
  'guardrail-confidence': 3,
  'violation-codes': 3,
  'guardrail-callers': 3,
  interventions: 12,
  'cost-models': 5,
  'cost-callers': 3,
  'first-byte-models': 5,
  truncated: 3,
  'metric-text-units': 6,
  'metric-interventions': 6,
  'metric-latency': 6,
  'metric-percentiles': 6,
  'metric-models': 8,
};

/** Answers that more than their own panel shows. */
const SHARED: ReadonlySet<string> = new Set(['summary', 'data-quality', 'cost-summary']);

/** Panels in the order of the page; those in brackets share a place. */
const USE: readonly (readonly string[])[] = [['calls'], ['tokens'], ['latency']];
const ANSWERS: readonly (readonly string[])[] = [
  ['latency-distribution'],
  ['models'],
  ['stop-reasons', 'errors'],
  ['first-byte'],
  ['token-rate'],
  ['cache-hits'],
  ['first-byte-models'],
  ['throttled'],
  ['truncated'],
];

@customElement('bli-overview')
export class OverviewTab extends Part {
  @query('bli-brush') private readonly brush!: Brush | null;
  @state() private users: UserPanel = 'models';
  private answers!: Answers;

  override connectedCallback(): void {
    super.connectedCallback();
    const { inspector } = this;
    this.answers =
      kept.get(inspector) ??
      new Answers((text, limit, signal) => inspector.ask('query', { text, limit, ...inspector.target }, signal));
    kept.set(inspector, this.answers);
    this.answers.changed = (id) => this.take(id);
    this.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.answers.changed = () => undefined;
    this.answers.stop();
    this.removeEventListener('keydown', this.onKey);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { inspector, answers } = this;
    const range = inspector.load?.range;
    const { counts, documents = 0 } = inspector.load ?? {};
    // Metrics have something to say without a record, too.
    if ((counts?.read === 0 && documents === 0) || !range) return tableState(inspector) ?? nothing;
    const { selection, target } = inspector.place;
    answers.from(target);
    const times = target === undefined ? range : timesThere(answers, range);
    const domain = domainOf(times ?? range, selection);
    // A cluster may hold the integration's documents alone.
    const extended = target === undefined || inspector.profile === 'extended';
    const scope = scopeOf(selection, domain, extended, inspector.prices.table);
    const present = {
      runtimeMetrics: this.documents('runtime metrics'),
      guardrailMetrics: this.documents('guardrail metrics'),
    };
    const panels = wantedPanels(scope, domain, present, this.shownUsers(scope));
    const growing = inspector.load?.phase === 'loading';
    answers.want({
      panels: times
        ? target === undefined
          ? panels
          : new Map([...wantedTimes(scope), ...panels])
        : wantedTimes(scope),
      edition: inspector.edition,
      growing,
    });
    const drawing: Drawing = { inspector, domain: domain.shown, summary: this.row('summary') };
    const group = (id: string, title: string, groups: readonly (readonly string[])[], head?: TemplateResult) =>
      this.group(id, title, groups, scope, drawing, head);
    const sections = (section: Panel['section']): readonly (readonly string[])[] =>
      [...panels.values()]
        .filter(({ panel }) => panel.section === section && panel.view.kind !== 'figures')
        .map(({ panel }) => [panel.id]);
    const places = [...USE, ...ANSWERS].filter((ids) => ids.some((id) => id === 'models' || panels.has(id)));
    const strips = {
      now: answers.get('summary'),
      before: panels.has(BEFORE) ? answers.get(BEFORE) : undefined,
      cost: answers.get('cost-summary'),
    };
    return html`${hatches()}${strip(inspector, strips, scope)}${this.timeline(domain, scope)}
      ${group('use', t('Use'), places)}
      ${scope.prices ? group('cost', t('Cost'), sections('cost'), this.costHead(scope)) : nothing}
      ${this.guardrails(scope, drawing, sections('guardrails'))}
      ${present.guardrailMetrics ? group('guardrail-metrics', t('Guardrails, by CloudWatch'), sections('guardrail metrics'), this.metricsHead()) : nothing}
      ${present.runtimeMetrics ? group('runtime-metrics', t('Models, by CloudWatch'), sections('runtime'), this.metricsHead()) : nothing}
      ${quality(inspector, answers.get('data-quality'))}`;
  }

  /** An answer that one panel alone shows is drawn by that panel alone. */
  private take(id: string): void {
    const panel = [...this.querySelectorAll('bli-panel')].find(({ panel }) => panel.id === id);
    if (panel && !SHARED.has(id)) panel.answered = this.answers.get(id);
    else this.requestUpdate();
  }

  /** Inference profiles are told by the extended profile alone. */
  private shownUsers({ extended }: Scope): UserPanel {
    return this.users === 'profiles' && !extended ? 'models' : this.users;
  }

  /** The one row of an answer; undefined while there is none. */
  private row(id: string): ((column: string) => number | null) | undefined {
    const answer = this.answers.get(id)?.answer;
    if (!answer) return undefined;
    const rows = new Rows(answer);
    return (column) => rows.number(column, 0);
  }

  private documents(id: string): boolean {
    return (this.row(id)?.('documents') ?? 0) > 0;
  }

  private timeline(domain: Domain, scope: Scope): TemplateResult {
    const { inspector } = this;
    const answered = this.answers.get('timeline');
    const bucket = brushBucket(domain);
    const starts = startsIn(domain.whole, bucket);
    const calls = starts.map(() => 0);
    const errors = starts.map(() => 0);
    const rows = answered?.answer && new Rows(answered.answer);
    for (let row = 0; row < (rows?.length ?? 0); row++) {
      const place = Math.round(((rows?.time('t', row) ?? 0) - (starts[0] ?? 0)) / bucket.ms);
      if (place < 0 || place >= starts.length) continue;
      calls[place] = rows?.number('calls', row) ?? 0;
      errors[place] = rows?.number('errors', row) ?? 0;
    }
    const panel = byId.get('timeline') as Panel;
    const { unit: ofLoaded } = panel;
    const counted = { ...panel, unit: inspector.place.target === undefined ? ofLoaded : 'calls per {0}' };
    const unit = unitOf(counted, { ...scope, bucket }, panelText);
    const all = calls.reduce((sum, value) => sum + value, 0);
    const span = inspector.clock.spanOf(domain.whole);
    return html`<section class="brush" aria-label=${t('Time range')}>
      <div class="leg">
        <span>${panelText(panel.title)}, ${unit}${originOf(inspector)}</span>
        ${errors.some((value) => value > 0) ? html`<span><i class="sw b-bad"></i>${t('errors, ×{0}', ERRORS_TIMES)}</span>` : nothing}
        <span class="grow"></span>
        ${targetButton(inspector)}
        <span class="hide-narrow">${t('Drag to select, Shift+Left/Right moves the window, double click shows all')}</span>
      </div>
      <bli-brush
        .starts=${starts}
        .width=${bucket.ms}
        .calls=${calls}
        .errors=${errors}
        .range=${inspector.place.selection.range}
        .clock=${inspector.clock}
        .summary=${t('{0} invocations, {1}; chosen: {2}', formatCount(all), span, inspector.clock.spanOf(domain.shown))}
        .choose=${(range: readonly [number, number] | undefined) => inspector.filter({ range })}
      ></bli-brush>
    </section>`;
  }

  private group(
    id: string,
    title: string,
    groups: readonly (readonly string[])[],
    scope: Scope,
    drawing: Drawing,
    head?: TemplateResult,
  ): TemplateResult {
    return html`<section class="panels" aria-labelledby=${`section-${id}`}>
      <h2 id=${`section-${id}`} class=${head ? 'sec' : 'visually-hidden'}>${title}</h2>
      ${head ?? nothing}
      <div class="panel-grid">
        ${repeat(
          groups,
          ([first]) => first,
          (ids) =>
            html`<div class=${`place span-${SPANS[ids[0] ?? ''] ?? 4}`}>${ids.map((each) => this.panel(each, scope, drawing))}</div>`,
        )}
      </div>
    </section>`;
  }

  private panel(place: string, scope: Scope, drawing: Drawing): TemplateResult | typeof nothing {
    const shared = place === 'models';
    const users = this.shownUsers(scope);
    const panel = byId.get(shared ? users : place);
    if (!panel) return nothing;
    const names: readonly (readonly [UserPanel, string])[] = [
      ['models', t('Models')],
      ['callers', t('Callers')],
      ['regions', t('Regions')],
      ...(scope.extended ? [['profiles', t('Profiles')] as const] : []),
    ];
    const choose = (id: UserPanel): void => {
      this.users = id;
    };
    return html`<bli-panel
      data-panel=${place}
      .inspector=${this.inspector}
      .origin=${originOf(this.inspector)}
      .panel=${shared ? { ...panel, title: 'Who uses what?' } : panel}
      .scope=${scope}
      .answered=${this.answers.get(panel.id)}
      .retry=${() => this.answers.retry(panel.id)}
      .draw=${(rows: Rows, of: Scope) => draw(panel, rows, of, drawing)}
      .legend=${(rows: Rows, of: Scope) => legend(panel, rows, of, drawing)}
      .choice=${shared ? choiceOf(t('Who uses what?'), names, users, choose) : undefined}
    ></bli-panel>`;
  }

  private guardrails(scope: Scope, drawing: Drawing, groups: readonly (readonly string[])[]): TemplateResult {
    const row = this.row('data-quality');
    const records = row?.('records') ?? 0;
    const traced = records - (row?.('no_trace') ?? 0);
    const intervened = this.row('summary')?.('intervened') ?? 0;
    const words =
      row === undefined
        ? ''
        : t('{0} of {1} invocations carry a guardrail trace', formatCount(traced), formatCount(records));
    const head = html`<div class="sec-words"><span class="dim">${words}</span>${this.guardrailIds()}</div>`;
    const quiet = row !== undefined && traced === 0 && intervened === 0;
    return this.group('guardrails', t('Guardrails'), quiet ? [] : groups, scope, drawing, head);
  }

  /** Which guardrails left a trace, as far as they are few. */
  private guardrailIds(): TemplateResult | typeof nothing {
    const { answer } = this.answers.get('data-quality') ?? {};
    const rows = answer && new Rows(answer);
    const named = rows?.text('guardrail_ids', 0) ?? null;
    if (named === null) return nothing;
    const more = (rows?.number('guardrails', 0) ?? 0) - named.split(', ').length;
    return html`<span class="dim said">${plain(more > 0 ? t('{0} and {1} more', named, more) : named)}</span>`;
  }

  private costHead({ prices }: Scope): TemplateResult {
    const row = this.row('cost-summary');
    const unpriced = row?.('unpriced') ?? 0;
    return html`<div class="sec-words">
      <span class="dim">${prices?.example ? t('by example prices, which are invented') : t('estimated by your prices')}</span>
      ${unpriced > 0 ? html`<span>${t('{0} calls have no price', formatCount(unpriced))}</span>` : nothing}
      <button type="button" class="link" @click=${() => this.inspector.editor.editPrices()}>${t('Edit prices')}</button>
    </div>`;
  }

  private metricsHead(): TemplateResult {
    const { where } = this.inspector.place.selection;
    return html`<div class="sec-words">
      <span class="dim">${t('from metrics, not from the records')}</span>
      ${where === undefined ? nothing : html`<span class="dim">${t('the condition of the filter is not part of these')}</span>`}
    </div>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
    if (!shiftKey || altKey || metaKey || isTyping(event) || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return;
    this.brush?.move(key === 'ArrowLeft' ? -1 : 1, ctrlKey);
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-overview': OverviewTab;
  }
}
