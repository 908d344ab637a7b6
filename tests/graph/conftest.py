"""Fixtures for the reasoner: graphs written as Turtle, and the same question put to owlrl."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from owlrl.Namespaces import ERRNS
from rdflib.term import Node

from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.useful import useful

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Read = Callable[[str], list[Triple]]
Judge = Callable[[Iterable[Triple]], set[Triple]]


@pytest.fixture(scope="session")
def read() -> Read:
    """Return the reader of Turtle: N-Triples terms, lexical forms untouched."""

    def triples(text: str) -> list[Triple]:
        parsed = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)
        return [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in parsed]

    return triples


@pytest.fixture(scope="session")
def judge(entail: Judge) -> Judge:
    """Return what owlrl makes of some triples: the useful ones that are new."""

    def closure(triples: Iterable[Triple]) -> set[Triple]:
        stated = set(triples)
        return set(filter(useful, entail(stated))) - stated

    return closure


@pytest.fixture(scope="session")
def entail() -> Judge:
    """Return all that owlrl makes of some triples, without its complaints."""

    def closure(stated: Iterable[Triple]) -> set[Triple]:
        graph = rdflib.Graph()
        text = "\n".join(" ".join(triple) + " ." for triple in stated)
        for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
            graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        complaints = set(graph.subjects(rdflib.RDF.type, ERRNS.ErrorMessage))
        return {(_text(s), _text(p), _text(o)) for s, p, o in graph if s not in complaints}

    return closure


def _rdflib(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language, normalize=False)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _text(term: Node) -> str:
    if isinstance(term, rdflib.URIRef):
        return f"<{term}>"
    if isinstance(term, rdflib.BNode):
        return f"_:{term}"
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return str(ox.Literal(str(term), language=term.language))
    datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
    return str(ox.Literal(str(term), datatype=datatype))
