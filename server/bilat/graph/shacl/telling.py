"""From the rows that SQL finds to results: terms for numbers, paths as text, messages where they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.shape import Shape
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from bilat.graph.formats.path_text import path_text
from bilat.graph.shacl.judge import Judge
from bilat.graph.shacl.relation import Relation
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.shapes import path_of
from bilat.graph.shacl.words import has_sentence


@dataclass(frozen=True, slots=True)
class Origin:
    """The constraint that results come from."""

    shape: Shape
    component: URIRef
    constraint: ConstraintComponent


#: An origin, and the numbers of focus node, predicate and value; the last two may be None.
Row = tuple[Origin, int, int | None, int | None]


@dataclass(slots=True)
class Telling:
    """Tells results.

    Args:
        graph: the shapes graph.
        relation: the data.
        judge: has the messages.
    """

    graph: Graph
    relation: Relation
    judge: Judge
    _paths: dict[Node, str | None] = field(init=False, default_factory=dict)
    _sentences: dict[tuple[Node, Node], bool] = field(init=False, default_factory=dict)

    def results(self, rows: Collection[Row]) -> Iterator[Result]:
        """Yield the results that rows stand for."""
        nodes = self.relation.nodes(n for _, *numbers in rows for n in numbers if n is not None)
        worded = [(f, v) for origin, f, _, v in rows if not self._has_sentence(origin)]
        shown = {nodes[number] for pair in worded for number in pair if number is not None}
        self.judge.know(node for node in shown if isinstance(node, BNode))
        for origin, f, p, v in rows:
            focus, value = nodes[f], None if v is None else nodes[v]
            yield Result(
                shape=origin.shape.node,
                severity=origin.shape.severity,
                component=origin.component,
                focus=focus,
                path=self._path(origin.shape) if p is None else str(nodes[p]),
                value=value,
                messages=frozenset()
                if self._has_sentence(origin)
                else self.judge.messages(origin.shape, origin.constraint, focus, value),
            )

    def _has_sentence(self, origin: Origin) -> bool:
        """Tell whether results are told in words of our own, so that nobody reads a message."""
        key = origin.shape.node, origin.component
        if key not in self._sentences:
            self._sentences[key] = has_sentence(*key, self.graph)
        return self._sentences[key]

    def _path(self, shape: Shape) -> str | None:
        """Return the path of a shape as text."""
        node = shape.node
        if node not in self._paths:
            path = path_of(shape) if shape.is_property_shape else None
            self._paths[node] = None if path is None else path_text(self.graph, path)
        return self._paths[node]
