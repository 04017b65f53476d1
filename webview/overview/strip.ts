/** The figures above everything: who looks for five seconds looks here. */
import { html, nothing, type TemplateResult } from 'lit';
import { FAILED, THROTTLED } from '../../src/overview/panels/traffic.ts';
import type { Scope } from '../../src/overview/scope.ts';
import { ABSENT, compactParts, formatCount, formatMoney, formatPercent, formatSeconds } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { icon } from '../parts/part.ts';
import { originOf } from '../parts/target-button.ts';
import { t } from '../texts.ts';
import type { PanelAnswer } from './answers.ts';
import { Rows } from './rows.ts';

export interface StripAnswers {
  readonly now: PanelAnswer | undefined;
  /** The same of the stretch of time before the chosen one. */
  readonly before: PanelAnswer | undefined;
  readonly cost: PanelAnswer | undefined;
}

interface Figure {
  readonly label: string;
  readonly value: TemplateResult | string;
  readonly below: TemplateResult | string;
  readonly press?: () => void;
  readonly wide?: true;
}

type Row = (column: string) => number | null;

export function strip(inspector: Inspector, answers: StripAnswers, scope: Scope): TemplateResult {
  const { now } = answers;
  const row = rowOf(now);
  const figures = [
    ...use(inspector, row, rowOf(answers.before)),
    ...latency(inspector, row),
    ...safety(inspector, row),
    cost(inspector, rowOf(answers.cost), scope),
  ];
  return html`<div class="strip ${now?.stale && now.answer ? 'stale' : ''}" role="list" aria-label=${t('Summary') + originOf(inspector)}>
    ${figures.map(
      (figure) =>
        html`<div class="kpi-cell ${figure.wide ? 'lat' : ''}" role="listitem">
          ${
            figure.press
              ? html`<button type="button" class="kpi" @click=${figure.press}>${inside(figure)}</button>`
              : html`<div class="kpi">${inside(figure)}</div>`
          }
        </div>`,
    )}
  </div>`;
}

function inside({ label, value, below }: Figure): TemplateResult {
  return html`<span class="k-label">${label}</span><span class="k-value">${value}</span
    ><span class="k-below">${below}</span>`;
}

function rowOf(answered: PanelAnswer | undefined): Row {
  const rows = answered?.answer && new Rows(answered.answer);
  return (column) => (rows && rows.length > 0 ? rows.number(column, 0) : null);
}

function amount(value: number | null): TemplateResult | string {
  if (value === null) return ABSENT;
  const [number, unit] = compactParts(value);
  return unit === '' ? number : html`${number}<small>${unit}</small>`;
}

function use(inspector: Inspector, row: Row, before: Row): readonly Figure[] {
  const calls = row('calls');
  const [errors, throttled] = [row('errors'), row('throttled')];
  const [input, cached] = [row('tokens_in'), row('cached')];
  const all = (input ?? 0) + (cached ?? 0) + (row('cache_written') ?? 0);
  const errorPart = row('error_pct');
  const bad = (errors ?? 0) > 0;
  const wasPart = before('error_pct');
  const errorWords = wasPart === null ? '' : t(', was {0} %', formatPercent(wasPart));
  return [
    {
      label: t('Invocations'),
      value: amount(calls),
      below: change(calls, before('calls')),
      press: () => inspector.showTab('invocations'),
    },
    { label: t('Input tokens'), value: amount(input), below: t('not cached') },
    {
      label: t('Cache read'),
      value: amount(cached),
      below: all > 0 ? t('{0} % of input', formatPercent((100 * (cached ?? 0)) / all)) : '',
    },
    {
      label: t('Output tokens'),
      value: amount(row('tokens_out')),
      below: change(row('tokens_out'), before('tokens_out')),
    },
    {
      label: t('Errors'),
      value:
        errorPart === null
          ? ABSENT
          : html`${bad ? icon('error', 'bad') : nothing} ${formatPercent(errorPart)}<small>%</small>`,
      below: errors === null ? '' : html`<span class=${bad ? 'bad' : ''}>${errorsText(errors)}${errorWords}</span>`,
      ...(bad && { press: () => inspector.narrow(FAILED) }),
    },
    {
      label: t('Throttled'),
      value: amount(throttled),
      below: calls && throttled !== null ? t('{0} % of calls', formatPercent((100 * throttled) / calls)) : '',
      ...((throttled ?? 0) > 0 && { press: () => inspector.narrow(THROTTLED) }),
    },
  ];
}

function latency(inspector: Inspector, row: Row): readonly Figure[] {
  const seconds = (column: string): string => {
    const ms = row(column);
    return ms === null ? ABSENT : formatSeconds(ms);
  };
  const [calls, timed, streams, first] = [row('calls'), row('timed'), row('streams'), row('first_p95')];
  const part = (count: number | null): string =>
    calls && count !== null ? formatPercent((100 * count) / calls) : ABSENT;
  const each = (name: string): TemplateResult =>
    html`<span><span class="k-value">${seconds(name)}</span><span class="k-below">${name}</span></span>`;
  return [
    {
      label: timed === calls ? t('Latency, s') : t('Latency, s; of {0} % of calls', part(timed)),
      value: html`<span class="tri">${each('p50')}${each('p95')}${each('p99')}</span>`,
      below: '',
      wide: true,
    },
    {
      label: t('First byte p95'),
      value: first === null ? ABSENT : html`${seconds('first_p95')}<small>s</small>`,
      below: t('streams, {0} %', part(streams)),
      ...((streams ?? 0) > 0 && {
        press: () => inspector.narrow('gen_ai.performance.start_response_time IS NOT NULL'),
      }),
    },
  ];
}

function safety(inspector: Inspector, row: Row): readonly Figure[] {
  const [calls, intervened] = [row('calls'), row('intervened')];
  const { checks } = inspector;
  const done = checks.state.answer !== undefined;
  const near = checks.count('near');
  const cannot = checks.count('cannot-fire');
  return [
    {
      label: t('Interventions'),
      value: amount(intervened),
      below: calls && intervened !== null ? t('{0} % of calls', formatPercent((100 * intervened) / calls)) : '',
      ...((intervened ?? 0) > 0 && { press: () => inspector.narrow('gen_ai.compliance.violation_detected') }),
    },
    {
      label: t('Detections'),
      value: done ? html`${icon('shield')} ${t('{0} fired', checks.fired)}` : ABSENT,
      below: done ? t('{0} near, {1} cannot', near, cannot) : checks.running ? t('checking') : t('not checked'),
      press: () => inspector.showTab('detections'),
    },
  ];
}

function cost(inspector: Inspector, row: Row, { prices }: Scope): Figure {
  const label = prices ? t('Est. cost, {0}', prices.currency) : t('Est. cost');
  const set = html`<span class="link">${t('Set prices')}</span>`;
  const press = (): void => inspector.editor.editPrices();
  if (!prices) {
    const wrong = inspector.prices.problem;
    const below = wrong === undefined ? set : html`<span class="bad" title=${wrong}>${t('Prices are wrong')}</span>`;
    return { label, value: ABSENT, below, press };
  }
  const [total, unpriced, models] = [row('cost'), row('unpriced'), row('unpriced_models')];
  const value = total === null ? ABSENT : formatMoney(total, prices.currency).replace(prices.currency, '').trim();
  if (prices.example) return { label, value, below: html`<span class="bad">${t('by example prices')}</span>`, press };
  const below = (unpriced ?? 0) > 0 ? t('without {0} models', formatCount(models ?? 0)) : t('by your prices');
  return { label, value, below, press };
}

function errorsText(count: number): string {
  return count === 1 ? t('1 error') : t('{0} errors', formatCount(count));
}

/** How a figure differs from that of the stretch before, which was as long. */
function change(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0) return '';
  const percent = (100 * (now - before)) / before;
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '±';
  return t('{0} % vs before', `${sign}${formatPercent(Math.abs(percent))}`);
}
