/** The columns of the invocations table: what heads them and how a row reads in them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Cell, ColumnInfo } from '../../src/session/protocol/protocol.ts';
import {
  type GuardrailState,
  guardrailOf,
  modelOf,
  numberOf,
  type Part,
  type Parts,
  shortCaller,
  textOf,
} from '../fields.ts';
import { ABSENT, type Clock, formatCount, formatSeconds } from '../format.ts';
import { t } from '../texts.ts';
import { highlighted } from './highlight.ts';
import { icon } from './part.ts';
import { plain } from './plain.ts';

/** Reads a row by part, or by field; undefined if no column plays the part or the cell is absent. */
export type Reader = (part: Part | { readonly field: string }) => Cell | undefined;

/** What a cell shows. One shape for all, so that a scroll only changes text and classes of what is there. */
export interface CellView {
  readonly text: string;
  readonly look?: 'dim' | 'bad';
  readonly icon?: string;
  /** The icon is shown only where the column that it belongs to has no room. */
  readonly joined?: boolean;
  readonly title?: string;
  /** Length of the bar beside a latency, 0 to 1. */
  readonly share?: number;
}

export interface Column {
  /** Its own, or its field where it shows a field as it is. */
  readonly name: string;
  /** Its field sorts; the first part that has one. */
  readonly parts: readonly Part[];
  readonly title: string;
  /** Named in the head where the number alone could be anything; tokens are told by the tool tip. */
  readonly unit?: string;
  readonly tip?: string;
  readonly numeric?: boolean;
  /** Cells have room for an icon, or for a bar. */
  readonly kind?: 'icon' | 'bar';
  readonly width: ColumnWidth;
  /** Not shown in narrower tables unless it was chosen, CSS pixels. */
  readonly from?: number;
  view(read: Reader, clock: Clock): CellView;
}

/** The least width, and how much of the room that is left the column takes. */
export interface ColumnWidth {
  readonly least: string;
  readonly share?: number;
}

const absent: CellView = { text: ABSENT, look: 'dim' };

function words(text: string | undefined, shown = text): CellView {
  return text === undefined || shown === undefined ? absent : { text: shown, title: text };
}

function count(cell: Cell | undefined): CellView {
  const value = numberOf(cell);
  return value === undefined ? absent : { text: formatCount(value) };
}

const dimmed = (view: CellView): CellView => ({ ...view, look: 'dim' });

/** Latency bars are drawn on a logarithmic scale between these, ms. */
const [FASTEST, SLOWEST] = [100, 60_000];

function latency(cell: Cell | undefined): CellView {
  const ms = numberOf(cell);
  if (ms === undefined) return absent;
  const share = Math.log(Math.max(ms, FASTEST) / FASTEST) / Math.log(SLOWEST / FASTEST);
  return { text: formatSeconds(ms), share: Math.min(1, share) };
}

function stop(read: Reader): CellView {
  const error = textOf(read('error'));
  if (error !== undefined) return { text: error, look: 'bad', icon: 'error', title: error };
  const view = dimmed(words(textOf(read('stop'))));
  const { icon: symbol } = guardrailView(guardrailOf(read('actions'), read('violation')));
  return symbol === undefined ? view : { ...view, icon: symbol, joined: true };
}

/** Icon and word of what a guardrail did. */
function guardrailView(state: GuardrailState | undefined): CellView {
  if (state === 'blocked') return { text: t('blocked'), look: 'bad', icon: 'circle-slash' };
  if (state === 'masked') return { text: t('masked'), icon: 'eye-closed' };
  if (state === 'detected') return { text: t('detected'), look: 'dim', icon: 'eye' };
  return absent;
}

/** The same outside the table. */
export function guardrailMark(state: GuardrailState | undefined): TemplateResult {
  const { text, look = '', icon: symbol } = guardrailView(state);
  return html`<span class="gb ${look}">${symbol ? icon(symbol, 's') : nothing}${text}</span>`;
}

/** The columns that the session can fill, in their order. */
export function columnsFor(parts: Parts): readonly Column[] {
  const tokens = { numeric: true } as const;
  const all: readonly Column[] = [
    {
      name: 'time',
      parts: ['time'],
      width: { least: 'var(--time)' },
      title: t('Time'),
      view: (read, clock) => {
        const ms = numberOf(read('time'));
        return ms === undefined ? absent : { text: clock.timeIn(ms) };
      },
    },
    {
      name: 'model',
      parts: ['model'],
      width: { least: '110px', share: 1.25 },
      title: t('Model'),
      view: (read) => {
        const model = modelOf(read('model'), read('modelId'));
        return words(textOf(read('modelId')) ?? model, model);
      },
    },
    {
      name: 'operation',
      parts: ['operation'],
      width: { least: '84px', share: 0.95 },
      from: 800,
      title: t('Operation'),
      view: (read) => dimmed(words(textOf(read('operation')))),
    },
    {
      name: 'caller',
      parts: ['caller'],
      width: { least: '90px', share: 1.1 },
      title: t('Caller'),
      view: (read) => {
        const caller = textOf(read('caller'));
        return words(caller, caller && shortCaller(caller));
      },
    },
    {
      ...tokens,
      name: 'input',
      parts: ['input'],
      width: { least: 'var(--n)' },
      title: t('In'),
      tip: t('Input tokens that were not cached'),
      view: (read) => count(read('input')),
    },
    {
      ...tokens,
      name: 'cached',
      parts: ['cached'],
      width: { least: 'max(var(--n), 60px)' },
      from: 761,
      title: t('Cached'),
      tip: t('Input tokens read from the cache'),
      view: (read) => dimmed(count(read('cached'))),
    },
    {
      ...tokens,
      name: 'output',
      parts: ['output'],
      width: { least: 'var(--n)' },
      from: 541,
      title: t('Out'),
      tip: t('Output tokens'),
      view: (read) => count(read('output')),
    },
    {
      name: 'latency',
      parts: ['latency'],
      width: { least: 'var(--latency)' },
      title: t('Latency'),
      unit: t('s'),
      numeric: true,
      kind: 'bar',
      view: (read) => latency(read('latency')),
    },
    {
      name: 'stop',
      parts: ['stop', 'error'],
      width: { least: '130px', share: 1.5 },
      title: t('Stop reason or error'),
      kind: 'icon',
      view: stop,
    },
    {
      name: 'guardrail',
      parts: ['actions'],
      width: { least: '84px', share: 0.75 },
      from: 850,
      title: t('Guardrail'),
      kind: 'icon',
      view: (read) => guardrailView(guardrailOf(read('actions'), read('violation'))),
    },
  ];
  return all.filter((column) => column.parts.some((part) => parts[part] !== undefined));
}

/** A column that shows a field as it is. */
export function fieldColumn({ field, type, unit }: ColumnInfo): Column {
  const numeric = type === 'long' || type === 'double';
  return {
    name: field,
    parts: [],
    title: field,
    ...(unit === undefined ? {} : { tip: `${field}, ${unitName(unit)}` }),
    numeric,
    width: type === 'keyword' ? { least: '90px', share: 1 } : { least: type === 'date' ? '16ch' : 'calc(8ch + 14px)' },
    view: (read, clock) => {
      const value = read({ field });
      const ms = numberOf(value);
      if (type === 'date') return ms === undefined ? absent : { text: clock.fullOf(ms) };
      return type === 'long' ? count(value) : words(textOf(value));
    },
  };
}

function unitName(unit: NonNullable<ColumnInfo['unit']>): string {
  const names = { ms: t('milliseconds'), tokens: t('tokens'), bytes: t('bytes'), characters: t('characters') };
  return names[unit];
}

/** The field that a column sorts by and that its cells are filtered by. */
export function columnField(column: Column, parts: Parts): string | undefined {
  const part = column.parts.find((name) => parts[name] !== undefined);
  return part === undefined ? (column.parts.length === 0 ? column.name : undefined) : parts[part];
}

/** A head's title and unit. */
export function heading({ title, unit, tip: hint }: Column): TemplateResult {
  return html`<span title=${hint ?? nothing}
    >${title}${unit ? html` <span class="unit">${unit}</span>` : nothing}</span
  >`;
}

export function columnClass({ name, parts, numeric }: Column): string {
  return `${parts.length === 0 ? 'c-field' : `c-${name}`} ${numeric ? 'num' : ''}`;
}

/**
 * A row's cell, in as few elements as will do: a scroll changes some five hundred of them in one frame. While the row is
 * being read its text is empty and the row says that it waits. A cell is a block of its own, which isolates the direction
 * of its text.
 */
export function cell(
  column: Column,
  at: number,
  view: CellView | undefined,
  focused: boolean,
  highlights: readonly string[],
): TemplateResult {
  const { text = '', look = '' } = view ?? {};
  const name = `${columnClass(column)} ${look} ${focused ? 'at' : ''}`;
  const shown = highlights.length === 0 ? plain(text) : highlighted(text, highlights);
  const tab = focused ? 0 : nothing;
  if (column.kind === 'icon') {
    const symbol = view?.icon ? `codicon codicon-${view.icon} s ${view.joined ? 'joined' : ''}` : '';
    return html`<div role="gridcell" class=${name} aria-colindex=${at + 1} tabindex=${tab}>
      <i class=${symbol} aria-hidden="true"></i>${shown}
    </div>`;
  }
  if (column.kind === 'bar') {
    const width = `width:${Math.round((view?.share ?? 0) * 22)}px`;
    return html`<div role="gridcell" class=${name} aria-colindex=${at + 1} tabindex=${tab}>
      ${shown}<i class="spark" aria-hidden="true" .style=${width}></i>
    </div>`;
  }
  return html`<div role="gridcell" class=${name} aria-colindex=${at + 1} tabindex=${tab}>${shown}</div>`;
}
