/** Completion's offers, asked of the language service and taken as CodeMirror takes them. */
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  snippet,
  startCompletion,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import type { QueryOffers } from '../../src/session/protocol/protocol.ts';
import type { CodeService } from './service.ts';

/** While these are typed on, the offers at hand are narrowed instead of being asked for anew. */
const SAME_WORD = /^["`]?[\w@.*:/-]*$/;
/** In a name or in quotes the list opens by itself; elsewhere, behind a number for one, Ctrl+Space opens it. */
const OPENS = /(?:(?:^|[^\w.])[A-Za-z_@][\w.]*|["`][^"`\n]*)$/;
/** UTF-16 units before the cursor that are looked at for it. */
const LOOKED_AT = 200;

export function offersFrom(service: CodeService): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { state, pos, explicit } = context;
    if (!explicit && !OPENS.test(state.sliceDoc(Math.max(0, pos - LOOKED_AT), pos))) return null;
    const stop = new AbortController();
    context.addEventListener('abort', () => stop.abort());
    try {
      const { start, end, offers } = await service.complete(state.doc.toString(), pos, stop.signal);
      if (offers.length === 0) return null;
      const inQuotes = state.sliceDoc(start, start + 1) === '"';
      const to = Math.max(pos, end);
      return {
        from: start,
        to,
        options: offers.map((offer, rank) => completionOf(offer, rank, inQuotes)),
        ...(to === pos && { validFor: SAME_WORD }),
      };
    } catch {
      // No offers: the text is being typed, and what is wrong with it is said by its marks.
      return null;
    }
  };
}

function completionOf(offer: QueryOffers['offers'][number], rank: number, inQuotes: boolean): Completion {
  const { label, kind, insert, detail, about } = offer;
  // What is typed is compared with what stands in the text, quotes and backticks included.
  const quoted = insert.startsWith('`') || (kind === 'value' && inQuotes);
  return {
    label: quoted ? insert : label,
    displayLabel: label,
    type: kind,
    sortText: String(rank).padStart(5, '0'),
    ...(detail !== undefined && { detail }),
    ...(about !== undefined && { info: () => note(about) }),
    apply: offer.snippet ? snippet(insert) : take(insert, kind === 'command'),
  };
}

/** After a command its first operand is offered at once. */
const take = (insert: string, more: boolean) => (view: EditorView, _: Completion, from: number, to: number) => {
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: 'input.complete',
  });
  if (more) startCompletion(view);
};

function note(text: string): Node {
  const shown = document.createElement('div');
  shown.className = 'code-note';
  shown.textContent = text;
  return shown;
}
