/** The foot of the page: what can be trusted, and the keys that work here. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatSize } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import '../invocations/totals.ts';
import { isNarrow } from '../places.ts';
import '../query/query-place.ts';
import { t } from '../texts.ts';
import { icon } from './part.ts';

function keys(...pairs: readonly (readonly [keys: readonly string[], does: string])[]): TemplateResult {
  return html`<span class="keys hide-narrow"
    >${pairs.map(([names, does]) => html`<span>${names.map((name) => html`<kbd>${name}</kbd>`)} ${does}</span>`)}</span
  >`;
}

export function foot(inspector: Inspector): TemplateResult {
  const { place } = inspector;
  return html`<footer class="foot">
    ${place.view === 'record' ? recordNotes(inspector) : place.view === 'overview' ? times(inspector) : place.view === 'detections' ? checked(inspector) : place.view === 'query' ? inQuery(inspector) : counts(inspector)}<span class="grow"></span>
    ${
      place.view === 'record'
        ? keys(
            [['1', '–', '6'], t('tabs')],
            [['S'], t('split')],
            [['J', 'K'], t('records')],
            [['C'], t('compare')],
            [['Esc'], t('back to the list')],
          )
        : place.view === 'problems' || place.view === 'compare' || place.view === 'mapping'
          ? keys([['Esc'], t('back to the list')])
          : place.view === 'overview'
            ? keys(
                [['V'], t('table')],
                [['Ctrl', 'Enter'], t('open query')],
                [['Shift', '←', '→'], t('move the time range')],
              )
            : place.view === 'detections'
              ? ruleKeys()
              : place.view === 'query'
                ? keys(
                    [['Ctrl', 'Enter'], t('run')],
                    [['Ctrl', 'Space'], t('complete')],
                    [['Esc'], t('to the rows')],
                    [['Alt', 'F1'], t('all keys')],
                  )
                : keys(
                    [['/'], t('filter')],
                    [['F'], t('by cell')],
                    [['Ctrl', 'F'], t('search')],
                    [['Enter'], t('open')],
                    [['Alt', 'F1'], t('all keys')],
                  )
    }
  </footer>`;
}

function inQuery(inspector: Inspector): TemplateResult {
  const { said } = inspector;
  return html`<bli-query-place .inspector=${inspector}></bli-query-place>
    ${said === '' ? nothing : html`<span class="on">${said}</span>`}`;
}

function ruleKeys(): TemplateResult {
  return keys(
    [['↑', '↓'], t('rule')],
    [['Ctrl', 'Enter'], t('run')],
    [['R'], t('run all')],
    [['E'], t('edit')],
    [['Alt', 'F1'], t('all keys')],
  );
}

/** What the shown checks rest on. */
function checked({ checks }: Inspector): TemplateResult {
  const { answer, rules } = checks.state;
  if (!answer) return html`<span>${t('{0} rules', formatCount(rules.length))}</span>`;
  const count = formatCount(answer.outcomes.length);
  const took = formatCount(Math.ceil(answer.took));
  const said =
    checks.target === undefined
      ? t('{0} rules on {1} records, {2} ms', count, formatCount(answer.records), took)
      : t('{0} rules on {1}, {2} ms', count, checks.target, took);
  return html`<span>${said}</span>`;
}

function counts(inspector: Inspector): TemplateResult {
  const { load, clock, cursor, said } = inspector;
  if (!load) return html``;
  const { read, skipped, failed, warned } = load.counts;
  const chosen = cursor.chosen.length;
  const { matched } = inspector.rows;
  const shownRecords = matched !== undefined && isNarrow(inspector.place.selection) ? matched : read;
  const records =
    load.phase === 'loading' ? t('{0} records so far', formatCount(read)) : t('{0} records', formatCount(shownRecords));
  const files = t('{0} in {1} files', formatSize(load.bytes.total), formatCount(load.files.total));
  const shown = inspector.place.view === 'invocations';
  return html`<span>${records}</span>
    ${shown ? html`<bli-totals .inspector=${inspector}></bli-totals>` : nothing} ${chosen > 1 ? html`<span class="on">${t('{0} selected', formatCount(chosen))}</span>` : nothing}
    ${load.range ? html`<span class="hide-narrow">${clock.rangeOf(load.range)}, ${clock.zone}</span>` : nothing}
    ${skipped > 0 ? html`<span>${t('{0} skipped', formatCount(skipped))}</span>` : nothing}
    ${problems(inspector, failed, warned)}
    ${load.bytes.total > 0 ? html`<span class="hide-narrow">${files}</span>` : nothing}
    ${said === '' ? nothing : html`<span class="on ell">${said}</span>`}`;
}

/** The overview says itself what its figures rest on. */
function times({ load, clock, said }: Inspector): TemplateResult {
  return html`${load?.range ? html`<span>${clock.rangeOf(load.range)}, ${clock.zone}</span>` : nothing}
    ${said === '' ? nothing : html`<span class="on">${said}</span>`}`;
}

function problems(inspector: Inspector, failed: number, warned: number): TemplateResult | typeof nothing {
  if ((inspector.load?.problemsTotal ?? 0) === 0) return nothing;
  const words = [
    failed > 0 ? t('{0} could not be read', formatCount(failed)) : '',
    warned > 0 ? t('{0} with warnings', formatCount(warned)) : '',
  ].filter((w) => w !== '');
  return html`<button type="button" class="link" @click=${() => inspector.go({ ...inspector.place, view: 'problems' })}>
    ${icon(failed > 0 ? 'error' : 'warning', 's')}${words.length > 0 ? words.join(', ') : t('Show problems')}
  </button>`;
}

function recordNotes(inspector: Inspector): TemplateResult {
  const { said } = inspector;
  const { view } = inspector.reader;
  const events = view?.conversation.events ?? 0;
  const fields = view?.explanation.fields.length ?? 0;
  const unmapped = view?.explanation.unmapped.length ?? 0;
  const rebuilt = t('Conversation rebuilt from {0} stream events', formatCount(events));
  const harmless = inspector.look.markdown
    ? t('Markdown is laid out; nothing in it is executed or loaded')
    : t('Text is shown as plain text; nothing in it is executed');
  const mapped = t('{0} fields, {1} not mapped', formatCount(fields), formatCount(unmapped));
  return html`${events > 0 ? html`<span>${icon('pass', 's')} ${rebuilt}</span>` : nothing}
    ${view ? html`<span class=${events > 0 ? 'hide-narrow' : ''}>${mapped}</span>` : nothing}
    ${said === '' ? html`<span class="hide-narrow">${harmless}</span>` : html`<span class="on ell">${said}</span>`}`;
}
