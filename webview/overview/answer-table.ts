/** An answer as it is: a table for those who read numbers, and for the clipboard. */

import { html, type TemplateResult } from 'lit';
import type { Measure, Panel } from '../../src/overview/panel.ts';
import type { Scope } from '../../src/overview/scope.ts';
import type { QueryAnswer, QueryCell } from '../../src/session/protocol/protocol.ts';
import { ABSENT, type Clock, formatCount, formatNumber } from '../format.ts';
import { reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { panelText } from './panel-texts.ts';
import { said } from './words.ts';

/** Rows that are shown; copying takes all. */
const MOST_ROWS = 500;

export function answerTable(panel: Panel, answer: QueryAnswer, clock: Clock, { prices }: Scope): TemplateResult {
  const { columns, values } = answer;
  const order = columns.map((_, i) => i).sort((a, b) => Number(isLabel(columns[b])) - Number(isLabel(columns[a])));
  const rows = Math.min(MOST_ROWS, values[0]?.length ?? 0);
  const measures = measuresOf(panel);
  const shown = (column: number, row: number): string => {
    const { name = '', type = '' } = columns[column] ?? {};
    const cell = values[column]?.[row] ?? null;
    if (cell === null) return ABSENT;
    if (type === 'date') return clock.fullOf(Date.parse(String(cell)));
    const measure = measures.get(name);
    if (measure === 'ms' || measure === 'money') return said(Number(cell), measure, prices?.currency ?? 'USD');
    return isNumeric(type) && !Array.isArray(cell) ? formatNumber(cell as number | string) : textOf(cell);
  };
  const more = answer.rows - rows;
  return html`<div class="answer-table" tabindex="0" role="group" aria-label=${t('{0}, as a table', panelText(panel.title))}>
    <table class="t">
      <thead>
        <tr>
          ${order.map((i) => html`<th scope="col" class=${isNumeric(columns[i]?.type ?? '') ? 'num' : ''}>${columns[i]?.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: rows },
          (_, row) =>
            html`<tr>
              ${order.map((i) => {
                const text = shown(i, row);
                return isNumeric(columns[i]?.type ?? '')
                  ? html`<td class="num">${text}</td>`
                  : html`<td class="said" title=${tip(text)}>${plain(text)}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="dim xs">${t('{0} more rows; open the query to see them', formatCount(more))}</p>` : ''}
  </div>`;
}

function measuresOf({ view }: Panel): ReadonlyMap<string, Measure> {
  if (view.kind === 'table') return new Map(view.columns.map(({ column, measure }) => [column, measure]));
  if (view.kind === 'bars' || view.kind === 'lines')
    return new Map(view.series.map(({ column }) => [column, view.measure]));
  if (view.kind === 'bands') return new Map([[view.band, view.measure]]);
  return new Map();
}

const isNumeric = (type: string): boolean => /^(integer|long|unsigned_long|double)$/.test(type);
const isLabel = (column: { readonly type: string } | undefined): boolean => !isNumeric(column?.type ?? '');

function textOf(cell: QueryCell): string {
  return Array.isArray(cell) ? cell.join(', ') : String(cell);
}

/** All rows with their head, tabs between the columns. */
export async function copyAnswer({ columns, values }: QueryAnswer, inspector: Inspector): Promise<void> {
  const safe = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = [columns.map(({ name }) => safe(name)).join('\t')];
  for (let row = 0; row < (values[0]?.length ?? 0); row++)
    lines.push(values.map((column) => (column[row] === null ? '' : safe(textOf(column[row] ?? '')))).join('\t'));
  try {
    await inspector.ask('copy', { text: `${lines.join('\n')}\n` });
    inspector.say(t('{0} rows copied with their header', formatCount(lines.length - 1)));
  } catch (error) {
    inspector.say(reasonOf(error));
  }
}
