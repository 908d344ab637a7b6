"""The plan of a shapes graph: less work, the same results."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.graph.load import load
from bilat.graph.shacl_graph import ShaclGraph
from bilat.graph.shacl_results import path_text
from bilat.graph.shape_plan import planned, targets_of
from bilat.graph.sparql_constraints import runnable
from bilat.project import Project
from bilat.vocab import SH

ROOT = Path(__file__).parents[2]
EX = "http://ex.org/"
HEAD = """@prefix ex: <http://ex.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
Result = tuple[Node | str | None, ...]


def parsed(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def results(shapes: Graph, data: ShaclGraph) -> set[Result]:
    """Return what pyshacl finds, as far as results can differ."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    terms = (SH.focusNode, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)
    return {
        (
            *(report.value(result, term) for term in terms),
            path_text(report, path) if path is not None else None,
        )
        for result in report.objects(None, SH.result)
        for path in [report.value(result, SH.resultPath)]
    }


def test_plan_finds_what_the_shapes_find_on_our_own_graph() -> None:
    """Over all shapes and data of the repository, and over data that break them, results are the same."""
    source = load(Project.at(ROOT))
    shapes, _ = runnable(source.shapes)
    left_out = {
        URIRef(f"https://w3id.org/bilat/def#{name}") for name in ("modality", "actor", "kind", "earliest")
    }
    data = ShaclGraph(
        (s, p, o)
        for graph in (*source.data_graphs, source.ontology)
        for s, p, o in graph
        if p not in left_out
    )
    before = set(shapes)
    found = results(planned(shapes), data)
    assert len(found) > 100
    assert found == results(shapes, data)
    assert set(shapes) >= before


def test_targets_move_to_property_shapes() -> None:
    """A node shape that nobody refers to gives its targets away and keeps its own constraints."""
    shapes = parsed("ex:S sh:targetClass ex:A ; sh:targetNode ex:n ; sh:property ex:P . ex:P sh:path ex:p .")
    plan = planned(shapes)
    assert set(targets_of(plan, URIRef(EX + "P"))) == set(targets_of(shapes, URIRef(EX + "S")))
    assert (URIRef(EX + "S"), SH.property, None) not in plan
    assert (URIRef(EX + "S"), SH.property, None) in shapes


def test_shapes_that_need_their_parts_keep_them() -> None:
    """Closed, deactivated and referred-to shapes, and property shapes, stay as they are."""
    shapes = parsed(
        """ex:Closed sh:targetClass ex:A ; sh:closed true ; sh:property ex:P .
        ex:Off sh:targetClass ex:A ; sh:deactivated true ; sh:property ex:P .
        ex:Used sh:targetClass ex:A ; sh:property ex:P .
        ex:User sh:targetClass ex:B ; sh:node ex:Used .
        ex:Choice sh:targetClass ex:A ; sh:property ex:P .
        ex:Chooser sh:targetClass ex:B ; sh:or ( ex:Choice ex:Used ) .
        ex:Nested sh:path ex:q ; sh:targetClass ex:A ; sh:property ex:P .
        ex:Disjoint sh:targetClass ex:A ; sh:property ex:P , ex:Thumb .
        ex:Thumb sh:path ex:digit ; sh:qualifiedValueShapesDisjoint true ;
          sh:qualifiedValueShape [ sh:class ex:Thumb ] ; sh:qualifiedMinCount 1 .
        ex:P sh:path ex:p ."""
    )
    assert set(planned(shapes)) == set(shapes)


def test_property_shapes_that_pyshacl_would_treat_otherwise_stay() -> None:
    """What has no path is no property shape, and constraint components mix up messages of focus nodes."""
    shapes = parsed(
        """ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property ex:P , ex:None , ex:Own .
        ex:P sh:path ex:p . ex:None sh:class ex:A . ex:Own sh:path ex:p ; ex:limit 4 .
        ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ."""
    )
    plan = planned(shapes)
    assert set(plan.objects(URIRef(EX + "S"), SH.property)) == {URIRef(EX + "None"), URIRef(EX + "Own")}
    assert set(targets_of(plan, URIRef(EX + "P")))


@pytest.mark.parametrize("kind", ["rdfs:Class", "ex:Metaclass"])
def test_class_that_is_a_shape_by_its_properties_stays_one(kind: str) -> None:
    """A class keeps its other constraints when its property shapes are gone, and they keep its instances."""
    shapes = parsed(
        f"ex:Metaclass rdfs:subClassOf rdfs:Class . ex:P sh:path ex:p ; sh:minCount 1 ."
        f"ex:A a {kind} ; sh:targetNode ex:n ; sh:property ex:P ; sh:nodeKind sh:Literal ."
    )
    data = ShaclGraph(parsed("ex:a a ex:A ."))
    found = results(planned(shapes), data)
    assert len(found) == 4
    assert found == results(shapes, data)


TARGETS = [
    *("sh:targetClass ex:A", "sh:targetClass ex:B", "sh:targetNode ex:n0", "sh:targetNode ex:n1"),
    *("sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q", "a rdfs:Class", "a ex:Metaclass"),
]
SEVERITIES = ["sh:severity sh:Info", "sh:severity sh:Warning", "sh:deactivated true", "sh:deactivated false"]
VALUES = [
    *("sh:class ex:A", "sh:class ex:B", "sh:nodeKind sh:IRI", "sh:nodeKind sh:Literal", "sh:hasValue ex:n1"),
    *("sh:in ( ex:n0 ex:n1 'x' )", "sh:minLength 2", "sh:equals ex:p", "sh:disjoint ex:q"),
    "sh:sparql [ sh:select 'SELECT $this ?value WHERE { $this <http://ex.org/q> ?value FILTER(?value>1) }' ]",
]
COUNTS = ["sh:minCount 1", "sh:maxCount 1", "sh:minCount 2", "sh:uniqueLang true"]
PATHS = ["ex:p", "ex:q", "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "[ sh:zeroOrMorePath ex:q ]"]
FACTS = [
    f"ex:n{s} {rest} ."
    for s in range(4)
    for rest in ("a ex:A", "a ex:B", "a ex:S0", "a ex:S1", "ex:p ex:n1", "ex:p 'x'@en", "ex:p 'yy'@en")
] + [f"ex:n{s} ex:q {o} ." for s in range(4) for o in ("ex:n0", "ex:n2", "1", "'x'")]


@st.composite
def shapes_graphs(draw: st.DrawFn) -> str:
    """Draw shapes that refer to later ones only, so that there is no circle."""
    text = "ex:Metaclass rdfs:subClassOf rdfs:Class ."
    nodes, properties = 3, 3

    def some(choices: list[str], most: int = 2) -> list[str]:
        return draw(st.lists(st.sampled_from(choices), max_size=most, unique_by=lambda one: one.split()[0]))

    for number in range(nodes):
        later = [f"ex:S{other}" for other in range(number + 1, nodes)]
        refers = [f"sh:node {one}" for one in later] + [f"sh:not {one}" for one in later]
        refers += [f"sh:{kind} ( {one} [ sh:nodeKind sh:IRI ] )" for one in later for kind in ("or", "xone")]
        parts = [*some(TARGETS, 3), *some(VALUES), *some(SEVERITIES, 1)]
        parts += some(refers, 1) if refers else []
        parts += draw(st.sampled_from([[]] * 4 + [["sh:closed true", "sh:ignoredProperties ( rdf:type )"]]))
        parts += [f"sh:property ex:P{one}" for one in draw(st.sets(st.integers(0, properties - 1)))]
        text += "".join(f"\nex:S{number} {part} ." for part in parts)
    for number in range(properties):
        parts = [*some(VALUES), *some(COUNTS), *some(SEVERITIES, 1), *some(TARGETS, 1)]
        parts += draw(st.sampled_from([[], [], ["sh:node ex:Last"], ["sh:node [ sh:property ex:Leaf ]"]]))
        qualified = draw(st.sampled_from(["", "", "sh:class ex:A", "sh:nodeKind sh:Literal"]))
        if qualified:
            parts += [f"sh:qualifiedValueShape [ {qualified} ]", "sh:qualifiedMinCount 1"]
            parts += some(["sh:qualifiedValueShapesDisjoint true"], 1)
        text += f"\nex:P{number} sh:path {draw(st.sampled_from(PATHS))} ."
        text += "".join(f"\nex:P{number} {part} ." for part in parts)
    return text + "\nex:Leaf sh:path ex:p ; sh:maxCount 1 . ex:Last sh:class ex:A ; sh:property ex:Leaf ."


@settings(max_examples=75, deadline=None, derandomize=True)
@given(shapes=shapes_graphs(), facts=st.sets(st.sampled_from(FACTS), min_size=4))
def test_plan_finds_what_the_shapes_find(shapes: str, facts: set[str]) -> None:
    """Whatever the shapes and the data, results are those of pyshacl on the shapes as they are written."""
    written = parsed(shapes)
    data = ShaclGraph(parsed("\n".join(sorted(facts))))
    assert results(planned(written), data) == results(written, data)


def test_class_that_is_a_shape_is_its_own_target() -> None:
    """A class that is also a node shape has its instances for focus nodes (SHACL, 2.1.3.3)."""
    shapes = parsed("ex:A a rdfs:Class , sh:NodeShape .")
    assert list(targets_of(shapes, URIRef(EX + "A"))) == [(SH.targetClass, URIRef(EX + "A"))]
