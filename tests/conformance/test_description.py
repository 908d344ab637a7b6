"""SPARQL 1.1 Service Description: what the endpoint of our own graph says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
import pytest
from clients import served
from w3c.known import cases
from w3c.manifest import RDF, Entry, entries
from werkzeug.test import Client

from bilat.graph.releases.release import Release
from bilat.settings import Settings

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = ox.NamedNode(f"{RDF}type")
_ADDRESS: Final = "http://localhost/sparql"
_FORMS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
#: Properties of the vocabulary with the class of what has them and of what they lead to (3.2 to 3.4).
_SCHEMA: Final = {
    "endpoint": ("Service", None),
    "feature": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultEntailmentRegime": ("Service", None),
    "defaultSupportedEntailmentProfile": ("Service", None),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", None),
    "propertyFeature": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", None),
    "supportedEntailmentProfile": ("NamedGraph", None),
}
_VALUES: Final = {
    "feature": {
        "DereferencesURIs",
        "UnionDefaultGraph",
        "RequiresDataset",
        "EmptyGraphs",
        "BasicFederatedQuery",
    },
    "supportedLanguage": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
}


@pytest.fixture(scope="module")
def client(own_release: Release) -> Iterator[Client]:
    with served(own_release, Settings.read({}, workers=1)) as client:
        yield client


def _tests(fragment: str) -> list[Entry]:
    return [
        each for each in entries("sparql/sparql11/service-description") if each.name.endswith(f"#{fragment}")
    ]


def description(client: Client, form: ox.RdfFormat) -> ox.Dataset:
    """Return what the endpoint answers when it is asked nothing."""
    response = client.get("/sparql", headers={"Accept": form.media_type}, buffered=True)
    assert response.status_code == 200
    assert response.mimetype == form.media_type
    return ox.Dataset(ox.parse(response.data, form))


def typed(quads: ox.Dataset, name: str) -> list[ox.NamedNode | ox.BlankNode]:
    """Return the things of a class of the vocabulary."""
    found = quads.quads_for_object(ox.NamedNode(_SD + name))
    return [quad.subject for quad in found if quad.predicate == _TYPE]  # type: ignore[misc]


@pytest.mark.parametrize(("entry", "form"), cases(_tests("returns-rdf"), _FORMS))
def test_rdf(client: Client, entry: Entry, form: str) -> None:
    """A GET without a query is answered in RDF, in the form asked for."""
    assert len(typed(description(client, _FORMS[form]), "Service")) == 1


@pytest.mark.parametrize("entry", cases(_tests("has-endpoint-triple")))
def test_endpoint(client: Client, entry: Entry) -> None:
    """The description says where the endpoint is: at the address where it was asked."""
    quads = description(client, ox.RdfFormat.TURTLE)
    found = {quad.object for quad in quads.quads_for_predicate(ox.NamedNode(f"{_SD}endpoint"))}
    assert ox.NamedNode(_ADDRESS) in found


@pytest.mark.parametrize("entry", cases(_tests("conforms-to-schema")))
def test_schema(client: Client, entry: Entry) -> None:
    """Each property of the vocabulary stands between things of the classes that it is for."""
    quads = description(client, ox.RdfFormat.TURTLE)
    said = [quad for quad in quads if quad.predicate.value.startswith(_SD)]
    assert {"endpoint", "supportedLanguage", "resultFormat", "defaultDataset"} <= {
        _local(quad.predicate) for quad in said
    }
    for quad in said:
        name = _local(quad.predicate)
        subject_class, object_class = _SCHEMA[name]
        assert quad.subject in typed(quads, subject_class)
        assert not isinstance(quad.object, ox.Literal)
        assert object_class is None or quad.object in typed(quads, object_class)
        assert name not in _VALUES or _local(quad.object) in _VALUES[name]
    for graph in typed(quads, "NamedGraph"):
        names = [quad for quad in quads.quads_for_subject(graph) if quad.predicate.value == f"{_SD}name"]
        assert len(names) == 1


def _local(term: ox.NamedNode) -> str:
    return term.value.removeprefix(_SD)
