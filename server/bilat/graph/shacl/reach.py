"""How far shapes look: the walks that lead from a focus node to each statement that its results rest on.

Where they are known for all that a shape looks at, the results that an edit can change are those of the nodes
from which one of them ends in a statement that came or went, and they can be found again from these nodes'
surroundings alone. Shapes that pyshacl evaluates may look anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.graph.shacl.dependencies import Dependencies, Occurring, predicates
from bilat.graph.shacl.paths import Path, read_path
from bilat.graph.shacl.shapes import Plan, implicit_classes, path_of
from bilat.graph.shacl.walks import FarError, Step, Walk, ends_of, few, looked_at, then, walks_of
from bilat.vocab import RDF, RDFS, SH

_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_KIND, _BELOW = URIRef(str(RDF.type)), URIRef(str(RDFS.subClassOf))


@dataclass(frozen=True, slots=True)
class Reach:
    """What the results of a shape rest on.

    Args:
        walks: from a focus node to all of it; None where not all are known.
        leading: those to what makes a node a focus node; none where not all walks are known.
        targets: those of which any, walked to its end, makes a node a focus node; None where a node may be
            one without a walk.
        predicates: those of the statements, where not all walks are known; None for any.
    """

    walks: frozenset[Walk] | None
    leading: frozenset[Walk] = frozenset()
    targets: frozenset[Walk] | None = None
    predicates: frozenset[URIRef] | None = frozenset()


def reach_of(shapes: Graph) -> dict[Node, Reach]:
    """Return how far the shapes of a graph look.

    Args:
        shapes: well-formed shapes whose queries can run; a copy that is added to.
    """
    plan = Plan(shapes)
    known, dependencies = _Reaches(plan), Dependencies(plan)
    found: dict[Node, Reach] = {}
    for node in plan.shapes:
        grounds = dependencies.of(node)
        far = grounds is not None and Occurring() in grounds
        walks = None if far else known.walks(node)
        if walks is not None:
            found[node] = Reach(walks, known.leading(node), known.targets(node))
        else:
            found[node] = Reach(None, predicates=None if far or grounds is None else predicates(grounds))
    return found


@dataclass(slots=True)
class _Reaches:
    """How far the shapes of a plan look.

    Args:
        plan: the shapes.
    """

    plan: Plan
    _reached: dict[Node, frozenset[Walk]] = field(init=False, default_factory=dict)
    _checked: dict[Node, frozenset[Walk]] = field(init=False, default_factory=dict)

    def walks(self, shape: Node) -> frozenset[Walk] | None:
        """Return the walks from a focus node to what its results rest on, None where not all are known."""
        if shape in self.plan.handed:
            return None
        try:
            return self.leading(shape) | few(self._looks(shape, own=True))
        except FarError:
            return None

    def leading(self, node: Node) -> frozenset[Walk]:
        """Return the walks to what makes a node a focus node of a shape.

        Raises:
            FarError: not all are known.
        """
        if node in self.plan.handed:
            raise FarError
        if node not in self._reached:
            self._reached[node] = few(self._leading(node))
        return self._reached[node]

    def targets(self, node: Node) -> frozenset[Walk] | None:
        """Return the walks of which any makes a node a focus node, None where it may be one without any."""
        try:
            return few(self._targets(node))
        except FarError:
            return None

    def _targets(self, node: Node) -> Iterator[Walk]:
        graph = self.plan.graph
        if (node, SH.targetNode, None) in graph:
            raise FarError
        if not self.plan.shapes[node].deactivated:
            yield from (walk for walk in self._own_targets(node) if len(walk) == 1)
        for parent in graph.subjects(SH.property, node):
            path = self._path(parent)
            if not self.plan.shapes[parent].deactivated:
                yield from then(ends_of(path.inverted() if path else None), few(self._targets(parent)))

    def _leading(self, node: Node) -> Iterator[Walk]:
        yield from self._own_targets(node)
        for parent in self.plan.graph.subjects(SH.property, node):
            path = self._path(parent)
            back = ends_of(path.inverted() if path else None)
            yield from looked_at(back)
            yield from then(back, self.leading(parent))

    def _own_targets(self, node: Node) -> Iterator[Walk]:
        """Yield the walks to what makes a node a focus node by the word of the shape itself."""
        shape, graph = self.plan.shapes[node], self.plan.graph
        for class_ in (*implicit_classes(shape), *graph.objects(node, SH.targetClass)):
            yield from _instance_of(class_)
        for predicate in graph.objects(node, SH.targetSubjectsOf):
            yield (Step(URIRef(str(predicate))),)
        for predicate in graph.objects(node, SH.targetObjectsOf):
            yield (Step(URIRef(str(predicate)), backwards=True),)

    def _checks(self, node: Node) -> frozenset[Walk]:
        """Return the walks to what it rests on whether a node conforms to a shape."""
        if node in self.plan.handed or node not in self.plan.shapes:
            raise FarError
        if node not in self._checked:
            self._checked[node] = few(self._looks(node, own=False))
        return self._checked[node]

    def _looks(self, node: Node, *, own: bool) -> Iterator[Walk]:
        """Yield the walks to what the constraints of a shape look at; property shapes have their own."""
        graph, path = self.plan.graph, self._path(node)
        ends = ends_of(path)
        yield from looked_at(ends)
        for term in _PAIRS:
            yield from ((Step(URIRef(str(each))),) for each in graph.objects(node, term))
        for class_ in graph.objects(node, SH["class"]):
            yield from then(ends, _instance_of(class_))
        if (node, SH.closed, None) in graph:
            yield from then(ends, [(Step(None),)])
        yield from self._asked(node, path)
        for parameter, child in self.plan.children(node):
            if not own or parameter != SH.property:
                yield from then(ends, self._checks(child))

    def _asked(self, node: Node, path: Path | None) -> Iterator[Walk]:
        """Yield the walks to what the queries of a shape look at."""
        if self.plan.shapes[node].find_custom_constraints():  # type: ignore[no-untyped-call]
            raise FarError
        for constraint in self.plan.graph.objects(node, SH.sparql):
            for query in self.plan.graph.objects(constraint, SH.select):
                yield from walks_of(str(query), path)

    def _path(self, node: Node) -> Path | None:
        shape = self.plan.shapes[node]
        return read_path(self.plan.graph, path_of(shape)) if shape.is_property_shape else None


def _instance_of(class_: Node) -> Iterator[Walk]:
    """Yield the walks to what makes a node an instance of a class (SHACL, 1.1)."""
    yield (Step(_KIND, to=class_),)
    yield (Step(_KIND), Step(_BELOW, many=True), Step(_BELOW))
