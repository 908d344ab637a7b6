"""The plan of a shapes graph: less work, the same results."""

from __future__ import annotations

from pathlib import Path

import pyshacl
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
        ex:P sh:path ex:p ."""
    )
    assert set(planned(shapes)) == set(shapes)


def test_class_that_is_a_shape_is_its_own_target() -> None:
    """A class that is also a node shape has its instances for focus nodes (SHACL, 2.1.3.3)."""
    shapes = parsed("ex:A a rdfs:Class , sh:NodeShape .")
    assert list(targets_of(shapes, URIRef(EX + "A"))) == [(SH.targetClass, URIRef(EX + "A"))]
