/** What two invocations were and cost, row by row. */
import type { RecordView } from '../../src/session/protocol/protocol.ts';
import { numberOf, type Part, textOf } from '../fields.ts';
import { ABSENT, formatCount, formatSeconds, formatSize } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';

export interface Figure {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
  /** What the right one has more or less. */
  readonly delta?: string;
}

export function comparedFigures(inspector: Inspector, left: RecordView, right: RecordView): readonly Figure[] {
  const cell = (view: RecordView, part: Part) => view.columns[inspector.parts[part] ?? ''] ?? null;
  const words = (name: string, part: Part): Figure => {
    const [one, other] = [textOf(cell(left, part)) ?? ABSENT, textOf(cell(right, part)) ?? ABSENT];
    return { name, left: one, right: other, same: one === other };
  };
  const numbers = (name: string, part: Part, form: (value: number) => string): Figure =>
    figureOf(name, numberOf(cell(left, part)), numberOf(cell(right, part)), form);
  const seconds = (ms: number) => t('{0} s', formatSeconds(ms));
  const rows = [
    timeFigure(inspector, numberOf(cell(left, 'time')), numberOf(cell(right, 'time'))),
    words(t('Model'), 'modelId'),
    words(t('Operation'), 'operation'),
    words(t('Caller'), 'caller'),
    words(t('Region'), 'region'),
    numbers(t('Tokens in'), 'input', formatCount),
    numbers(t('Tokens in, cached'), 'cached', formatCount),
    numbers(t('Tokens in, written to the cache'), 'written', formatCount),
    numbers(t('Tokens out'), 'output', formatCount),
    numbers(t('Latency'), 'latency', seconds),
    numbers(t('First byte'), 'firstByte', seconds),
    words(t('Stop reason'), 'stop'),
    words(t('Error'), 'error'),
    words(t('Guardrail'), 'actions'),
    figureOf(t('Size'), left.raw.bytes, right.raw.bytes, formatSize),
  ];
  return rows.filter((row) => row.left !== ABSENT || row.right !== ABSENT);
}

function timeFigure({ clock }: Inspector, left: number | undefined, right: number | undefined): Figure {
  const [one, other] = [left, right].map((ms) => (ms === undefined ? ABSENT : clock.fullOf(ms)));
  const said = { name: t('Time'), left: one ?? ABSENT, right: other ?? ABSENT, same: left === right };
  if (left === undefined || right === undefined || left === right) return said;
  const seconds = t('{0} s', formatSeconds(Math.abs(right - left)));
  return { ...said, delta: right > left ? t('{0} later', seconds) : t('{0} earlier', seconds) };
}

function figureOf(
  name: string,
  left: number | undefined,
  right: number | undefined,
  form: (value: number) => string,
): Figure {
  const said = (value: number | undefined) => (value === undefined ? ABSENT : form(value));
  return { name, left: said(left), right: said(right), same: left === right, ...deltaOf(left, right, form) };
}

function deltaOf(
  left: number | undefined,
  right: number | undefined,
  form: (value: number) => string,
): { readonly delta?: string } {
  if (left === undefined || right === undefined || left === right) return {};
  const more = right - left;
  const sign = more > 0 ? '+' : '−';
  const share = left === 0 ? '' : ` (${sign}${Math.abs(Math.round((more / left) * 100))} %)`;
  return { delta: `${sign}${form(Math.abs(more))}${share}` };
}
