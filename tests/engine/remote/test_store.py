"""An engine over a store made by others: real Oxigraph, real Virtuoso, and servers that answer badly."""

from __future__ import annotations

import csv
import gc
import http.server
import io
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from stores import STORES, Store, oxigraph

from bilat.engine import formats
from bilat.engine.interface import Cancellation, Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.remote.dialect import OXIGRAPH
from bilat.engine.remote.publish import Publisher
from bilat.engine.remote.store import Remote
from bilat.errors import (
    BilatError,
    EndpointFailed,
    Overloaded,
    QueryRefused,
    QuerySyntaxError,
    RequestError,
    SettingError,
)
from bilat.graph.queries.saved import saved_queries
from bilat.graph.releases.release import Release
from bilat.project import Project
from bilat.settings import Settings

LIMITS = Limits(seconds=30, rows=10_000, bytes=10_000_000)
#: Virtuoso sorts text by the rules of another alphabet: capitals and small letters, and signs before them.
OTHER_ORDER = {
    "virtuoso": {
        "5g-declarations-without-a-date",
        "everything-about-japan",
        "inferred-partners",
        "reason-for-growing-cooperation",
        "things-about-5g",
        "whom-aims-are-to-help",
    }
}
PREFIXES = """PREFIX bilat: <https://w3id.org/bilat/def#>
PREFIX graph: <https://w3id.org/bilat/graph/>
PREFIX id: <https://w3id.org/bilat/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
SEE_ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20"


def remote(url: str, release: Release | None = None, **settings: object) -> Remote:
    """Return an engine over a store; over all of it where no release is named."""
    dataset = {} if release else {"engine_dataset": "union"}
    chosen = Settings.read({}, engine=url, engine_rest_seconds=0.2, **dataset, **settings)  # type: ignore[arg-type]
    return Remote(chosen, release.id if release else "", release.graphs if release else {})


def only(name: str) -> pytest.MarkDecorator:
    """Have a test run with one store: what it shows is true of that one."""
    return pytest.mark.parametrize("store", [name], indirect=True)


@pytest.fixture(scope="module", params=sorted(STORES))
def store(request, own_release, tmp_path_factory) -> Iterator[tuple[str, Store]]:
    """Run a store with our release in it."""
    with STORES[request.param](tmp_path_factory.mktemp(request.param)) as running:
        publisher = Publisher(running.url, None, 120)
        publisher.publish(own_release.quads, own_release.id, own_release.graphs, lambda *_: None)
        publisher.close()
        yield request.param, running


@pytest.fixture(scope="module")
def engine(store, own_release) -> Iterator[Remote]:
    """Return the engine over it."""
    engine = remote(store[1].url, own_release)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def embedded(own_release) -> Oxigraph:
    """Return the same release in the embedded engine."""
    return Oxigraph.load(own_release.quads)


def test_questions_have_the_same_answers(store, engine, embedded, own_project: Project) -> None:
    """Every competency question is answered as the embedded engine does, in the order that it asks for."""
    others = set()
    for question in saved_queries(own_project):
        operation = Operation(text=question.text)
        ours, theirs = (each.run(operation, formats.CSV, LIMITS).body for each in (embedded, engine))
        assert Counter(_rows(ours)) == Counter(_rows(theirs)), question.id
        if _rows(ours) != _rows(theirs):
            others.add(question.id)
    assert others <= OTHER_ORDER.get(store[0], set())


def _rows(body: bytes) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(bytes(body).decode()))]


def test_formats_are_those_of_the_embedded_engine(engine, embedded) -> None:
    """Truth values, rows and graphs come in every format, octet for octet."""
    id_japan = "<https://w3id.org/bilat/id/japan>"
    label = f"{{ {id_japan} <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"
    asked = {
        f"SELECT ?label {label} ORDER BY ?label": formats.ROWS,
        f"ASK {label}": formats.ROWS,
        "ASK { <urn:nothing> ?p ?o }": formats.ROWS,
        f"CONSTRUCT {{ {id_japan} <urn:x:n> ?label }} WHERE {label}": (formats.TURTLE, formats.N_TRIPLES),
    }
    for text, media_types in asked.items():
        for media_type in media_types:
            ours, theirs = (each.run(Operation(text=text), media_type, LIMITS) for each in (embedded, engine))
            assert sorted(bytes(ours.body).split(b"\n")) == sorted(theirs.body.split(b"\n"))
            assert (ours.kind, ours.empty) == (theirs.kind, theirs.empty)


def test_values_of_variables(engine, embedded) -> None:
    """A variable that is bound has its value, in SELECT by its name, also as the name of a graph."""
    text = "SELECT ?thing ?p { { GRAPH ?thing { ?s ?p ?o } } UNION { ?thing ?p ?o } } ORDER BY ?p"
    for iri in ("https://w3id.org/bilat/graph/reference", "https://w3id.org/bilat/id/japan"):
        operation = Operation(text=text, bindings=(("thing", f"<{iri}>"),))
        ours, theirs = (each.run(operation, formats.TSV, LIMITS).body for each in (embedded, engine))
        assert bytes(ours) == theirs
        assert len(theirs.splitlines()) > 3


REPAIRED = [
    "SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m) { ?s a bilat:Plan }",
    "SELECT (COUNT(?d + 1) AS ?n) { ?s bilat:date ?d }",
    'SELECT (GROUP_CONCAT(?v; SEPARATOR="") AS ?x) { VALUES ?v { "a" "b"@en 3 <urn:x> } }',
    "SELECT ?x { id:nowhere bilat:broader* ?x }",
    "SELECT ?x { id:nowhere bilat:broader* ?x } # asked again, told from memory",
    "SELECT ?x { GRAPH graph:reference { ?x bilat:broader? id:nowhere } }",
    "SELECT ?x FROM graph:reference { id:nowhere bilat:broader* ?x }",
    "SELECT ?x { id:japan bilat:broader* ?x }",
    "SELECT ?x { 'nowhere'@en bilat:broader* ?x }",
    "SELECT ?g ?x { GRAPH ?g { id:nowhere bilat:broader* ?x } }",
    "SELECT * { id:japan a ?t FILTER(TRUE) }",
]


@only("oxigraph")
@pytest.mark.parametrize("text", REPAIRED)
def test_engine_elsewhere_is_mended_like_ours(engine, embedded, text) -> None:
    """What is written anew for the embedded engine is written anew for the same engine in a server."""
    ours, theirs = (each.run(named(text), formats.TSV, LIMITS).body for each in (embedded, engine))
    assert sorted(bytes(ours).splitlines()) == sorted(theirs.splitlines())
    assert len(theirs.splitlines()) > 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?s rdfs:label|skos:prefLabel ?l }",
        "SELECT ?x ?l { ?x bilat:topic/(rdfs:label|skos:prefLabel) ?l }",
        "SELECT ?x ?l { ?x ^(bilat:concerns|bilat:concernedIn)/bilat:topic/(rdfs:label|skos:prefLabel) ?l }",
        "SELECT DISTINCT ?x { ?x rdfs:label|skos:prefLabel ?l }",
        "SELECT ?x { GRAPH ?g { ?x bilat:topic|bilat:about ?t } }",
    ],
)
def test_alternatives_of_a_path(engine, embedded, text) -> None:
    """Each alternative has its own solutions, in any store."""
    ours, theirs = (each.run(named(text), formats.CSV, LIMITS).body for each in (embedded, engine))
    assert sorted(bytes(ours).splitlines()) == sorted(theirs.splitlines())
    assert len(theirs.splitlines()) > 1


SAME = [
    "SELECT (GROUP_CONCAT(?o) AS ?x) { SELECT ?o { ?s bilat:order ?o } ORDER BY ?o LIMIT 5 }",
    "SELECT (GROUP_CONCAT(DISTINCT ?l) AS ?x) { id:japan rdfs:label ?l }",
]


@pytest.mark.parametrize("text", SAME)
def test_group_concat_without_a_separator(engine, embedded, text) -> None:
    """GROUP_CONCAT puts a space between values, whether it says so or not."""
    ours, theirs = (each.run(named(text), formats.CSV, LIMITS).body for each in (embedded, engine))
    assert bytes(ours) == theirs


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?x a bilat:Post FILTER(!BOUND(?m)) }",
        "SELECT * { FILTER EXISTS { ?l a ?t } ?x a bilat:Post ; rdfs:label ?l }",
        "SELECT * { GRAPH ?g { ?x a bilat:Post FILTER STRSTARTS(STR(?x), STR(id:)) } ?x rdfs:label ?l }",
        "SELECT * { ?x a bilat:Post { SELECT * { ?x rdfs:label ?l FILTER(!BOUND(?m)) } } }",
        "SELECT * { <urn:x:none> bilat:topic? ?b . ?a a bilat:Post }",
    ],
)
def test_star_shows_what_may_have_values(engine, embedded, text) -> None:
    """SELECT * shows no variable of a FILTER alone, and all others in the order of the query."""
    ours, theirs = (each.run(named(text), formats.TSV, LIMITS).body for each in (embedded, engine))
    assert bytes(ours).splitlines()[0] == theirs.splitlines()[0]


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE id:japan",
        "DESCRIBE ?g { GRAPH ?g { id:japan a ?t } }",
        "DESCRIBE * { GRAPH ?g { id:japan a ?t } }",
    ],
)
def test_description_is_that_of_the_embedded_engine(engine, embedded, text) -> None:
    """DESCRIBE tells what is said of a thing, and nothing of how the store names its graphs."""
    ours, theirs = (each.run(named(text), formats.N_TRIPLES, LIMITS).body for each in (embedded, engine))
    assert sorted(bytes(ours).splitlines()) == sorted(theirs.splitlines())
    assert theirs or "?g {" in text


@only("oxigraph")
def test_rule_of_sparql_that_is_broken(engine) -> None:
    """What is no mistake of grammar is told with its place where the store is our engine."""
    text = "SELECT (YEAR(?d) AS ?y) (COUNT(*) AS ?n)\n{ GRAPH ?g { ?s bilat:date ?d } }\nGROUP BY ?s"
    for base in (None, "http://example.org/sparql"):
        with pytest.raises(QuerySyntaxError, match="not grouped by") as told:
            engine.run(Operation(text=f"{PREFIXES}{text}", base=base), formats.CSV, LIMITS)
        assert (told.value.line, told.value.column) == (PREFIXES.count("\n") + 3, 12)


@pytest.mark.parametrize("where", ["{}", "{ id:japan a [] } LIMIT 1", "{ id:japan a id:japan }"])
def test_star_of_no_variables(engine, embedded, where) -> None:
    """SELECT * of a pattern without variables has no columns, and a row for each solution."""
    ours, theirs = (
        each.run(named(f"SELECT * {where}"), formats.JSON, LIMITS).body for each in (embedded, engine)
    )
    assert json.loads(theirs) == json.loads(ours)


@only("virtuoso")
@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { BIND(1 / 0 AS ?x) }",
        "SELECT * { ?x rdfs:subClassOf+ ?y }",
        "SELECT * { ?s ?p ?o VALUES () { () } }",
        "CONSTRUCT { ?l a bilat:Post } { ?x a bilat:Post ; rdfs:label ?l }",
    ],
)
def test_query_that_the_store_cannot_evaluate(engine, text) -> None:
    """A query that is too much for Virtuoso is a query that is refused, and no fault of the store."""
    wanted = formats.N_TRIPLES if text.startswith("CONSTRUCT") else formats.CSV
    with pytest.raises(QueryRefused, match="The store cannot evaluate this query"):
        engine.run(named(text), wanted, LIMITS)


def named(text: str) -> Operation:
    return Operation(text=f"{PREFIXES}{text}")


def test_limits(engine) -> None:
    """A result that passes a limit is refused, or cut after a row if that was asked for."""
    few = Limits(seconds=30, rows=7, bytes=100_000)
    with pytest.raises(RequestError, match="larger than 7 rows"):
        engine.run(Operation(text=SEE_ALL), formats.CSV, few)
    cut = Limits(seconds=30, rows=7, bytes=100_000, truncate=True)
    result = engine.run(Operation(text=SEE_ALL), formats.TSV, cut)
    assert (len(result.body.splitlines()), result.truncated) == (8, True)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { sErViCe#c\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "DROP ALL",
        'define get:soft "replace" SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }',
        "SELECT * { ?s ?p ",
        "SELECT (ex:f() AS ?x) {}",
    ],
)
def test_what_is_never_sent(engine, text) -> None:
    """What would leave the store, change it, or is no SPARQL is refused before the store sees it."""
    with pytest.raises(RequestError) as refused:
        engine.run(Operation(text=text), formats.JSON, LIMITS)
    assert refused.value.status == 400


def test_half_of_a_release_is_not_served(store, engine, own_release) -> None:
    """A release that is not in the store is named, with what to do."""
    settings = Settings.read({}, engine=store[1].url)
    with pytest.raises(BilatError, match=r"no whole copy of release 0123.*bilat publish"):
        Remote(settings, "0123", own_release.graphs)


@pytest.mark.parametrize("url", ["localhost:80", "ftp://a/", "http://u:p@a/", "http://a/#b", "http://a b/"])
def test_addresses_that_are_none(url) -> None:
    """An address that cannot be asked is refused at the start."""
    with pytest.raises(SettingError, match="no address of a store"):
        remote(url)


def test_store_that_goes_and_comes(tmp_path) -> None:
    """Without its store a server says so, at once when that has lasted; with the store it answers again."""
    with oxigraph(tmp_path) as store:
        engine = remote(store.url)
        store.stop()
        for _ in range(3):
            with pytest.raises(Overloaded, match="does not answer"):
                engine.run(Operation(text="ASK {}"), formats.JSON, LIMITS)
        assert engine.status.workers == 0
        store.start()
        time.sleep(0.2)
        assert (
            engine.run(Operation(text="ASK {}"), formats.JSON, LIMITS).body == b'{"head":{},"boolean":true}'
        )
        assert engine.status.workers > 0
        engine.close()


class Bad(http.server.BaseHTTPRequestHandler):
    """Answers the first query as it should, and then as its path says."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar = Counter[str]()
    stop = threading.Event()

    def do_POST(self) -> None:
        """Answer badly."""
        self.rfile.read(int(self.headers["Content-Length"]))
        count = self.asked[self.path]
        self.asked[self.path] += 1
        status, kind, body = 200, formats.JSON, b'{"head":{"vars":["v"]},"results":{"bindings":[]}}'
        if count == 0:
            body = b'{"head":{},"boolean":true}'
        elif count > 1:
            status, kind, body = self._bad(count, body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        breaks = self.path == "/breaks" and count > 1
        endless = self.path == "/endless" and count > 1
        if not endless:
            self.send_header("Content-Length", str(len(body) + breaks))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = breaks or endless

    def _bad(self, count: int, good: bytes) -> tuple[int, str, bytes]:
        if self.path == "/silent":
            self.stop.wait(100)
        return {
            "/html": (200, "text/html", b"<p>Hello"),
            "/redirect": (302, formats.JSON, b""),
            "/broken": (200, formats.JSON, good[:-9]),
            "/forbidden": (403, "text/plain", b"no"),
            "/mistake": (500, "text/plain", b"java.lang.NullPointerException"),
            "/given-up-s": (200, formats.JSON, good[:-3] + OXIGRAPH.ended),
            "/given-up-c": (200, formats.N_TRIPLES, OXIGRAPH.ended),
            "/busy": (429, "text/plain", b"Too many"),
            "/nested": (200, formats.JSON, good[:-4] + b"[" * 3_000),
            "/question": (400, "text/plain", b"no"),
            "/endless": (200, formats.N_TRIPLES, b"<a:b> <a:c> <a:d> .\n"),
            "/passing": (503 if count < 4 else 200, formats.JSON, good),
            "/huge": (200, formats.JSON, b" " * 1_000_000),
        }.get(self.path, (200, formats.JSON, good))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def bad() -> Iterator[str]:
    """Run a server that answers badly."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Bad.stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "error", "told"),
    [
        ("/html", EndpointFailed, "answers with text/html"),
        ("/redirect", EndpointFailed, "leads elsewhere by a redirect"),
        ("/broken", EndpointFailed, "no result of SPARQL"),
        ("/forbidden", EndpointFailed, "status 403"),
        ("/mistake", EndpointFailed, "status 500"),
        ("/breaks", Overloaded, "does not answer"),
        ("/busy", Overloaded, "does not answer"),
        ("/nested", EndpointFailed, "no result of SPARQL"),
        ("/question", QueryRefused, "cannot evaluate this query"),
        ("/silent", Overloaded, "longer than 0.5 s"),
        ("/huge", RequestError, "more than 4,000 bytes"),
    ],
)
def test_store_that_answers_badly(bad, path, error, told) -> None:
    """Each way to answer badly has a sentence, and nothing of what the store said is passed on."""
    engine = _introduced(f"{bad}{path}")
    limits = Limits(seconds=0.5 if path == "/silent" else 60, rows=10, bytes=1_000)
    with pytest.raises(error, match=told) as refused:
        engine.run(Operation(text="SELECT ?v { ?s ?p ?v }"), formats.JSON, limits)
    assert "java" not in str(refused.value)
    engine.close()


@pytest.mark.parametrize("path", ["/broken", "/truth"])
def test_error_about_an_answer_crosses_threads(bad, path, monkeypatch) -> None:
    """What an error remembers can end on another thread than the one that asked."""
    left = list[object]()
    monkeypatch.setattr(sys, "unraisablehook", lambda told: left.append(told.exc_value))
    engine = _introduced(f"{bad}{path}")
    text = "ASK { ?s ?p ?v }" if path == "/truth" else "SELECT ?v { ?s ?p ?v }"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(engine.run, Operation(text=text), formats.JSON, LIMITS)
        assert isinstance(asked.exception(), EndpointFailed)
    del asked
    gc.collect()
    assert left == []
    engine.close()


@pytest.mark.parametrize("text", ["SELECT ?v { ?s ?p ?v }", "CONSTRUCT WHERE { ?s ?p ?v }"])
def test_store_that_gives_up_at_a_limit_of_its_own(bad, text) -> None:
    """Oxigraph's server begins with 200, and says at the end of the answer that it is none."""
    engine = _introduced(f"{bad}/given-up-{text[0].lower()}")
    engine._dialect = OXIGRAPH
    media_type = formats.JSON if text[0] == "S" else formats.N_TRIPLES
    with pytest.raises(Overloaded, match="a limit of its own"):
        engine.run(Operation(text=text), media_type, LIMITS)
    engine.close()


def test_graph_whose_end_is_not_told(bad) -> None:
    """N-Triples that were cut look whole: a store has to say where they end."""
    engine = _introduced(f"{bad}/endless")
    with pytest.raises(EndpointFailed, match="where its answer ends"):
        engine.run(Operation(text="CONSTRUCT WHERE { ?s ?p ?v }"), formats.TURTLE, LIMITS)
    engine.close()


def _introduced(url: str) -> Remote:
    """Return an engine over a server that has answered the questions of the start."""
    settings = Settings.read({}, engine=url, engine_dataset="union")
    Bad.asked[url[url.rindex("/") :]] = 0
    return Remote(settings, "", {})


def test_passing_failure_is_tried_again(bad) -> None:
    """A store that is not ready for a moment is asked again, and nobody learns of it."""
    engine = _introduced(f"{bad}/passing")
    result = engine.run(Operation(text="SELECT ?v { ?s ?p ?v }"), formats.CSV, LIMITS)
    assert (result.body, Bad.asked["/passing"]) == (b"v\r\n", 5)
    engine.close()


def test_deadline_is_told_as_it_was_given(bad, monkeypatch) -> None:
    """Whatever part of it other requests to the store have taken before."""
    engine = _introduced(f"{bad}/silent")
    monkeypatch.setattr(engine._repairs, "mended", lambda text, *_: time.sleep(0.1) or text)
    limits = Limits(seconds=0.5, rows=10, bytes=1_000)
    with pytest.raises(Overloaded, match=r"longer than 0\.5 s"):
        engine.run(Operation(text="SELECT ?v { ?s ?p ?v }"), formats.JSON, limits)
    engine.close()


def test_client_that_goes_ends_its_query(bad) -> None:
    """A query that nobody waits for any more gives its connection free."""
    engine, cancellation = _introduced(f"{bad}/silent"), Cancellation()
    limits = Limits(seconds=100, rows=10, bytes=1_000, cancellation=cancellation)
    threading.Timer(0.2, cancellation.cancel).start()
    began = time.monotonic()
    with pytest.raises(Overloaded, match="client has gone"):
        engine.run(Operation(text="SELECT ?v { ?s ?p ?v }"), formats.CSV, limits)
    assert time.monotonic() - began < 90
    assert engine.status.idle == 8
    engine.close()


def test_media_type_of_another_kind(engine) -> None:
    """What cannot carry a result is refused before the store is asked."""
    with pytest.raises(RequestError) as refused:
        engine.run(Operation(text="ASK {}"), formats.TURTLE, LIMITS)
    assert refused.value.status == 406
