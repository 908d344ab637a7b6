"""The constraint components of SHACL Core (SHACL, 4), each as SELECTs of what violates it.

A SELECT has the columns ``f`` (focus node), ``path`` (null but for sh:closed) and ``v`` (value at fault, or
null). Values are a table of pairs (f, v), focus nodes a table with the column ``node``.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from bilat.graph.shacl.literals import Literals
from bilat.graph.shacl.patterns import SlowPatternError, flags_of, unmatched
from bilat.graph.shacl.relation import BLANK, IRI, LITERAL, Relation, text
from bilat.vocab import RDF, RDFS, SH

_KINDS = {
    SH.IRI: (IRI,),
    SH.BlankNode: (BLANK,),
    SH.Literal: (LITERAL,),
    SH.BlankNodeOrIRI: (BLANK, IRI),
    SH.BlankNodeOrLiteral: (BLANK, LITERAL),
    SH.IRIOrLiteral: (IRI, LITERAL),
}
_BOUNDS = {SH.minExclusive: ">", SH.minInclusive: ">=", SH.maxExclusive: "<", SH.maxInclusive: "<="}
_ORDERS = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}
_QUALIFIED = {SH.qualifiedMinCount: "<", SH.qualifiedMaxCount: ">"}


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A pattern of a shape that was left, and the value that it took too long for."""

    shape: Node
    pattern: Node
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a constraint is held against.

    Args:
        shapes: the shapes graph.
        shape: the shape that has the constraint.
        relation: the data.
        literals: what its literals mean.
        focus: table of the focus nodes.
        values: table of focus nodes and values.
        bad: returns the table of the nodes that do not conform to a shape, None when all do.
        siblings: the shapes that qualified values must not conform to.
        has_path: whether the shape is a property shape.
        given_up: gets the patterns that take too long.
    """

    shapes: Graph
    shape: Node
    relation: Relation
    literals: Literals
    focus: str
    values: str
    bad: Callable[[Node], str | None]
    siblings: frozenset[Node]
    has_path: bool
    given_up: list[GivenUp]

    def given(self, parameter: URIRef) -> list[Node]:
        """Return the values of a parameter, sorted."""
        return sorted(self.shapes.objects(self.shape, parameter), key=str)

    def members(self, head: Node) -> list[Node]:
        """Return the members of a list."""
        return list(self.shapes.items(head))


def selects(scope: Scope, parameter: URIRef) -> Iterator[str]:
    """Yield the SELECTs for a parameter of a shape; none for parameters that only go with another."""
    write = _WRITERS.get(parameter)
    if write is not None:
        yield from write(scope, parameter)


def component_of(parameter: URIRef) -> URIRef:
    """Return the constraint component that a parameter is written for: SHACL names it after the parameter."""
    name = parameter.removeprefix(SH)
    return SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"]


def _values(scope: Scope, condition: str, join: str = "") -> str:
    return f"SELECT c.f, NULL AS path, c.v FROM {scope.values} AS c {join} WHERE {condition}"


def _focus(scope: Scope, condition: str) -> str:
    return f"SELECT c.node AS f, NULL AS path, NULL AS v FROM {scope.focus} AS c WHERE {condition}"


def _per_focus(scope: Scope, counted: str, condition: str) -> str:
    """Return the SELECT of focus nodes by the number ``n`` of some of their values."""
    number = f"SELECT f, count(*) AS n FROM ({counted}) GROUP BY f"
    return (
        f"SELECT c.node AS f, NULL AS path, NULL AS v FROM {scope.focus} AS c "
        f"LEFT JOIN ({number}) AS k ON k.f = c.node WHERE {condition}"
    )


def _terms(scope: Scope, condition: str) -> str:
    """Return the SELECT of the values whose terms ``t`` meet a condition."""
    return _values(scope, condition, "JOIN term AS t ON t.id = c.v")


def _pairs(found: str) -> str:
    """Return the SELECT of pairs (f, v) that another one finds."""
    return f"SELECT f, NULL AS path, v FROM ({found})"


def _classes(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for class_ in scope.given(parameter):
        number = scope.relation.number(class_)
        yield _values(scope, f"c.v NOT IN (SELECT node FROM instance WHERE class = {number})")


def _datatype(scope: Scope, parameter: URIRef) -> Iterator[str]:
    (datatype,) = scope.given(parameter)
    fits = scope.literals.of_type(URIRef(str(datatype)))
    yield _terms(scope, f"NOT coalesce({fits}, false)")


def _node_kind(scope: Scope, parameter: URIRef) -> Iterator[str]:
    (kind,) = scope.given(parameter)
    kinds = ", ".join(map(str, _KINDS[URIRef(str(kind))]))
    yield _terms(scope, f"t.kind NOT IN ({kinds})")


def _min_count(scope: Scope, parameter: URIRef) -> Iterator[str]:
    least = _whole(scope, parameter)
    if least == 1:
        yield _focus(scope, f"c.node NOT IN (SELECT f FROM {scope.values})")
    elif least:
        yield _per_focus(scope, f"SELECT f FROM {scope.values}", f"coalesce(n, 0) < {least}")


def _max_count(scope: Scope, parameter: URIRef) -> Iterator[str]:
    most = _whole(scope, parameter)
    yield f"SELECT f, NULL AS path, NULL AS v FROM {scope.values} GROUP BY f HAVING count(*) > {most}"


def _bounds(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for bound in scope.given(parameter):
        yield _pairs(scope.literals.failing(scope.values, bound, _BOUNDS[parameter]))


def _min_length(scope: Scope, parameter: URIRef) -> Iterator[str]:
    least = _whole(scope, parameter)
    if least:
        yield _terms(scope, f"t.kind = {BLANK} OR length(t.lexical) < {least}")


def _max_length(scope: Scope, parameter: URIRef) -> Iterator[str]:
    yield _terms(scope, f"t.kind = {BLANK} OR length(t.lexical) > {_whole(scope, parameter)}")


def _pattern(scope: Scope, parameter: URIRef) -> Iterator[str]:
    given = next(iter(scope.given(SH.flags)), "")
    flags, _ = flags_of(str(given))
    for pattern in scope.given(parameter):
        try:
            yield _pairs(unmatched(scope.relation, scope.values, str(pattern), flags))
        except SlowPatternError as error:
            scope.given_up.append(GivenUp(scope.shape, pattern, error.value))


def _language_in(scope: Scope, parameter: URIRef) -> Iterator[str]:
    (head,) = scope.given(parameter)
    tag = "lower(coalesce(t.language, ''))"
    ranges = [str(member).lower() for member in scope.members(head)]
    tests = [
        f"{tag} <> ''"
        if wanted == "*"
        else f"{tag} = {text(wanted)} OR starts_with({tag}, {text(wanted + '-')})"
        for wanted in ranges
    ]
    # What has no tag matches no range, not even an empty one (SHACL, 4.4.4).
    yield _terms(scope, f"{tag} = '' OR NOT ({' OR '.join(tests) or 'false'})")


def _unique_lang(scope: Scope, parameter: URIRef) -> Iterator[str]:
    # Only the literal that SHACL names, 4.4.5: "1" means the same and switches nothing on.
    if [str(value) for value in scope.given(parameter)] != ["true"]:
        return
    yield (
        f"SELECT DISTINCT f, NULL AS path, NULL AS v FROM (SELECT c.f FROM {scope.values} AS c "
        "JOIN term AS t ON t.id = c.v WHERE t.language <> '' GROUP BY c.f, lower(t.language) "
        "HAVING count(*) > 1)"
    )


def _equals(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for predicate in scope.given(parameter):
        others, own = _objects(scope, predicate), f"SELECT f, v FROM {scope.values}"
        yield _pairs(f"({own} EXCEPT {others}) UNION ALL ({others} EXCEPT {own})")


def _disjoint(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for predicate in scope.given(parameter):
        yield _pairs(f"SELECT f, v FROM {scope.values} INTERSECT {_objects(scope, predicate)}")


def _order(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for predicate in scope.given(parameter):
        number = scope.relation.number(predicate)
        others = f"triple AS t ON t.s = c.f AND t.p = {number}"
        pairs = f"SELECT c.f, c.v, t.o AS w FROM {scope.values} AS c JOIN {others}"
        yield _pairs(scope.literals.unordered(pairs, _ORDERS[parameter]))


def _in(scope: Scope, parameter: URIRef) -> Iterator[str]:
    (head,) = scope.given(parameter)
    yield _values(scope, f"c.v NOT IN ({scope.relation.numbers(scope.members(head))})")


def _has_value(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for value in scope.given(parameter):
        number = scope.relation.number(value)
        yield _focus(scope, f"c.node NOT IN (SELECT f FROM {scope.values} WHERE v = {number})")


def _closed(scope: Scope, parameter: URIRef) -> Iterator[str]:
    if not all(isinstance(value, Literal) and value.value for value in scope.given(parameter)):
        return
    paths = {
        path
        for shape in scope.given(SH.property)
        for path in scope.shapes.objects(shape, SH.path)
        if isinstance(path, URIRef)
    }
    ignored = {member for head in scope.given(SH.ignoredProperties) for member in scope.members(head)}
    resource = f"(t.p = {scope.relation.number(RDF.type)} AND t.o = {scope.relation.number(RDFS.Resource)})"
    yield (
        f"SELECT c.f, t.p AS path, t.o AS v FROM {scope.values} AS c JOIN triple AS t ON t.s = c.v "
        f"WHERE t.p NOT IN ({scope.relation.numbers(paths | ignored)}) AND NOT {resource}"
    )


def _node(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for shape in scope.given(parameter):
        bad = scope.bad(shape)
        if bad:
            yield _values(scope, f"c.v IN (SELECT node FROM {bad})")


def _not(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for shape in scope.given(parameter):
        bad = scope.bad(shape)
        yield _values(scope, f"c.v NOT IN (SELECT node FROM {bad})" if bad else "true")


def _and(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for head in scope.given(parameter):
        yield _values(scope, f"{_failures(scope, scope.members(head))} > 0")


def _or(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for head in scope.given(parameter):
        members = scope.members(head)
        yield _values(scope, f"{_failures(scope, members)} = {len(members)}")


def _xone(scope: Scope, parameter: URIRef) -> Iterator[str]:
    for head in scope.given(parameter):
        members = scope.members(head)
        yield _values(scope, f"{_failures(scope, members)} <> {len(members) - 1}")


def _qualified(scope: Scope, parameter: URIRef) -> Iterator[str]:
    if not scope.has_path:
        return
    broken = f"coalesce(n, 0) {_QUALIFIED[parameter]} {_whole(scope, parameter)}"
    for shape in scope.given(SH.qualifiedValueShape):
        siblings = sorted(scope.siblings - {shape}, key=str)
        alone = f"{_failures(scope, siblings)} = {len(siblings)}"
        fits = f"{_failures(scope, [shape])} = 0 AND {alone}"
        yield _per_focus(scope, f"SELECT c.f FROM {scope.values} AS c WHERE {fits}", broken)


def _failures(scope: Scope, shapes: Iterable[Node]) -> str:
    """Return to how many of some shapes a value does not conform; a join for each takes long to plan."""
    tables = [bad for shape in shapes if (bad := scope.bad(shape))]
    if not tables:
        return "0"
    union = " UNION ALL ".join(f"SELECT node FROM {bad}" for bad in tables)
    counted = f"SELECT node, count(*) AS n FROM ({union}) GROUP BY node"
    return f"coalesce((SELECT n FROM ({counted}) AS k WHERE k.node = c.v), 0)"


def _objects(scope: Scope, predicate: Node) -> str:
    """Return the SELECT of the pairs (f, v) of focus nodes and objects of a predicate."""
    number = scope.relation.number(predicate)
    joined = f"{scope.focus} AS c JOIN triple AS t ON t.s = c.node AND t.p = {number}"
    return f"SELECT c.node AS f, t.o AS v FROM {joined}"


def _whole(scope: Scope, parameter: URIRef) -> int:
    """Return the number that a parameter has."""
    (number,) = scope.given(parameter)
    value: Any = number.value if isinstance(number, Literal) else None
    return int(value)


_WRITERS: dict[URIRef, Callable[[Scope, URIRef], Iterator[str]]] = {
    SH["class"]: _classes,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    **dict.fromkeys(_BOUNDS, _bounds),
    SH.minLength: _min_length,
    SH.maxLength: _max_length,
    SH.pattern: _pattern,
    SH.languageIn: _language_in,
    SH.uniqueLang: _unique_lang,
    SH.equals: _equals,
    SH.disjoint: _disjoint,
    **dict.fromkeys(_ORDERS, _order),
    SH["in"]: _in,
    SH.hasValue: _has_value,
    SH.closed: _closed,
    SH.node: _node,
    SH["not"]: _not,
    SH["and"]: _and,
    SH["or"]: _or,
    SH.xone: _xone,
    **dict.fromkeys(_QUALIFIED, _qualified),
}
