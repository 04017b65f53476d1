/** What panels say can be translated: every text of theirs is in the page's table. */
import { expect, test } from 'vitest';
import type { Label } from '../../../src/overview/panel.ts';
import { PANELS } from '../../../src/overview/panels.ts';
import { isPanelText } from '../../../webview/overview/panel-texts.ts';

const ofLabel = (label: Label | undefined): readonly (string | undefined)[] => [label?.label, label?.none];

test.each(PANELS.map((panel) => ({ id: panel.id, panel })))('the texts of $id', ({ panel }) => {
  const { title, unit, absent, view } = panel;
  const texts: (string | undefined)[] = [title, unit, absent];
  if (view.kind === 'bars' || view.kind === 'lines')
    texts.push(...[...view.series, ...(view.lane ?? [])].map(({ label }) => label), ...ofLabel(view.split));
  if (view.kind === 'ranking') texts.push(...ofLabel(view.label));
  if (view.kind === 'table')
    texts.push(...view.columns.map(({ label }) => label), ...ofLabel(view.label), ...ofLabel(view.also));
  if (view.kind === 'matrix') texts.push(...ofLabel(view.row), ...ofLabel(view.column));
  expect(texts.filter((text) => text !== undefined && !isPanelText(text))).toEqual([]);
});
