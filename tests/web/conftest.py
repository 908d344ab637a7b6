"""A small release on disk, and the application over it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any

import pytest
import zstandard
from rdflib import URIRef
from werkzeug.test import Client, TestResponse

from bilat.errors import Place
from bilat.graph.index.findings import write_findings
from bilat.graph.index.schema import INDEXES, SCHEMA, VERSION
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import INDEX, Release
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.json import as_json
from bilat.graph.report.scope import Scope
from bilat.settings import Settings
from bilat.web.app import App, create_app
from bilat.web.http.cache import Cache

BASE = "https://w3id.org/bilat/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
SOURCE = "<http://www.w3.org/ns/oa#hasSource>"
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
QUADS = "".join(
    sorted(
        [
            f'<{BASE}def#Country> {LABEL} "country"@en <{BASE}graph/ontology> .\n',
            f'<{BASE}def#partner> {LABEL} "partner"@en <{BASE}graph/ontology> .\n',
            f'<{BASE}id/japan> {LABEL} "Japan"@en <{BASE}graph/reference> .\n',
            f'<{BASE}source/b/19> {LABEL} "B19" <{BASE}graph/sources> .\n',
            f"<{BASE}source/b/19> {SOURCE} <{BASE}source/b> <{BASE}graph/sources> .\n",
            f'<{BASE}questions/partners> {LABEL} "Who are partners?"@en <{BASE}graph/catalogue> .\n',
            f"<{BASE}id/japan> <{BASE}def#partner> <{BASE}id/eu> <{BASE}source/b/19> .\n",
            f"<{BASE}id/japan> <{BASE}def#partner> <{BASE}id/eu> <{BASE}source/b/20> .\n",
            f'<{BASE}id/eu> {LABEL} "European <Union>"@en <{BASE}graph/reference> .\n',
            f"<{BASE}id/eu> <{BASE}def#page> <javascript:alert(1)> <{BASE}graph/reference> .\n",
            *(f'<{BASE}id/n{n}> <{BASE}def#number> "{n}"^^{INTEGER} <{BASE}graph/n> .\n' for n in range(300)),
        ]
    )
)
CATALOGUE = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/bilat/dataset> a dcat:Dataset ;
  dcterms:title "Partners"@en ; dcterms:issued "2026-01-02"^^xsd:date ;
  dcterms:license <https://example.org/licence> .
<https://w3id.org/bilat/dataset#service> a sd:Service ; sd:endpoint <https://w3id.org/bilat/sparql> .
<https://w3id.org/bilat/dataset#prefixes> sh:declare <https://w3id.org/bilat/dataset#prefix/bilat> .
<https://w3id.org/bilat/dataset#prefix/bilat> sh:prefix "bilat" ;
  sh:namespace "https://w3id.org/bilat/def#"^^xsd:anyURI .
<https://w3id.org/bilat/questions/partners> a sh:SPARQLExecutable ; rdfs:comment "Who are partners?"@en ;
  sh:select "SELECT * { ?s ?p ?o }" .
"""
SCOPE = Scope(
    files=("data/facts.trig",), statements=310, shapes=((f"{BASE}shapes#Thing", 7),), checks=("circle",)
)
FINDINGS = (
    Finding(
        severity=Severity.WARNING,
        rule=f"{BASE}shapes#Thing",
        message="A <date> is missing.",
        remedy="State it.",
        focus=URIRef(f"{BASE}id/japan"),
        path=f"{BASE}def#date",
        passage=URIRef(f"{BASE}source/b/19"),
        place=Place("data/facts.trig", 3, 1),
    ),
    Finding(severity=Severity.INFO, rule="circle", message="A circle."),
)
QUESTION = {
    "id": "partners",
    "question": "Who are <partners>?",
    "theme": "actors",
    "keywords": ["partner"],
    "includes": "Stated ones only.",
    "form": "select",
    "text": f"SELECT ?who WHERE {{ ?who <{BASE}def#partner> ?with }}\n",
}
COVERAGE = {
    "complete": True,
    "documents": [
        {
            "iri": f"{BASE}source/b",
            "label": "Document B",
            "statements": 2,
            "withoutStatement": [],
            "withoutFactOfItsOwn": [],
            "passages": [{"iri": f"{BASE}source/b/19", "label": "B19", "kind": "sentence", "statements": 1}],
        }
    ],
    "statementsWithoutPassage": [],
}
NAMES = {
    "prefixes": {"bilat": f"{BASE}def#", "id": f"{BASE}id/"},
    "context": {
        "@version": 1.1,
        "iri": "@id",
        "bilat": f"{BASE}def#",
        "id": f"{BASE}id/",
        "label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label", "@language": "en"},
        "unused": f"{BASE}def#unused",
    },
}


#: The same as the index has it.
DOCUMENTS = [(1, f"{BASE}source/b", "Document B", "", 0, "", 1, 1, 1, 0, 1)]
PASSAGES = [(1, 1, f"{BASE}source/b/19", "B19", 19, "sentence", "", "", 0, None, None, "", 0, 1)]


def index_of(
    findings: Iterable[Finding] = (),
    documents: Iterable[tuple[Any, ...]] = (),
    passages: Iterable[tuple[Any, ...]] = (),
) -> bytes:
    """Return an index with findings, with rows of documents and of their passages, and nothing else."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(f"{SCHEMA} {INDEXES} PRAGMA user_version = {VERSION};")
        database.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", documents)
        database.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", passages
        )
        write_findings(database, findings)
        database.commit()
        return database.serialize()


@pytest.fixture(scope="session")
def index_with() -> Callable[..., bytes]:
    """Return what makes an index with findings, or with documents and passages, and nothing else."""
    return index_of


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    turtle = "<a:b> <a:c> <a:d> .\n" * 1_000
    files = {
        "bilat.nq": QUADS,
        "catalogue.ttl": CATALOGUE,
        "downloads/bilat.ttl": turtle,
        "downloads/bilat.nt": "<a:b> <a:c> <a:d> .\n",
        "coverage.json": json.dumps(COVERAGE),
        "questions.json": json.dumps([QUESTION]),
        "vocabulary.json": json.dumps(NAMES),
        "report.html": "<!DOCTYPE html><title>Report</title>",
        "report.json": "".join(as_json(FINDINGS, SCOPE)),
        "report.ttl": "# nothing\n",
    }
    contents = {name: text.encode() for name, text in files.items()}
    contents[INDEX] = index_of(FINDINGS, DOCUMENTS, PASSAGES)
    contents["downloads/bilat.ttl.gz"] = gzip.compress(turtle.encode(), mtime=0)
    contents["downloads/bilat.ttl.zst"] = zstandard.compress(turtle.encode())
    return publish(tmp_path_factory.mktemp("releases"), contents)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.read({}, workers=2, worker_megabytes=256, query_seconds=60.0)


@pytest.fixture(scope="session")
def app(release: Release, settings: Settings) -> Iterator[App]:
    app = create_app(release.root, settings)
    yield app
    app.close()


class WholeClient(Client):
    """A client that reads each response to its end, and so closes what it comes from."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture
def client(app: App) -> Client:
    return WholeClient(app)


@pytest.fixture(scope="session")
def own_app(own_release: Release, settings: Settings) -> Iterator[App]:
    """Return the application over bilat's own graph."""
    app = create_app(own_release.root, settings)
    yield app
    app.close()


@pytest.fixture
def own_client(own_app: App) -> Client:
    return WholeClient(own_app)


@pytest.fixture
def uncached_client(own_app: App, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a client of a server that keeps no answers, for tests that make limits of its code smaller."""
    monkeypatch.setattr(own_app, "cache", Cache(0))
    return WholeClient(own_app)


@pytest.fixture
def query(client: Client) -> Callable[..., TestResponse]:
    """Return a function that sends a query in the URL."""

    def send(text: str, accept: str = "*/*", **parameters: str) -> TestResponse:
        return client.get("/sparql", query_string={"query": text, **parameters}, headers={"Accept": accept})

    return send
