// The signs of SPARQL 1.2, for their looks alone: whether a query is right, the server says.

import { LanguageSupport, StreamLanguage } from "@codemirror/language";
import { FUNCTIONS, WORDS } from "./words.js";

const KEYWORDS = new Set(WORDS.flatMap((word) => word.split(" ")));
const CALLED = new Set(FUNCTIONS.map((word) => word.toUpperCase()));
/** Tried in turn where a sign begins; the first that fits is taken. */
const SIGNS = [
  [/^#.*/, "comment"],
  [/^<(?:[^<>"{}|^`\\\s]|\\[uU])*>/, "url"],
  [/^[?$][\p{L}\p{N}_]+/u, "variableName"],
  [/^@[A-Za-z]+(?:-[A-Za-z0-9]+)*/, "annotation"],
  [/^_:[\p{L}\p{N}_.-]*/u, "atom"],
  [/^[\p{L}\p{N}_.-]*:(?:[\p{L}\p{N}_:.-]*[\p{L}\p{N}_:-])?/u, "namespace"],
  [/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/, "number"],
  [/^[\p{L}_][\p{L}\p{N}_]*/u, word],
  [/^[{}()[\]]/, "bracket"],
  [/^[.;,]/, "punctuation"],
  [/^(?:\^\^|&&|\|\||!=|<=|>=|[=<>+*/|^!?~-])/, "operator"],
];

const sparqlSigns = StreamLanguage.define({
  name: "sparql",
  startState: () => ({ quote: "" }),
  token(stream, state) {
    if (state.quote) return rest(stream, state);
    if (stream.eatSpace()) return null;
    const long = stream.match(/^(?:"""|''')/);
    if (long) {
      state.quote = long[0];
      return rest(stream, state);
    }
    if (stream.match(/^(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/)) return "string";
    for (const [sign, style] of SIGNS) {
      const found = stream.match(sign);
      if (found) return typeof style === "function" ? style(found[0]) : style;
    }
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } },
});

export const sparql = new LanguageSupport(sparqlSigns);

/** Takes a long string up to its end, or to the end of the line. */
function rest(stream, state) {
  while (!stream.eol()) {
    if (stream.match(state.quote)) {
      state.quote = "";
      break;
    }
    if (stream.next() === "\\") stream.next();
  }
  return "string";
}

function word(text) {
  const plain = text.toUpperCase();
  if (text === "a" || KEYWORDS.has(plain) || CALLED.has(plain)) return "keyword";
  return plain === "TRUE" || plain === "FALSE" ? "bool" : null;
}
