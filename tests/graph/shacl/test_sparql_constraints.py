"""Queries inside shapes: what may not run is named and taken out, what may run has its prefixes."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef

from bilat.graph.shacl.sparql_constraints import runnable, uses_shapes_graph
from bilat.vocab import SH

EX = "http://ex.org/"
HEAD = """@prefix ex: <http://ex.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:all sh:declare [ sh:prefix "e" ; sh:namespace "http://ex.org/" ] .
"""


def shape(query: str, extra: str = "") -> Graph:
    """Return shapes of one node shape whose constraint is a query."""
    text = f"{HEAD} ex:S a sh:NodeShape ; {extra} sh:sparql ex:C . ex:C sh:prefixes ex:all ."
    graph = Graph().parse(data=text, format="turtle")
    graph.add((URIRef(EX + "C"), SH.select, Literal(query)))
    return graph


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELECT $this WHERE { SERVICE <http://ex.org/> { $this ?p ?o } }", "SERVICE"),
        ("SELECT $this WHERE { $this ?p ?o . sErViCe?s{ ?o ?q ?r } }", "SERVICE"),
        ("SELECT $this WHERE { $this ?p ?o MINUS { $this e:p ?o } }", "MINUS"),
        ("SELECT $this WHERE { VALUES ?o { 1 } $this ?p ?o }", "VALUES"),
        ("SELECT $this WHERE { $this ?p ?o } VALUES ?o { 1 }", "VALUES"),
        ("SELECT ?o WHERE { $this ?p ?o }", "does not select $this"),
        ("SELECT (COUNT(*) AS ?n) WHERE { $this ?p ?o }", "does not select $this"),
        ("SELECT (STR($this) AS ?value) WHERE { $this ?p ?o }", "does not select $this"),
        ("SELECT $this WHERE { { SELECT ?o WHERE { $this ?p ?o } } }", "subquery does not select $this"),
        ("SELECT $this WHERE { { SELECT * WHERE { $this ?p ?o } } }", "subquery does not select $this"),
        ("SELECT $this WHERE { BIND(1 AS ?this) }", "binds ?this"),
        ("SELECT $this WHERE { $this $PATH ?o }", "no path"),
        ("SELECT $this WHERE { $this f:p ?o }", 'line 1, column 28 on: the prefix "f:" is not declared.'),
        ("SELECT $this WHERE {\n $this e:p }", "from line 2"),
        ("ASK { $this ?p ?o }", "no SELECT query"),
        (
            "SELECT $this WHERE { FILTER(e:isOdd($this)) }",
            "cannot run: the custom function <http://ex.org/isOdd> is not supported.",
        ),
    ],
)
def test_query_that_may_not_run_is_taken_out(query: str, fault: str) -> None:
    """An ill-formed query is named, with its reason, and the shape is left without it."""
    shapes, (found,) = runnable(shape(query))
    assert fault.lower() in found.fault.lower()
    assert (found.shape, found.constraint) == (URIRef(EX + "S"), URIRef(EX + "C"))
    assert found.query == Literal(query)
    assert (None, SH.sparql, None) not in shapes


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this e:values ?service . FILTER(?service != 'MINUS') }",
        'SELECT ?this ?value WHERE { ?this e:p ?value . # no VALUES\n FILTER(STR(?value) != "SERVICE <x>") }',
        "SELECT * WHERE { { SELECT $this (COUNT(?o) AS ?n) WHERE { $this e:p ?o } GROUP BY $this } }",
        "SELECT ($this AS ?focus) $this WHERE { $this e:minus <http://ex.org/SERVICE> }",
    ],
)
def test_query_that_only_looks_forbidden_runs(query: str) -> None:
    """Words in strings, comments, names and IRIs are no keywords."""
    shapes, faults = runnable(shape(query))
    assert not faults
    assert (URIRef(EX + "S"), SH.sparql, URIRef(EX + "C")) in shapes


def test_prefixes_are_written_out() -> None:
    """The declared prefixes stand before the query, so that they need not be looked up again."""
    shapes, _ = runnable(shape("SELECT $this WHERE { $this e:p ?o }"))
    text = str(shapes.value(URIRef(EX + "C"), SH.select))
    assert text.split("\n")[0].startswith("PREFIX e: <http://ex.org/> PREFIX owl:")
    assert (None, SH.prefixes, None) not in shapes


def test_path_is_allowed_where_there_is_one() -> None:
    """A property shape may use $PATH."""
    graph = shape("SELECT $this ?value WHERE { $this $PATH ?value }", "sh:path ex:p ;")
    assert not runnable(graph)[1]


def test_result_variable_path_is_no_placeholder() -> None:
    """A node shape may select ?path; only $PATH in capitals stands for the path of a property shape."""
    assert not runnable(shape("SELECT $this ?path WHERE { $this ?path ?value }"))[1]


def test_prefixes_of_imported_ontologies_are_found() -> None:
    """Prefixes come also from what the ontology of sh:prefixes imports, however far away (SHACL, 5.2.1)."""
    graph = shape("SELECT $this WHERE { $this f:p ?o }")
    graph.parse(
        data=f"{HEAD} @prefix owl: <http://www.w3.org/2002/07/owl#> . ex:all owl:imports ex:more ."
        "ex:more owl:imports ex:most . ex:most sh:declare [ sh:prefix 'f' ; sh:namespace 'http://f.org/' ] .",
        format="turtle",
    )
    shapes, faults = runnable(graph)
    assert not faults
    assert "PREFIX f: <http://f.org/>" in str(shapes.value(URIRef(EX + "C"), SH.select))


def test_prefix_with_two_namespaces_is_told() -> None:
    """It cannot be known which of two namespaces a query means."""
    graph = shape("SELECT $this WHERE { $this e:p ?o }")
    graph.parse(
        data=f"{HEAD} ex:all sh:declare [ sh:prefix 'e' ; sh:namespace 'http://f.org/' ] .", format="turtle"
    )
    _, (fault,) = runnable(graph)
    assert "two namespaces" in fault.fault


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("ASK { $value ?p $limit }", None),
        ("ASK { { SELECT $value $limit $this { $this ?p $value . FILTER(?p > $limit) } } }", None),
        ("ASK { { SELECT $value { $value ?p $limit } } }", "subquery does not select $limit"),
        ("ASK { BIND(1 AS $limit) $value ?p $limit }", "binds $limit"),
    ],
)
def test_parameters_of_a_component_have_values_too(query: str, fault: str | None) -> None:
    """A subquery has to select what it needs of $this, $value and the parameters of the component."""
    text = f"{HEAD} ex:K sh:parameter [ sh:path ex:limit ] ; sh:validator [ sh:ask '{query}' ] ."
    _, faults = runnable(Graph().parse(data=text, format="turtle"))
    assert [fault for found in faults if (fault or "") not in found.fault] == []
    assert bool(faults) == bool(fault)


def test_shapes_graph_is_asked_for() -> None:
    """A query that names $shapesGraph outside text and comments asks the shapes."""
    assert uses_shapes_graph(shape("SELECT $this WHERE { GRAPH $shapesGraph { ?s ?p $this } }"))
    assert not uses_shapes_graph(shape("SELECT $this WHERE { $this e:p '$shapesGraph' }"))


def test_constraint_without_a_query_is_told() -> None:
    """A constraint has one query; none or two are a fault."""
    graph = shape("SELECT $this WHERE { $this e:p ?o }")
    graph.add((URIRef(EX + "C"), SH.select, Literal("SELECT $this WHERE { $this e:q ?o }")))
    _, (fault,) = runnable(graph)
    assert fault.query is None


def test_validator_of_a_component_is_judged_too() -> None:
    """The query of a constraint component may ask, and may not call a service."""
    text = f"{HEAD} ex:K sh:validator ex:good , ex:bad . ex:good sh:ask 'ASK {{ $value ?p $this }}' ."
    graph = Graph().parse(
        data=text + " ex:bad sh:ask 'ASK { SERVICE <x:y> { $value ?p $this } }' .", format="turtle"
    )
    shapes, (fault,) = runnable(graph)
    assert fault.constraint == URIRef(EX + "bad")
    assert list(shapes.objects(URIRef(EX + "K"), SH.validator)) == [URIRef(EX + "good")]


def test_shapes_given_stay_as_they_are() -> None:
    """The caller's graph is not changed."""
    graph = shape("SELECT $this WHERE { MINUS { } }")
    before = set(graph)
    runnable(graph)
    assert set(graph) == before
