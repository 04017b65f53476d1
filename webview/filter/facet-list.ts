/** The facets beside the table: what the records are of, to be ticked. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { formatCount } from '../format.ts';
import { icon, Part } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { type FacetField, facetFields, isSeveral } from './facet-fields.ts';
import { type Counted, Facets } from './facets.ts';
import { valuesQuery } from './records-query.ts';
import { type FieldState, type Literal, stateOf, termsOf, toggled, withoutField } from './terms.ts';

/** Values of a facet that are shown before somebody asks for more. */
const FIRST_VALUES = 6;

@customElement('bli-facet-list')
export class FacetList extends Part {
  private facets: Facets | undefined;
  /** Facets all of whose values are shown. */
  private readonly whole = new Set<string>();

  private get fields(): readonly FacetField[] {
    const { parts, columns } = this.inspector;
    return facetFields(parts, new Set(columns.map(({ field }) => field)));
  }

  private isOpen({ name, open, field }: FacetField): boolean {
    const { look, place } = this.inspector;
    const chosen = look.facets?.[name];
    return chosen ?? (open || stateOf(termsOf(place.selection.where ?? ''), field).wanted.length > 0);
  }

  protected override willUpdate(): void {
    const { inspector } = this;
    this.facets ??= new Facets(
      (name, params, signal) => inspector.ask(name, params, signal),
      () => this.requestUpdate(),
    );
    const open = this.fields.filter((facet) => this.isOpen(facet));
    this.facets.show(open, inspector.place.selection, inspector.edition);
  }

  protected override render(): TemplateResult {
    const terms = termsOf(this.inspector.place.selection.where ?? '');
    return html`<div class="facets" role="group" aria-label=${t('Facets')} @keydown=${this.onKey}>
      ${this.fields.map((facet) => this.facet(facet, stateOf(terms, facet.field)))}
    </div>`;
  }

  private facet(facet: FacetField, chosen: FieldState): TemplateResult {
    const open = this.isOpen(facet);
    const id = `facet-${facet.name}`;
    const some = chosen.wanted.length + chosen.unwanted.length;
    return html`<section class="facet">
      <div class="facet-head">
        <button
          type="button"
          class="facet-fold"
          aria-expanded=${String(open)}
          aria-controls=${id}
          @click=${() => this.fold(facet, !open)}
        >
          ${icon(open ? 'chevron-down' : 'chevron-right', 's')}<b>${facet.title}</b>
        </button>
        ${some > 0 ? this.clearButton(facet, some) : nothing}
        <button
          type="button"
          class="link xs as-query"
          aria-label=${t('ES|QL: {0} as a query', facet.title)}
          @click=${() => this.openQuery(facet)}
        >
          ES|QL
        </button>
      </div>
      <div id=${id} ?hidden=${!open}>${open ? this.values(facet, chosen) : nothing}</div>
    </section>`;
  }

  private clearButton({ field, title }: FacetField, some: number): TemplateResult {
    const { where = '' } = this.inspector.place.selection;
    return html`<button
      type="button"
      class="link xs"
      aria-label=${t('Clear {0}: {1}', formatCount(some), title)}
      @click=${() => this.inspector.filter({ where: withoutField(where, field) })}
    >
      ${t('Clear {0}', formatCount(some))}
    </button>`;
  }

  private values(facet: FacetField, chosen: FieldState): TemplateResult {
    const counts = this.facets?.of(facet);
    const { value, failure, loading } = counts ?? {};
    const note = chosen.byText ? html`<p class="dim xs">${t('Set by text')}</p>` : nothing;
    if (failure !== undefined)
      return html`${note}
        <p class="xs bad said" role="alert">${plain(failure)}</p>
        <button type="button" class="link xs" @click=${() => this.inspector.refresh()}>${t('Try again')}</button>`;
    if (value === undefined) return html`${note}<p class="dim xs">${t('Counting…')}</p>`;
    const { values, more } = value;
    const shown = withChosen(values, chosen);
    if (shown.length === 0) return html`${note}<p class="dim xs">${t('No record has a value')}</p>`;
    const all = this.whole.has(facet.name);
    const most = Math.max(1, ...values.map(({ count }) => count));
    const few = shown.filter(({ value }, i) => all || i < FIRST_VALUES || isChosen(chosen, value));
    return html`${note}
      <ul class=${loading ? 'stale' : ''}>
        ${few.map((counted) => this.value(facet, counted, chosen, most))}
      </ul>
      ${this.below(facet, more, shown.length, few.length)}`;
  }

  private value(facet: FacetField, { value, count }: Counted, chosen: FieldState, most: number): TemplateResult {
    const text = facet.shown?.(String(value)) ?? String(value);
    const unwanted = chosen.unwanted.includes(value);
    const press = (event: MouseEvent) => this.toggle(facet, value, event.altKey || unwanted);
    const label = unwanted
      ? t('{0}, {1} records, excluded', text, formatCount(count))
      : t('{0}, {1} records', text, formatCount(count));
    return html`<li>
      <button
        type="button"
        role="checkbox"
        class="value ${unwanted ? 'unwanted' : ''}"
        aria-checked=${unwanted ? 'mixed' : String(chosen.wanted.includes(value))}
        aria-label=${label}
        title=${`${tip(String(value))}\n${t('Alt+click or - excludes')}`}
        @click=${press}
        @keydown=${(event: KeyboardEvent) => this.onValueKey(event, facet, value)}
      >
        <i class="tick codicon codicon-${unwanted ? 'dash' : 'check'}" aria-hidden="true"></i
        ><span class="ell"><bdi>${plain(text)}</bdi></span><span class="dim">${formatCount(count)}</span
        ><i class="share" aria-hidden="true" .style=${`width:${((count / most) * 100).toFixed(1)}%`}></i>
      </button>
    </li>`;
  }

  private below(facet: FacetField, more: boolean, known: number, shown: number): TemplateResult {
    const whole = this.whole.has(facet.name);
    const flip = () => {
      if (whole) this.whole.delete(facet.name);
      else this.whole.add(facet.name);
      this.requestUpdate();
    };
    const left = known - shown;
    const words = whole ? t('Show fewer') : t('{0} more', formatCount(left));
    if (left === 0 && !whole) return html``;
    return html`<div class="below">
      <button type="button" class="link xs" @click=${flip}>${words}</button>
      ${more && whole ? html`<span class="dim xs">${t('The {0} most frequent values', formatCount(known))}</span>` : nothing}
    </div>`;
  }

  private openQuery({ field }: FacetField): void {
    const { where = '', range } = this.inspector.place.selection;
    const rest = { where: withoutField(where, field), ...(range ? { range } : {}) };
    this.inspector.openQuery(valuesQuery(rest, field, 50));
  }

  private onValueKey(event: KeyboardEvent, facet: FacetField, value: Literal): void {
    if (event.key !== '-') return;
    this.toggle(facet, value, true);
    event.preventDefault();
    event.stopPropagation();
  }

  private onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || event.altKey) return;
    event.preventDefault();
    const all = [...this.querySelectorAll<HTMLElement>('button.facet-fold, button.value')];
    all[all.indexOf(document.activeElement as HTMLElement) + by]?.focus();
  }

  private toggle({ field }: FacetField, value: Literal, excluded: boolean): void {
    const { where = '' } = this.inspector.place.selection;
    this.inspector.filter({ where: toggled(where, field, value, excluded, isSeveral(field)) });
  }

  private fold({ name }: FacetField, open: boolean): void {
    this.inspector.setLook({ facets: { ...this.inspector.look.facets, [name]: open } });
  }
}

const isChosen = ({ wanted, unwanted }: FieldState, value: Literal): boolean =>
  wanted.includes(value) || unwanted.includes(value);

/** The counted values, and those that are chosen but no record has. */
function withChosen(values: readonly Counted[], chosen: FieldState): readonly Counted[] {
  const known = new Set(values.map(({ value }) => value));
  const missing = [...chosen.wanted, ...chosen.unwanted].filter((value) => !known.has(value));
  return [...values, ...missing.map((value) => ({ value, count: 0 }))];
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-facet-list': FacetList;
  }
}
