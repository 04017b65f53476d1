/** A text of a conversation: folded when long, guardrail matches underlined, everything as text nodes. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { GuardrailFinding } from '../../src/ecs/model.ts';
import { foldAt } from '../folding.ts';
import { countWords, formatCount } from '../format.ts';
import { MAX_MARKDOWN_UNITS } from '../reading/markdown.ts';
import { markdownView } from '../reading/markdown-view.ts';
import { t } from '../texts.ts';
import { icon } from './part.ts';
import { plain, tip } from './plain.ts';

/** Units that one press unfolds; a body may hold megabytes. */
export const UNFOLD_UNITS = 100_000;
/** Units that a search unfolds at most. */
const FIND_UNITS = 500_000;
/** Words of a hidden part above this many units are not counted, but its characters given. */
const COUNT_UNITS = 1_000_000;

/** A finding that can be marked in a text, with the number that the Guardrails tab gives it. */
export interface Mark {
  readonly number: number;
  readonly finding: GuardrailFinding;
}

@customElement('bli-long-text')
export class LongText extends LitElement {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) marks: readonly Mark[] = [];
  /** Set in code blocks, which keep their own spacing. */
  @property({ attribute: false }) code = false;
  /** Lays Markdown out; called with the address of a link that is to be opened. */
  @property({ attribute: false }) layOut: ((url: string) => void) | undefined;
  /** What is searched for: a fold that hides it opens. */
  @property({ attribute: false }) sought = '';
  /** Counts up when all is to be unfolded, down when folded. */
  @property({ attribute: false }) unfolded = 0;
  @state() private shown = 0;
  private folded = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('text') || this.folded === 0) {
      this.folded = foldAt(this.text);
      this.shown = this.folded;
    }
    if (changed.has('unfolded') && changed.get('unfolded') !== undefined) {
      this.shown = this.unfolded > 0 ? Math.min(this.text.length, UNFOLD_UNITS) : this.folded;
    }
  }

  protected override update(changed: Map<string, unknown>): void {
    if (changed.has('sought') || changed.has('text')) this.unfoldSought();
    super.update(changed);
  }

  private unfoldSought(): void {
    if (this.sought === '' || this.shown >= this.text.length) return;
    const hidden = this.text.slice(Math.max(0, this.shown - this.sought.length), FIND_UNITS).toLowerCase();
    if (hidden.includes(this.sought.toLowerCase())) this.shown = Math.min(this.text.length, FIND_UNITS);
  }

  protected override render(): TemplateResult {
    const { text, shown } = this;
    const rest = text.length - shown;
    const start = text.slice(0, shown);
    const matched = marked(start, this.marks);
    const body = matched ?? plain(start);
    const toggle = text.length > this.folded ? this.toggle(rest) : nothing;
    if (this.code) return html`<pre class="said" dir="auto">${body}</pre>${toggle}`;
    // What a finding matched is marked in the text as it was logged.
    const laidOut = this.layOut !== undefined && matched === undefined && shown <= MAX_MARKDOWN_UNITS;
    if (laidOut && this.layOut) return html`${markdownView(start, this.layOut)}${toggle}`;
    return html`<p class="said" dir="auto">${body}${rest > 0 ? '…' : nothing}</p>${toggle}`;
  }

  private toggle(rest: number): TemplateResult {
    const more = rest > 0;
    return html`<button class="fold" type="button" aria-expanded=${String(!more)} @click=${() => this.turn(more)}>
      ${icon(more ? 'unfold' : 'fold', 's')}${more ? this.restLabel(rest) : t('Show less')}
    </button>`;
  }

  private restLabel(rest: number): string {
    if (rest > COUNT_UNITS) return t('{0} more characters', formatCount(rest));
    const words = countWords(this.text.slice(this.shown));
    return words === 1 ? t('1 more word') : t('{0} more words', formatCount(words));
  }

  private turn(more: boolean): void {
    this.shown = more ? Math.min(this.text.length, this.shown + UNFOLD_UNITS) : this.folded;
  }
}

/** Places that are marked in one text at most. */
const MOST_MARKED = 50;

/** The text with the matches of findings underlined: solid if blocked, dashed if masked; undefined if it has none. */
function marked(text: string, marks: readonly Mark[]): TemplateResult | undefined {
  const spots: { at: number; end: number; mark: Mark }[] = [];
  for (const mark of marks) {
    const { match } = mark.finding;
    if (!match) continue;
    for (
      let at = text.indexOf(match);
      at >= 0 && spots.length < MOST_MARKED;
      at = text.indexOf(match, at + match.length)
    ) {
      spots.push({ at, end: at + match.length, mark });
    }
  }
  if (spots.length === 0) return undefined;
  spots.sort((a, b) => a.at - b.at || b.end - a.end);
  const parts: (TemplateResult | string)[] = [];
  let from = 0;
  for (const { at, end, mark } of spots) {
    if (at < from) continue;
    parts.push(plain(text.slice(from, at)));
    const { action, code } = mark.finding;
    parts.push(
      html`<mark
        class=${action === 'BLOCKED' ? 'blocked' : 'masked'}
        title=${tip(`${code}, ${action}`)}
        data-finding=${mark.number}
        >${plain(text.slice(at, end))}<sup>${mark.number}</sup></mark
      >`,
    );
    from = end;
  }
  parts.push(plain(text.slice(from)));
  return html`${parts}`;
}
