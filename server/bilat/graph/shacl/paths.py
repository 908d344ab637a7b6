"""Property paths (SHACL, 2.3.1): read from a shapes graph, followed in SQL.

Where a node is a path in two ways, as a list and as an inverse path, the list counts.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.graph.shacl.relation import Relation
from bilat.vocab import RDF, SH

_REPEATED = {
    SH.zeroOrMorePath: (True, True),
    SH.oneOrMorePath: (False, True),
    SH.zeroOrOnePath: (True, False),
}
_NAMES = count(1)


@dataclass(frozen=True, slots=True)
class Predicate:
    """One step along a predicate."""

    iri: URIRef

    def inverted(self) -> Path:
        """Return the path backwards."""
        return Inverse(self)

    def follow(self, source: str, relation: Relation) -> str:
        """Return the SELECT of pairs (f, v) that lead on from the pairs of a source."""
        number = relation.number(self.iri)
        return f"SELECT c.f, t.o AS v FROM {source} AS c JOIN triple AS t ON t.s = c.v AND t.p = {number}"


@dataclass(frozen=True, slots=True)
class Inverse:
    """One step against a predicate."""

    predicate: Predicate

    def inverted(self) -> Path:
        """Return the path backwards."""
        return self.predicate

    def follow(self, source: str, relation: Relation) -> str:
        """Return the SELECT of pairs (f, v) that lead on from the pairs of a source."""
        number = relation.number(self.predicate.iri)
        return f"SELECT c.f, t.s AS v FROM {source} AS c JOIN triple AS t ON t.o = c.v AND t.p = {number}"


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after the other."""

    parts: tuple[Path, ...]

    def inverted(self) -> Path:
        """Return the path backwards."""
        return Sequence(tuple(part.inverted() for part in reversed(self.parts)))

    def follow(self, source: str, relation: Relation) -> str:
        """Return the SELECT of pairs (f, v) that lead on from the pairs of a source."""
        for part in self.parts:
            source = f"(SELECT DISTINCT * FROM ({part.follow(source, relation)}))"
        return f"SELECT f, v FROM {source}"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of some paths."""

    parts: tuple[Path, ...]

    def inverted(self) -> Path:
        """Return the path backwards."""
        return Alternative(tuple(part.inverted() for part in self.parts))

    def follow(self, source: str, relation: Relation) -> str:
        """Return the SELECT of pairs (f, v) that lead on from the pairs of a source."""
        plain = [part.iri for part in self.parts if isinstance(part, Predicate)]
        selects = [part.follow(source, relation) for part in self.parts if not isinstance(part, Predicate)]
        if plain:
            joined = f"{source} AS c JOIN triple AS t ON t.s = c.v AND t.p IN ({relation.numbers(plain)})"
            selects.append(f"SELECT DISTINCT c.f, t.o AS v FROM {joined}")
        return "\nUNION\n".join(selects)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path that is taken any number of times, or once at most.

    Args:
        inner: what is taken.
        zero: whether not at all will do.
        many: whether more than once will do.
    """

    inner: Path
    zero: bool
    many: bool

    def inverted(self) -> Path:
        """Return the path backwards."""
        return Repeated(self.inner.inverted(), self.zero, self.many)

    def follow(self, source: str, relation: Relation) -> str:
        """Return the SELECT of pairs (f, v) that lead on from the pairs of a source."""
        if not self.many:
            return f"SELECT f, v FROM {source}\nUNION\n{self.inner.follow(source, relation)}"
        name = f"walk{next(_NAMES)}"
        start = f"SELECT f, v FROM {source}" if self.zero else self.inner.follow(source, relation)
        if isinstance(self.inner, Predicate | Inverse):
            # One statement for all steps: lists are thousands of steps long.
            step = self.inner.follow(name, relation)
            walk = f"WITH RECURSIVE {name}(f, v) AS ({start} UNION {step}) SELECT f, v FROM {name}"
            return f"SELECT f, v FROM ({walk})"
        relation.execute(f"CREATE TEMP TABLE {name} AS SELECT DISTINCT f, v FROM ({start})")
        relation.execute(f"CREATE TEMP TABLE {name}_front AS SELECT f, v FROM {name}")
        while self._spread(name, relation):
            pass
        relation.execute(f"DROP TABLE {name}_front")
        return f"SELECT f, v FROM {name}"

    def _spread(self, name: str, relation: Relation) -> bool:
        """Go one step on from what was new; tell whether anything is."""
        step = self.inner.follow(f"{name}_front", relation)
        relation.execute(
            f"CREATE OR REPLACE TEMP TABLE {name}_front AS SELECT DISTINCT f, v FROM ({step}) AS n "
            f"ANTI JOIN {name} USING (f, v)"
        )
        relation.execute(f"INSERT INTO {name} SELECT f, v FROM {name}_front")
        return bool(relation.rows(f"SELECT 1 FROM {name}_front LIMIT 1"))


Path = Predicate | Inverse | Sequence | Alternative | Repeated


def read_path(shapes: Graph, node: Node) -> Path:
    """Return the path that a node of a shapes graph stands for.

    Raises:
        ValueError: it is none.
    """
    if isinstance(node, URIRef):
        return Predicate(node)
    if (node, RDF.first, None) in shapes:
        return Sequence(tuple(read_path(shapes, part) for part in shapes.items(node)))
    inverse, either = shapes.value(node, SH.inversePath), shapes.value(node, SH.alternativePath)
    if inverse is not None:
        return read_path(shapes, inverse).inverted()
    if either is not None:
        return Alternative(tuple(read_path(shapes, part) for part in shapes.items(either)))
    for term, (zero, many) in _REPEATED.items():
        inner = shapes.value(node, term)
        if inner is not None:
            return Repeated(read_path(shapes, inner), zero, many)
    raise ValueError(f"No path: {node}")


def predicates_of(path: Path) -> frozenset[URIRef]:
    """Return the predicates of all statements that a path looks at."""
    if isinstance(path, Predicate):
        return frozenset((path.iri,))
    if isinstance(path, Inverse):
        return frozenset((path.predicate.iri,))
    inner = (path.inner,) if isinstance(path, Repeated) else path.parts
    return frozenset().union(*map(predicates_of, inner))


def may_stay(path: Path) -> bool:
    """Tell whether a path may have no step."""
    if isinstance(path, Repeated):
        return path.zero or may_stay(path.inner)
    if isinstance(path, Sequence):
        return all(map(may_stay, path.parts))
    return isinstance(path, Alternative) and any(map(may_stay, path.parts))
