/** A menu at a point, with the keyboard of a menu: arrows, Home, End, first letters, Escape gives the focus back. */
import { html, nothing, render, type TemplateResult } from 'lit';
import type { ExportScope, RecordId } from '../../src/session/protocol/protocol.ts';
import { formatCount } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { isNarrow } from '../places.ts';
import { t } from '../texts.ts';

export interface Choice {
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** Opens a menu; groups are parted by lines. One at a time. */
export function openMenu(groups: readonly (readonly Choice[])[], x: number, y: number): void {
  close?.();
  const before = document.activeElement;
  const box = document.createElement('div');
  box.className = 'menu-layer';
  (document.querySelector('main') ?? document.body).append(box);
  const end = (giveBack: boolean) => {
    box.remove();
    close = undefined;
    if (giveBack && before instanceof HTMLElement) before.focus();
  };
  close = () => end(false);
  const pick = (choice: Choice) => {
    end(true);
    choice.run();
  };
  render(menuOf(groups, pick, end), box);
  place(box, x, y);
  box.querySelector<HTMLElement>('[role=menuitem]')?.focus();
}

let close: (() => void) | undefined;

function menuOf(
  groups: readonly (readonly Choice[])[],
  pick: (choice: Choice) => void,
  end: (giveBack: boolean) => void,
): TemplateResult {
  return html`<div
      class="menu-cover"
      @pointerdown=${() => end(true)}
      @contextmenu=${(e: Event) => e.preventDefault()}
    ></div>
    <div class="menu" role="menu" aria-label=${t('Actions')} @keydown=${(event: KeyboardEvent) => onKey(event, end)}>
      ${groups.map(
        (group, i) =>
          html`${i > 0 ? html`<div role="separator"></div>` : nothing}${group.map(
            (choice) =>
              html`<button
                type="button"
                role="menuitem"
                tabindex="-1"
                @click=${() => pick(choice)}
                @pointermove=${(e: Event) => (e.currentTarget as HTMLElement).focus()}
              >
                <span>${choice.label}</span>${choice.keys ? html`<span class="keys">${choice.keys}</span>` : nothing}
              </button>`,
          )}`,
      )}
    </div>`;
}

function onKey(event: KeyboardEvent, end: (giveBack: boolean) => void): void {
  const menu = event.currentTarget as HTMLElement;
  const all = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = (index: number) => all[(index + all.length) % all.length]?.focus();
  event.stopPropagation();
  if (event.key === 'ArrowDown') to(at + 1);
  else if (event.key === 'ArrowUp') to(at - 1);
  else if (event.key === 'Home') to(0);
  else if (event.key === 'End') to(all.length - 1);
  else if (event.key === 'Escape' || event.key === 'Tab') end(true);
  else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
    const letter = event.key.toLowerCase();
    const next = [...all.slice(at + 1), ...all].find((choice) =>
      choice.textContent?.trim().toLowerCase().startsWith(letter),
    );
    next?.focus();
  } else return;
  event.preventDefault();
}

function place(box: HTMLElement, x: number, y: number): void {
  const menu = box.querySelector<HTMLElement>('.menu');
  if (!menu) return;
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`;
}

/** Opens a menu below the button that was pressed. */
export function menuBelow(event: MouseEvent, groups: readonly (readonly Choice[])[]): void {
  const { left, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  openMenu(groups, left, bottom + 2);
}

export function showChoices(inspector: Inspector, id: RecordId): readonly Choice[] {
  return [
    { label: t('Show raw record'), run: () => inspector.editor.show(id, 'raw') },
    { label: t('Show ECS document'), run: () => inspector.editor.show(id, 'document') },
    { label: t('Compare raw and ECS'), run: () => inspector.editor.show(id, 'compare') },
  ];
}

export function copyChoices(inspector: Inspector, id: RecordId): readonly Choice[] {
  return [
    { label: t('Copy request ID'), run: () => inspector.editor.copy(id, 'request-id', t('Request ID copied')) },
    { label: t('Copy as JSON'), run: () => inspector.editor.copy(id, 'json', t('Raw record copied')) },
    { label: t('Copy as ECS document'), run: () => inspector.editor.copy(id, 'document', t('ECS document copied')) },
    { label: t('Copy as Markdown'), run: () => inspector.editor.copy(id, 'transcript', t('Transcript copied')) },
  ];
}

/** Which records something is to be done with, and how many they are. */
interface Taken {
  readonly what: 'one' | 'selection' | 'filter' | 'all';
  readonly count: string;
  readonly scope: ExportScope;
}

function takenOf(inspector: Inspector): readonly Taken[] {
  const { chosen } = inspector.cursor;
  const { selection } = inspector.place;
  const { matched = 0, loaded } = inspector.rows;
  const taken: Taken[] = [];
  if (chosen.length > 0) {
    const what = chosen.length === 1 ? 'one' : 'selection';
    taken.push({ what, count: formatCount(chosen.length), scope: { kind: 'records', ids: chosen } });
  }
  if (isNarrow(selection) && matched > 0)
    taken.push({ what: 'filter', count: formatCount(matched), scope: { kind: 'matched', selection } });
  if (loaded > 0) taken.push({ what: 'all', count: formatCount(loaded), scope: { kind: 'all' } });
  return taken;
}

export function exportChoices(inspector: Inspector): readonly Choice[] {
  return takenOf(inspector).map(({ what, count, scope }) => ({
    label: {
      one: t('Export this record…'),
      selection: t('Export selection: {0}…', count),
      filter: t('Export what the filter left: {0}…', count),
      all: t('Export all: {0}…', count),
    }[what],
    run: () => inspector.editor.exportDocuments(scope),
  }));
}

/** What a cluster has a part in. */
export function clusterChoices(inspector: Inspector): readonly Choice[] {
  const taken = takenOf(inspector);
  const widest = taken.find(({ what }) => what === 'filter') ?? taken.at(-1);
  if (!widest) return [];
  return [
    ...taken.map(({ what, count, scope }) => ({
      label: {
        one: t('Push this record to Elasticsearch…'),
        selection: t('Push selection to Elasticsearch: {0}…', count),
        filter: t('Push what the filter left to Elasticsearch: {0}…', count),
        all: t('Push all to Elasticsearch: {0}…', count),
      }[what],
      run: () => inspector.editor.withCluster('push', scope),
    })),
    {
      label: t('Dry run of a push: {0}…', widest.count),
      run: () => inspector.editor.withCluster('dryRun', widest.scope),
    },
    {
      label: t('Compare mapping with cluster: {0}…', widest.count),
      run: () => inspector.editor.withCluster('compareMapping', widest.scope),
    },
  ];
}

/** The menu of the selected rows. */
export function recordMenu(inspector: Inspector, x: number, y: number, cell: readonly Choice[] = []): void {
  const { record } = inspector.cursor;
  if (record === undefined) return;
  const one: readonly Choice[] = [
    { label: t('Open'), keys: 'Enter', run: () => inspector.open() },
    { label: t('Compare with another record'), keys: 'C', run: () => inspector.compareWith() },
  ];
  const groups = [
    one,
    cell,
    showChoices(inspector, record),
    copyChoices(inspector, record),
    exportChoices(inspector),
    clusterChoices(inspector),
  ];
  openMenu(
    groups.filter((group) => group.length > 0),
    x,
    y,
  );
}
