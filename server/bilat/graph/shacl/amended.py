"""Constraints evaluated as SHACL says, where pyshacl does otherwise (`prebinding` puts these in their place).

pyshacl takes one value of a parameter by chance, leaves out which value an ASK query was asked of, asks a
SELECT query once of each value, compares each solution with all others, and matches patterns without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    AskConstraintValidator,
    BoundShapeValidatorComponent,
)
from rdflib import Literal
from rdflib.term import Node

from bilat.graph.shacl.patience import SECONDS, TooLongError, patience
from bilat.vocab import SH

#: Text, node and triples of a result.
_Report = tuple[str, Node, list[tuple[Node, Node, Any]]]
_EVALUATE = BoundShapeValidatorComponent.evaluate
_MATCH: Callable[..., tuple[bool, list[_Report]]] = PatternConstraintComponent._evaluate_string_rule
#: Longest text in an error, in characters.
_READABLE = 100


def evaluate(
    constraint: Any, executor: Any, data: Any, nodes: Mapping[Node, Iterable[Node]], path: list[Any]
) -> tuple[bool, list[_Report]]:
    """Return whether nodes conform to a constraint component, and the results if not (SHACL, 6.3)."""
    reports: list[_Report] = []
    asks = isinstance(constraint.validator, AskConstraintValidator)
    for given in _parameters(constraint):
        constraint.query_helper.param_bind_map = given
        for focus, values in nodes.items():
            # A SELECT finds the values itself.
            for value in values if asks else (focus,):
                _, found = _EVALUATE(constraint, executor, data, {focus: {value}}, path)
                reports += [_with_value(report, (data, value)) for report in found] if asks else found
    return not reports, reports


def solutions(_: Any, query: str, bound: Mapping[str, Node], data: Any) -> list[tuple[Any, ...]]:
    """Return the solutions of a constraint that is a query, each once, in the form that pyshacl has."""
    found: dict[object, tuple[Any, ...]] = {}
    for row in data.query(query, initBindings=bound):
        values = row.asdict()
        key = frozenset(values.items())
        this, path, value = (values.pop(name, None) for name in ("this", "path", "value"))
        if values.get("failure") is not None:
            found.setdefault(True, (True, values))
        elif (this, path, value) != (None, None, None):
            found[key] = (this, path, value, values)
    return list(found.values())


def match(
    constraint: Any, pattern: Literal, data: Any, nodes: Mapping[Node, Iterable[Node]]
) -> tuple[bool, list[_Report]]:
    """Return whether nodes conform to ``sh:pattern``, and the results if not.

    Raises:
        RuntimeError: it takes too long to tell.
    """
    reports: list[_Report] = []
    with patience() as begin:
        for focus, values in nodes.items():
            for value in values:
                begin()
                try:
                    _, found = _MATCH(constraint, pattern, data, {focus: {value}})
                except TooLongError:
                    where = f"{str(pattern)!r} over {str(value)[:_READABLE]!r}"
                    raise RuntimeError(f"{where} takes more than {SECONDS:g} seconds") from None
                reports += found
    return bool(reports), reports


def _parameters(constraint: Any) -> Iterator[dict[str, Node]]:
    """Yield the parameters of a component by their names, for each of their values (SHACL, 2.1.2)."""
    given = {
        parameter.localname: sorted(constraint.shape.objects(parameter.path()), key=str)
        for parameter in constraint.query_helper.parameters
    }
    given = {name: values for name, values in given.items() if values}
    for values in product(*given.values()):
        yield dict(zip(given, values, strict=True))


def _with_value(report: _Report, value: tuple[Any, Node]) -> _Report:
    """Return a result with its value, which is missing for property shapes."""
    text, node, triples = report
    rest = [triple for triple in triples if triple[1] != SH.value]
    return text, node, [*rest, (node, SH.value, value)]
