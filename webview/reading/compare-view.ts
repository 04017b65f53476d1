/** Two invocations side by side: what they cost, what they were asked with, and their messages. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Block, Conversation, TextPiece, TurnPair, ValuePair } from '../../src/ecs/model.ts';
import type { RecordId, RecordView } from '../../src/session/protocol/protocol.ts';
import type { ComparedRecords } from '../../src/session/protocol/reading.ts';
import { formatCount } from '../format.ts';
import { isAborted, reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';
import { blockOf } from '../parts/blocks.ts';
import { roleName } from '../parts/conversation-view.ts';
import { icon, iconButton, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { comparedFigures, type Figure } from './compared-figures.ts';

/** The head of the comparison, which takes the place of the tabs. */
export function compareHead(inspector: Inspector): TemplateResult {
  const { record, other } = inspector.place;
  return html`<nav class="crumbs" aria-label=${t('Where you are')}>
      <button type="button" class="link" @click=${() => inspector.close()}>${t('Invocations')}</button
      >${icon('chevron-right', 's')}
      <h1>${t('Two invocations compared')}</h1>
    </nav>
    <span class="grow"></span>
    ${
      record === undefined || other === undefined
        ? nothing
        : iconButton('arrow-swap', t('Swap sides'), () => inspector.compare(other, record))
    }`;
}

@customElement('bli-compare')
export class CompareView extends Part {
  @state() private compared: ComparedRecords | undefined;
  @state() private failure = '';
  @state() private all = false;
  private asked = '';
  /** Records that were read when it was asked. */
  private readThen = 0;
  private asking: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asking?.abort();
  }

  /** Takes the focus. */
  override focus(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.compare')?.focus());
  }

  protected override willUpdate(): void {
    const { place, profile, load } = this.inspector;
    if (place.record === undefined || place.other === undefined) return;
    const wanted = `${place.record} ${place.other} ${profile}`;
    const read = load?.counts.read ?? 0;
    // A restored page may have asked for records that were not read yet.
    const late = this.failure !== '' && read !== this.readThen;
    if (wanted === this.asked && !late) return;
    this.asked = wanted;
    this.readThen = read;
    void this.ask(place.record, place.other);
  }

  private async ask(left: RecordId, right: RecordId): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const { profile } = this.inspector;
      this.compared = await this.inspector.ask('compare', { left, right, profile }, asking.signal);
      this.failure = '';
    } catch (error) {
      if (isAborted(error)) return;
      this.compared = undefined;
      this.failure = reasonOf(error);
    }
  }

  private readonly again = () => {
    this.asked = '';
    this.failure = '';
    this.requestUpdate();
  };

  protected override render(): TemplateResult {
    if (this.failure !== '')
      return html`<div class="state" role="alert">
        ${icon('error')}
        <h2>${t('These records cannot be compared')}</h2>
        <p class="said" dir="auto">${plain(this.failure)}</p>
        <div class="buttons">
          <vscode-button @click=${this.again}>${t('Try again')}</vscode-button>
          <vscode-button secondary @click=${() => this.inspector.close()}>${t('Back to the list')}</vscode-button>
        </div>
      </div>`;
    if (this.compared === undefined) return html`<p class="state dim" role="status">${t('Reading the records…')}</p>`;
    return this.page(this.compared);
  }

  private page({ left, right, comparison }: ComparedRecords): TemplateResult {
    const figures = comparedFigures(this.inspector, left, right);
    const { parameters, turns, system } = comparison;
    const differing = parameters.filter((pair) => pair.left !== pair.right);
    const shown = this.all ? parameters : differing;
    return html`<div class="compare" tabindex="0" role="region" aria-label=${t('Two invocations compared')}>
      <table class="t compared">
        <thead>
          <tr>
            <th class="w-name"><span class="visually-hidden">${t('What')}</span></th>
            <th>${this.opener(left, t('Left'))}</th>
            <th>${this.opener(right, t('Right'))}</th>
            <th class="w-delta">${t('Difference')}</th>
          </tr>
        </thead>
        <tbody>
          ${figures.map(figureRow)}
        </tbody>
      </table>
      <h2>
        ${t('Parameters')} <span class="dim">${counted(differing.length, parameters.length)}</span
        >${
          parameters.length > differing.length
            ? html`<button type="button" class="link" aria-pressed=${String(this.all)} @click=${this.turnAll}>
                ${this.all ? t('Differences only') : t('Show all')}
              </button>`
            : nothing
        }
      </h2>
      ${shown.length === 0 ? nothing : parameterTable(shown)}
      ${system === undefined ? nothing : this.system(left, right, system)}
      <h2>${t('Messages')} <span class="dim">${turnsCounted(turns, comparison.shared)}</span></h2>
      <div class="beside">${this.turns(left.conversation, right.conversation, turns)}</div>
    </div>`;
  }

  private readonly turnAll = () => {
    this.all = !this.all;
  };

  private opener(view: RecordView, side: string): TemplateResult {
    return html`<button
      type="button"
      class="link"
      title=${t('Open this record')}
      @click=${() => void this.inspector.openById(view.id)}
    >
      ${side}: <bdi>${plain(view.requestId === '' ? formatCount(view.id) : view.requestId)}</bdi>
    </button>`;
  }

  private system(
    left: RecordView,
    right: RecordView,
    { same, pieces }: NonNullable<ComparedRecords['comparison']['system']>,
  ): TemplateResult {
    if (same) return html`<h2>${t('System prompt')} <span class="dim">${t('the same')}</span></h2>`;
    return html`<h2>${t('System prompt')}</h2>
      <div class="beside">
        ${side(left.conversation.system, pieces, 'left')}${side(right.conversation.system, pieces, 'right')}
      </div>`;
  }

  /** Turns that are the same in both take one line, however many follow each other. */
  private turns(left: Conversation, right: Conversation, pairs: readonly TurnPair[]): TemplateResult[] {
    const rows: TemplateResult[] = [];
    for (let at = 0; at < pairs.length; ) {
      const from = at;
      while (pairs[at]?.same) at++;
      if (at > from) rows.push(sameTurns(left, pairs.slice(from, at)));
      const pair = pairs[at++];
      if (pair !== undefined) rows.push(differingTurn(left, right, pair));
    }
    return rows;
  }
}

function counted(differing: number, all: number): string {
  return differing === 0 ? t('the same') : t('{0} of {1} differ', formatCount(differing), formatCount(all));
}

function turnsCounted(turns: readonly TurnPair[], shared: number): string {
  const differing = turns.filter(({ same }) => !same).length;
  if (differing === 0) return t('the same');
  const words = differing === 1 ? t('1 turn differs') : t('{0} turns differ', formatCount(differing));
  return shared === 0 ? words : t('the first {0} are the same, {1}', formatCount(shared), words);
}

const differs = () => html`${icon('diff-modified', 's')}<span class="visually-hidden">${t('differs')}</span>`;

function figureRow({ name, left, right, same, delta }: Figure): TemplateResult {
  return html`<tr class=${same ? '' : 'differs'}>
    <th scope="row">${same ? nothing : differs()} ${name}</th>
    <td class="wrap"><bdi>${plain(left)}</bdi></td>
    <td class="wrap">
      <bdi>${plain(right)}</bdi>${delta === undefined ? nothing : html` <span class="delta dim xs">${delta}</span>`}
    </td>
    <td>${delta ?? nothing}</td>
  </tr>`;
}

function parameterTable(pairs: readonly ValuePair[]): TemplateResult {
  const cell = (value: string | undefined) =>
    value === undefined
      ? html`<td class="dim">${t('not set')}</td>`
      : html`<td class="wrap"><bdi>${plain(value)}</bdi></td>`;
  return html`<table class="t compared">
    <thead>
      <tr>
        <th class="w-name">${t('Parameter')}</th>
        <th>${t('Left')}</th>
        <th>${t('Right')}</th>
      </tr>
    </thead>
    <tbody>
      ${pairs.map(
        ({ name, left, right }) =>
          html`<tr class=${left === right ? '' : 'differs'}>
            <th scope="row" class="wrap">${left === right ? nothing : differs()} <bdi>${plain(name)}</bdi></th>
            ${cell(left)}${cell(right)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function sameTurns({ turns }: Conversation, pairs: readonly TurnPair[]): TemplateResult {
  const count = pairs.length;
  return html`<details class="same-turns">
    <summary class="link">
      ${icon('chevron-right', 's')}${count === 1 ? t('1 turn is the same') : t('{0} turns are the same', formatCount(count))}
    </summary>
    ${pairs.map(({ left = -1 }) => {
      const turn = turns[left];
      return turn === undefined
        ? nothing
        : html`<div><b class="xs">${plain(roleName(turn.role))}</b>${turn.blocks.map(block)}</div>`;
    })}
  </details>`;
}

function differingTurn(left: Conversation, right: Conversation, pair: TurnPair): TemplateResult {
  const [one, other] = [left.turns[pair.left ?? -1], right.turns[pair.right ?? -1]];
  const absent = html`<div class="absent dim">${t('no such turn here')}</div>`;
  return html`<div class="who-both xs">${differs()} <b>${plain(roleName((one ?? other)?.role ?? ''))}</b></div>
    ${one === undefined ? absent : side(one.blocks, pair.pieces, 'left')}
    ${other === undefined ? absent : side(other.blocks, pair.pieces, 'right')}`;
}

/** One side's text with what only it has marked; its blocks as they are where no text was compared. */
function side(
  blocks: readonly Block[],
  pieces: readonly TextPiece[] | undefined,
  own: 'left' | 'right',
): TemplateResult {
  if (pieces === undefined) return html`<div class="one-side">${blocks.map(block)}</div>`;
  return html`<div class="one-side">
    <p class="said" dir="auto">${pieces.map((piece) => pieceView(piece, own))}</p>
  </div>`;
}

function pieceView({ side: of, text }: TextPiece, own: 'left' | 'right'): unknown {
  if (of === 'both') return plain(text);
  if (of !== own) return nothing;
  return own === 'left' ? html`<del>${plain(text)}</del>` : html`<ins>${plain(text)}</ins>`;
}

const block = (one: Block): TemplateResult => blockOf(one, { marks: [], unfolded: 0 });
