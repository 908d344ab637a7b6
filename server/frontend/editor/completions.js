// What may come next: prefixes, classes and properties by name and by label, things of the release, words of
// the language, variables of the query. A prefix that is not declared yet is declared when it is used.

import { FUNCTIONS, WORDS } from "./words.js";

const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;
const TYPED = /(?:\?[\w]*|\p{N}*\p{L}[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*|:[\p{L}\p{N}_-]*)$/u;
/** Letters before things of the release are looked for. */
const ENOUGH = 2;
/** What stands higher in the list: what the place in the query asks for. */
const RANKS = { wanted: 40, variable: 30, term: 10, word: 5, thing: 0, prefix: -5 };

/** Returns a source of completions that knows what the server tells. */
export function completions(address) {
  let known;
  return async (context) => {
    const before = context.matchBefore(TYPED);
    if (!before && !context.explicit) return null;
    const from = before?.from ?? context.pos;
    const typed = before?.text ?? "";
    if (inWords(context.state, from)) return null;
    known ??= load(address).catch(() => ((known = undefined), { prefixes: {}, terms: [] }));
    const { prefixes, terms } = await known;
    if (declaring(context.state, from)) return { from: lineStart(context.state, from), options: declarations(prefixes), filter: true };
    if (typed.startsWith("?")) return { from, options: variables(context.state, from), validFor: /^\?\w*$/ };
    const wanted = wantedAt(context.state.sliceDoc(0, from));
    const things = wanted === "class" || typed.length < ENOUGH ? [] : await look(address, typed, context, prefixes);
    return {
      from,
      filter: false,
      options: ranked(typed, [
        ...terms.map((term) => termOption(term, prefixes, wanted)),
        ...things,
        ...(typed.includes(":") ? [] : words()),
        ...Object.entries(prefixes).map(([name, namespace]) => prefixOption(name, namespace, prefixes)),
      ]),
    };
  };
}

async function load(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** Returns things of the release whose names begin with or hold what was typed. */
async function look(address, typed, context, prefixes) {
  const asked = typed.slice(typed.indexOf(":") + 1);
  if (asked.length < ENOUGH) return [];
  const waiting = new AbortController();
  context.addEventListener("abort", () => waiting.abort());
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(asked)}`, { signal: waiting.signal });
    const { things } = await answer.json();
    return things.map(({ iri, label, info }, index) => ({
      ...termOption({ iri, label: info ? `${label}, ${info}` : label }, prefixes, ""),
      sure: true,
      rank: RANKS.thing - index / things.length,
    }));
  } catch {
    return [];
  }
}

function termOption(term, prefixes, wanted) {
  const name = short(term.iri, prefixes);
  const fits = term.kind === wanted;
  return {
    label: name,
    detail: term.label,
    info: term.info || undefined,
    search: `${name} ${term.label}`.toLowerCase(),
    rank: (fits ? RANKS.wanted : RANKS.term) + Math.min(9, Math.log2(1 + (term.uses ?? 0))),
    apply: inserting(name, prefixes),
  };
}

function prefixOption(name, namespace, prefixes) {
  return { label: `${name}:`, detail: namespace, search: `${name}:`, rank: RANKS.prefix, apply: inserting(`${name}:`, prefixes) };
}

function words() {
  return [
    ...WORDS.map((word) => ({ label: word, search: word.toLowerCase(), rank: RANKS.word })),
    ...FUNCTIONS.map((word) => ({ label: word, search: word.toLowerCase(), rank: RANKS.word - 1, apply: `${word}(`, detail: "function" })),
  ];
}

function variables(state, from) {
  const others = `${state.sliceDoc(0, from)} ${state.sliceDoc(from + 1).replace(/^\w*/, "")}`;
  return [...new Set(others.match(/[?$]\w+/g))].sort().map((label) => ({ label }));
}

function declarations(prefixes) {
  return Object.entries(prefixes).map(([name, namespace]) => ({ label: `PREFIX ${name}: <${namespace}>` }));
}

/** Returns the options that match, the best first: by their beginning, by a word of theirs, by letters inside.
 *
 * A class or property is a thing of the release too, and stands here once. */
function ranked(typed, options) {
  const wanted = typed.toLowerCase();
  const scored = options.map((option) => ({ ...option, boost: undefined, score: score(option, wanted) }));
  return scored
    .filter((option) => option.score > 0)
    .sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
    .filter((option, place, all) => all.findIndex(({ label }) => label === option.label) === place)
    .slice(0, 60);
}

function score(option, wanted) {
  if (!wanted || option.sure) return 100 + option.rank;
  const at = option.search.indexOf(wanted);
  if (at === 0) return 300 + option.rank;
  if (at > 0) return (/[\s:]/.test(option.search[at - 1]) ? 200 : 100) + option.rank;
  return 0;
}

/** Returns what puts a name in, and a line that declares its prefix where there is none yet. */
function inserting(name, prefixes) {
  return (view, _completion, from, to) => {
    const prefix = name.startsWith("<") ? null : name.slice(0, name.indexOf(":"));
    const text = view.state.doc.toString();
    const missing = prefix !== null && !new RegExp(`\\bPREFIX\\s+${prefix}:`, "i").test(text);
    const changes = [{ from, to, insert: name }];
    if (missing) changes.unshift({ from: afterPrefixes(text), insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` });
    const added = missing ? changes[0].insert.length : 0;
    view.dispatch({ changes, selection: { anchor: from + added + name.length }, userEvent: "input.complete" });
  };
}

/** Returns where the next PREFIX line goes: after the last, or before the first line that is no comment. */
function afterPrefixes(text) {
  const last = [...text.matchAll(/^[ \t]*(?:PREFIX|BASE)\b[^\n]*(?:\n|$)/gim)].at(-1);
  if (last) return last.index + last[0].length;
  return /^(?:[ \t]*#[^\n]*\n|[ \t]*\n)*/.exec(text)[0].length;
}

/** Returns an IRI as short as it can be written; in full where no prefix fits. */
function short(iri, prefixes) {
  const fits = Object.entries(prefixes)
    .filter(([, namespace]) => iri.startsWith(namespace) && LOCAL.test(iri.slice(namespace.length)))
    .sort((a, b) => b[1].length - a[1].length)[0];
  return fits ? `${fits[0]}:${iri.slice(fits[1].length)}` : `<${iri}>`;
}

/** Returns what a term at the end of a text stands for: a class after "a", a property after a subject. */
function wantedAt(before) {
  const tokens = before.replace(/"[^"\n]*"|'[^'\n]*'|#[^\n]*/g, " ").split(/\s+/).filter(Boolean);
  const last = tokens.at(-1) ?? "";
  if (last === "a" || /(?:rdf:type|:?kindOf)$/.test(last)) return "class";
  if (/[;]$/.test(last)) return "property";
  if (/^[?$]\w+$|^<[^>]*>$|^[\w-]*:[\w-]+$/.test(last)) {
    const previous = tokens.at(-2) ?? "";
    if (/[{.;]$/.test(previous)) return "property";
  }
  return "";
}

function declaring(state, from) {
  return /^\s*PREFIX\s+\S*$/i.test(state.sliceDoc(state.doc.lineAt(from).from, from));
}

function lineStart(state, from) {
  return state.doc.lineAt(from).from;
}

/** Tells whether a place lies in a comment or a text, where no name is meant. */
function inWords(state, from) {
  const before = state.sliceDoc(state.doc.lineAt(from).from, from);
  return /[#"']/.test(before.replace(/<[^<>\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ""));
}
