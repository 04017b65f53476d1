/**
 * The code editor, put together from CodeMirror. A file of its own in the bundle, loaded when an editor is first shown:
 * it weighs more than the rest of the page, and the first paint does not wait for it.
 */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete';
import { history, historyField, historyKeymap, standardKeymap } from '@codemirror/commands';
import { EditorSelection, EditorState, type Extension, Prec, type Transaction } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder, tooltips } from '@codemirror/view';
import type { QueryMistake } from '../../src/session/protocol/protocol.ts';
import { colours } from './colours.ts';
import { offersFrom } from './completing.ts';
import { markMistakes } from './mistakes.ts';
import type { CodeService } from './service.ts';

export interface Surroundings {
  readonly parent: HTMLElement;
  readonly text: string;
  /** What an editor of the same text left behind, so that it can still be undone. */
  readonly past?: unknown;
  /** `one` takes no line breaks and runs with Enter. */
  readonly lines: 'one' | 'many';
  readonly label: string;
  readonly hint: string;
  /** Of the page's policy, for the style sheet that CodeMirror makes. */
  readonly nonce: string;
  readonly service: CodeService;
  changed(text: string): void;
  /** The cursor or the selection moved: line and column from 1, the column in characters. */
  moved(line: number, column: number): void;
  mistaken(mistakes: readonly QueryMistake[]): void;
  run(): void;
  /** Escape was pressed while no list was open. */
  leave(): void;
}

export interface Editing {
  readonly text: string;
  /** The text with its cursor and what can be undone, for the editor that comes after this one. */
  readonly past: unknown;
  /** Replaces the text; it can be undone. */
  replace(text: string): void;
  /** Puts a text in place of what is marked. */
  insert(text: string): void;
  /** Line and column from 1, the column in code points. */
  goTo(line: number, column: number): void;
  focus(): void;
  destroy(): void;
}

export function mount(around: Surroundings): Editing {
  const extensions = extensionsFor(around);
  const view = new EditorView({
    parent: around.parent,
    state:
      around.past === undefined
        ? EditorState.create({ doc: around.text, extensions })
        : EditorState.fromJSON(around.past, { extensions }, KEPT),
  });
  const replace = (text: string) => {
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      selection: { anchor: Math.min(text.length, view.state.selection.main.head) },
    });
  };
  if (view.state.doc.toString() !== around.text) replace(around.text);
  return {
    get text() {
      return view.state.doc.toString();
    },
    get past() {
      return view.state.toJSON(KEPT);
    },
    replace,
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: 'input' });
    },
    goTo: (line, column) => {
      const { doc } = view.state;
      const { from, text } = doc.line(Math.min(doc.lines, Math.max(1, line)));
      const at = from + [...text].slice(0, column - 1).join('').length;
      view.dispatch({ selection: EditorSelection.cursor(at), scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

const KEPT = { history: historyField };

function extensionsFor(around: Surroundings): Extension {
  const { lines, label, hint, nonce, service } = around;
  const run = (view: EditorView) => {
    closeCompletion(view);
    around.run();
    return true;
  };
  const leave = () => {
    around.leave();
    return true;
  };
  return [
    EditorView.cspNonce.of(nonce),
    // Within a landmark of the page; the filter's field stands in its own, before the main one.
    tooltips({ parent: around.parent.closest('main') ?? around.parent }),
    history(),
    colours(service.commands),
    autocompletion({
      override: [offersFrom(service)],
      icons: false,
      addToOptions: [{ render: ({ type }) => symbol(type), position: 20 }],
      maxRenderedOptions: 60,
    }),
    closeBrackets(),
    typedOver,
    markMistakes(service, (mistakes) => around.mistaken(mistakes)),
    lines === 'one' ? oneLine : [lineNumbers(), EditorView.lineWrapping],
    hint === '' ? [] : placeholder(hint),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      if (docChanged) around.changed(state.doc.toString());
      if (docChanged || selectionSet) tellPlace(state, around);
    }),
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
    keymap.of([...completionKeymap, { key: 'Tab', run: acceptCompletion }]),
    // After the list's own: Enter takes an offer and Escape closes the list while it is open.
    keymap.of([{ key: 'Escape', run: leave }, ...(lines === 'one' ? [{ key: 'Enter', run }] : [])]),
    keymap.of([...historyKeymap, ...standardKeymap]),
  ];
}

function tellPlace(state: EditorState, around: Surroundings): void {
  const { head } = state.selection.main;
  const { number, from } = state.doc.lineAt(head);
  around.moved(number, [...state.doc.sliceString(from, head)].length + 1);
}

/**
 * A browser that replaces marked lines by what is typed keeps their looks by style attributes, which the policy refuses
 * and reports. So it is done here, before the browser does.
 */
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const { inputType, data } = event;
    if (inputType !== 'insertText' || data === null || empty || view.composing) return false;
    const typed = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    const taken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, data, typed));
    if (!taken) view.dispatch(typed());
    event.preventDefault();
    return true;
  },
});

/** Line breaks that are pasted become blanks. */
const oneLine = EditorState.transactionFilter.of((transaction: Transaction) => {
  if (transaction.newDoc.lines === 1) return transaction;
  const text = transaction.newDoc.sliceString(0, undefined, ' ');
  const { head } = transaction.newSelection.main;
  return [{ changes: { from: 0, to: transaction.startState.doc.length, insert: text }, selection: { anchor: head } }];
});

const SYMBOLS: Readonly<Record<string, string>> = {
  command: 'symbol-keyword',
  keyword: 'symbol-keyword',
  function: 'symbol-method',
  aggregate: 'symbol-method',
  field: 'symbol-field',
  index: 'database',
  operator: 'symbol-operator',
  value: 'symbol-constant',
  unit: 'symbol-ruler',
  type: 'symbol-class',
};

function symbol(kind: string | undefined): Node {
  const shown = document.createElement('i');
  shown.className = `codicon codicon-${SYMBOLS[kind ?? ''] ?? 'symbol-misc'} s`;
  shown.ariaHidden = 'true';
  return shown;
}
