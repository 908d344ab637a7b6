// The query editor: takes the place of the text field of the form, which stays what is sent.
//
// The server makes the form and every answer; without this file the page works all the same.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { Answers } from "./answers.js";
import { completions } from "./completions.js";
import { indentation } from "./indentation.js";
import { sparql } from "./language.js";
import { Past } from "./past.js";
import { checked, markProblem } from "./problems.js";
import { look } from "./theme.js";
import { typing } from "./typing.js";

const form = document.querySelector("form.editor");
if (form) start(form);

function start(form) {
  const field = form.elements.namedItem("query");
  const view = new EditorView({ state: EditorState.create({ doc: field.value, extensions: extensions(form, field) }) });
  field.before(view.dom);
  field.hidden = true;
  field.required = false;
  const label = form.querySelector("label[for=query]");
  label.id = "query-label";
  label.addEventListener("click", () => view.focus());
  form.classList.add("live");

  const past = new Past(document.querySelector("#past"), (text) => replace(view, text));
  const button = form.querySelector("button");
  const words = button.textContent;
  const answers = new Answers(document.querySelector("#answer"), {
    told: (found) => {
      markProblem(view, found);
      if (found.asked) past.add(view.state.doc.toString(), found.summary);
    },
    waiting: (busy) => (button.textContent = busy ? "Stop the query" : words),
  });
  form.addEventListener("submit", (event) => {
    if (form.elements.namedItem("format").value !== "html") return;
    event.preventDefault();
    if (answers.busy && event.submitter) answers.stop();
    else answers.ask(form);
  });
  // A link within the page, such as the one that skips to the content, leads to no other answer.
  window.addEventListener("popstate", () => location.search !== answers.search && location.reload());
  markProblem(view, answers.shown());
}

function extensions(form, field) {
  const run = () => (form.requestSubmit(), true);
  return [
    EditorView.cspNonce.of(document.querySelector("script[nonce]")?.nonce ?? ""),
    Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
    keymap.of([
      { key: "Tab", run: acceptCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    typing,
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    EditorView.lineWrapping,
    sparql,
    indentation,
    autocompletion({
      override: [completions(form.dataset.completion)],
      icons: false,
      maxRenderedOptions: 10,
      positionInfo: beside,
    }),
    checked(form.dataset.check),
    look,
    EditorView.contentAttributes.of({
      "aria-labelledby": "query-label",
      "aria-describedby": "query-help",
      tabindex: "0",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) field.value = update.state.doc.toString();
    }),
  ];
}

/** Returns where the definition of an option goes: never over the list, which it would hide. */
function beside(_view, list, option, info, space) {
  const width = info.right - info.left;
  const height = info.bottom - info.top;
  const top = Math.max(space.top, Math.min(option.top, space.bottom - height)) - list.top;
  if (width <= space.right - list.right) return { style: `top: ${top}px`, class: "cm-completionInfo-right" };
  if (width <= list.left - space.left) return { style: `top: ${top}px`, class: "cm-completionInfo-left" };
  const edge = height <= space.bottom - list.bottom ? "top" : "bottom";
  return { style: `${edge}: 100%; left: 0; max-width: ${list.right - list.left}px` };
}

/** Puts another text in the editor; what was there comes back with undo. */
function replace(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
  view.focus();
}
