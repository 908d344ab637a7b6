"""How far shapes look: the walks that lead from a focus node to each statement that its results rest on.

Where a walk is known for all that a shape looks at, an edit can change its results only at nodes from which
one of these walks ends in a statement that came or went, and they can be found again from these nodes'
surroundings alone. Queries that cannot become SQL and shapes that pyshacl evaluates may look further; of
these there is no telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.graph.shacl.dependencies import Dependencies, Occurring, predicates
from bilat.graph.shacl.paths import (
    Alternative,
    Inverse,
    Path,
    Predicate,
    Repeated,
    read_path,
)
from bilat.graph.shacl.query_tree import Call, Exists, Expression, Group, Pattern, UnreadableError, Variable
from bilat.graph.shacl.select import read_select
from bilat.graph.shacl.shapes import Plan, implicit_classes, path_of
from bilat.vocab import RDF, RDFS, SH

#: More walks than this, or longer ones, and it is not worth to follow them.
_MOST_WALKS, _LONGEST = 1_000, 8
_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a walk, or any number of them.

    Args:
        predicate: that of the statement; None for any.
        backwards: whether it is walked from its object to its subject.
        many: whether the step is taken any number of times, or not at all.
        to: the class that it leads to, or one below that; None for any object.
    """

    predicate: URIRef | None
    backwards: bool = False
    many: bool = False
    to: Node | None = None


#: Steps from a focus node on, the last of them over the statement that is looked at.
Walk = tuple[Step, ...]
_KIND, _BELOW = URIRef(str(RDF.type)), URIRef(str(RDFS.subClassOf))


class FarError(Exception):
    """A shape may look at statements to which no walk is known."""


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
    known, dependencies = Walks(plan), Dependencies(plan)
    found: dict[Node, Reach] = {}
    for node in plan.shapes:
        walks, grounds = known.of(node), dependencies.of(node)
        if walks is not None:
            found[node] = Reach(walks, known.leading(node), known.targets(node))
        elif grounds is None or Occurring() in grounds:
            found[node] = Reach(None, predicates=None)
        else:
            found[node] = Reach(None, predicates=predicates(grounds))
    return found


@dataclass(slots=True)
class Walks:
    """The walks of the shapes of a plan.

    Args:
        plan: the shapes.
    """

    plan: Plan
    _dependencies: Dependencies = field(init=False)
    _reached: dict[Node, frozenset[Walk]] = field(init=False, default_factory=dict)
    _checked: dict[Node, frozenset[Walk]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Know what shapes rest on."""
        self._dependencies = Dependencies(self.plan)

    def of(self, shape: Node) -> frozenset[Walk] | None:
        """Return the walks from a focus node to what its results rest on, None where not all are known."""
        if shape in self.plan.handed:
            return None
        try:
            found = self.leading(shape) | _few(self._looks(shape, own=True))
            grounds = self._dependencies.of(shape)
        except FarError:
            return None
        if grounds is not None and Occurring() in grounds:
            return None
        return found

    def leading(self, node: Node) -> frozenset[Walk]:
        """Return the walks to what makes a node a focus node of a shape.

        Raises:
            FarError: not all are known.
        """
        if node in self.plan.handed:
            raise FarError
        if node not in self._reached:
            self._reached[node] = _few(self._leading(node))
        return self._reached[node]

    def targets(self, node: Node) -> frozenset[Walk] | None:
        """Return the walks of which any makes a node a focus node, None where it may be one without any."""
        try:
            return _few(self._targets(node))
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
                yield from _then(_ends(path.inverted() if path else None), _few(self._targets(parent)))

    def _leading(self, node: Node) -> Iterator[Walk]:
        yield from self._own_targets(node)
        for parent in self.plan.graph.subjects(SH.property, node):
            path = self._path(parent)
            back = _ends(path.inverted() if path else None)
            yield from _looked_at(back)
            yield from _then(back, self.leading(parent))

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
            self._checked[node] = _few(self._looks(node, own=False))
        return self._checked[node]

    def _looks(self, node: Node, *, own: bool) -> Iterator[Walk]:
        """Yield the walks to what the constraints of a shape look at; property shapes have their own."""
        graph, path = self.plan.graph, self._path(node)
        ends = _ends(path)
        yield from _looked_at(ends)
        for term in _PAIRS:
            yield from ((Step(URIRef(str(each))),) for each in graph.objects(node, term))
        for class_ in graph.objects(node, SH["class"]):
            yield from _then(ends, _instance_of(class_))
        if (node, SH.closed, None) in graph:
            yield (Step(None),)
        yield from self._asked(node, path)
        for parameter, child in self.plan.children(node):
            if not own or parameter != SH.property:
                yield from _then(ends, self._checks(child))

    def _asked(self, node: Node, path: Path | None) -> Iterator[Walk]:
        """Yield the walks to what the queries of a shape look at."""
        if self.plan.shapes[node].find_custom_constraints():  # type: ignore[no-untyped-call]
            raise FarError
        for constraint in self.plan.graph.objects(node, SH.sparql):
            for query in self.plan.graph.objects(constraint, SH.select):
                try:
                    group = read_select(str(query))
                except UnreadableError:
                    raise FarError from None
                yield from _walked(group, {"this": frozenset({()})}, path)

    def _path(self, node: Node) -> Path | None:
        shape = self.plan.shapes[node]
        return read_path(self.plan.graph, path_of(shape)) if shape.is_property_shape else None


def _instance_of(class_: Node) -> Iterator[Walk]:
    """Yield the walks to what makes a node an instance of a class (SHACL, 1.1)."""
    yield (Step(_KIND, to=class_),)
    yield (Step(_KIND), Step(_BELOW, many=True), Step(_BELOW))


def _ends(path: Path | None) -> frozenset[Walk]:
    """Return the ways that a path takes from its beginning to its ends.

    Raises:
        FarError: there may be any number of steps.
    """
    if path is None:
        return frozenset({()})
    if isinstance(path, Predicate):
        return frozenset({(Step(path.iri),)})
    if isinstance(path, Inverse):
        return frozenset({(Step(path.predicate.iri, backwards=True),)})
    if isinstance(path, Alternative):
        return frozenset(chain.from_iterable(map(_ends, path.parts)))
    if isinstance(path, Repeated):
        if not path.many:
            return _ends(path.inner) | {()}
        if not isinstance(path.inner, Predicate | Inverse):
            raise FarError
        return frozenset((replace(step, many=True),) for (step,) in _ends(path.inner))
    found = frozenset[Walk]({()})
    for part in path.parts:
        found = _few(_then(found, _ends(part)))
    return found


def _looked_at(ends: Iterable[Walk]) -> Iterator[Walk]:
    """Yield the walks to all statements on some ways."""
    for way in ends:
        for place, step in enumerate(way):
            yield (*way[: place + step.many], replace(step, many=False))


def _then(ends: Iterable[Walk], walks: Iterable[Walk]) -> Iterator[Walk]:
    """Yield walks that begin where others end."""
    walks = tuple(walks)
    yield from ((*end, *walk) for end in ends for walk in walks)


def _few(walks: Iterable[Walk]) -> frozenset[Walk]:
    """Return walks, each once.

    Raises:
        FarError: there are very many, or long ones.
    """
    found: set[Walk] = set()
    for walk in walks:
        found.add(walk)
        if len(walk) > _LONGEST or len(found) > _MOST_WALKS:
            raise FarError
    return frozenset(found)


def _walked(group: Group, known: dict[str, frozenset[Walk]], path: Path | None) -> Iterator[Walk]:
    """Yield the walks to all that a group of a query looks at.

    A statement plays a part in a solution only together with those of all other patterns of its group and of
    the groups around, so that any of these may be on the way to it. Patterns inside EXISTS and UNION may not.

    Args:
        group: the group.
        known: for each variable that has a value, the ways from the focus node to that.
        path: what ``$PATH`` stands for.

    Raises:
        FarError: to some pattern there is no way.
    """
    known = dict(known)
    pending = [part for part in group.parts if isinstance(part, Pattern)]
    while pending:
        within = [each for each in pending if _near(each.subject, known) or _near(each.object, known)]
        if not within:
            raise FarError
        pending = [each for each in pending if each not in within]
        for pattern in within:
            yield from _matched(pattern, known, path)
    conditions = [*group.filters, *(p.expression for p in group.parts if not isinstance(p, Pattern))]
    branches = (branch for union in group.unions for branch in union)
    for inner in (*branches, *chain.from_iterable(map(_asked_of, conditions))):
        yield from _walked(inner, known, path)


def _near(end: object, known: dict[str, frozenset[Walk]]) -> bool:
    return isinstance(end, Variable) and end.name in known


def _matched(pattern: Pattern, known: dict[str, frozenset[Walk]], path: Path | None) -> Iterator[Walk]:
    """Yield the walks to what a pattern looks at, and know the ways to its other end."""
    near, far, backwards = pattern.subject, pattern.object, False
    if not _near(near, known):
        near, far, backwards = far, near, True
    if not isinstance(near, Variable):
        raise FarError
    taken: Path | Variable | None = pattern.path
    if isinstance(taken, Variable):
        if taken.name == "PATH" and path is None:
            raise FarError
        taken = path if taken.name == "PATH" else taken
    if isinstance(taken, Variable) or taken is None:
        ends: frozenset[Walk] = frozenset({(Step(None, backwards=backwards),)})
    else:
        ends = _ends(taken.inverted() if backwards else taken)
    ways = _few(_then(known[near.name], ends))
    yield from _looked_at(ways)
    if isinstance(far, Variable):
        known.setdefault(far.name, ways)


def _asked_of(condition: Expression) -> Iterator[Group]:
    """Yield the groups that a condition asks for solutions of."""
    if isinstance(condition, Exists):
        yield condition.group
    elif isinstance(condition, Call):
        for argument in condition.arguments:
            yield from _asked_of(argument)
