"""The very queries that editors send, over bilat's own graph: they need no further configuration."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pyoxigraph
import pytest
from clients import served
from werkzeug.test import Client

from bilat.graph.releases.release import Release
from bilat.project import Project
from bilat.settings import Settings
from bilat.vocab import BASE

PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
"""
NAMESPACES = "SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }"
EXAMPLES = """SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:label|rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|spex:describe ?query .
} ORDER BY ?sq"""
SCHEMA = """SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  {
    ?cp void:class ?subjectClass ; void:entities ?count ; void:propertyPartition ?pp .
    ?pp void:property ?prop .
    OPTIONAL {
      { ?pp void:classPartition [ void:class ?objectClass ] }
      UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
    }
  } UNION {
    ?linkset void:subjectsTarget [ void:class ?subjectClass ] ; void:linkPredicate ?prop ;
      void:objectsTarget [ void:class ?objectClass ] .
  }
}"""
#: As sparql-llm and LangChain ask, which put the answers before a model.
MEANINGS = """SELECT DISTINCT * WHERE {
  ?cls a owl:Class ; rdfs:label ?label . OPTIONAL { ?cls rdfs:comment ?comment }
}"""
CLASSES = "SELECT ?class WHERE { [] void:classPartition/void:class ?class }"
PROPERTIES = "SELECT ?property WHERE { [] void:propertyPartition/void:property ?property }"
#: What is written by hand of the dataset itself.
OF_DATASET = {
    term
    for quad in pyoxigraph.parse(path=Project.at().root / "data" / "dataset.trig")
    for term in (quad.predicate, quad.object)
}
GRAPHS = "SELECT ?name WHERE { ?set sd:namedGraph/sd:name ?name }"

Ask = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def own(own_release: Release) -> Iterator[Client]:
    """Return a client of a server of bilat's own graph."""
    with served(own_release, Settings.read({}, workers=2, worker_megabytes=256)) as client:
        yield client


@pytest.fixture(scope="module")
def ask(own: Client) -> Ask:
    """Return a function that sends a query as a browser does, and returns its rows."""

    def send(text: str) -> list[dict[str, str]]:
        headers = {"Accept": "application/sparql-results+json", "Origin": "https://editor.example"}
        form = {"query": PREFIXES + text}
        response = own.post("/sparql", data=form, headers=headers, buffered=True)
        assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")
        rows = json.loads(response.data)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]

    return send


def test_prefixes(ask: Ask) -> None:
    """Each prefix once, so that an editor can declare it."""
    found = {row["prefix"]: row["namespace"] for row in ask(NAMESPACES)}
    assert found["bilat"] == "https://w3id.org/bilat/def#"
    assert len(found) == len(ask(NAMESPACES))


def test_examples_run(ask: Ask, own: Client) -> None:
    """Each example has a question and a whole query that the endpoint takes."""
    rows = ask(EXAMPLES)
    assert len(rows) > 50
    for row in rows:
        assert row["comment"].endswith("?")
        response = own.get("/sparql", query_string={"query": row["query"], "truncate": "true"}, buffered=True)
        assert (response.status_code, row["sq"]) == (200, row["sq"])


def test_completion(ask: Ask) -> None:
    """Classes lead to their properties, and these to classes or datatypes, as the data has them."""
    rows = ask(SCHEMA)
    bilat = "https://w3id.org/bilat/def#"
    subjects = {row["subjectClass"] for row in rows}
    assert f"{bilat}Passage" in subjects
    assert any(row.get("objectDatatype", "").endswith("#integer") for row in rows)
    for row in [row for row in rows if "objectClass" in row][:40]:
        test = "ASK { ?s a <%(subjectClass)s> ; <%(prop)s> [ a <%(objectClass)s> ] }" % row  # noqa: UP031
        assert ask_truth(ask, test), row


def test_schema_has_what_follows(ask: Ask) -> None:
    """The schema has each property of those who are said to be of a class, or of all where nobody is."""
    ours = "https://w3id.org/bilat/def#"
    pairs = {(row["subjectClass"], row["prop"]) for row in ask(SCHEMA)}
    assert (f"{ours}Country", f"{ours}concernedIn") in pairs
    layers = ", ".join(
        f"<https://w3id.org/bilat/graph/{name}>" for name in ("catalogue", "inferred", "shapes")
    )
    said = f"GRAPH ?g {{ ?s a ?c }} FILTER(?g NOT IN ({layers}))"
    others = f"?s a ?c FILTER NOT EXISTS {{ {said.replace('?s', '?other')} }}"
    found = ask(
        f"SELECT DISTINCT ?c ?p {{ {{ {said} }} UNION {{ {others} }} ?s ?p ?o "
        f"FILTER STRSTARTS(STR(?c), '{ours}') }}"
    )
    assert (f"{ours}PartnerCountry", f"{ours}concernedIn") in pairs
    assert {(row["c"], row["p"]) for row in found} == {pair for pair in pairs if pair[0].startswith(ours)}


def ask_truth(ask: Ask, text: str) -> bool:
    """Return whether a pattern is in the graph."""
    return ask(text.replace("ASK", "SELECT (1 AS ?one)", 1) + " LIMIT 1") != []


def test_classes_and_properties(ask: Ask) -> None:
    """The partitions are those of the data, all of it; what is written of the dataset itself counts too."""
    classes = {row["class"] for row in ask(CLASSES)}
    properties = {row["property"] for row in ask(PROPERTIES)}
    data = "GRAPH ?g { ?s %s ?x } FILTER(?g != <https://w3id.org/bilat/graph/catalogue> && isIRI(?x))"
    found = {row["x"] for row in ask("SELECT DISTINCT ?x { " + data % "a" + " }")}
    assert classes - found <= {term.value for term in OF_DATASET}
    assert found <= classes
    used = "GRAPH ?g { ?s ?x ?o } FILTER(?g != <https://w3id.org/bilat/graph/catalogue>)"
    found = {row["x"] for row in ask("SELECT DISTINCT ?x { " + used + " }")}
    assert properties - found <= {term.value for term in OF_DATASET}
    assert found <= properties


def test_named_graphs(ask: Ask) -> None:
    """The service description names every graph, its own too."""
    named = {row["name"] for row in ask(GRAPHS)}
    there = {row["g"] for row in ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert named == there


def test_same_at_well_known_places(own: Client, ask: Ask) -> None:
    """Who reads documents instead finds the same examples there."""
    body = own.get("/.well-known/sparql-examples", buffered=True).data
    quads = list(pyoxigraph.parse(body, pyoxigraph.RdfFormat.TURTLE))
    kind = "<http://www.w3.org/ns/shacl#SPARQLExecutable>"
    assert {quad.subject.value for quad in quads if str(quad.object) == kind} == {
        row["sq"] for row in ask(EXAMPLES)
    }


def test_entity_is_whole_in_every_form(own: Client) -> None:
    """The forms of a description say the same, as far as each can."""
    said = {}
    for suffix in ("ttl", "nt", "rdf", "jsonld", "trig", "nq"):
        form = pyoxigraph.RdfFormat.from_extension(suffix)
        assert form is not None
        body = own.get(f"/id/japan.{suffix}", buffered=True).data
        said[suffix] = {str(quad.triple) for quad in pyoxigraph.parse(body, form)}
    assert len(said["ttl"]) > 100
    assert all(triples == said["ttl"] for triples in said.values())


def test_what_classes_mean(ask: Ask) -> None:
    """Agents read the meaning of a class from its comment, whatever property it is stated with."""
    comments = {row["cls"]: row.get("comment", "") for row in ask(MEANINGS)}
    assert comments[f"{BASE}def#Body"] == "An organisation with a name of its own."
    assert [name for name in comments if not comments[name]] == []
