"""Queries inside shapes: what may not run is named and taken out, what may run has its prefixes."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef

from bilat.graph.sparql_constraints import runnable
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
        ("SELECT $this WHERE { { SELECT ?o WHERE { $this ?p ?o } } }", "subquery does not select $this"),
        ("SELECT $this WHERE { { SELECT * WHERE { $this ?p ?o } } }", "subquery does not select $this"),
        ("SELECT $this WHERE { BIND(1 AS ?this) }", "binds ?this"),
        ("SELECT $this WHERE { $this $PATH ?o }", "no path"),
        ("SELECT $this WHERE { $this f:p ?o }", "cannot be parsed"),
        ("SELECT $this WHERE {\n $this e:p }", "from line 2"),
        ("ASK { $this ?p ?o }", "no SELECT query"),
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
