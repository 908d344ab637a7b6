"""The application over the data of the SPARQL suites, and the ways to ask it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import pyoxigraph as ox
from w3c.manifest import QT, RDFS, UT, entries, iri_of, path_of
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse

from bilat.engine.workers.pool import Pool
from bilat.graph.releases.publish import publish
from bilat.settings import Settings
from bilat.web.app import App

DIRECT: Final = "application/sparql-query"
#: A graph with nothing in it, for tests that need no data.
NOTHING: Final = "urn:nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The graphs that a test runs on, as the protocol names them; none at all leaves it to the query."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of a request."""
        return [
            *(("default-graph-uri", iri) for iri in self.default),
            *(("named-graph-uri", iri) for iri in self.named),
        ]


class Endpoint:
    """An application with its processes.

    Args:
        app: ended by `close`.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self.client = Client(app)

    @classmethod
    def over(cls, root: Path, place: Path) -> Self:
        """Return the application over all data below a folder, published at a place."""
        quads = place / "w3c.nq"
        quads.write_text("".join(f"{quad} .\n" for quad in _data(root / "sparql")), "utf-8")
        # Nothing is kept: a test that finds the data unchanged has to look at the data.
        settings = Settings.read({}, workers=2, worker_megabytes=512, cache_bytes=0)
        # A release is RDF 1.1, and each of its literals is written as the engine writes it; the data of the
        # suites is neither. So the engine has a file of its own, and the pages have a release of nothing.
        return cls(App(publish(place, {"bilat.nq": b""}), Pool(quads, settings), settings))

    def close(self) -> None:
        """End all processes."""
        self._app.close()

    def count(self) -> int:
        """Return the number of statements, in the default graph and in all others."""
        text = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        response = self.get(text, "application/sparql-results+json", Dataset())
        return int(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])

    def get(self, text: str, accept: str, dataset: Dataset) -> TestResponse:
        """Ask by GET."""
        parameters = MultiDict([("query", text), *dataset.parameters()])
        return self.client.get("/sparql", query_string=parameters, headers={"Accept": accept}, buffered=True)

    def post_form(self, text: str, accept: str, dataset: Dataset) -> TestResponse:
        """Ask by POST of a form."""
        parameters = MultiDict([("query", text), *dataset.parameters()])
        return self.client.post("/sparql", data=parameters, headers={"Accept": accept}, buffered=True)

    def post(self, text: str | bytes, accept: str, dataset: Dataset) -> TestResponse:
        """Ask by POST of the query itself."""
        return self._send("POST", text, accept, dataset)

    def query(self, text: str, accept: str, dataset: Dataset) -> TestResponse:
        """Ask by the method QUERY."""
        return self._send("QUERY", text, accept, dataset)

    def _send(self, method: str, text: str | bytes, accept: str, dataset: Dataset) -> TestResponse:
        return self.client.open(
            "/sparql",
            method=method,
            query_string=MultiDict(dataset.parameters()),
            data=text,
            content_type=DIRECT,
            headers={"Accept": accept},
            buffered=True,
        )


def problem_in(response: TestResponse) -> dict[str, Any]:
    """Return the members of a problem (RFC 9457)."""
    assert response.mimetype == "application/problem+json"
    problem: dict[str, Any] = json.loads(response.data)
    return problem


def read_graphs(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a data file; what it says outside any graph goes to the graph of its own IRI."""
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    assert form is not None, path
    own = ox.NamedNode(iri_of(path))
    for quad in ox.parse(path=path, format=form, base_iri=own.value, rename_blank_nodes=True):
        graph = own if quad.graph_name == ox.DefaultGraph() else quad.graph_name
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _data(folder: Path) -> Iterator[ox.Quad]:
    """Yield all data: every file that is read into its own graph, for queries name such files in FROM."""
    files = {path for ending in ("ttl", "nt", "rdf") for path in folder.rglob(f"*.{ending}")}
    for entry in entries("sparql"):
        files |= {path_of(iri) for iri in entry.facts.iris(entry.action, f"{QT}data")}
    for path in sorted(files):
        if not path.name.startswith("manifest"):
            try:
                yield from read_graphs(path)
            except SyntaxError:
                # A test that names this file fails by itself, for want of data.
                continue
    yield from _labelled()


def _labelled() -> Iterator[ox.Quad]:
    """Yield the data that the tests of the protocol want under another name."""
    for entry in entries("sparql/sparql11/protocol"):
        facts = entry.facts
        for graph in facts.all(entry.node, f"{UT}graphData"):
            name = ox.NamedNode(facts.text(graph, f"{RDFS}label"))
            for quad in read_graphs(path_of(facts.text(graph, f"{UT}graph"))):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def graphs_in(path: Path) -> Iterable[str]:
    """Return the names of the named graphs that a file writes."""
    own = iri_of(path)
    return sorted({quad.graph_name.value for quad in read_graphs(path)} - {own})  # type: ignore[union-attr]
