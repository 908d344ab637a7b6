"""What the engine says of a thing: the statements of its description, and the names of what they mention.

Names are kept from one description to the next: the same properties, classes and passages come up in most.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from bilat.engine.formats import CSV, TSV
from bilat.engine.interface import Engine, Limits, Operation, Result
from bilat.errors import RequestError
from bilat.graph.formats.quads import XSD, Quad, literal
from bilat.web.queries import about, page_query
from bilat.web.things.nearest import Nearest

#: Things named in one query; more would make it longer than queries may be.
_TOGETHER: Final = 200
#: Entries that are kept, some 10 MB.
_MOST_KEPT: Final = 30_000
#: The queries of a description, and the statements that are taken of each.
_DESCRIBED: Final = {"own": 1_000, "inbound": 1_000}
_HELD: Final = {"held": 10_000}
#: What is asked besides where nodes without a name come up: the beginning of a list would look whole.
_NESTED: Final = {"nested": 1_000}
#: Names of graphs that are near to one that is not known.
_MOST_GRAPHS: Final = 10_000
_DECIMAL: Final = re.compile(r"[+-]?\d*\.\d+")
_INTEGER: Final = re.compile(r"[+-]?\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is known of a thing or document.

    Args:
        iri: the thing, or the document.
        quads: its statements, what points to it and what it holds, each in its graph.
        mentions: what is said of the things that these name.
        cut: there are more statements than these.
    """

    iri: str
    quads: tuple[Quad, ...]
    mentions: tuple[Quad, ...]
    cut: bool = False


class Things:
    """Asks an engine for descriptions.

    Args:
        engine: answers queries.
        limits: of a query of a description.
        graphs: names of the graphs that have statements.
    """

    def __init__(self, engine: Engine, limits: Limits, graphs: Collection[str]) -> None:
        self._texts = {name: page_query(name) for name in _QUERIES}
        self._engine = engine
        self._limits = limits
        self._graphs = graphs
        self._known: dict[str, tuple[Quad, ...]] = {}
        self.nearest = Nearest(self._names)

    def is_known(self, iri: str, client: str) -> bool:
        """Tell whether anything is said of a thing or with it."""
        return b"true" in self._bound("known", "thing", iri, CSV, client)

    def is_told(self, iri: str, client: str) -> bool:
        """Tell whether a thing has a page and a description."""
        return b"true" in self._bound("told", "thing", iri, CSV, client)

    def is_value(self, term: str, client: str) -> bool:
        """Tell whether anything has a literal, in N-Triples, for a value."""
        operation = Operation(text=self._texts["value"], bindings=(("value", term),))
        return b"true" in self._run(operation, CSV, client)

    def thing(self, iri: str, client: str, parts: Sequence[str] = ()) -> Described | None:
        """Return the description of a thing, None when nothing is known of it.

        A thing of which very much is said, or to which everything points, is described in a thousand
        statements each: who wants them all asks the endpoint.

        Args:
            iri: the thing.
            client: on whose account it goes.
            parts: things that are described with it, as those of a document are.
        """
        quads, cut = self._asked(_DESCRIBED, iri, client)
        nameless = any(term[0] == "_" for quad in quads for term in (quad.subject, quad.object))
        further = (_NESTED if nameless else {}) | (_HELD if iri in self._graphs else {})
        more, cut_more = self._asked(further, iri, client)
        quads, cut = quads + more, cut or cut_more
        for start in range(0, len(parts), _TOGETHER):
            quads += read_quads(
                self._run(self._about("parts", parts[start : start + _TOGETHER]), TSV, client)
            )
        return self._whole(iri, quads, client, cut=cut)

    def document(self, iri: str, graph: str, client: str) -> Described | None:
        """Return what stands in a graph, None when it is empty."""
        return self._whole(iri, self.graph(graph, client), client)

    def graph(self, graph: str, client: str) -> list[Quad]:
        """Return the statements of a graph."""
        rows = read_cells(self._bound("graph", "graph", graph, TSV, client))
        return [Quad(s, p, read_term(o), g) for g, s, p, o in rows]

    def _asked(self, queries: Mapping[str, int], iri: str, client: str) -> tuple[list[Quad], bool]:
        """Return the statements of a thing that some queries find, and whether there are more."""
        quads, cut = list[Quad](), False
        for query, most in queries.items():
            result = self._ask(query, "thing", iri, TSV, client, most)
            if result is not None:
                quads += read_quads(result.body)
                cut |= result.truncated
        return quads, cut

    def _whole(self, iri: str, quads: list[Quad], client: str, *, cut: bool = False) -> Described | None:
        if not quads:
            return None
        quads = list(dict.fromkeys(quads))
        named = {term for quad in quads for term in quad if term[0] == "<"} - {f"<{iri}>"}
        mentions = tuple(self._mentions(named, quads, client))
        return Described(iri=iri, quads=tuple(quads), mentions=mentions, cut=cut)

    def _mentions(self, named: set[str], quads: list[Quad], client: str) -> Iterator[Quad]:
        """Yield what is said of things, without what is there already."""
        if len(self._known) > _MOST_KEPT:
            self._known = {}
        known, there = self._known, set(quads)
        found = {name: known[name] for name in named & known.keys()}
        missing = sorted(named - found.keys())
        for start in range(0, len(missing), _TOGETHER):
            part = missing[start : start + _TOGETHER]
            found |= dict.fromkeys(part, ())
            body = self._run(self._about("mentions", [term[1:-1] for term in part]), TSV, client)
            for name, quad in zip((row[0] for row in read_cells(body)), read_quads(body), strict=True):
                found[name] = (*found[name], quad)
        known |= {name: found[name] for name in missing}  # What is not whole yet, others do not see.
        for name in sorted(named):
            yield from (quad for quad in found[name] if quad not in there)

    def _about(self, query: str, iris: Iterable[str]) -> Operation:
        """Return a query about several things."""
        return about(self._texts[query], (f"<{iri}>" for iri in iris))

    def _bound(self, query: str, variable: str, iri: str, media_type: str, client: str) -> bytes:
        """Return the answer to a query about something; what is no IRI is known of nothing."""
        result = self._ask(query, variable, iri, media_type, client)
        return b"" if result is None else result.body

    def _ask(
        self, query: str, variable: str, iri: str, media_type: str, client: str, most: int | None = None
    ) -> Result | None:
        """Return the result of a query about something, cut after the most rows if that is said."""
        try:
            bindings = ((variable, str(NamedNode(iri))),)
        except ValueError:
            return None
        return self._result(Operation(text=self._texts[query], bindings=bindings), media_type, client, most)

    def _run(self, operation: Operation, media_type: str, client: str) -> bytes:
        return self._result(operation, media_type, client).body

    def _result(self, operation: Operation, media_type: str, client: str, most: int | None = None) -> Result:
        limits = self._limits.first(most, client) if most else replace(self._limits, client=client)
        return self._engine.run(operation, media_type, limits)

    def _names(self) -> Iterable[str]:
        """Return what can be asked for by name."""
        rows = read_cells(self._run(Operation(text=self._texts["names"]), TSV, ""))
        return [*(row[0][1:-1] for row in rows), *islice(self._graphs, _MOST_GRAPHS)]


_QUERIES: Final = (
    *(_DESCRIBED | _HELD | _NESTED),
    "graph",
    "known",
    "mentions",
    "names",
    "parts",
    "told",
    "value",
)


def unknown(iri: str, things: Things, above: str = "") -> RequestError:
    """Return the error for a thing of which nothing is known, with the nearest names.

    Args:
        iri: the thing.
        things: that are known.
        above: address of the known thing below which it would be, as a passage is below its document.
    """
    near = things.nearest.names(iri) or things.nearest.names("#".join(iri.rsplit("/", 1)))
    near = tuple(name for name in near if name != iri)  # Such as a property that is only used.
    remedy = "Look for a name with /search, or ask with /sparql."
    if above:
        remedy = f"What there is, is at {above}."
    if near:
        remedy = f"Did you mean {' or '.join(near)}?"
    return RequestError(f"Nothing is known of {iri!r}.", status=404, title="Not found", remedy=remedy)


def read_cells(body: bytes | bytearray) -> Iterator[list[str]]:
    """Yield the rows of a SPARQL result in TSV, without its head."""
    for line in bytes(body).decode().split("\n")[1:-1]:
        yield line.split("\t")


def read_quads(body: bytes | bytearray) -> Iterator[Quad]:
    """Yield rows of thing, graph, subject, property and value; what is missing is the thing."""
    for thing, graph, subject, predicate, value in read_cells(body):
        yield Quad(subject or thing, predicate, read_term(value) if value else thing, graph or thing)


def read_term(text: str) -> str:
    """Return a term of SPARQL TSV in N-Triples: numbers and truth values are written bare there."""
    if text[0] in '<"_':
        return text
    if text in {"true", "false"}:
        return literal(text, XSD + "boolean")
    kind = "integer" if _INTEGER.fullmatch(text) else "decimal" if _DECIMAL.fullmatch(text) else "double"
    return literal(text, XSD + kind)
