"""What stands around a thing: its statements, what points to it, and the nodes that its page tells of.

Each statement keeps the graphs that make it. What is asked for has a limit, so that a thing with a hundred
thousand links is a page like any other; who wants them all asks the endpoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from bilat.engine.formats import TSV
from bilat.engine.interface import Engine, Limits, Operation
from bilat.graph.formats.quads import Quad
from bilat.graph.pages.patterns import Step
from bilat.vocab import RDF
from bilat.web.queries import about, page_query
from bilat.web.things.things import read_quads

TYPE: Final = f"<{RDF}type>"
_STATEMENTS: Final = "VALUES (?thing ?property ?value) { }"
_LINE: Final = "VALUES (?thing ?line) { }"
_PART: Final = "LIMIT 100 OFFSET 0"
_QUERIES: Final = ("own", "inbound", "nodes", "nested", "nested-line", "nested-back", "stated")
#: Statements of each direction that a page takes, nodes that it tells of, and statements on each of them.
_MOST: Final = 400
_NODES: Final = 150
_EACH: Final = 40
#: Where there are too many nodes without a name, lines of which the first are told, and how many these are.
_LINES: Final = 12
_FIRST: Final = 50

Triple = tuple[str, str, str]


@dataclass(slots=True)
class Neighbourhood:
    """Statements around a thing.

    Args:
        iri: the thing.
        cut: there are more statements than these.
        own_cut: there are more of the thing itself.
        graphs: the graphs of each statement.
        out: what each node has, by property.
        into: what has each node, by property.
    """

    iri: str
    cut: bool = False
    own_cut: bool = False
    graphs: dict[Triple, list[str]] = field(default_factory=dict)
    out: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    into: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def node(self) -> str:
        """Return the thing as a term."""
        return f"<{self.iri}>"

    def add(self, quads: Iterable[Quad]) -> None:
        """Add statements."""
        for s, p, o, g in quads:
            known = self.graphs.get((s, p, o))
            if known is None:
                self.graphs[s, p, o] = [g]
                self.out[s].setdefault(p, []).append(o)
                self.into[o].setdefault(p, []).append(s)
            elif g not in known:
                known.append(g)

    def types(self, node: str | None = None) -> Sequence[str]:
        """Return the classes of a node, the thing if none is named, as IRIs."""
        return [term[1:-1] for term in self.out.get(node or self.node, {}).get(TYPE, ())]

    def nameless(self) -> Iterator[Step]:
        """Yield the lines of the thing with nodes without a name."""
        for side, back in ((self.out, False), (self.into, True)):
            for name, terms in side.get(self.node, {}).items():
                if any(term[0] == "_" for term in terms):
                    yield Step(name[1:-1], back)

    def named(self) -> Iterator[str]:
        """Yield the IRIs of all that a page of the thing may name."""
        for triple, graphs in self.graphs.items():
            for term in (*triple, *graphs):
                if term[0] == "<":
                    yield term[1:-1]
        yield self.iri

    def places(self) -> Iterator[str]:
        """Yield the IRIs of the graphs that make these statements."""
        for graphs in self.graphs.values():
            yield from (graph[1:-1] for graph in graphs if graph[0] == "<")

    def follow(self, path: tuple[Step, ...], start: str | None = None) -> Iterator[tuple[str, list[Triple]]]:
        """Yield what a path leads to, each once, with the statements on the way."""
        found: dict[str, list[Triple]] = {start or self.node: []}
        for step in path:
            found = self._reached(step, found)
        yield from found.items()

    def _reached(self, step: Step, places: Mapping[str, list[Triple]]) -> dict[str, list[Triple]]:
        reached: dict[str, list[Triple]] = {}
        name = f"<{step.property}>"
        for place, way in places.items():
            side = self.into if step.back else self.out
            for other in side.get(place, {}).get(name, ()):
                if not all(self._has(other, *each) for each in step.having):
                    continue
                triple = (other, name, place) if step.back else (place, name, other)
                reached.setdefault(other, [*way, triple])
        return reached

    def _has(self, node: str, name: str, value: str) -> bool:
        return f"<{value}>" in self.out.get(node, {}).get(f"<{name}>", ()) if name else node == f"<{value}>"


class Surroundings:
    """Asks an engine for neighbourhoods.

    Args:
        engine: answers queries.
        limits: of a query of a page.
    """

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._texts = {name: page_query(name) for name in _QUERIES}
        self._engine = engine
        self._limits = limits

    def of(self, iri: str, told: Iterable[Step], client: str, most: int = _MOST) -> Neighbourhood | None:
        """Return what stands around a thing, None where nothing is known of it.

        Args:
            iri: the thing.
            told: steps to the nodes that are told of in its place.
            client: on whose account it goes.
            most: statements of each direction.
        """
        bindings = _bindings(thing=iri)
        if not bindings:
            return None
        found = Neighbourhood(iri)
        for query in ("own", "inbound"):
            self._add(found, Operation(text=self._texts[query], bindings=bindings), client, most)
            found.own_cut |= query == "own" and found.cut
        if not found.graphs:
            return None
        self._nest(found, bindings, client, most)
        self._tell(found, told, client)
        return found

    def line(
        self, iri: str, step: Step, told: Iterable[Step], part: tuple[int, int], client: str
    ) -> Neighbourhood:
        """Return a part of the statements of one property.

        Args:
            iri: the thing.
            step: the property, and whether it leads to the thing.
            told: steps to the nodes that are told of in its place.
            part: how many statements to pass over, and how many to return at most.
            client: on whose account it goes.
        """
        found = Neighbourhood(iri)
        bindings = _bindings(thing=iri, property=step.property)
        if bindings:
            text = self._texts["inbound" if step.back else "own"]
            text = f"{text}\nLIMIT {part[1] + 1} OFFSET {part[0]}"
            self._add(found, Operation(text=text, bindings=bindings), client, part[1])
            more = found.cut
            if step in found.nameless():
                self._nest_line(found, step, part, client)
            self._tell(found, told, client)
            found.cut = more
        return found

    def _nest(
        self, found: Neighbourhood, bindings: tuple[tuple[str, str], ...], client: str, most: int
    ) -> None:
        """Add what is said of the nodes without a name around the thing, of all or the first of a line."""
        lines, cut = tuple(found.nameless()), found.cut
        if not lines:
            return
        found.cut = False
        self._add(found, Operation(text=self._texts["nested"], bindings=bindings), client, most)
        for step in lines[:_LINES] if found.cut else ():
            self._nest_line(found, step, (0, _FIRST), client)
        found.cut |= cut

    def _nest_line(self, found: Neighbourhood, step: Step, part: tuple[int, int], client: str) -> None:
        """Add what is said of the nodes without a name in a part of a line."""
        text = self._texts["nested-back" if step.back else "nested-line"]
        text = text.replace(_LINE, f"{_LINE[:-1]}({found.node} <{step.property}>) }}")
        text = text.replace(_PART, f"LIMIT {part[1]} OFFSET {part[0]}")
        self._add(found, Operation(text=text), client, part[1] * _EACH)

    def _tell(self, found: Neighbourhood, told: Iterable[Step], client: str) -> None:
        """Add what is said of the nodes that are told of."""
        nodes = {
            term
            for step in told
            for term, _ in found.follow((step,))
            if term[0] == "<" and term != found.node
        }
        self.widen(found, sorted(nodes)[:_NODES], client)

    def widen(self, found: Neighbourhood, nodes: Sequence[str], client: str) -> None:
        """Add what is said of some nodes."""
        if nodes:
            self._add(found, about(self._texts["nodes"], nodes), client, len(nodes) * _EACH)

    def place(self, found: Neighbourhood, triples: Iterable[Triple], client: str) -> None:
        """Add those of some statements that somebody makes, with their graphs, however much else is said."""
        rows = [f"({' '.join(triple)})" for triple in triples]
        if rows:
            values = _STATEMENTS.replace("{ }", f"{{ {' '.join(rows)} }}")
            text = self._texts["stated"].replace(_STATEMENTS, values)
            self._add(found, Operation(text=text), client, len(rows) * _EACH)

    def _add(self, found: Neighbourhood, operation: Operation, client: str, most: int) -> None:
        result = self._engine.run(operation, TSV, self._limits.first(most, client))
        found.add(read_quads(result.body))
        found.cut |= result.truncated


def _bindings(**iris: str) -> tuple[tuple[str, str], ...]:
    """Return variables with IRIs, nothing where one is none."""
    try:
        return tuple((name, str(NamedNode(iri))) for name, iri in iris.items())
    except ValueError:
        return ()
