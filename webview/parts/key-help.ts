/** The list of keys, as screen readers and everybody else may ask for it. */
import { html, type TemplateResult } from 'lit';
import { t } from '../texts.ts';

export const KEY_HELP = 'key-help';

type Key = readonly [keys: string, does: string];

function keys(): readonly (readonly [group: string, keys: readonly Key[]])[] {
  return [
    [
      t('Everywhere'),
      [
        ['Alt+1 – Alt+4', t('Overview, Invocations, Detections, Query')],
        ['Alt+Left, Alt+Right', t('Back, forward')],
        ['F6, Shift+F6', t('Next, previous region')],
        ['/', t('Filter')],
        ['T', t('Time range')],
        ['R', t('Ask again for what is shown')],
        ['Ctrl+F', t('Search')],
        ['J, K', t('Next, previous record')],
        ['C', t('Compare with another record')],
        ['Esc', t('Back to the list, close the detail')],
      ],
    ],
    [
      t('Filter'),
      [
        ['Ctrl+Space', t('Completion')],
        ['Enter', t('Apply')],
        ['Down', t('To the table')],
      ],
    ],
    [
      t('Facets'),
      [
        ['Space', t('Tick a value, or take the tick away')],
        ['-', t('Exclude a value')],
        ['Up, Down', t('Next, previous value')],
      ],
    ],
    [
      t('Table'),
      [
        ['Up, Down, PgUp, PgDn, Home, End', t('Move in the rows')],
        ['Left, Right', t('Move in the cells of a row')],
        ['Enter', t('Open the record')],
        ['Space, Shift+Down, Ctrl+A', t('Select')],
        ['F, Shift+F', t('Filter for the value of the cell, filter it out')],
        ['Ctrl+C', t('Copy the value of the cell')],
        ['Ctrl+Shift+C', t('Copy the selected rows with their header')],
        ['Shift+F10', t('Actions')],
      ],
    ],
    [
      t('Header of the table (Up from the first row)'),
      [
        ['Left, Right', t('Next, previous column')],
        ['Enter', t('Sort')],
        ['Ctrl+Left, Ctrl+Right', t('Move the column')],
        ['Shift+Left, Shift+Right', t('Make the column narrower, wider')],
      ],
    ],
    [
      t('Record'),
      [
        ['1 – 6', t('Tabs')],
        ['S', t('Second pane')],
        ['Z', t('Fold or unfold all')],
        ['M', t('Markdown as text or laid out')],
        ['Left, Right', t('Fold, unfold a value (raw record, document)')],
      ],
    ],
    [
      t('Overview and Query'),
      [
        ['Shift+Left, Shift+Right', t('Move the time window; with Ctrl resize it')],
        ['Ctrl+Enter', t('Run; on a panel: open its query')],
        ['V', t('Panel or answer as table or chart')],
        ['R', t('Run again')],
      ],
    ],
  ];
}

export function keyHelp(): TemplateResult {
  return html`<dialog id=${KEY_HELP} class="key-help" aria-labelledby="key-help-title">
    <form method="dialog">
      <h2 id="key-help-title">${t('Keys')}</h2>
      <button class="plain-button" type="submit">${t('Close')}</button>
    </form>
    <div class="key-groups">
      ${keys().map(
        ([group, list]) =>
          html`<section>
            <h3>${group}</h3>
            <dl>
              ${list.map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}
            </dl>
          </section>`,
      )}
    </div>
  </dialog>`;
}
