/** The columns of the invocations table: what heads them and how a row reads in them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../src/session/protocol/protocol.ts';
import { guardrailOf, numberOf, type Part, type Parts, shortCaller, shortModel, textOf } from '../fields.ts';
import { ABSENT, type Clock, formatCount, formatSeconds } from '../format.ts';
import { t } from '../texts.ts';
import { icon } from './part.ts';
import { plain, tip } from './plain.ts';

/** Reads a row by part; undefined if no column plays the part or the cell is absent. */
export type Reader = (part: Part) => Cell | undefined;

export interface Column {
  readonly name:
    | 'time'
    | 'model'
    | 'operation'
    | 'caller'
    | 'input'
    | 'cached'
    | 'output'
    | 'latency'
    | 'stop'
    | 'guardrail';
  /** Its field sorts; the first part that has one. */
  readonly parts: readonly Part[];
  readonly title: string;
  readonly unit?: string;
  readonly numeric?: boolean;
  cell(read: Reader, clock: Clock): TemplateResult | string;
}

const absent = html`<span class="dim">${ABSENT}</span>`;

function words(text: string | undefined, shown = text, dim = false): TemplateResult {
  if (text === undefined || shown === undefined) return absent;
  return html`<bdi class=${dim ? 'dim' : ''} title=${tip(text)}>${plain(shown)}</bdi>`;
}

function count(cell: Cell | undefined, dim = false): TemplateResult {
  const value = numberOf(cell);
  return value === undefined ? absent : html`<span class=${dim ? 'dim' : ''}>${formatCount(value)}</span>`;
}

/** Latency bars are drawn on a logarithmic scale between these, ms. */
const [FASTEST, SLOWEST] = [100, 60_000];

function latency(cell: Cell | undefined): TemplateResult {
  const ms = numberOf(cell);
  if (ms === undefined) return absent;
  const share = Math.log(Math.max(ms, FASTEST) / FASTEST) / Math.log(SLOWEST / FASTEST);
  return html`<span>${formatSeconds(ms)}</span><span class="spark" aria-hidden="true"><i .style=${`width:${Math.round(Math.min(1, share) * 100)}%`}></i></span>`;
}

function stop(read: Reader): TemplateResult {
  const error = textOf(read('error'));
  if (error !== undefined) return html`<span class="bad gb">${icon('error', 's')}${words(error)}</span>`;
  return words(textOf(read('stop')), undefined, true);
}

/** Icon and word of what a guardrail did. */
export function guardrailMark(state: ReturnType<typeof guardrailOf>): TemplateResult {
  if (state === 'blocked') return html`<span class="bad gb">${icon('circle-slash', 's')}${t('blocked')}</span>`;
  if (state === 'masked') return html`<span class="gb">${icon('eye-closed', 's')}${t('masked')}</span>`;
  if (state === 'detected') return html`<span class="gb dim">${icon('eye', 's')}${t('detected')}</span>`;
  return absent;
}

/** The columns that the session can fill, in their order. */
export function columnsFor(parts: Parts): readonly Column[] {
  const all: readonly Column[] = [
    {
      name: 'time',
      parts: ['time'],
      title: t('Time'),
      cell: (read, clock) => {
        const ms = numberOf(read('time'));
        return ms === undefined ? absent : html`<span title=${clock.fullOf(ms)}>${clock.timeIn(ms)}</span>`;
      },
    },
    {
      name: 'model',
      parts: ['model'],
      title: t('Model'),
      cell: (read) => {
        const model = textOf(read('model'));
        return words(textOf(read('modelId')) ?? model, model && shortModel(model));
      },
    },
    {
      name: 'operation',
      parts: ['operation'],
      title: t('Operation'),
      cell: (read) => words(textOf(read('operation')), undefined, true),
    },
    {
      name: 'caller',
      parts: ['caller'],
      title: t('Caller'),
      cell: (read) => {
        const caller = textOf(read('caller'));
        return words(caller, caller && shortCaller(caller));
      },
    },
    {
      name: 'input',
      parts: ['input'],
      title: t('In'),
      unit: t('tokens'),
      numeric: true,
      cell: (read) => count(read('input')),
    },
    {
      name: 'cached',
      parts: ['cached'],
      title: t('Cached'),
      unit: t('tokens'),
      numeric: true,
      cell: (read) => count(read('cached'), true),
    },
    {
      name: 'output',
      parts: ['output'],
      title: t('Out'),
      unit: t('tokens'),
      numeric: true,
      cell: (read) => count(read('output')),
    },
    {
      name: 'latency',
      parts: ['latency'],
      title: t('Latency'),
      unit: t('s'),
      numeric: true,
      cell: (read) => latency(read('latency')),
    },
    { name: 'stop', parts: ['stop', 'error'], title: t('Stop reason or error'), cell: stop },
    {
      name: 'guardrail',
      parts: ['actions'],
      title: t('Guardrail'),
      cell: (read) => guardrailMark(guardrailOf(read('actions'), read('violation'))),
    },
  ];
  return all.filter((column) => column.parts.some((part) => parts[part] !== undefined));
}

export function sortField(column: Column, parts: Parts): string | undefined {
  const part = column.parts.find((name) => parts[name] !== undefined);
  return part && parts[part];
}

/** A header's title and unit. */
export function heading(column: Column): TemplateResult {
  const inHead = column.unit === t('s');
  return html`<span title=${column.unit && !inHead ? `${column.title}, ${column.unit}` : nothing}>${column.title}${inHead ? html` <span class="unit">${column.unit}</span>` : nothing}</span>`;
}
