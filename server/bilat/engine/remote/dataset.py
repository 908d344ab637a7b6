"""The dataset of a query as a store has it: the graphs of one release, by names that no other release has.

A store has one graph of a name, and readers go on while a release arrives. So each release has its graphs by
names of its own, with a graph that says which is which, and a query is sent in the names of its release:

    GRAPH <name> { P }      GRAPH <its name in the store> { P }
    GRAPH ?g { P }          GRAPH <names> { ?g1 <is> ?g } GRAPH ?g1 { P }
    the query's own { P }   { GRAPH <all statements of the release> { P } }

By the semantics of GRAPH (SPARQL 1.1, 18.6) both sides have the same solutions, but for a variable that is
hidden from ``SELECT *``; where stores have semantics of their own, `bilat.engine.rewriting.graph_groups`
mends it. Nothing is listed but there, so it makes no difference how many graphs there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.prologue import resolve, scope
from bilat.engine.remote.release import IS, default_name, graph_name, names_name
from bilat.engine.remote.shown import shown
from bilat.engine.rewriting.clauses import dataset_clauses
from bilat.engine.rewriting.graph_groups import with_whole_groups

#: Replace the text from one offset to another by something else.
_Edit = tuple[int, int, str]

_NOWHERE: Final = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query as the store is asked it.

    Args:
        text: of the query, without dataset clauses.
        default: names in the store of the default graphs; none leaves the dataset to the store.
        named: names in the store of the named graphs.
        shown: the variables of ``SELECT *`` as the query names them; each store has an order of its own.
        hidden: variables that nobody has asked for, and ``SELECT *`` shows.
    """

    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


class Dataset:
    """The graphs of a release in a store.

    Args:
        release: its short name.
        graphs: names of its named graphs.
    """

    def __init__(self, release: str, graphs: Iterable[str]) -> None:
        self._release = release
        self._names = {
            name: graph_name(release, number) for number, name in enumerate(sorted(filter(None, graphs)))
        }

    def asked(
        self, text: str, base: str | None = None, default: Sequence[str] = (), named: Sequence[str] = ()
    ) -> Asked:
        """Return a query in the names of the store.

        Args:
            text: a query that the grammar knows.
            base: IRI that relative IRIs are resolved against.
            default: default graphs that the request names; with ``named`` they win over FROM.
            named: named graphs that the request names.
        """
        found = tokens(text, sparql().keywords)
        if not (default or named):
            default, named = dataset_clauses(text, base)
        chosen = bool(default or named)
        suffix = _unused(found)
        edits = [*_clauses(found), *self._graphs(found, base, suffix, none=chosen and not named)]
        if chosen:
            names = [names_name(self._release)] if named else []
            mine = (tuple(map(self._name, default)), (*map(self._name, named), *names))
        elif not any(token.kind == "GRAPH" for token in found):
            mine = ((default_name(self._release),), ())
        elif any(token.kind == "DESCRIBE" for token in found):
            # What is said of a thing is looked for in the dataset, which no pattern can name.
            mine = (
                (default_name(self._release),),
                (names_name(self._release), *self._names.values()),
            )
        else:
            mine = ((), ())
            edits += _within(found, default_name(self._release))
        all_shown = shown(found)
        hidden = frozenset(
            f"{name.text[1:]}{suffix}" for name in _names(found) if name.kind == "var" and all_shown
        )
        graphs = list(map(self._name, named)) if chosen else list(self._names.values())
        begin = partial(_chosen, graphs) if chosen else self._each
        written = with_whole_groups(_edited(text, edits), lambda: graphs, begin=begin)
        return Asked(text=written, default=mine[0], named=mine[1], shown=all_shown, hidden=hidden)

    def _name(self, graph: str) -> str:
        """Return the name of a graph in the store; one that is nowhere if the release has no such graph."""
        return self._names.get(graph, graph_name(self._release, _NOWHERE))

    def _each(self, graph: str) -> str:
        """Return a pattern that has each graph of the release, or tells whether a name is one."""
        if graph == f"<{default_name(self._release)}>":
            return ""
        return f"GRAPH <{names_name(self._release)}> {{ {graph} <{IS}> [] }}"

    def _graphs(self, found: list[Token], base: str | None, suffix: str, *, none: bool) -> Iterator[_Edit]:
        """Yield the edits that have each GRAPH look where the store has it; nowhere if there are none."""
        known = scope(found, base)
        names = graph_name(self._release, _NOWHERE) if none else names_name(self._release)
        for name in _names(found):
            end = name.start + len(name.text)
            if name.kind == "var":
                mine = f"?{name.text[1:]}{suffix}"
                yield name.start, end, f"<{names}> {{ {mine} <{IS}> {name.text} }} GRAPH {mine}"
            else:
                graph = "" if none else resolve(name, *known) or ""
                yield name.start, end, f"<{self._name(graph)}>"


def _chosen(graphs: Sequence[str], graph: str) -> str:
    """Return a pattern that has each of some graphs, or tells whether a name is one."""
    names = [f"<{each}>" for each in graphs]
    if graph.startswith("?"):
        return f"VALUES {graph} {{ {' '.join(names)} }}"
    return "" if graph in names else "FILTER(1 = 0)"


def _names(found: list[Token]) -> Iterator[Token]:
    """Yield what stands after each GRAPH."""
    return (after for before, after in pairwise(found) if before.kind == "GRAPH")


def _clauses(found: list[Token]) -> Iterator[_Edit]:
    """Yield the edits that take the dataset clauses out."""
    for index, token in enumerate(found):
        if token.kind == "FROM":
            iri = found[index + (2 if found[index + 1].kind == "NAMED" else 1)]
            yield token.start, iri.start + len(iri.text), ""


def _within(found: list[Token], graph: str) -> Iterator[_Edit]:
    """Yield the edits that have the patterns of a query look into a graph."""
    for start, end in _outermost(found):
        yield start + 1, start + 1, f" GRAPH <{graph}> {{"
        yield end, end, "} "


def _outermost(found: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield where each pattern begins and ends that stands in no other; templates and VALUES are none."""
    depth, start, data = 0, -1, False
    for before, token in pairwise(found):
        if token.kind == "{":
            if depth == 0:
                start = -1 if data or before.kind == "CONSTRUCT" else token.start
            depth += 1
        elif token.kind == "}":
            depth -= 1
            if depth == 0:
                data = False
                if start >= 0:
                    yield start, token.start
        elif token.kind == "VALUES" and depth == 0:
            data = True


def _unused(found: list[Token]) -> str:
    """Return what no variable of a query ends in."""
    suffix = "_in_store"
    while any(token.kind == "var" and token.text.endswith(suffix) for token in found):
        suffix += "_"
    return suffix


def _edited(text: str, edits: list[_Edit]) -> str:
    pieces, done = list[str](), 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (text[done:start], new)
        done = end
    return "".join((*pieces, text[done:]))
