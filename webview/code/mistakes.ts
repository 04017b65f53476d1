/** What is wrong with the text, underlined; and what a word of it means, when the pointer rests on it. */
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  hoverTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import type { QueryMistake } from '../../src/session/protocol/protocol.ts';
import type { CodeService } from './service.ts';

/** Milliseconds after the last key before mistakes are looked for. */
const QUIET = 200;

const found = StateEffect.define<readonly QueryMistake[]>();

interface Marked {
  readonly mistakes: readonly QueryMistake[];
  readonly marks: DecorationSet;
}

const marked = StateField.define<Marked>({
  create: () => ({ mistakes: [], marks: Decoration.none }),
  update(before, { docChanged, changes, effects, newDoc }) {
    for (const effect of effects) {
      if (effect.is(found)) return { mistakes: effect.value, marks: marksFor(effect.value, newDoc.length) };
    }
    if (!docChanged) return before;
    const mistakes = before.mistakes.map((mistake) => ({
      ...mistake,
      start: changes.mapPos(mistake.start, -1),
      end: changes.mapPos(mistake.end, 1),
    }));
    return { mistakes, marks: before.marks.map(changes) };
  },
  provide: (field) => EditorView.decorations.from(field, ({ marks }) => marks),
});

function marksFor(mistakes: readonly QueryMistake[], length: number): DecorationSet {
  const marks = mistakes.map(({ start, end, severity }) => {
    const from = Math.min(start, length);
    const to = Math.min(Math.max(end, start), length);
    // One that points behind the last letter is shown at that letter.
    const [first, last] = to > from ? [from, to] : [Math.max(0, from - 1), Math.max(from, Math.min(1, length))];
    return { first, last, mark: Decoration.mark({ class: `mistake ${severity}` }) };
  });
  return Decoration.set(
    marks.filter(({ first, last }) => last > first).map(({ first, last, mark }) => mark.range(first, last)),
    true,
  );
}

/** `told` hears of every look, also of those that find nothing. */
export function markMistakes(service: CodeService, told: (mistakes: readonly QueryMistake[]) => void): Extension {
  return [marked, looking(service, told), hoverTooltip((view, at) => hoverAt(service, view, at))];
}

function looking(service: CodeService, told: (mistakes: readonly QueryMistake[]) => void): Extension {
  return ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop: AbortController | undefined;
    const later = (delay: number) => {
      clearTimeout(timer);
      stop?.abort();
      timer = setTimeout(look, delay);
    };
    const look = async () => {
      stop = new AbortController();
      const { signal } = stop;
      try {
        const mistakes = await service.mistakes(view.state.doc.toString(), signal);
        if (signal.aborted) return;
        view.dispatch({ effects: found.of(mistakes) });
        told(mistakes);
      } catch {
        // A look that was given up, or a service that is gone: the marks stay as they are.
      }
    };
    later(0);
    return {
      update: ({ docChanged }: ViewUpdate) => {
        if (docChanged) later(QUIET);
      },
      destroy: () => {
        clearTimeout(timer);
        stop?.abort();
      },
    };
  });
}

async function hoverAt(service: CodeService, view: EditorView, at: number): Promise<Tooltip | null> {
  const here = view.state
    .field(marked)
    .mistakes.filter(({ start, end }) => at >= start && at <= Math.max(end, start + 1));
  const text = view.state.doc.toString();
  const meaning = await service.hover(text, at).catch(() => null);
  // Meanwhile the text may have been changed.
  if (view.state.doc.toString() !== text || (here.length === 0 && !meaning)) return null;
  const pos = Math.min(...here.map(({ start }) => start), meaning?.start ?? Number.POSITIVE_INFINITY, at);
  const end = Math.max(...here.map((one) => one.end), meaning?.end ?? 0, at);
  return { pos, end, above: true, create: () => ({ dom: bubble(here, meaning?.text) }) };
}

function bubble(mistakes: readonly QueryMistake[], meaning: string | undefined): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'code-hover';
  for (const { message, severity } of mistakes) dom.append(line(message, severity));
  if (meaning !== undefined) dom.append(line(meaning, 'meaning'));
  return dom;
}

function line(text: string, kind: string): HTMLElement {
  const shown = document.createElement('p');
  shown.className = kind;
  shown.textContent = text;
  return shown;
}
