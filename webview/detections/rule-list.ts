/** The rules, grouped by what came of them: a tree with one tab stop. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Group, GroupName } from '../../src/session/protocol/rule-groups.ts';
import { formatCount } from '../format.ts';
import { icon, Part } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { groupTitle, resultText, SIGNS, severityText, shortTag } from './words.ts';

/** Ids of elements must not hold what a rule file says. */
const groupId = (name: GroupName): string => `rules-${name}`;

interface Row {
  readonly group: Group;
  /** Place in the group; undefined on the group's own line. */
  readonly at?: number;
}

@customElement('bli-rule-list')
export class RuleList extends Part {
  /** The line that has the focus, where it is a group's. */
  private onGroup: GroupName | undefined;

  override focus(): void {
    this.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus();
  }

  private get rows(): readonly Row[] {
    const { groups, folded } = this.inspector.checks;
    return groups.flatMap((group): Row[] => [
      { group },
      ...(folded.has(group.name) ? [] : group.entries.map((_, at) => ({ group, at }))),
    ]);
  }

  /** The line that Tab comes to: the chosen rule's, else the first. */
  private get current(): number {
    const { rows } = this;
    const { rule } = this.inspector.place;
    const at =
      this.onGroup === undefined
        ? rows.findIndex((row) => row.at !== undefined && row.group.entries[row.at]?.rule.id === rule)
        : rows.findIndex((row) => row.at === undefined && row.group.name === this.onGroup);
    return Math.max(0, at);
  }

  protected override render(): TemplateResult {
    const { rows, current } = this;
    if (rows.length === 0) return html`<p class="dim none">${t('No rule fits the filter.')}</p>`;
    return html`<div class="rule-head xs dim" aria-hidden="true">
        <span>${t('Rule')}</span><span>${t('Severity')}</span><span>${t('Tag')}</span><span>${t('Result')}</span>
      </div>
      <div class="rule-tree" role="tree" aria-label=${t('Detection rules')} @keydown=${this.onKey}>
        ${rows.map((row, index) => (row.at === undefined ? this.head(row.group, index === current) : this.line(row, row.at, index === current)))}
      </div>`;
  }

  private head({ name, entries }: Group, here: boolean): TemplateResult {
    const folded = this.inspector.checks.folded.has(name);
    return html`<div
      class="rule-group"
      role="treeitem"
      id=${groupId(name)}
      aria-level="1"
      aria-expanded=${String(!folded)}
      aria-selected="false"
      tabindex=${here ? 0 : -1}
      @click=${() => this.inspector.checks.fold(name, !folded)}
      @focus=${() => this.noteGroup(name)}
    >
      ${icon(folded ? 'chevron-right' : 'chevron-down', 's')}<b>${groupTitle(name)}</b
      ><span class="dim num">${formatCount(entries.length)}</span>
    </div>`;
  }

  private line({ group }: Row, at: number, here: boolean): TemplateResult | typeof nothing {
    const entry = group.entries[at];
    if (!entry) return nothing;
    const { rule, outcome } = entry;
    const [sign, tone] = SIGNS[group.name];
    const chosen = this.inspector.place.rule === rule.id;
    const result = resultText(outcome);
    return html`<div
      class="det-line"
      role="treeitem"
      aria-level="2"
      aria-posinset=${at + 1}
      aria-setsize=${group.entries.length}
      aria-selected=${String(chosen)}
      tabindex=${here ? 0 : -1}
      title=${tip(rule.description)}
      @click=${() => this.choose(rule.id)}
    >
      <span class=${tone}>${icon(sign)}<span class="visually-hidden">${groupTitle(group.name)}</span></span>
      <span class="ell said" dir="auto">${plain(rule.name)}</span>
      <span class="sev dim">${severityText(rule.severity)}</span>
      <span class="det-tag dim ell">${shortTag(rule)}</span>
      <span class="result ell ${tone}">${plain(result)}</span>
    </div>`;
  }

  private noteGroup(name: GroupName): void {
    if (this.onGroup === name) return;
    this.onGroup = name;
    this.requestUpdate();
  }

  private choose(rule: string): void {
    this.onGroup = undefined;
    this.inspector.chooseRule(rule);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { rows, current } = this;
    const row = rows[current];
    const steps: { readonly [key: string]: number } = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const by = steps[event.key];
    if (by !== undefined) this.goTo(Math.min(rows.length - 1, Math.max(0, current + by)));
    else if (event.key === 'Home') this.goTo(0);
    else if (event.key === 'End') this.goTo(rows.length - 1);
    else if (!row || !this.onRow(event.key, row)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What Left, Right and Enter do on a line; false for other keys. */
  private onRow(key: string, { group, at }: Row): boolean {
    const { checks } = this.inspector;
    if (at === undefined) {
      if (key === 'Enter' || key === ' ') checks.fold(group.name, !checks.folded.has(group.name));
      else if (key === 'ArrowLeft') checks.fold(group.name, true);
      else if (key === 'ArrowRight') checks.fold(group.name, false);
      else return false;
      return true;
    }
    if (key === 'ArrowLeft')
      this.goTo(this.rows.findIndex((row) => row.group.name === group.name && row.at === undefined));
    else if (key === 'Enter' || key === 'ArrowRight')
      document.querySelector<HTMLElement>('bli-rule-detail h2')?.focus();
    else return false;
    return true;
  }

  private goTo(index: number): void {
    const row = this.rows[index];
    if (!row) return;
    const rule = row.at === undefined ? undefined : row.group.entries[row.at]?.rule;
    this.onGroup = rule ? undefined : row.group.name;
    if (rule) this.inspector.chooseRule(rule.id);
    this.requestUpdate();
    void this.updateComplete.then(() => this.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-rule-list': RuleList;
  }
}
