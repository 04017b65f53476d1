/** The panels that are tables: rankings, tables with bars in them, and the matrix. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Label, MatrixView, RankingView, TableColumn, TableView } from '../../src/overview/panel.ts';
import { ABSENT } from '../format.ts';
import { icon } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { panelText } from './panel-texts.ts';
import type { Rows } from './rows.ts';
import { inColumn, labelText, policyWord, profileText } from './words.ts';

/** Shows the invocations that a condition leaves. */
export type Pick = (condition: string) => void;

function share(value: number, greatest: number, tone: string): TemplateResult {
  const percent = greatest > 0 ? Math.max(value > 0 ? 1 : 0, (value / greatest) * 100) : 0;
  return html`<span class="trk" aria-hidden="true"><i class=${`b-${tone}`} .style=${`width:${percent.toFixed(1)}%`}></i></span>`;
}

/** A name that is log content; a button where something comes of it. */
function nameOf(value: string | null, label: Label, pick: Pick, beside?: string): TemplateResult {
  const text = labelText(value, label);
  const { condition } = label;
  const also = beside ?? profileText(value, label);
  const words = html`<span class="said ell ${value === null || value === '' ? 'dim' : ''}"
    >${plain(text)}${also === undefined ? nothing : html` <span class="dim xs">${plain(also)}</span>`}</span
  >`;
  if (!condition) return html`<span title=${tip(value ?? text)}>${words}</span>`;
  return html`<button
    type="button"
    class="pick ell"
    title=${t('Show the invocations: {0}', tip(value ?? text))}
    @click=${() => pick(condition(value))}
  >
    ${words}
  </button>`;
}

function greatest(rows: Rows, column: string): number {
  let most = 0;
  for (let row = 0; row < rows.length; row++) most = Math.max(most, rows.number(column, row) ?? 0);
  return most;
}

export function ranking(view: RankingView, rows: Rows, currency: string, pick: Pick): TemplateResult {
  const most = greatest(rows, view.value);
  return html`<table class="t ranking">
    <colgroup>
      <col class="names" />
      <col />
      <col class="numbers" />
    </colgroup>
    <thead class="visually-hidden">
      <tr>
        <th scope="col">${panelText(view.label.label)}</th>
        <th scope="col">${t('Share')}</th>
        <th scope="col">${t('Calls')}</th>
      </tr>
    </thead>
    <tbody>
      ${Array.from({ length: Math.min(rows.length, view.drawn ?? rows.length) }, (_, row) => {
        const value = rows.text(view.label.column, row);
        const number = rows.number(view.value, row) ?? 0;
        const notable = value !== null && view.notable?.includes(value.toLowerCase());
        const tone = view.bad ? 'bad' : value === null ? '5' : notable ? '2' : '1';
        const policy = view.policy !== undefined && rows.has(view.policy) ? rows.text(view.policy, row) : null;
        return html`<tr>
          <th scope="row" class="ell">${nameOf(value, view.label, pick, policyWord(policy))}</th>
          <td class="bar">${share(number, most, tone)}</td>
          <td class="num">${inColumn(number, view.measure, currency)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

export function table(view: TableView, rows: Rows, currency: string, pick: Pick): TemplateResult {
  const columns = view.columns.filter(({ column }) => rows.has(column));
  const greatests = new Map(columns.filter((each) => each.share).map(({ column }) => [column, greatest(rows, column)]));
  const { also } = view;
  return html`<table class="t figures">
    <thead>
      <tr>
        <th scope="col" class="name">${panelText(view.label.label)}</th>
        ${also ? html`<th scope="col" class="also">${panelText(also.label)}</th>` : nothing}
        ${columns.map(
          (each) =>
            html`<th scope="col" class="num">${head(each)}</th>
              ${each.share ? html`<td class="bar"></td>` : nothing}`,
        )}
      </tr>
    </thead>
    <tbody>
      ${Array.from(
        { length: rows.length },
        (_, row) =>
          html`<tr>
            <th scope="row" class="ell">${nameOf(rows.text(view.label.column, row), view.label, pick)}</th>
            ${also ? html`<td class="ell">${nameOf(rows.text(also.column, row), also, pick)}</td>` : nothing}
            ${columns.map((each, i) => {
              const value = rows.number(each.column, row);
              return html`<td class="num">${figure(each, value, currency)}</td>
                ${
                  each.share
                    ? html`<td class="bar">${share(value ?? 0, greatests.get(each.column) ?? 0, i === 0 ? '1' : '2')}</td>`
                    : nothing
                }`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const UNITS: Readonly<Record<string, string>> = { ms: 's', percent: '%' };

function head({ label, measure }: TableColumn): string {
  const unit = UNITS[measure];
  return unit === undefined ? panelText(label) : `${panelText(label)} ${unit}`;
}

function figure(column: TableColumn, value: number | null, currency: string): TemplateResult | string {
  const text = inColumn(value, column.measure, currency);
  if (value === null || column.badAbove === undefined || value <= column.badAbove) return text;
  return html`<span class="bad gb">${icon('error', 's')}<span class="visually-hidden">${t('high')}: </span>${text}</span>`;
}

export function matrix(view: MatrixView, rows: Rows, pick: Pick): TemplateResult {
  const values = new Map<string, number>();
  const key = (row: string | null, column: string | null): string => JSON.stringify([row ?? '', column ?? '']);
  const names = (known: readonly string[], column: string): readonly string[] => {
    const found = new Set(Array.from({ length: rows.length }, (_, row) => rows.text(column, row) ?? ''));
    const others = [...found]
      .filter((name) => !known.includes(name))
      .sort((a, b) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
    return [...known, ...others];
  };
  for (let row = 0; row < rows.length; row++) {
    const own = key(rows.text(view.row.column, row), rows.text(view.column.column, row));
    values.set(own, (values.get(own) ?? 0) + (rows.number(view.value, row) ?? 0));
  }
  const most = Math.max(...values.values(), 1);
  const columns = names(view.columns, view.column.column);
  return html`<table class="mx">
    <thead>
      <tr>
        <td></td>
        ${columns.map((name) => html`<th scope="col" class="ell" title=${tip(name)}>${plain(labelText(name, view.column))}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${names(view.rows, view.row.column).map(
        (name) =>
          html`<tr>
            <th scope="row" class="ell" title=${tip(name)}>${plain(labelText(name, view.row))}</th>
            ${columns.map((column) => {
              const value = values.get(key(name, column)) ?? 0;
              return html`<td>${cell(value, most, () => pick(view.condition(name, column)), `${labelText(name, view.row)}, ${labelText(column, view.column)}`)}</td>`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The shade grows with the root of the value, so that small ones are seen; the number stands in it. */
function cell(value: number, most: number, press: () => void, label: string): TemplateResult {
  if (value === 0) return html`<span class="zero">0</span>`;
  const shade = Math.round(10 + 35 * Math.sqrt(value / most));
  return html`<button
    type="button"
    title=${t('Show the invocations: {0}', label)}
    .style=${`--q:${shade}%`}
    @click=${press}
  >
    ${value === 0 ? ABSENT : inColumn(value, 'findings', '')}
  </button>`;
}
