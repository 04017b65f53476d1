/** The record page: where one is, the facts, one or two panes. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { RecordId, RecordView as Viewed } from '../../src/session/protocol/protocol.ts';
import { numberOf } from '../fields.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import { clusterChoices, copyChoices, exportChoices, menuBelow, showChoices } from './menu.ts';
import { icon, iconButton, Part } from './part.ts';
import { plain } from './plain.ts';
import { reader, recordFacts } from './record-facts.ts';
import './record-pane.ts';
import type { RecordPane } from './record-pane.ts';
import './sash.ts';
import { stepper } from './stepper.ts';

/** The head of the record page, which takes the place of the tabs. */
export function recordHead(part: Part): TemplateResult {
  const { inspector } = part;
  const { view } = inspector.reader;
  const ms = view && numberOf(reader(inspector, view)('time'));
  const second = inspector.place.second === undefined ? t('Show a second pane') : t('Close the second pane');
  const id = inspector.place.record;
  return html`<nav class="crumbs" aria-label=${t('Where you are')}>
      <button type="button" class="link" @click=${() => inspector.close()}>${t('Invocations')}</button
      >${icon('chevron-right', 's')}
      <h1 title=${ms === undefined ? nothing : inspector.clock.fullOf(ms)}>
        ${ms === undefined ? t('Record') : inspector.clock.timeIn(ms)}
      </h1>
      <span class="dim ell said hide-narrow" dir="auto">${view ? plain(view.requestId) : nothing}</span>
    </nav>
    <span class="grow"></span>
    ${stepper(inspector, 'hide-narrow')}
    ${id === undefined ? nothing : iconButton('git-compare', t('Compare with another record'), () => inspector.compareWith(), { keys: 'C' })}
    ${iconButton('split-horizontal', second, () => inspector.split(), { keys: 'S' })}
    ${id === undefined ? nothing : actions(inspector, id)}`;
}

function actions(inspector: Inspector, id: RecordId): TemplateResult {
  const copy = (event: MouseEvent) => menuBelow(event, [copyChoices(inspector, id)]);
  const more = (event: MouseEvent) =>
    menuBelow(event, [showChoices(inspector, id), exportChoices(inspector), clusterChoices(inspector)]);
  return html`${iconButton('copy', t('Copy as'), copy)}${iconButton('ellipsis', t('More actions'), more)}`;
}

@customElement('bli-record-view')
export class RecordView extends Part {
  @query('bli-record-pane') readonly firstPane!: RecordPane | null;

  private focusWanted = false;

  /** Takes the focus: the chosen tab, as soon as the record is here. */
  override focus(): void {
    this.focusWanted = true;
    this.requestUpdate();
  }

  protected override updated(): void {
    if (!this.focusWanted) return;
    void this.firstPane?.updateComplete.then(() => {
      this.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
      this.focusWanted = false;
    });
  }

  /** Searches in the pane that has the focus, else in the first. */
  find(): void {
    const panes = [...this.querySelectorAll<RecordPane>('bli-record-pane')];
    const own = panes.find((pane) => pane.contains(document.activeElement)) ?? panes[0];
    for (const pane of panes) if (pane !== own && pane.isFinding) pane.endFind();
    own?.find();
  }

  foldAll(): void {
    for (const pane of this.querySelectorAll<RecordPane>('bli-record-pane')) pane.foldAll();
  }

  protected override render(): TemplateResult {
    const { detail } = this.inspector.reader;
    if (detail.status === 'failed') return this.failed(detail.reason, detail.id);
    if (detail.status === 'none' || detail.view === undefined)
      return html`<p class="state dim" role="status">${t('Reading the record…')}</p>`;
    return this.panes(detail.view, detail.status === 'loading');
  }

  private panes(view: Viewed, stale: boolean): TemplateResult {
    const { inspector } = this;
    const two = inspector.place.second !== undefined;
    const share = inspector.shares.second ?? 0.42;
    return html`${recordFacts(inspector, view)}
      <div class="split ${two ? 'two' : ''} ${stale ? 'stale' : ''}">
        <bli-record-pane class="pane" .inspector=${inspector} .view=${view}></bli-record-pane>
        ${
          two
            ? html`<bli-sash
                  .share=${share}
                  .label=${t('Width of the second pane')}
                  .move=${(to: number) => inspector.setShare('second', to)}
                ></bli-sash>
                <bli-record-pane
                  class="pane second"
                  .inspector=${inspector}
                  .view=${view}
                  .pane=${'second'}
                  .style=${`flex-basis:${(share * 100).toFixed(1)}%`}
                ></bli-record-pane>`
            : nothing
        }
      </div>`;
  }

  private failed(reason: string, id: number): TemplateResult {
    return html`<div class="state" role="alert">
      ${icon('error')}
      <h2>${t('This record cannot be shown')}</h2>
      <p>${plain(reason)}</p>
      <div class="buttons">
        <vscode-button @click=${() => void this.inspector.reader.show(id)}>${t('Try again')}</vscode-button>
        <vscode-button secondary @click=${() => this.inspector.close()}>${t('Back to the list')}</vscode-button>
      </div>
    </div>`;
  }
}
