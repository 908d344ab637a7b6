"""Walks lead from a focus node to all that a shape looks at, through its paths, queries and inner shapes."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from bilat.graph.shacl.reach import Reach, reach_of
from bilat.graph.shacl.sparql_constraints import runnable
from bilat.graph.shacl.walks import Step
from bilat.vocab import RDF, RDFS

E = "http://e/"
PREFIXES = f"""@prefix : <{E}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def reach(shapes: str, shape: str = "s") -> Reach:
    """Return how far a shape looks."""
    graph = Graph().parse(data=PREFIXES + shapes, format="turtle")
    return reach_of(runnable(graph)[0])[URIRef(E + shape)]


def steps(*names: str) -> tuple[Step, ...]:
    """Return a walk: ``^`` before a name is backwards, ``*`` behind it any number of times, ``?`` any."""
    return tuple(
        Step(
            None if "?" in name else URIRef(E + name.strip("^*")),
            backwards=name.startswith("^"),
            many=name.endswith("*"),
        )
        for name in names
    )


def asking(where: str) -> str:
    """Return a shape with a query."""
    query = f'sh:sparql [ sh:select """SELECT $this WHERE {{ {where} }}""" ]'
    return f":s a sh:NodeShape ; sh:targetSubjectsOf :p ; {query} ."


@pytest.mark.parametrize(
    ("shape", "walks"),
    [
        (":s a sh:PropertyShape ; sh:path :p ; sh:minCount 1 .", [("p",)]),
        (
            ":s a sh:PropertyShape ; sh:path ( :p [ sh:inversePath :q ] ) ; sh:nodeKind sh:IRI .",
            [("p",), ("p", "^q")],
        ),
        (
            ":s a sh:PropertyShape ; sh:path ( [ sh:zeroOrMorePath :p ] :q ) ; sh:maxCount 1 .",
            [("p*", "p"), ("p*", "q")],
        ),
        (":s a sh:PropertyShape ; sh:path :p ; sh:lessThan :q .", [("p",), ("q",)]),
        (":s a sh:NodeShape ; sh:closed true .", [("?",)]),
        (":s a sh:PropertyShape ; sh:path :p ; sh:closed true .", [("p",), ("p", "?")]),
        (
            ":s a sh:PropertyShape ; sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:minCount 1 ] ] .",
            [("p",), ("p", "q")],
        ),
        (
            asking("?o <http://e/q> $this . FILTER NOT EXISTS { ?o <http://e/r> ?x }"),
            [("p",), ("^q",), ("^q", "r")],
        ),
        (asking("$this <http://e/q>+ ?o . ?x <http://e/r> ?o"), [("p",), ("q*", "q"), ("q*", "^r")]),
        (asking("{ $this <http://e/q> ?o } UNION { $this <http://e/r> ?o }"), [("p",), ("q",), ("r",)]),
    ],
)
def test_shapes_look_along_walks(shape: str, walks: list[tuple[str, ...]]) -> None:
    """Paths, nested shapes and queries are followed, each statement on the way counted."""
    assert reach(shape).walks == {steps(*walk) for walk in walks}


@pytest.mark.parametrize(
    "where",
    [
        "?a <http://e/q> ?b . FILTER EXISTS { $this <http://e/r> ?a }",
        "{ $this <http://e/q> ?o } UNION { ?o <http://e/r> ?x }",
        "$this <http://e/q> ?o OPTIONAL { ?o <http://e/r> ?x }",
        "$this (<http://e/q>/<http://e/r>)+ ?o",
        "$this <http://e/q> ?o . { FILTER EXISTS { ?o <http://e/r> ?x } } UNION { $this <http://e/p> ?x }",
        "BIND(EXISTS { ?o <http://e/r> ?x } AS ?has) $this <http://e/q> ?o",
        "$this <http://e/q>* ?o . FILTER(?o = <http://e/x>)",
    ],
)
def test_other_queries_may_look_anywhere(where: str) -> None:
    """A pattern that only a part of the query leads to has no walk; nor has what cannot become SQL."""
    found = reach(asking(where))
    assert found.walks is None
    assert found.predicates is None or URIRef(E + "q") in found.predicates


def test_targets_lead_to_classes_below() -> None:
    """What makes a focus node is its class; a property shape has those of the shape around it."""
    shapes = """:s a sh:NodeShape ; sh:targetClass :C ; sh:property :p .
    :p a sh:PropertyShape ; sh:path :q ; sh:minCount 1 ."""
    class_ = Step(URIRef(str(RDF.type)), to=URIRef(E + "C"))
    below = Step(URIRef(str(RDFS.subClassOf)))
    found = reach(shapes, "p")
    assert found.targets == {(class_,)}
    assert (Step(URIRef(str(RDF.type))), Step(below.predicate, many=True), below) in found.leading


def test_a_target_that_is_named_needs_no_walk() -> None:
    """How many nodes there are cannot be told by walks alone."""
    assert reach(":s a sh:NodeShape ; sh:targetNode :x ; sh:targetClass :C .").targets is None


def test_shapes_within_a_property_shape_come_back_to_it() -> None:
    """Focus nodes are the values of the property shape around."""
    shapes = """:a a sh:NodeShape ; sh:targetSubjectsOf :t ; sh:property :b .
    :b a sh:PropertyShape ; sh:path :p ; sh:property :c .
    :c a sh:PropertyShape ; sh:path :q ; sh:minCount 1 ."""
    found = reach(shapes, "c")
    assert found.leading == {steps("^p"), steps("^p", "t")}
    assert found.targets == {steps("^p", "t")}
