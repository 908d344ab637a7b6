"""The shapes of a graph in the order in which they can be evaluated, and those that go to pyshacl whole.

What a shape is, its path, severity and parameters are read by pyshacl, so that ill-formed shapes raise what
it raises. A shape that refers to itself (SHACL leaves open what that means), or that nests deeper than
pyshacl follows, is handed over together with the shapes that lead to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.vocab import RDF, RDFS, SH

#: Parameters whose values are shapes, and those whose values are lists of shapes.
SHAPES = (SH.node, SH["not"], SH.property, SH.qualifiedValueShape)
LISTS = (SH["and"], SH["or"], SH.xone)
#: pyshacl gives up below fifteen shapes inside each other, and below ten paths.
DEEPEST = 12
_LONGEST = 9


class ShapeError(RuntimeError):
    """A shape that pyshacl cannot read or run.

    Args:
        shape: the shape.
        reason: what pyshacl says.
    """

    def __init__(self, shape: Node, reason: str) -> None:
        super().__init__(reason)
        self.shape = shape


@dataclass(frozen=True, slots=True)
class Handover:
    """A shape that pyshacl evaluates.

    Args:
        shape: the shape.
        reason: why, in one sentence.
        circle: whether the shape leads back to itself.
        leads: whether it only leads to another one that is handed over.
    """

    shape: Node
    reason: str
    circle: bool = False
    leads: bool = False


@dataclass(slots=True)
class Plan:
    """Shapes and how they are evaluated.

    Args:
        graph: a shapes graph as pyshacl wants it: well-formed, with queries that can run. It is added to.
        deepest: most shapes inside each other that become SQL.

    Attributes:
        shapes: the shapes by their nodes.
        order: nodes of the shapes that become SQL, each before those that it refers to.
        handed: shapes that go to pyshacl, by node.

    Raises:
        ReportableRuntimeError: pyshacl cannot load a shape.
    """

    graph: Graph
    deepest: int = DEEPEST
    source: ShapesGraph = field(init=False)
    shapes: dict[Node, Shape] = field(init=False)
    order: list[Node] = field(init=False, default_factory=list)
    handed: dict[Node, Handover] = field(init=False, default_factory=dict)
    _depths: dict[Node, int] = field(init=False, default_factory=dict)
    _children: dict[Node, tuple[tuple[URIRef, Node], ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read the shapes."""
        self.source = ShapesGraph(self.graph)
        _tell_kinds(self.graph)
        self.shapes = {shape.node: shape for shape in sorted(self.source.shapes, key=lambda s: str(s.node))}
        for node in self.shapes:
            self._visit(node, ())
        self.order.reverse()

    def children(self, node: Node) -> tuple[tuple[URIRef, Node], ...]:
        """Return the shapes that a shape refers to, each with the parameter that does."""
        if node not in self._children:
            self._children[node] = tuple(self._referred(node))
        return self._children[node]

    def needed(self, wanted: Collection[Node]) -> set[Node]:
        """Return the shapes without which some shapes cannot be evaluated, these among them."""
        found, pending = set(wanted), list(wanted)
        if self.shapes.keys() <= found:
            return found
        while pending:  # up: what has them as property shapes gives them focus nodes
            parents = set(self.graph.subjects(SH.property, pending.pop())) - found
            found |= parents
            pending += parents
        # Down: what has to conform; property shapes only where the shape itself has to.
        steps = [(node, False) for node in wanted]
        seen = set(steps)
        while steps:
            node, conforming = steps.pop()
            found.add(node)
            children = {(c, True) for p, c in self.children(node) if conforming or p != SH.property}
            steps += children - seen
            seen |= children
        return found

    def siblings(self, node: Node) -> set[Node]:
        """Return the sibling shapes of a qualified shape that wants its values to be disjoint (4.7.3)."""
        if not any(
            str(value) in ("true", "1") for value in self.graph.objects(node, SH.qualifiedValueShapesDisjoint)
        ):
            return set()
        own = set(self.graph.objects(node, SH.qualifiedValueShape))
        parents = self.graph.subjects(SH.property, node)
        beside = {shape for parent in parents for shape in self.graph.objects(parent, SH.property)}
        return {shape for each in beside for shape in self.graph.objects(each, SH.qualifiedValueShape)} - own

    def _referred(self, node: Node) -> Iterator[tuple[URIRef, Node]]:
        for parameter in SHAPES:
            for child in self.graph.objects(node, parameter):
                yield parameter, child
        for parameter in LISTS:
            for members in self.graph.objects(node, parameter):
                for child in self.graph.items(members):
                    yield parameter, child
        for sibling in self.siblings(node):
            yield SH.qualifiedValueShapesDisjoint, sibling

    def _visit(self, node: Node, above: tuple[Node, ...]) -> int:
        """Put a shape after all that it refers to; return how deep it nests."""
        if node in self._depths:
            return self._depths[node]
        reason = self._obstacle(node)
        depth, circle, leads = 1, False, False
        for _, child in self.children(node):
            if child in (*above, node):
                reason, circle = "it refers to itself, and SHACL does not say what that means", True
                continue
            depth = max(depth, 1 + self._visit(child, (*above, node)))
            if child in self.handed:
                leads = leads or reason is None
                reason = reason or f"it refers to {child}, of which {self.handed[child].reason}"
        if depth > self.deepest:
            reason = reason or f"it nests more than {self.deepest} shapes"
        if reason:
            self.handed[node] = Handover(node, reason, circle, leads and not circle)
        else:
            self.order.append(node)
        self._depths[node] = depth
        return depth

    def _obstacle(self, node: Node) -> str | None:
        """Return why a shape by itself cannot become SQL."""
        shape = self.shapes.get(node)
        if shape is None:
            return "it refers to a shape that is not there"
        for parameter, child in self.children(node):
            other = self.shapes.get(child)
            wants_path = True if parameter == SH.property else False if parameter == SH.node else None
            if other is None or (wants_path is not None and other.is_property_shape is not wants_path):
                return f"{child} is not the sort of shape that {parameter} takes"
        if shape.is_property_shape and _length(self.graph, path_of(shape)) > _LONGEST:
            return f"its path has more than {_LONGEST} parts"
        return None


def _tell_kinds(graph: Graph) -> None:
    """Say of nodes that superclasses or parameters make shapes or classes: pyshacl passes them over."""
    for kind in (SH.NodeShape, SH.PropertyShape, SH.ConstraintComponent, RDFS.Class):
        for below in set(graph.transitive_subjects(RDFS.subClassOf, kind)):
            for node in set(graph.subjects(RDF.type, below)):
                graph.add((node, RDF.type, kind))
    parameters = {*ALL_CONSTRAINT_PARAMETERS, *graph.objects(None, SH.parameter / SH.path)}
    for node in set(graph.subjects(RDF.type, RDFS.Class)):
        if not parameters.isdisjoint(graph.predicates(node)):
            kind = SH.PropertyShape if (node, SH.path, None) in graph else SH.NodeShape
            graph.add((node, RDF.type, kind))


def path_of(shape: Shape) -> Node:
    """Return the path of a property shape."""
    path: Node = shape.path()  # type: ignore[no-untyped-call]
    return path


def implicit_classes(shape: Shape) -> list[Node]:
    """Return the class that a shape is, where it is one."""
    found: list[Node] = shape.implicit_class_targets()  # type: ignore[no-untyped-call]
    return found


def _length(graph: Graph, path: Node, so_far: int = 0) -> int:
    """Return how many steps pyshacl goes down into a path."""
    if isinstance(path, URIRef) or so_far > _LONGEST:
        return so_far
    if (path, RDF.first, None) in graph:
        return max(_length(graph, part, so_far + place) for place, part in enumerate(graph.items(path), 1))
    either = graph.value(path, SH.alternativePath)
    inner = graph.items(either) if either is not None else graph.objects(path)
    return max((_length(graph, part, so_far + 1) for part in inner), default=so_far)
