"""What lies around an edit: the nodes whose results it may change, and all that shapes look at from there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rdflib import URIRef

from bilat.graph.bulk.again.amended import Amended, AnewError
from bilat.graph.formats.quads import term_of
from bilat.graph.owl.dictionary import Triple
from bilat.graph.shacl.walks import Step, Walk
from bilat.vocab import RDFS

#: Most statements around an edit.
_MOST = 50_000
_ABOVE = Step(URIRef(str(RDFS.subClassOf)), backwards=True, many=True)


@dataclass(slots=True)
class Surroundings:
    """Walks through a graph with an edit.

    Args:
        graph: the graph.
    """

    graph: Amended
    _begun: dict[tuple[Walk, frozenset[str]], frozenset[str]] = field(init=False, default_factory=dict)
    _classes: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def touched(self, walks: Iterable[Walk]) -> frozenset[str]:
        """Return the nodes from which a walk ends in a triple of the edit, by what was and by what is.

        Raises:
            AnewError: there are very many ways.
        """
        found: set[str] = set()
        for walk in walks:
            last = walk[-1]
            ends = frozenset(
                triple[2 if last.backwards else 0]
                for triple in (*self.graph.removed, *self.graph.added)
                if self._fits(triple, last)
            )
            if ends:
                found |= self._beginnings(walk[:-1], ends)
        return frozenset(found)

    def begins(self, node: str, walk: Walk, *, before: bool = False) -> bool:
        """Tell whether a walk leads from a node to its end, as things are or as they were.

        Raises:
            AnewError: there are very many ways.
        """
        front = {node}
        for place, step in enumerate(walk):
            sort = step.backwards, step.many
            triples = self._walked(front, (step,), sort, before=before)
            if place == len(walk) - 1:
                return any(self._fits(triple, step) for triple in triples)
            end = 0 if step.backwards else 2
            front = {triple[end] for triple in triples} | (front if step.many else set())
        return True

    def around(self, nodes: Collection[str], walks: Collection[Walk], *, before: bool = False) -> set[Triple]:
        """Return at least the triples to which walks lead from some nodes.

        Args:
            nodes: where they begin.
            walks: the walks.
            before: whether triples as they were are wanted, and not as they are.

        Raises:
            AnewError: there are very many.
        """
        found: set[Triple] = set()
        for place in range(max(map(len, walks), default=0)):
            steps = {walk[place] for walk in walks if len(walk) > place}
            onward = {walk[place] for walk in walks if len(walk) > place + 1}
            reached: set[str] = set()
            for sort in sorted({(step.backwards, step.many) for step in steps}):
                triples = self._walked(nodes, steps, sort, before=before)
                found |= triples
                leading, end = _predicates(onward, sort), 0 if sort[0] else 2
                reached |= {each[end] for each in triples if leading is None or each[1] in leading}
                reached |= set(nodes) if sort[1] else set()
            nodes = reached
            if len(found) > _MOST:
                raise AnewError("Many nodes lie around the edit.")
        return found | self._described(found, before=before)

    def _described(self, triples: Iterable[Triple], *, before: bool) -> set[Triple]:
        """Return what is said of the blank nodes among some triples, which messages show."""
        found: set[Triple] = set()
        seen: set[str] = set()
        open_nodes = {term for s, _, o in triples for term in (s, o) if term.startswith("_:")}
        while open_nodes:
            seen |= open_nodes
            new = self.graph.of(open_nodes, before=before, after=not before)
            found |= new
            if len(found) > _MOST:
                raise AnewError("Many nodes lie around the edit.")
            open_nodes = {o for _, _, o in new if o.startswith("_:")} - seen
        return found

    def _walked(
        self, nodes: Collection[str], steps: Iterable[Step], sort: tuple[bool, bool], *, before: bool
    ) -> set[Triple]:
        """Return the triples of one step of a sort from some nodes, or of as many as there are."""
        backwards, many = sort
        predicates = _predicates(steps, sort)
        found: set[Triple] = set()
        seen, front = set(nodes), set(nodes)
        while front:
            new = self.graph.of(front, predicates, backwards=backwards, before=before, after=not before)
            found |= new
            front = {each[0 if backwards else 2] for each in new} - seen if many else set()
            seen |= front
            if len(seen) > _MOST:
                raise AnewError("Many nodes lie around the edit.")
        return found

    def _beginnings(self, way: Walk, ends: frozenset[str]) -> frozenset[str]:
        """Return the nodes from which a way leads to some ends, by what was and by what is."""
        if not way or not ends:
            return ends
        key = (way, ends)
        if key not in self._begun:
            self._begun[key] = self._beginnings(way[:-1], self._back(way[-1], ends))
        return self._begun[key]

    def _back(self, step: Step, ends: frozenset[str]) -> frozenset[str]:
        """Return the nodes from which one step leads to some ends, or any number of steps."""
        predicates = None if step.predicate is None else (term_of(step.predicate),)
        found: set[str] = set(ends) if step.many else set()
        front: set[str] = set(ends)
        while front:
            triples = self.graph.of(front, predicates, backwards=not step.backwards, before=True)
            new = {triple[2 if step.backwards else 0] for triple in triples} - found
            found |= new
            front = new if step.many else set()
            if len(found) > _MOST:
                raise AnewError("Many nodes lie around the edit.")
        return frozenset(found)

    def _fits(self, triple: Triple, step: Step) -> bool:
        """Tell whether a step can be over a triple."""
        if step.predicate is None:
            return True
        if triple[1] != term_of(step.predicate):
            return False
        return step.to is None or term_of(step.to) in self._above(triple[2])

    def _above(self, class_: str) -> frozenset[str]:
        """Return a class and those above it."""
        if class_ not in self._classes:
            self._classes[class_] = self._back(_ABOVE, frozenset((class_,)))
        return self._classes[class_]


def _predicates(steps: Iterable[Step], sort: tuple[bool, bool]) -> frozenset[str] | None:
    """Return the predicates of the steps of a sort, backwards or not and many or not; None for any."""
    found = {step.predicate for step in steps if (step.backwards, step.many) == sort}
    return None if None in found else frozenset(term_of(each) for each in found if each is not None)
