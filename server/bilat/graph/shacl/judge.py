"""What pyshacl does for the compiled shapes: queries on Oxigraph, whole shapes, and messages in its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.errors import ConstraintLoadWarning
from pyshacl.pytypes import SHACLExecutor
from pyshacl.rdfutil import stringify
from pyshacl.shape import Shape
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from bilat import vocab
from bilat.graph.formats.path_text import path_text
from bilat.graph.queries.asker import Allowance
from bilat.graph.shacl.graph import ShaclGraph
from bilat.graph.shacl.relation import Relation, Triple
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.shapes import ShapeError
from bilat.graph.shacl.sparql_constraints import asks_of_each
from bilat.graph.shacl.store import Stock, stock_of
from bilat.vocab import SH

#: Parameters in an order that does not depend on the run.
PARAMETERS: tuple[URIRef, ...] = tuple(sorted(ALL_CONSTRAINT_PARAMETERS, key=str))
_EXECUTOR = SHACLExecutor()
#: Longest text of a result, in characters.
_READABLE = 500
_Report = tuple[str, Node, list[tuple[Node, Node, Any]]]


@dataclass(slots=True)
class Judge:
    """pyshacl at work on parts of shapes.

    Args:
        relation: the data.
        shapes: what queries find in the graph ``$shapesGraph``.
        opened: closes what has been opened.
        looked_at: returns the predicates that the queries of a shape look at, None for all.
        allowance: what the queries of a shape may take between one `begin` and the next.
    """

    relation: Relation
    shapes: Iterable[Triple]
    opened: ExitStack
    looked_at: Callable[[Node], frozenset[URIRef] | None]
    allowance: Allowance
    _stock: Stock | None = field(init=False, default=None)
    _graph: ShaclGraph | None = field(init=False, default=None)
    _words: ShaclGraph = field(init=False, default_factory=lambda: ShaclGraph(()))

    def __post_init__(self) -> None:
        """Forget texts of blank nodes of other graphs, which pyshacl keeps by their address in memory."""
        stringify.stringify_blank_node.dict_cache.clear()

    def begin(self) -> None:
        """Begin a new time for queries."""
        self._stocked().asker.begin()

    def results(self, constraint: ConstraintComponent, focus: Node, values: set[Node]) -> list[Result]:
        """Return what a constraint that is a query finds wrong with one focus node."""
        _, reports = constraint.evaluate(
            _EXECUTOR, self._queried(constraint), {focus: values}, [constraint.shape, constraint]
        )
        # A query tells of a literal in the form of the engine; it was asked of this one.
        return [replace(_result(report, constraint.shape), focus=focus) for report in reports]

    def suspects(self, constraint: ConstraintComponent, nodes: Iterable[Node]) -> Iterable[Node]:
        """Return the nodes that a constraint may find something wrong with."""
        shape = constraint.shape.node
        if not isinstance(constraint, SPARQLBasedConstraint) or isinstance(shape, BNode):
            return nodes
        asked = texts_of(constraint)
        nodes = list(nodes)
        if not nodes or not all(map(asks_of_each, asked)):
            return nodes
        bound = {"currentShape": shape, "shapesGraph": URIRef(vocab.SHAPES_GRAPH)}
        found: set[Node] = set()
        for text in asked:
            found |= self._queried(constraint).ask_of(text, nodes, bound)
        return found

    def _queried(self, constraint: ConstraintComponent) -> ShaclGraph:
        """Return what the queries of a constraint ask."""
        return ShaclGraph((), asked=self._stocked().require(self.looked_at(constraint.shape.node)))

    def _stocked(self) -> Stock:
        """Return what all queries ask."""
        if self._stock is None:
            self._stock = self.opened.enter_context(stock_of(self.relation, self.shapes, self.allowance))
        return self._stock

    def whole(self, shape: Shape) -> list[Result]:
        """Return what a shape finds among its targets."""
        asked = self._stocked().require(None)
        if self._graph is None:
            self._graph = ShaclGraph(self.relation.triples(), asked=asked)
        self.begin()
        try:
            _, reports = shape.validate(_EXECUTOR, self._graph)
        except (RuntimeError, ArithmeticError, TypeError) as error:
            raise ShapeError(shape.node, _words(error)) from error
        return [_result(report, shape) for report in reports]

    def know(self, nodes: Iterable[Node]) -> None:
        """Have what is said of blank nodes, which `messages` may show."""
        self.relation.describe(nodes, self._words.impl)

    def messages(
        self, shape: Shape, constraint: ConstraintComponent, focus: Node, value: Node | None
    ) -> frozenset[Literal]:
        """Return the texts of a result: those of its shape, else the one that pyshacl has for it."""
        own = frozenset(shape.message)
        if own:
            return own
        return frozenset(map(_cut, constraint.make_generic_messages(self._words, focus, value)))


def constraints(shape: Shape) -> Mapping[URIRef, ConstraintComponent]:
    """Return the constraints of a shape by their parameters.

    Raises:
        ShapeError: a parameter has a value that it cannot have.
    """
    given = set(shape.sg.graph.predicates(shape.node))
    found: dict[URIRef, ConstraintComponent] = {}
    for parameter in PARAMETERS:
        if parameter in given:
            kind = CONSTRAINT_PARAMETERS_MAP[parameter]
            try:
                found[parameter] = kind(shape)
            except ConstraintLoadWarning:
                continue
            except (RuntimeError, OverflowError, re.error) as error:
                raise ShapeError(shape.node, _words(error)) from error
            _sort(found[parameter])
    return found


def queries(shape: Shape, found: Mapping[URIRef, ConstraintComponent]) -> Iterator[ConstraintComponent]:
    """Yield the constraints of a shape that are queries: ``sh:sparql``, and components of its own graph.

    A component that has no validator for this kind of shape is passed over (SHACL, 6.2.3).
    """
    if SH.sparql in found:
        yield found[SH.sparql]
    own = shape.find_custom_constraints()  # type: ignore[no-untyped-call]
    for component in sorted(own, key=lambda each: str(each.node)):
        of_kind = component.property_validators if shape.is_property_shape else component.node_validators
        if of_kind or component.validators:
            yield component.make_validator_for_shape(shape)


def texts_of(constraint: ConstraintComponent) -> list[str]:
    """Return the queries of ``sh:sparql`` with their paths written out; other constraints have none."""
    if not isinstance(constraint, SPARQLBasedConstraint):
        return []
    return [query.text() for query in constraint.sparql_constraints if not query.deactivated]


def _sort(constraint: Any) -> None:
    """Have the set that a message shows in an order that does not depend on the run, as far as it is read."""
    if hasattr(constraint, "has_value_set"):
        constraint.has_value_set = sorted(constraint.has_value_set, key=str)[:_READABLE]


def _cut(text: Literal) -> Literal:
    """Return a text of a length that somebody may read, such as that about a list of thousands."""
    return text if len(text) <= _READABLE else Literal(f"{text[: _READABLE - 1]}…", lang=text.language)


def _words(error: Exception) -> str:
    """Return what an error of pyshacl says."""
    return str(getattr(error, "message", None) or error)


def _result(report: _Report, shape: Shape) -> Result:
    """Return the result that pyshacl reports as triples."""
    _, top, triples = report
    parts: dict[Node, Node] = {}
    messages = set()
    for subject, predicate, value in triples:
        node = value[1] if isinstance(value, tuple) else value
        if subject != top:
            continue
        if predicate == SH.resultMessage:
            messages.add(node)
        else:
            parts[predicate] = node
    path = parts.get(SH.resultPath)
    return Result(
        shape=parts[SH.sourceShape],
        severity=parts[SH.resultSeverity],
        component=parts[SH.sourceConstraintComponent],
        focus=parts[SH.focusNode],
        path=path_text(shape.sg.graph, path) if path is not None else None,
        value=parts.get(SH.value),
        messages=frozenset(messages),
    )
