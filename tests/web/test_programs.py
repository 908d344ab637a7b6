"""Programs of others that speak SPARQL, as their users have them: whatever they send is understood."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import SPARQLWrapper
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from running import Server

#: They warn of themselves.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

GRAPH = "https://w3id.org/bilat/graph/n"
SELECT = "SELECT * { ?s ?p ?o } LIMIT 2"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 2"
ROWS = (SPARQLWrapper.JSON, SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV)
TRIPLES = (
    SPARQLWrapper.TURTLE,
    SPARQLWrapper.N3,
    SPARQLWrapper.RDF,
    SPARQLWrapper.RDFXML,
    SPARQLWrapper.XML,
    SPARQLWrapper.JSONLD,
    SPARQLWrapper.JSON,
)


@pytest.fixture(scope="module")
def server(release) -> Iterator[Server]:
    server = Server(release.root)
    yield server
    assert server.end() == 0


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize("way", [SPARQLWrapper.URLENCODED, SPARQLWrapper.POSTDIRECTLY])
@pytest.mark.parametrize(
    ("text", "form"), [(SELECT, form) for form in ROWS] + [(CONSTRUCT, form) for form in TRIPLES]
)
def test_sparqlwrapper(server, method, way, text, form) -> None:
    """SPARQLWrapper gets each form by each way; it names the form several times over."""
    client = SPARQLWrapper.SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql")
    client.setQuery(text)
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setReturnFormat(form)
    found = client.queryAndConvert()
    if isinstance(found, Graph):
        assert len(found) == 2
    else:
        assert found


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rdflib(server, method, form) -> None:
    """A graph of rdflib over the endpoint is read as if it were here."""
    store = SPARQLStore(f"http://127.0.0.1:{server.port}/sparql", returnFormat=form, method=method)
    assert len(Graph(store).query(SELECT)) == 2
    names = {str(context) for context in store.contexts()}
    assert GRAPH in names
    part = Graph(store, identifier=URIRef(GRAPH))
    assert 0 < len(part) < len(Graph(store))
