"""Constraints evaluated as SHACL says, where pyshacl does otherwise (`prebinding` puts these in their place).

pyshacl takes one value of a parameter by chance, leaves out which value an ASK query was asked of, asks a
SELECT query once of each value, knows of no ``?message``, compares each solution with all others, and matches
patterns without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraint_components import AskConstraintValidator
from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.graph.shacl.messages import with_values
from bilat.graph.shacl.patience import SECONDS, TooLongError, patience

#: Text, node and triples of a result.
_Report = tuple[str, Node, list[tuple[Node, Node, Any]]]
_MATCH: Callable[..., tuple[bool, list[_Report]]] = PatternConstraintComponent._evaluate_string_rule
#: Longest text in an error, in characters.
_READABLE = 100


def evaluate(
    constraint: Any, _: Any, data: Any, nodes: Mapping[Node, Iterable[Node]], __: Any
) -> tuple[bool, list[_Report]]:
    """Return whether nodes conform to a constraint component, and the results if not (SHACL, 6.3)."""
    reports = [
        _told(constraint, data, focus, given, found)
        for given in _parameters(constraint)
        for focus, values in nodes.items()
        for found in _answers(constraint, data, focus, values, given)
    ]
    return not reports, reports


def solutions(_: Any, query: str, bound: Mapping[str, Node], data: Any) -> list[tuple[Any, ...]]:
    """Return the solutions of a constraint that is a query, each once, in the form that pyshacl has."""
    found: list[tuple[Any, ...]] = []
    for values in _solutions(data, query, bound):
        this, path, value = (values.pop(name, None) for name in ("this", "path", "value"))
        found.append((this, path if isinstance(path, URIRef) else None, value, values))
    return found


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


def _answers(
    constraint: Any, data: Any, focus: Node, values: Iterable[Node], given: Mapping[str, Node]
) -> Iterator[dict[str, Node]]:
    """Yield what the variables of a query are wherever something is wrong with a focus node."""
    query = constraint.query_helper
    if not isinstance(constraint.validator, AskConstraintValidator):
        # A SELECT finds the values itself.
        bound, text = query.pre_bind_variables(focus)
        yield from _solutions(data, query.apply_prefixes(text), {**bound, **given})
        return
    for value in values:
        bound, text = query.pre_bind_variables(focus, value)
        if not data.query(query.apply_prefixes(text), initBindings={**bound, **given}).askAnswer:
            yield {"value": value}


def _solutions(data: Any, query: str, bound: Mapping[str, Node]) -> Iterator[dict[str, Node]]:
    """Yield the solutions of a query, each once."""
    told = set()
    for row in data.query(query, initBindings=bound):
        values = row.asdict()
        key = frozenset(values.items())
        if values and key not in told:
            told.add(key)
            yield values


def _told(
    constraint: Any, data: Any, focus: Node, given: Mapping[str, Node], found: Mapping[str, Node]
) -> _Report:
    """Return a result of a constraint component (SHACL, 5.3.2)."""
    own = constraint.shape.path()
    value = found.get("value", focus if own is None else None)
    path = found["path"] if isinstance(found.get("path"), URIRef) else None
    names = {**given, **found, "this": focus, "path": path or own, "value": value}
    message = found.get("message")
    texts = [with_values(text, names) for text in constraint.validator.messages]
    report: _Report = constraint.make_v_result(
        data,
        focus,
        value_node=value,
        result_path=path,
        constraint_component=constraint.constraint.node,
        extra_messages=[message] if isinstance(message, Literal) else texts,
    )
    return report


def _parameters(constraint: Any) -> Iterator[dict[str, Node]]:
    """Yield the parameters of a component by their names, for each of their values (SHACL, 2.1.2)."""
    given = {
        parameter.localname: sorted(constraint.shape.objects(parameter.path()), key=str)
        for parameter in constraint.query_helper.parameters
    }
    given = {name: values for name, values in given.items() if values}
    for values in product(*given.values()):
        yield dict(zip(given, values, strict=True))
