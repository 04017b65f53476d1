/** A button with a small dialogue below it; Escape, a click elsewhere or its own way out close it. */
import { html, type TemplateResult } from 'lit';

export interface DropDown {
  /** Of the dialogue; the page has no other of this name. */
  readonly id: string;
  readonly label: string;
  readonly button: TemplateResult;
  readonly title?: string;
  readonly look?: string;
  readonly content: TemplateResult;
  /** Its content is made when it opens. */
  readonly toggled?: (open: boolean) => void;
}

export function dropDown({ id, label, button, title, look = 'ib words', content, toggled }: DropDown): TemplateResult {
  return html`<button
      type="button"
      class=${look}
      title=${title ?? label}
      aria-label=${label}
      aria-haspopup="dialog"
      popovertarget=${id}
      @click=${place}
    >
      ${button}
    </button>
    <div
      id=${id}
      class="drop-down"
      popover="auto"
      role="dialog"
      aria-label=${label}
      @toggle=${(event: Event) => toggled?.((event as ToggleEvent).newState === 'open')}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && event.stopPropagation()}
    >
      ${content}
    </div>`;
}

/** Before it is shown: below its button, within the page. */
function place(event: MouseEvent): void {
  const button = event.currentTarget as HTMLElement;
  const dialogue = button.nextElementSibling;
  if (!(dialogue instanceof HTMLElement)) return;
  const { left, bottom, right } = button.getBoundingClientRect();
  const fromLeft = left < innerWidth / 2;
  dialogue.style.top = `${bottom + 2}px`;
  dialogue.style.left = fromLeft ? `${left}px` : 'auto';
  dialogue.style.right = fromLeft ? 'auto' : `${innerWidth - right}px`;
}

export function closeDropDown(id: string): void {
  document.getElementById(id)?.hidePopover();
}

/** As if its button had been pressed. */
export function openDropDown(id: string): void {
  document.querySelector<HTMLElement>(`[popovertarget="${id}"]`)?.click();
}
