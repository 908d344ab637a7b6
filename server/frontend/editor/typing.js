// What is typed is put in here, for browsers have ways of their own: over a selection the looks of the old text
// are carried over with a style attribute, which no page of the site may have; at the end of a line Firefox makes
// spaces ones that do not break, which mean nothing in SPARQL; after a space between brackets WebKit types before it.

import { EditorView } from "@codemirror/view";

export const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data;
    // Asked of the page: the editor may not have heard yet of a selection that was made a moment ago.
    const selection = document.getSelection();
    if (event.inputType !== "insertText" || event.isComposing || text === null) return false;
    const range = selection.getRangeAt(0);
    const from = view.posAtDOM(range.startContainer, range.startOffset);
    const to = view.posAtDOM(range.endContainer, range.endOffset);
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        userEvent: "input.type",
        scrollIntoView: true,
      });
    const handled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert));
    if (!handled) view.dispatch(insert());
    // In a line that was empty WebKit leaves the cursor before what was typed.
    const { anchor, head } = view.state.selection.main;
    const [start, end] = [view.domAtPos(anchor), view.domAtPos(head)];
    selection.setBaseAndExtent(start.node, start.offset, end.node, end.offset);
    event.preventDefault();
    return true;
  },
});
