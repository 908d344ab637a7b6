"""The JSON-LD context: a short key for every term, and a document that reads like plain JSON."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld as pyld
from rdflib import URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD

from bilat.graph.formats.jsonld import jsonld
from bilat.graph.formats.quads import Quad, nquads, quads_of
from bilat.graph.source.load import Source
from bilat.project import Project
from bilat.vocab import BILAT, CATALOGUE, ONTOLOGY, SHAPES_GRAPH

#: Values of these are terms of the ontology, written as their keys.
OF_TERMS = {"missing", "openEnded"}
#: Values of these have one of several datatypes, and a key for each.
BY_DATATYPE = {
    **{
        name: {"": "date", "Month": "gYearMonth", "Year": "gYear"}
        for name in ("begins", "date", "ends", "since")
    },
    "value": {"": "integer", "Decimal": "decimal"},
}
#: Values of these are text in English.
ENGLISH = {"name", "personTitle"}

Context = dict[str, Any]


@pytest.fixture(scope="module")
def context() -> Context:
    path = Project.at().context
    assert path is not None
    loaded: Context = json.loads(path.read_text("utf-8"))["@context"]
    return loaded


def local_names(source: Source, *kinds: URIRef) -> list[str]:
    """Return the names of the core's terms of some kinds."""
    found = {term for kind in kinds for term in source.ontology.subjects(RDF.type, kind)}
    return sorted(str(term)[len(BILAT) :] for term in found if str(term).startswith(BILAT))


def wanted(source: Source) -> Iterator[tuple[str, Any, Any]]:
    """Yield each key that the context needs, a value for it, and what the two expand to."""
    for name in local_names(source, OWL.Class):
        yield "type", name, [str(BILAT[name])]
    for name in local_names(source, OWL.ObjectProperty):
        value, iri = (
            ("topic", BILAT.topic) if name in OF_TERMS else ("id:japan", "https://w3id.org/bilat/id/japan")
        )
        yield name, value, [{"@id": str(iri)}]
    for name in local_names(source, OWL.DatatypeProperty):
        declared = source.ontology.value(BILAT[name], RDFS.range)
        if name in ENGLISH:
            yield name, "x", [{"@value": "x", "@language": "en"}]
        elif name in BY_DATATYPE:
            for suffix, datatype in BY_DATATYPE[name].items():
                yield name + suffix, "1", [{"@value": "1", "@type": str(XSD[datatype])}]
        elif declared in (None, XSD.string):
            yield name, "x", [{"@value": "x"}]
        else:
            yield name, "1", [{"@value": "1", "@type": str(declared)}]


def problems(source: Source, context: Context) -> list[str]:
    """Return what the context lacks or gets wrong, one line a key."""
    found = []
    for key, value, expected in wanted(source):
        (node,) = pyld.expand({"@context": context, "iri": "id:x", key: value}) or [{}]
        base = next((name for name in BY_DATATYPE if key.startswith(name) and key != name), key)
        result = node.get("@type" if key == "type" else str(BILAT[base if base in BY_DATATYPE else key]))
        if result != expected:
            found.append(f"{key}: {value} reads as {result} instead of {expected}")
    return found


def test_every_term_of_the_core_has_a_key_that_expands_right(source: Source, context: Context) -> None:
    """Classes, properties and their datatypes."""
    assert len(list(wanted(source))) > 120
    found = problems(source, context)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "key", ["Country", "topic", "dateYear", "order", "openEnded", "name", "abbreviation"]
)
def test_a_missing_key_is_noticed(source: Source, context: Context, key: str) -> None:
    """The check can fail: without the key there is a problem."""
    without = copy.deepcopy(context)
    del without[key]
    assert problems(source, without)


@pytest.mark.parametrize(
    ("key", "definition"),
    [
        ("topic", "bilat:topic"),
        ("order", "bilat:order"),
        ("name", "bilat:name"),
        ("actor", {"@id": "bilat:role", "@type": "@id"}),
        ("earliest", {"@id": "bilat:earliest", "@type": "xsd:gYear"}),
    ],
)
def test_a_wrong_definition_is_noticed(
    source: Source, context: Context, key: str, definition: object
) -> None:
    """A key of the wrong term, or without its type or language, is a problem."""
    assert problems(source, context | {key: definition})


def test_no_key_stands_for_a_term_that_does_not_exist(source: Source, context: Context) -> None:
    """Each key that leads into our namespace leads to a defined term."""
    defined = {str(term) for term in source.ontology.subjects()}
    terms = [key for key, value in context.items() if not key.startswith("@") and "bilat:" in str(value)]
    for key in terms:
        value = context[key]
        iri = (value if isinstance(value, str) else value["@id"]).replace("bilat:", str(BILAT))
        assert iri in defined, key


def test_prefixes_are_those_of_the_files(source: Source, context: Context) -> None:
    """A prefix of the context stands for what it stands for in the Turtle files."""
    for prefix, namespace in source.prefixes.items():
        if isinstance(context.get(prefix), str) and "://" in context[prefix]:
            assert context[prefix] == namespace, prefix


def compacted(source: Source, context: Context, *without: URIRef) -> tuple[tuple[Quad, ...], bytes]:
    quads = [quad for quad in quads_of(source.dataset) if quad.graph.strip("<>") not in map(str, without)]
    return tuple(quads), jsonld(quads, context)


def canonical(body: bytes, form: ox.RdfFormat) -> list[str]:
    dataset = ox.Dataset(ox.parse(body, form, without_named_graphs=False))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def test_compaction_keeps_every_statement(source: Source, context: Context) -> None:
    """The whole graph, shortened and read again by another parser, says the same."""
    quads, body = compacted(source, context)
    assert canonical(body, ox.RdfFormat.JSON_LD) == canonical(nquads(quads), ox.RdfFormat.N_QUADS)


def keys_and_values(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each key with each of its plain values, language maps as their texts."""
    if isinstance(value, list):
        for item in value:
            yield from keys_and_values(item, key)
    elif isinstance(value, dict) and key != "altLabel":
        for inner, item in value.items():
            if inner != "@context":
                yield inner, item
                yield from keys_and_values(item, inner)


def test_a_document_reads_like_plain_json(source: Source, context: Context) -> None:
    """Data have short keys only, and values that are text: no value objects, no long IRIs of ours."""
    _, body = compacted(source, context, ONTOLOGY, SHAPES_GRAPH, CATALOGUE)
    for key, value in keys_and_values(json.loads(body)):
        assert key in context
        assert not key.startswith("@")
        assert ":" not in key
        for item in value if isinstance(value, list) else [value]:
            assert not isinstance(item, dict) or "@value" not in item, (key, item)
            assert not str(item).startswith("https://w3id.org/bilat/"), (key, item)


def test_things_and_values_are_compact(source: Source, context: Context) -> None:
    """A country as a reader meets it."""
    _, body = compacted(source, context, ONTOLOGY, SHAPES_GRAPH, CATALOGUE)
    graphs = {graph["iri"]: graph["graph"] for graph in json.loads(body)["graph"]}
    nodes = {node["iri"]: node for node in graphs["graphs:reference"]}
    japan = nodes["id:japan"]
    assert japan["isoAlpha2"] == "JP"
    assert japan["locatedIn"] == "scheme:region/asia"
    assert japan["sameAs"] == "wd:Q17"
    assert japan["altLabel"]["fr"] == "Japon"
    signed = next(node for node in graphs["b:29"] if node["iri"] == "id:korea-5g-declaration--signed")
    assert signed["date"] == "2014-06-16"
    assert signed["precision"] == "scheme:precision/day"
