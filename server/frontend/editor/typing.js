// What is typed over a selection is put in here: the browser would carry the looks of the old text over with a
// style attribute, which no page of the site may have. So are spaces: at the end of a line Firefox makes them
// ones that do not break, which mean nothing in SPARQL.

import { EditorView } from "@codemirror/view";

export const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data;
    // Asked of the page: the editor may not have heard yet of a selection that was made a moment ago.
    const selection = document.getSelection();
    if (event.inputType !== "insertText" || event.isComposing || text === null) return false;
    if (selection.isCollapsed && text !== " ") return false;
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
    event.preventDefault();
    return true;
  },
});
