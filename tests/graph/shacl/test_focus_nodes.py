"""Counting what each shape checks."""

from __future__ import annotations

from rdflib import Graph, URIRef

from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.relation import relation_of

EX = "http://ex.org/"
HEAD = """@prefix ex: <http://ex.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = """ex:Sub rdfs:subClassOf ex:Middle . ex:Middle rdfs:subClassOf ex:A .
ex:a a ex:A . ex:b a ex:Sub , ex:A . ex:c ex:p ex:d , ex:e . ex:f ex:p ex:d .
"""


def counted(shapes: str) -> dict[str, int]:
    shapes_graph, data = (Graph().parse(data=HEAD + text, format="turtle") for text in (shapes, DATA))
    found = evaluate(shapes_graph, relation_of(data)).focus_nodes
    return {str(shape).removeprefix(EX): count for shape, count in found.items()}


def test_each_kind_of_target_counts_its_nodes_once() -> None:
    """Instances of subclasses count, a node of two targets counts once, a target node counts without data."""
    shapes = """ex:Class sh:targetClass ex:A . ex:Subjects sh:targetSubjectsOf ex:p .
    ex:Objects sh:targetObjectsOf ex:p . ex:Node sh:targetNode ex:nowhere .
    ex:Both sh:targetClass ex:A ; sh:targetNode ex:a . ex:None sh:targetClass ex:Empty ."""
    assert counted(shapes) == {"Class": 2, "Subjects": 2, "Objects": 2, "Node": 1, "Both": 2, "None": 0}


def test_property_shapes_count_the_nodes_of_their_node_shapes() -> None:
    """A property shape of two node shapes checks the nodes of both."""
    shapes = """ex:S sh:targetClass ex:A ; sh:property ex:P .
    ex:T sh:targetSubjectsOf ex:p ; sh:property ex:P . ex:P sh:path ex:q ."""
    assert counted(shapes) == {"S": 2, "T": 2, "P": 4}


def test_class_that_is_a_shape_counts_its_instances() -> None:
    """Instances of a class that is a node shape are its focus nodes."""
    assert counted("ex:A a rdfs:Class , sh:NodeShape .") == {"A": 2}


def test_shapes_without_targets_and_deactivated_ones_are_left_out() -> None:
    """A shape that only others use checks what they give it; one that is off checks nothing."""
    shapes = """ex:Used a sh:NodeShape . ex:Off sh:targetClass ex:A ; sh:deactivated true .
    ex:S sh:targetClass ex:A ; sh:property ex:P . ex:P sh:path ex:q ; sh:deactivated true ."""
    assert counted(shapes) == {"S": 2}


def test_circle_of_classes_ends() -> None:
    """Classes that are each other's subclass have the same instances."""
    data = Graph().parse(data=HEAD + "ex:A rdfs:subClassOf ex:B . ex:B rdfs:subClassOf ex:A . ex:a a ex:B .")
    shapes = Graph().parse(data=HEAD + "ex:S sh:targetClass ex:A .")
    assert evaluate(shapes, relation_of(data)).focus_nodes == {URIRef(EX + "S"): 1}
