// Mistakes, underlined where they are: as one types, by the grammar and the names of the server, and when a run has failed.

import { completionStatus } from "@codemirror/autocomplete";
import { forEachDiagnostic, linter, setDiagnostics } from "@codemirror/lint";

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
      if (view.state.doc.toString() !== text) return [];
      if (problem.line) return [diagnostic(view.state.doc, problem)];
      // A name that is still being chosen from a list is not finished.
      return completionStatus(view.state) ? [] : (problem.names ?? []).map((name) => unknown(view.state.doc, name));
    },
    { delay: PAUSE, needsRefresh: (update) => completionStatus(update.startState) && !completionStatus(update.state) },
  );
}

/** Underlines the mistake that an answer tells of, or takes away the one that was; unknown names stay unknown. */
export function markProblem(view, found) {
  const told = found.line ? [diagnostic(view.state.doc, found)] : warnings(view.state);
  view.dispatch(setDiagnostics(view.state, told));
  if (found.line) view.dispatch({ selection: { anchor: told[0].from }, scrollIntoView: true });
}

function warnings(state) {
  const found = [];
  forEachDiagnostic(state, (each, from, to) => each.severity === "warning" && found.push({ ...each, from, to }));
  return found;
}

function diagnostic(doc, { line, column, message, remedy }) {
  const { from, end } = offset(doc, line, column);
  const token = TOKEN.exec(doc.sliceString(from, end));
  const range = token ? { from, to: from + token[0].length } : { from: Math.max(0, lastSign(doc, from)), to: from };
  return { ...range, severity: "error", message: remedy ? `${message} ${remedy}` : message };
}

function unknown(doc, { line, column, name, near }) {
  const { from } = offset(doc, line, column);
  const apply = (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: near } });
  return {
    from,
    to: from + name.length,
    severity: "warning",
    message: `${name} is not in the graph.`,
    actions: near ? [{ name: `Write ${near}`, apply }] : [],
  };
}

/** Returns a place that is told in code points, from 1, and the end of its line. */
function offset(doc, line, column) {
  const place = doc.line(Math.min(line, doc.lines));
  return { from: place.from + [...place.text].slice(0, column - 1).join("").length, end: place.to };
}

/** Returns where the last visible sign before a place begins: at the end of a text there is nothing to underline. */
function lastSign(doc, place) {
  return doc.sliceString(0, place).trimEnd().length - 1;
}
