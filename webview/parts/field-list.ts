/** Every field of the document: type, value, the raw fields that it came from; and what no field holds. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { Explanation, FieldRow, UnmappedRow } from '../../src/ecs/model.ts';
import type { RecordId } from '../../src/session/protocol/protocol.ts';
import { formatCount } from '../format.ts';
import { NO_PARTNERS, type Partners, type Point } from '../reading/partners.ts';
import { pointAt } from '../reading/pointing.ts';
import { t } from '../texts.ts';
import { icon, note, Part } from './part.ts';
import { plain, tip } from './plain.ts';

/** UTF-16 units of a value that its cell shows. */
const VALUE_UNITS = 200;

/** Rows that are made at once, and in each later frame. */
const SLICE_ROWS = 200;

@customElement('bli-field-list')
export class FieldList extends Part {
  @property({ attribute: false }) explanation!: Explanation;
  /** The record that they are of. */
  @property({ attribute: false }) record: RecordId = -1;
  /** Field or path of the row that the keyboard stands on. */
  @state() private current = '';
  @state() private filter = '';
  /** What was marked last, so that a mark made elsewhere is brought into sight. */
  private shown: Partners = NO_PARTNERS;
  @state() private made = SLICE_ROWS;
  private frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('explanation')) {
      this.made = SLICE_ROWS;
      this.current = '';
    }
  }

  protected override updated(): void {
    this.bringIntoSight();
    const { fields, unmapped } = this.explanation;
    if (this.made >= Math.max(fields.length, unmapped.length)) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.made += SLICE_ROWS;
    });
  }

  private bringIntoSight(): void {
    const partners = this.inspector.reading.partners(this.record);
    if (partners === this.shown) return;
    this.shown = partners;
    const rows = [...this.querySelectorAll('tr.partner')];
    if (!rows.some((row) => row.contains(document.activeElement))) rows[0]?.scrollIntoView({ block: 'nearest' });
  }

  /** A row can be pointed at; one of all rows is in the order of the tab key. */
  private rowOf(name: string, point: Point, partner: boolean, first: boolean, cells: TemplateResult): TemplateResult {
    const stop = this.current === name || (first && this.current === '');
    return html`<tr
      class=${partner ? 'partner' : ''}
      aria-current=${partner ? 'true' : nothing}
      tabindex=${stop ? 0 : -1}
      data-row=${name}
      @click=${() => this.point(name, point)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, name, point)}
    >
      ${cells}
    </tr>`;
  }

  private point(name: string, point: Point): void {
    if (getSelection()?.isCollapsed === false) return;
    this.current = name;
    pointAt(this.inspector, this.record, this.explanation, point);
  }

  private onKey(event: KeyboardEvent, name: string, point: Point): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.point(name, point);
    else {
      const rows = [...this.querySelectorAll<HTMLElement>('tr[data-row]')];
      const at = rows.findIndex(({ dataset }) => dataset.row === name);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
      if (to === undefined) return;
      const row = rows[Math.min(Math.max(0, to), rows.length - 1)];
      this.current = row?.dataset.row ?? '';
      row?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  protected override render(): TemplateResult {
    const { fields, unmapped, remarks } = this.explanation;
    const wanted = this.filter.trim().toLowerCase();
    const holds = (...texts: readonly string[]) =>
      wanted === '' || texts.some((text) => text.toLowerCase().includes(wanted));
    const shown = fields.filter((row) => holds(row.field, row.type, row.value, row.note ?? '', ...row.from));
    const left = unmapped.filter((row) => holds(row.path, row.value, row.note));
    const found = shown.length + left.length;
    const counts = t('{0} fields, {1} not mapped', formatCount(fields.length), formatCount(unmapped.length));
    return html`<div class="fields">
      <div class="fields-bar">
        <vscode-textfield
          .label=${t('Filter fields')}
          .placeholder=${t('Filter fields')}
          .value=${this.filter}
          @input=${(event: Event) => {
            this.filter = (event.target as HTMLInputElement).value;
          }}
          ><span slot="content-after"></span
        ></vscode-textfield>
        <span class="dim xs" role="status"
          >${wanted === '' ? counts : t('{0} of {1}', formatCount(found), formatCount(fields.length + unmapped.length))}</span
        >
      </div>
      ${shown.length > 0 ? this.mapped(shown.slice(0, this.made)) : nothing}
      ${left.length > 0 ? this.unmapped(left.slice(0, this.made)) : nothing}
      ${found === 0 ? html`<p class="dim">${t('No field holds this text.')}</p>` : nothing}
      ${remarks.map((remark) => note('info', remark))}
    </div>`;
  }

  private mapped(rows: readonly FieldRow[]): TemplateResult {
    const partners = this.inspector.reading.partners(this.record);
    return html`<table class="t">
      <thead>
        <tr>
          <th class="w-field">${t('ECS field')}</th>
          <th class="w-type">${t('Type')}</th>
          <th>${t('Value')}</th>
          <th class="w-from">${t('From raw field')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row, i) =>
          this.rowOf(
            row.field,
            { field: row.field },
            partners.fields.has(row.field),
            i === 0,
            html`<th scope="row" class="ell" title=${tip(row.field)}><bdi>${plain(row.field)}</bdi></th>
              <td class="dim xs">${row.type}</td>
              ${row.value === '' ? this.removed(row) : this.value(row.value)}
              <td class="ell dim" title=${tip(origin(row))}><bdi>${plain(origin(row))}</bdi></td>`,
          ),
        )}
      </tbody>
    </table>`;
  }

  private value(value: string): TemplateResult {
    return html`<td class="ell" title=${tip(value)}><bdi>${plain(readable(value))}</bdi></td>`;
  }

  /** The field would be there if its text were shorter. */
  private removed({ note = t('removed') }: FieldRow): TemplateResult {
    return html`<td class="ell warned" title=${tip(note)}>${icon('warning', 's')}${plain(note)}</td>`;
  }

  private unmapped(rows: readonly UnmappedRow[]): TemplateResult {
    const partners = this.inspector.reading.partners(this.record);
    return html`<h2>${t('Not in the document')}</h2>
      <table class="t">
        <thead>
          <tr>
            <th class="w-field">${t('Raw field')}</th>
            <th>${t('Value')}</th>
            <th class="w-from">${t('Why')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) =>
            this.rowOf(
              row.path,
              { raw: row.path },
              partners.paths.has(row.path) && partners.fields.size === 0,
              false,
              html`<th scope="row" class="ell" title=${tip(row.path)}><bdi>${plain(row.path)}</bdi></th>
                <td class="ell" title=${tip(row.value)}><bdi>${plain(readable(row.value))}</bdi></td>
                <td class="ell dim" title=${tip(row.note)}>${plain(row.note)}</td>`,
            ),
          )}
        </tbody>
      </table>`;
  }
}

/** The raw fields that a value came from, and the rule that it went through. */
function origin({ from, note, value }: FieldRow): string {
  const rule = value === '' ? undefined : note;
  if (from.length === 0) return rule ?? t('added');
  return rule === undefined ? from.join(', ') : `${from.join(', ')}: ${rule}`;
}

/** A JSON text as a person reads it: plain strings lose their quotes, lists of them their brackets. */
export function readable(json: string): string {
  const short = json.slice(0, VALUE_UNITS);
  // Whole numbers that a double can say.
  if (/^-?\d{1,15}$/.test(short)) return formatCount(Number(short));
  if (/^"[^"\\]*"$/.test(short)) return short.slice(1, -1);
  if (/^\[(?:"[^"\\]*"(?:,(?=")|\]$))+$/.test(short)) return short.slice(2, -2).replaceAll('","', ', ');
  return short;
}
