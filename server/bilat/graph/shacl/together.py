"""Shapes that share a constraint, held against it together: planning each by itself takes most of the time.

A unit is a place of targets with a way from its nodes to their values: one predicate, forwards or backwards,
or none. Focus nodes of all units have numbers of their own, the unit in the upper half, so that constraints
that only look at values need not know of units.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.graph.shacl.components import Scope, selects
from bilat.graph.shacl.paths import Inverse, Path, Predicate
from bilat.graph.shacl.relation import Relation
from bilat.vocab import SH

#: Parameters whose constraints look at nothing but focus nodes and values.
SHARED = frozenset(
    SH[name]
    for name in (
        *("class", "datatype", "nodeKind", "minCount", "maxCount", "minLength", "maxLength", "pattern"),
        *("minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "languageIn", "uniqueLang"),
        *("in", "hasValue"),
    )
)
_HALF = 1 << 32
_Unit = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks a constraint of a shape: a focus node and a value, by their numbers."""

    shape: Node
    parameter: URIRef
    focus: int
    value: int | None


@dataclass(slots=True)
class Together:
    """Constraints of shapes, by what they share.

    Args:
        graph: the shapes graph.
        relation: the data, with the table ``target``.
    """

    graph: Graph
    relation: Relation
    _units: dict[_Unit, int] = field(init=False, default_factory=dict)
    _shapes: dict[tuple[URIRef, tuple[object, ...]], dict[int, list[Node]]] = field(
        init=False, default_factory=dict
    )

    def add(self, shape: Node, place: int, path: Path | None, parameter: URIRef) -> bool:
        """Take a constraint of a shape whose focus nodes are at a place of targets; tell whether it fits."""
        if parameter not in SHARED or not (path is None or isinstance(path, Predicate | Inverse)):
            return False
        backwards = isinstance(path, Inverse)
        iri = path.predicate.iri if isinstance(path, Inverse) else path.iri if path else None
        step = self.relation.number(iri) if iri is not None else 0
        unit = self._units.setdefault((place, step, backwards), len(self._units))
        key = (parameter, self._given(shape, parameter))
        self._shapes.setdefault(key, {}).setdefault(unit, []).append(shape)
        return True

    def violations(self, scope: Callable[[Node], Scope]) -> Iterator[Violation]:
        """Yield what breaks the constraints.

        Args:
            scope: returns that of a shape.
        """
        if not self._units:
            return
        self._make_values()
        found: list[str] = []
        sources: list[tuple[URIRef, dict[int, list[Node]]]] = []
        for (parameter, _), shapes in self._shapes.items():
            units = f"unit IN ({', '.join(map(str, shapes))})"
            first = next(iter(shapes.values()))[0]
            shared = replace(
                scope(first),
                focus=f"(SELECT node FROM unit_focus WHERE {units})",
                values=f"(SELECT f, v FROM unit_value WHERE {units})",
            )
            for select in selects(shared, parameter):
                found.append(f"SELECT {len(sources)} AS source, f, v FROM ({select})")
                sources.append((parameter, shapes))
        for source, f, v in self.relation.rows_of_all(found):
            parameter, shapes = sources[source]
            unit = (f + _HALF // 2) // _HALF
            for shape in shapes[unit]:
                yield Violation(shape, parameter, f - unit * _HALF, v)

    def _given(self, shape: Node, parameter: URIRef) -> tuple[object, ...]:
        """Return what a parameter has, lists by their members."""
        found: list[object] = sorted(self.graph.objects(shape, parameter), key=str)
        if parameter in (SH["in"], SH.languageIn):
            return tuple(tuple(self.graph.items(head)) for head in self.graph.objects(shape, parameter))
        if parameter == SH.pattern:
            found.append(tuple(self.graph.objects(shape, SH.flags)))
        return tuple(found)

    def _make_values(self) -> None:
        """Make the table of all values, and the view of all focus nodes."""
        units = ((unit, *parts) for parts, unit in self._units.items())
        rows = ", ".join(f"({unit}, {place}, {step}, {back})" for unit, place, step, back in units)
        self.relation.execute(
            f"CREATE TEMP TABLE unit AS FROM (VALUES {rows}) AS given(unit, place, step, backwards)"
        )
        number, joined = f"unit * {_HALF} + node", "FROM unit JOIN target USING (place)"
        self.relation.execute(f"CREATE TEMP VIEW unit_focus AS SELECT unit, {number} AS node {joined}")
        joined = f"SELECT unit, {number} AS f, {{}} AS v {joined}"
        self.relation.execute(
            "CREATE TEMP TABLE unit_value AS SELECT unit, f, v FROM ("
            f"{joined.format('node')} WHERE step = 0 UNION ALL "
            f"{joined.format('o')} JOIN triple ON p = step AND s = node WHERE NOT backwards UNION ALL "
            f"{joined.format('s')} JOIN triple ON p = step AND o = node WHERE backwards) ORDER BY unit"
        )
