// Mistakes, underlined where they are: as one types, by the grammar of the server, and when a run has failed.

import { linter, setDiagnostics } from "@codemirror/lint";

/** Milliseconds without a key before the text is looked at. */
const PAUSE = 700;
const TOKEN = /^(?:[^\s{}()[\].;,]+|.)/u;

/** Returns an extension that asks the server what it has against the text. */
export function checked(address) {
  return linter(
    async (view) => {
      const text = view.state.doc.toString();
      if (!text.trim()) return [];
      const answer = await fetch(address, { method: "POST", body: text, headers: { "Content-Type": "application/sparql-query" } });
      if (!answer.ok) return [];
      const problem = await answer.json();
      return problem.line && view.state.doc.toString() === text ? [diagnostic(view.state.doc, problem)] : [];
    },
    { delay: PAUSE },
  );
}

/** Underlines the mistake that an answer tells of, or takes away what was underlined. */
export function markProblem(view, found) {
  const told = found.line ? [diagnostic(view.state.doc, found)] : [];
  view.dispatch(setDiagnostics(view.state, told));
  if (told.length) view.dispatch({ selection: { anchor: told[0].from }, scrollIntoView: true });
}

function diagnostic(doc, { line, column, message, remedy }) {
  const place = doc.line(Math.min(line, doc.lines));
  const before = [...place.text].slice(0, column - 1).join("");
  const from = place.from + before.length;
  const token = TOKEN.exec(doc.sliceString(from, place.to));
  const range = token ? { from, to: from + token[0].length } : { from: Math.max(0, lastSign(doc, from)), to: from };
  return { ...range, severity: "error", message: remedy ? `${message} ${remedy}` : message };
}

/** Returns where the last visible sign before a place begins: at the end of a text there is nothing to underline. */
function lastSign(doc, place) {
  return doc.sliceString(0, place).trimEnd().length - 1;
}
