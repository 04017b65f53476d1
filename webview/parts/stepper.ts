/** Where the record stands in the table, and the way to its neighbours. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import { iconButton } from './part.ts';

export function stepper(inspector: Inspector, more = ''): TemplateResult {
  const { cursor, rows } = inspector;
  const at = cursor.index;
  const known = at >= 0 && rows.matched !== undefined;
  const place = known ? t('{0} of {1}', formatCount(at + 1), formatCount(rows.matched ?? 0)) : nothing;
  const back = { keys: 'K', disabled: at <= 0 };
  const on = { keys: 'J', disabled: at < 0 || at >= cursor.last };
  return html`<span class="dim xs ${more}">${place}</span>
    ${iconButton('chevron-up', t('Previous record'), () => void inspector.step(-1), back)}
    ${iconButton('chevron-down', t('Next record'), () => void inspector.step(1), on)}`;
}
