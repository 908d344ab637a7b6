// How the editor looks: only the colours of the site, which change with light and dark by themselves.
// Magenta leads to a source and does nothing else, so no sign of the language has it.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { background: "var(--shoal)", border: "1px solid var(--line)", marginTop: "var(--g2)", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--ink)", outlineOffset: "2px" },
  ".cm-scroller": { font: "400 .9375rem/1.55 var(--code)", minHeight: "15rem", maxHeight: "70vh" },
  ".cm-content": { padding: "var(--g3) 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 var(--g3)" },
  ".cm-gutters": { background: "none", border: "0", color: "var(--ink-2)", paddingLeft: ".25rem" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "none" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { background: "color-mix(in srgb, var(--ink) 5%, transparent)" },
  ".cm-cursor": { borderLeft: "2px solid var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--link) 28%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid var(--line)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "none", outline: "2px dotted var(--ink)" },
  ".cm-tooltip": { background: "var(--paper)", border: "1px solid var(--ink)", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "400 var(--s0)/1.4 var(--text)", maxHeight: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".2rem .6rem", minHeight: "1.5rem", borderBottom: "1px solid var(--rule)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--ink)", color: "var(--paper)" },
  ".cm-completionLabel": { fontFamily: "var(--code)", fontSize: ".875rem" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: ".75rem", color: "var(--ink-2)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: ".5rem .7rem", maxWidth: "22rem", font: "400 var(--s0)/1.4 var(--text)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--ink) 1.5px",
    textUnderlineOffset: ".3em",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline dotted var(--ink) 2px",
    textUnderlineOffset: ".3em",
    textDecorationSkipInk: "none",
  },
  ".cm-lintPoint::after": { borderBottomColor: "var(--ink) !important" },
  ".cm-diagnostic": { font: "400 var(--s0)/1.4 var(--text)", padding: ".4rem .7rem", maxWidth: "34rem" },
  ".cm-diagnostic-error": { borderLeft: "6px solid var(--ink)" },
  ".cm-diagnostic-warning": { borderLeft: "6px dotted var(--ink)" },
  ".cm-lintRange-active": { backgroundColor: "color-mix(in srgb, var(--link) 20%, transparent)" },
  ".cm-panels": { background: "var(--paper)", color: "var(--ink)" },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    background: "color-mix(in srgb, var(--ink) 12%, transparent)",
    color: "var(--ink)",
  },
  ".cm-panel.cm-panel-lint [name=close]": { color: "var(--ink)", minWidth: "1.5rem", minHeight: "1.5rem" },
  ".cm-diagnosticAction": { font: "inherit", fontWeight: "600", padding: ".1rem .6rem", background: "var(--ink)", color: "var(--paper)" },
});

const signs = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: "700" },
  // Browsers break lines behind a question mark.
  { tag: tags.variableName, color: "var(--link)", whiteSpace: "nowrap" },
  { tag: tags.bool, color: "var(--link)" },
  { tag: tags.comment, color: "var(--ink-2)", fontStyle: "italic" },
  { tag: [tags.string, tags.integer, tags.float, tags.literal], color: "var(--ink)", textDecoration: "none" },
  { tag: [tags.namespace, tags.url, tags.typeName, tags.annotation], color: "var(--ink)" },
]);

export const look = [theme, syntaxHighlighting(signs)];
