"""The nodes that shapes name as theirs (SHACL, 2.1.3), of all shapes in one table ``target(place, node)``."""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pyshacl.shape import Shape
from rdflib.term import Node

from bilat.graph.shacl.relation import Relation
from bilat.graph.shacl.shapes import Plan, implicit_classes
from bilat.vocab import RDF, RDFS, SH


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of shapes.

    Args:
        places: the place of each shape that has any.
        sizes: how many nodes there are at a place.
    """

    places: Mapping[Node, int]
    sizes: Mapping[int, int]

    def select(self, place: int) -> str:
        """Return the nodes at a place as a table."""
        return f"(SELECT node, true AS told FROM target WHERE place = {place})"


def find_targets(plan: Plan, relation: Relation, needed: Collection[Node]) -> Targets:
    """Make the tables ``instance(class, node)`` and ``target(place, node)``.

    Args:
        plan: the shapes.
        relation: the data.
        needed: the shapes that are evaluated.
    """
    _make_instances(plan, relation, needed)
    places: dict[Node, int] = {}
    rows: dict[str, list[str]] = {"node": [], "class": [], "object": [], "subject": []}
    for node, shape in plan.shapes.items():
        if shape.deactivated or not (node in needed or node in plan.handed):
            continue
        place = len(places)
        own = _own_targets(shape)
        for kind, terms in own.items():
            rows[kind] += [f"({place}, {number})" for number in sorted(map(relation.number, terms))]
        if any(own.values()):
            places[node] = place
    nodes, classes, objects, subjects = (", ".join(each) or "(NULL, NULL)" for each in rows.values())
    relation.execute(
        "CREATE TEMP TABLE target AS SELECT DISTINCT place, node FROM ("
        f"SELECT * FROM (VALUES {nodes}) AS given(place, node) UNION ALL "
        f"SELECT place, node FROM (VALUES {classes}) AS given(place, class) JOIN instance USING (class) "
        f"UNION ALL SELECT place, o FROM (VALUES {objects}) AS given(place, p) JOIN triple USING (p) "
        f"UNION ALL SELECT place, s FROM (VALUES {subjects}) AS given(place, p) JOIN triple USING (p)"
        ") WHERE node IS NOT NULL ORDER BY place"
    )
    counted = "SELECT place, count(*) FROM target GROUP BY place"
    return Targets(places, dict(relation.connection.execute(counted).fetchall()))


def _own_targets(shape: Shape) -> dict[str, Collection[Node]]:
    """Return the targets of a shape by their kind."""
    nodes, classes, implicit, objects_of, subjects_of = shape.target()  # type: ignore[no-untyped-call]
    return {
        "node": set(nodes),
        "class": {*classes, *implicit},
        "object": set(objects_of),
        "subject": set(subjects_of),
    }


def _make_instances(plan: Plan, relation: Relation, needed: Collection[Node]) -> None:
    """Make the table of the instances of the classes that shapes speak of (SHACL, 1.1)."""
    graph, number = plan.graph, relation.number
    classes: set[Node] = set()
    for node in (*needed, *plan.handed):
        classes.update(graph.objects(node, SH["class"]), graph.objects(node, SH.targetClass))
        if node in plan.shapes:
            classes.update(implicit_classes(plan.shapes[node]))
    start = ", ".join(f"({each}, {each})" for each in sorted(map(number, classes))) or "(0, 0)"
    relation.execute(
        "CREATE TEMP TABLE instance AS WITH RECURSIVE below(class, sub) AS ("
        f"SELECT * FROM (VALUES {start}) UNION SELECT b.class, t.s FROM below AS b "
        f"JOIN triple AS t ON t.o = b.sub AND t.p = {number(RDFS.subClassOf)}) "
        f"SELECT DISTINCT class, s AS node FROM triple JOIN below ON sub = o WHERE p = {number(RDF.type)} "
        "ORDER BY class"
    )
