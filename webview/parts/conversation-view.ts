/** One invocation as it is read: system, turns, and what a guardrail kept back. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Conversation, Turn } from '../../src/ecs/model.ts';
import type { RecordId } from '../../src/session/protocol/protocol.ts';
import { formatCount } from '../format.ts';
import { t } from '../texts.ts';
import { type BlockView, blockOf, folded, spokenIn, type ToolLinks, wordsOf } from './blocks.ts';
import type { Mark } from './long-text.ts';
import { icon, note, Part } from './part.ts';
import { plain } from './plain.ts';

/** Turns that are made at once; the others follow a few in each frame. */
const FIRST_TURNS = 30;
const SLICE_TURNS = 30;

@customElement('bli-conversation')
export class ConversationView extends Part {
  @property({ attribute: false }) conversation!: Conversation;
  /** The record that it is of. */
  @property({ attribute: false }) record: RecordId = -1;
  /** What is searched for in it. */
  @property({ attribute: false }) sought = '';
  @property({ attribute: false }) unfolded = 0;
  @state() private made = FIRST_TURNS;
  private frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('conversation')) this.made = FIRST_TURNS;
  }

  protected override updated(): void {
    if (this.made >= this.conversation.turns.length) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.made += SLICE_TURNS;
    });
  }

  protected override render(): TemplateResult {
    const { conversation } = this;
    const { turns, withheld, system, cuts } = conversation;
    const lastOutput = turns.findLastIndex((turn) => turn.from === 'output');
    const marks = conversation.findings.map((finding, i): Mark => ({ finding, number: i + 1 }));
    const view = this.blockView();
    const input = { ...view, marks: marks.filter((m) => m.finding.source === 'input') };
    const output = { ...view, marks: marks.filter((m) => m.finding.source === 'output') };
    const blocked = conversation.findings.some((finding) => finding.action === 'BLOCKED');
    const nothingHere = turns.length === 0 && system.length === 0 && withheld.length === 0;
    return html`<div class="conversation">
      ${nothingHere ? this.emptiness() : nothing} ${system.length > 0 ? this.system(input) : nothing}
      ${turns.slice(0, this.made).map((turn, i) => {
        const view = turn.from === 'input' ? input : output;
        return this.turn(turn, i, view, i === lastOutput, blocked);
      })}
      ${withheld.length > 0 && lastOutput < 0 ? this.withheldTurn(output) : nothing} ${this.call()} ${this.offloaded()}
      ${cuts.map((cut) => note('warning', cut))}
    </div>`;
  }

  private blockView(): Omit<BlockView, 'marks'> {
    const { inspector, record, unfolded, sought } = this;
    const layOut = inspector.look.markdown ? this.openLink : undefined;
    return { unfolded, sought, layOut, source: { inspector, record }, tools: this.tools() };
  }

  private readonly openLink = (url: string) => this.inspector.editor.openLink(url);

  private tools(): ToolLinks {
    const calls = new Set<string>();
    const results = new Set<string>();
    for (const { blocks } of this.conversation.turns) {
      for (const block of blocks) {
        if (block.kind === 'tool-call' && block.id !== undefined) calls.add(block.id);
        else if (block.kind === 'tool-result' && block.id !== undefined) results.add(block.id);
      }
    }
    return { calls, results, go: (to, id) => this.goToTool(to, id) };
  }

  private goToTool(to: 'call' | 'result', id: string): void {
    // Turns further down may not be made yet.
    this.made = this.conversation.turns.length;
    void this.updateComplete.then(() => {
      const all = this.querySelectorAll<HTMLElement>(`[data-${to}]`);
      const block = [...all].find(({ dataset }) => dataset[to] === id);
      block?.scrollIntoView({ block: 'nearest' });
      block?.focus();
    });
  }

  private turn(turn: Turn, index: number, view: BlockView, last: boolean, blocked: boolean): TemplateResult {
    const role = roleName(turn.role);
    const number = index + 1;
    const stopped = last && blocked;
    return html`<article class="turn" aria-label=${t('{0}, turn {1}', role, number)}>
      <div class="who">
        <b>${plain(role)}</b
        >${stopped ? html`<span class="bad">${t('blocked')}</span>` : html`<span>${t('turn {0}', number)}</span>`}
      </div>
      <div class="blocks">
        ${turn.blocks.map((block) => blockOf(block, view))}${last ? this.withheld(view) : nothing}
      </div>
    </article>`;
  }

  private system(view: BlockView): TemplateResult {
    const { system } = this.conversation;
    const spoken = spokenIn(system);
    const caches = system.filter((block) => block.kind === 'cache-point').length;
    const notes = [
      wordsOf(spoken),
      caches === 0 ? '' : caches === 1 ? t('1 cache point') : t('{0} cache points', formatCount(caches)),
    ];
    const start = spoken.trim().slice(0, 60);
    return html`<article class="turn" aria-label=${t('System prompt')}>
      <div class="who"><b>${t('System')}</b></div>
      <div class="blocks">
        <details class="system" .open=${view.unfolded > 0}>
          <summary class="link">
            ${icon('chevron-right', 's')}<span class="said ell" dir="auto"
              >${plain(start)}${spoken.trim().length > 60 ? '…' : ''}</span
            ><span class="note-text">(${notes.filter((n) => n !== '').join(', ')})</span>
          </summary>
          ${system.map((block) => blockOf(block, view))}
        </details>
      </div>
    </article>`;
  }

  private withheld(view: BlockView): TemplateResult | typeof nothing {
    const { withheld } = this.conversation;
    if (withheld.length === 0) return nothing;
    const notes = [t('what the user did not see'), wordsOf(spokenIn(withheld))];
    const body = html`${withheld.map((block) => blockOf(block, view))}`;
    return folded('circle-slash', t('Withheld answer'), notes, body, view, 'withheld');
  }

  private withheldTurn(view: BlockView): TemplateResult {
    return html`<article class="turn" aria-label=${t('Withheld answer')}>
      <div class="who"><b>${t('Assistant')}</b><span class="bad">${t('blocked')}</span></div>
      <div class="blocks">${this.withheld(view)}</div>
    </article>`;
  }

  /** With what the model was called, and what else its answer says. */
  private call(): TemplateResult | typeof nothing {
    const { parameters, details, toolsOffered, shapes } = this.conversation;
    const offered = toolsOffered.length === 0 ? [] : [[t('tools offered'), toolsOffered.join(', ')] as const];
    const rows = [...parameters, ...offered, ...details];
    if (rows.length === 0) return nothing;
    const notes = [shapes.filter((shape, i) => shapes.indexOf(shape) === i).join(', ')];
    const list = html`<dl class="pairs">
      ${rows.map(
        ([name, value]) =>
          html`<dt class="said" dir="auto">${plain(name)}</dt>
            <dd class="said" dir="auto">${plain(value)}</dd>`,
      )}
    </dl>`;
    return html`<article class="turn" aria-label=${t('Call')}>
      <div class="who"><b>${t('Call')}</b></div>
      <div class="blocks">${folded('settings', t('Parameters and details'), notes, list)}</div>
    </article>`;
  }

  private offloaded(): TemplateResult | typeof nothing {
    const { input, output } = this.conversation.offloaded;
    const places = [input, output].filter((place) => place !== undefined);
    if (places.length === 0) return nothing;
    return html`<div class="note">
      ${icon('info')}
      <div>
        ${t('Bedrock stored a body of this invocation outside the record:')}
        ${places.map((place) => html`<div class="mono said" dir="auto">${plain(place)}</div>`)}
      </div>
    </div>`;
  }

  private emptiness(): TemplateResult {
    const { input, output } = this.conversation.offloaded;
    if (input !== undefined || output !== undefined) return html``;
    return html`<p class="dim">
      ${t('This record has no bodies.')} ${t('The call failed before the model was asked, or the logging leaves texts out.')}
    </p>`;
  }
}

const ROLES: Readonly<Record<string, () => string>> = {
  user: () => t('User'),
  assistant: () => t('Assistant'),
  system: () => t('System'),
  tool: () => t('Tool'),
  developer: () => t('Developer'),
};

export function roleName(role: string): string {
  return (Object.hasOwn(ROLES, role) ? ROLES[role]?.() : undefined) ?? role;
}
