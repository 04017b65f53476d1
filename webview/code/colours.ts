/** The tokens in sight, coloured by classes of the page's own sheet. */
import { type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { type CodeKind, codeTokens } from './tokens.ts';

/** UTF-16 units; what is further down a longer text stays without colours, so that typing in it does not wait. */
const MOST_COLOURED = 100_000;

const marks = new Map<CodeKind, Decoration>();

function markOf(kind: CodeKind): Decoration {
  const known = marks.get(kind) ?? Decoration.mark({ class: `tok-${kind}` });
  marks.set(kind, known);
  return known;
}

/** `commands`: the text begins with a command. */
export function colours(commands: boolean): Extension {
  const paint = (view: EditorView): DecorationSet => {
    const { from, to } = view.viewport;
    const end = Math.min(to, MOST_COLOURED);
    const made = new RangeSetBuilder<Decoration>();
    // From the start: whether a place is inside a comment is told by what stands before it.
    for (const token of codeTokens(view.state.sliceDoc(0, end), commands, end)) {
      if (token.end > from) made.add(token.start, Math.min(token.end, end), markOf(token.kind));
    }
    return made.finish();
  };
  return ViewPlugin.define(
    (view) => ({
      painted: paint(view),
      update({ docChanged, viewportChanged, view: now }: ViewUpdate) {
        if (docChanged || viewportChanged) this.painted = paint(now);
      },
    }),
    { decorations: ({ painted }) => painted },
  );
}
