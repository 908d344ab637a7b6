"""How many statements more there are after an edit, those that follow counted as well."""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from bilat.graph.bulk.again.amended import Amended, AnewError
from bilat.graph.bulk.canonical import ids_of
from bilat.graph.owl.dictionary import Triple, vocabulary_term
from bilat.graph.owl.increment import Consequences, consequences
from bilat.graph.owl.kinds import CELLS
from bilat.graph.owl.relations import CLASSES, PREDICATES

_KIND = vocabulary_term("rdf_type")
#: Predicates of what relations of axioms are made of (`bilat.graph.owl.axioms`).
_OF_AXIOMS = frozenset(map(vocabulary_term, (*PREDICATES, *CELLS)))
#: Rounds in which more nodes turn out to be touched, and most statements around them.
_ROUNDS, _MOST = 5, 60_000
#: Neighbours of a node that are looked at from the beginning.
_FEW = 50


def difference_of(graph: Amended) -> int:
    """Return how many statements more there are, stated or inferred.

    Raises:
        AnewError: that cannot be told from a part of the graph, or something contradicts itself.
    """
    lost, new = _Rules(graph).difference()
    told = frozenset((*graph.removed, *graph.added, *lost, *new))
    was = graph.was(told)
    now = (was | graph.added | new) - lost
    return len(now) - len(was)


@dataclass(slots=True)
class _Rules:
    """The rules, as far as an edit has to do with them.

    Args:
        graph: the graph with the edit.
    """

    graph: Amended
    _fed: dict[tuple[str, str], tuple[bool, bool]] = field(init=False)

    def __post_init__(self) -> None:
        """Know which kinds of triples rules act on."""
        self._fed = {
            (p, class_ or ""): (bool(joined), bool(far))
            for p, class_, joined, far in self.graph.names.database.rows(
                "SELECT p.text, c.text, joined, far FROM fed JOIN name AS p ON p.id = fed.p "
                "LEFT JOIN name AS c ON c.id = fed.class"
            )
        }

    def difference(self) -> tuple[frozenset[Triple], frozenset[Triple]]:
        """Return the triples that hold no longer, and those that hold now."""
        removed = [
            triple for triple in self.graph.removed if self._is_fed(triple) or self._may_follow(triple)
        ]
        added = [triple for triple in self.graph.added if self._is_fed(triple)]
        apart = self.graph.removed.difference(removed)
        if not removed and not added:
            return apart, frozenset()
        if any(self._fed.get(_kind(triple), (False, False))[1] for triple in (*removed, *added)):
            raise AnewError("A rule looks further than around the edit.")
        found = self._consequences(removed, added)
        self._require_clear(found.nodes)
        return found.lost | apart, found.new

    def _is_fed(self, triple: Triple) -> bool:
        """Tell whether rules act on a triple."""
        return _kind(triple) in self._fed

    def _may_follow(self, triple: Triple) -> bool:
        """Tell whether a triple may follow from others, in which its ends, classes apart, are then."""
        number, end, graph = self.graph.names[triple[1]], _nodes(triple)[-1:], self.graph
        if not self._rows(f"SELECT 1 FROM inferred WHERE p = {number} LIMIT 1"):
            return False
        stated = graph.of(end, backwards=True, before=True) | graph.of(end, before=True)
        inferred = graph.inferred(end, backwards=True) | graph.inferred(end)
        return any(p in _OF_AXIOMS or self._is_fed((s, p, o)) for s, p, o in (*stated, *inferred))

    def _consequences(self, removed: Collection[Triple], added: Collection[Triple]) -> Consequences:
        axioms = self._axioms()
        nodes = self._with_neighbours({node for triple in (*removed, *added) for node in _nodes(triple)})
        for _ in range(_ROUNDS):
            stated, known = self._around(nodes)
            stays = [triple for triple in (*axioms, *stated) if triple not in self.graph.removed]
            found = consequences((*axioms, *stated, *known), stays, removed, added)
            if found is None:
                raise AnewError("Something contradicts itself, or is the same as another thing.")
            if found.nodes <= nodes:
                return found
            nodes |= found.nodes
        raise AnewError("What follows leads far.")

    def _with_neighbours(self, nodes: set[str]) -> frozenset[str]:
        """Return nodes with those that rules join them with, which most conclusions are about.

        A node with very many of these is left alone: should one matter, the next round has it.
        """
        joined = [p for (p, _), (joins, _) in self._fed.items() if joins and p != _KIND]
        beside: dict[str, set[str]] = {node: set() for node in nodes}
        for backwards in (False, True):
            for s, _, o in self.graph.of(nodes, joined, backwards=backwards, before=True):
                beside[o if backwards else s].add(s if backwards else o)
        few = (found for found in beside.values() if len(found) <= _FEW)
        return frozenset(nodes.union(*few))

    def _around(self, nodes: frozenset[str]) -> tuple[set[Triple], set[Triple]]:
        """Return what was stated of some nodes, and what was inferred, as far as rules act on it."""
        graph = self.graph
        stated = graph.of(nodes, before=True, after=False) | graph.of(
            nodes, backwards=True, before=True, after=False
        )
        inferred = graph.inferred(nodes) | graph.inferred(nodes, backwards=True)
        near = {node for triple in (*stated, *inferred) for node in _nodes(triple)} - nodes
        if any(joined and p == _KIND for (p, _), (joined, _) in self._fed.items()):
            stated |= graph.of(near, (_KIND,), before=True, after=False)
            inferred |= graph.inferred(near, (_KIND,))
        if len(stated) + len(inferred) > _MOST:
            raise AnewError("Much lies around the edit.")
        return set(filter(self._is_fed, stated)), set(filter(self._is_fed, inferred))

    def _axioms(self) -> list[Triple]:
        """Return what relations are made of."""
        classes = ids_of(map(vocabulary_term, CLASSES))
        rows = self._rows(
            f"SELECT s, p, o FROM asserted WHERE p IN {ids_of(_OF_AXIOMS)} "
            f"OR (p = {self.graph.names[_KIND]} AND o IN {classes}) LIMIT {_MOST + 1}"
        )
        if len(rows) > _MOST:
            raise AnewError("There are very many axioms.")
        return [(s, p, o) for s, p, o in self.graph.names.texts(rows)]

    def _require_clear(self, nodes: Collection[str]) -> None:
        """Check that no contradiction that was told has to do with some nodes."""
        for (causes,) in self._rows("SELECT causes FROM contradiction"):
            if causes == "[]" or any(node in causes for node in nodes):
                raise AnewError("Something that contradicts itself has changed.")

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.graph.names.database.rows(sql)


def _kind(triple: Triple) -> tuple[str, str]:
    return triple[1], triple[2] if triple[1] == _KIND else ""


def _nodes(triple: Triple) -> tuple[str, ...]:
    """Return what a triple is about; a class is not."""
    s, p, o = triple
    return (s,) if p == _KIND else (s, o)
