/** What can be done with one cell, or with the chosen rows as a table. */
import type { Cell } from '../../src/session/protocol/protocol.ts';
import { textOf } from '../fields.ts';
import { isSeveral } from '../filter/facet-fields.ts';
import { choiceText, joined, type Literal } from '../filter/terms.ts';
import { fieldName } from '../filter/words.ts';
import { formatCount } from '../format.ts';
import { reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import { type Column, columnField, type Reader } from './cells.ts';
import type { Choice } from './menu.ts';

/** A cell of the table: the field that it is filtered by, and its value. */
export interface CellAt {
  readonly field: string;
  readonly value: Cell;
}

export function cellAt(column: Column, read: Reader, inspector: Inspector): CellAt | undefined {
  // Of the two that share a column the error is shown where there is one.
  const error = column.name === 'stop' && inspector.parts.error !== undefined ? read('error') : undefined;
  const field = error === undefined || error === null ? columnField(column, inspector.parts) : inspector.parts.error;
  return field === undefined ? undefined : { field, value: read({ field }) ?? null };
}

/** Narrows the filter to the records that have the value of a cell, or to those that do not. */
export function filterBy({ field, value }: CellAt, excluded: boolean, inspector: Inspector): void {
  const { where = '' } = inspector.place.selection;
  inspector.filter({ where: joined(where, conditionOf(field, value, excluded)) });
  inspector.say(excluded ? t('Filtered out by {0}', field) : t('Filtered by {0}', field));
}

function conditionOf(field: string, value: Cell, excluded: boolean): string {
  const values = (Array.isArray(value) ? value : [value]) as readonly (Literal | null)[];
  const present = values.filter((one) => one !== null);
  if (present.length === 0) return `${fieldName(field)} IS ${excluded ? 'NOT ' : ''}NULL`;
  if (field === '@timestamp') {
    const time = `"${new Date(Number(present[0])).toISOString()}"`;
    return `${field} ${excluded ? '!=' : '=='} ${time}`;
  }
  return choiceText({ field, values: present, excluded }, isSeveral(field));
}

/** For the menu of a row; without a cell only what concerns whole rows. */
export function cellChoices(
  cell: CellAt | undefined,
  columns: readonly Column[],
  inspector: Inspector,
): readonly Choice[] {
  const rows = {
    label: t('Copy rows with header'),
    keys: 'Ctrl+Shift+C',
    run: () => void copyRows(columns, inspector),
  };
  if (!cell) return [rows];
  return [
    { label: t('Filter for value'), keys: 'F', run: () => filterBy(cell, false, inspector) },
    { label: t('Filter out value'), keys: 'Shift+F', run: () => filterBy(cell, true, inspector) },
    { label: t('Copy value'), keys: 'Ctrl+C', run: () => void copyValue(cell, inspector) },
    rows,
  ];
}

export async function copyValue({ value }: CellAt, inspector: Inspector): Promise<void> {
  await copy(textOf(value) ?? '', t('Value copied'), inspector);
}

/** The chosen rows with a head, parted by tabs, as spreadsheets take them. */
export async function copyRows(columns: readonly Column[], inspector: Inspector): Promise<void> {
  await inspector.cursor.rest;
  const { chosen } = inspector.cursor;
  const fields = columns.flatMap((column) => columnField(column, inspector.parts) ?? []);
  try {
    const { cells } = await inspector.ask('lines', { ids: chosen, fields });
    const lines = chosen.map((_, row) => fields.map((field, i) => plainCell(cells[i]?.[row] ?? null, field)));
    const text = [fields, ...lines].map((line) => line.join('\t')).join('\n');
    const one = chosen.length === 1;
    const done = one
      ? t('Row copied with its header')
      : t('{0} rows copied with their header', formatCount(chosen.length));
    await copy(`${text}\n`, done, inspector);
  } catch (error) {
    inspector.say(reasonOf(error));
  }
}

/** A value on one line: what would part cells or rows becomes a blank. */
function plainCell(value: Cell, field: string): string {
  if (field === '@timestamp' && typeof value === 'number') return new Date(value).toISOString();
  return (textOf(value) ?? '').replace(/[\t\r\n]+/g, ' ');
}

async function copy(text: string, done: string, inspector: Inspector): Promise<void> {
  try {
    await inspector.ask('copy', { text });
    inspector.say(done);
  } catch (error) {
    inspector.say(reasonOf(error));
  }
}
