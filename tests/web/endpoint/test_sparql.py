"""The endpoint, through the whole WSGI application."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest

from bilat.errors import NotAcceptable
from bilat.graph.formats.export import Vocabulary
from bilat.web.endpoint.sparql import ALLOWED
from bilat.web.things.writing import write_answer

BASE = "https://w3id.org/bilat/"
JAPAN = f"SELECT ?name {{ <{BASE}id/japan> <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
GRAPH = f"CONSTRUCT WHERE {{ <{BASE}id/japan> ?p ?o }}"
DIRECT = "application/sparql-query"


def name_in(response) -> str:
    assert response.status_code == 200, response.text
    return response.json["results"]["bindings"][0]["name"]["value"]


def test_every_way_in(client, query) -> None:
    """GET, POST of a form, POST of the query and the QUERY method have the same answer."""
    assert name_in(query(JAPAN)) == "Japan"
    assert name_in(client.post("/sparql", data={"query": JAPAN})) == "Japan"
    assert name_in(client.post("/sparql", data=JAPAN, content_type=DIRECT)) == "Japan"
    assert name_in(client.open("/sparql", method="QUERY", data=JAPAN, content_type=DIRECT)) == "Japan"


def test_slash_at_the_end(client) -> None:
    """Who writes the address with a slash at its end has the same answers, page and description."""
    assert name_in(client.get("/sparql/", query_string={"query": JAPAN})) == "Japan"
    assert name_in(client.post("/sparql/", data=JAPAN, content_type=DIRECT)) == "Japan"
    one, other = (client.get(path, headers={"Accept": "text/turtle"}) for path in ("/sparql", "/sparql/"))
    assert (one.status_code, one.data) == (200, other.data)
    assert "<textarea" in client.get("/sparql/", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    "accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
)
def test_head_has_the_headers_of_get(client, accept) -> None:
    """HEAD answers as GET does, without the body."""
    parts = {"query_string": {"query": JAPAN}, "headers": {"Accept": accept}}
    got, head = client.get("/sparql", **parts), client.head("/sparql", **parts)
    assert head.data == b""
    assert (head.status, dict(head.headers)) == (got.status, dict(got.headers))


@pytest.mark.parametrize(
    ("name", "content_type", "read"),
    [
        ("json", "application/sparql-results+json", json.loads),
        ("xml", "application/sparql-results+xml", ET.fromstring),
        ("csv", "text/csv; charset=utf-8", bytes.splitlines),
        ("tsv", "text/tab-separated-values; charset=utf-8", bytes.splitlines),
        ("html", "text/html; charset=utf-8", bytes.decode),
        ("md", "text/markdown; charset=utf-8", bytes.decode),
    ],
)
@pytest.mark.parametrize("text", [JAPAN, "ASK {}"])
def test_rows_in_each_form(query, text, name, content_type, read) -> None:
    """Each form has its media type and can be read."""
    response = query(text, format=name)
    assert response.headers["Content-Type"] == content_type
    assert read(response.data) is not None
    assert ("attachment" in response.headers.get("Content-Disposition", "")) == (name in {"csv", "tsv"})


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
        ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
        ("application/trig", pyoxigraph.RdfFormat.TRIG),
        ("application/n-quads", pyoxigraph.RdfFormat.N_QUADS),
    ],
)
def test_triples_in_each_form(query, accept, form) -> None:
    """Each form of a graph has the same two triples."""
    response = query(GRAPH, accept)
    assert response.headers["Content-Type"].startswith(accept)
    assert len(set(pyoxigraph.parse(response.data, form))) == 2


def test_jsonld_has_the_context_of_the_release(client, query) -> None:
    """A graph as JSON-LD has the words of the release's context, and blank nodes where they are mentioned."""
    made = (
        f"CONSTRUCT {{ <{BASE}id/japan> a <{BASE}def#Country> ; <{BASE}def#step> [ <{BASE}def#order> ?n ] }}"
    )
    document = query(f"{made} {{ VALUES ?n {{ 1 }} }}", "application/ld+json").json
    assert document["@context"] == client.get("/context.jsonld").json["@context"]
    (node,) = document["@graph"]
    step = next(value for key, value in node.items() if key.endswith("step"))
    assert f"{BASE}def#step" not in node
    assert isinstance(step, dict)
    assert "@id" not in step
    assert query("CONSTRUCT {} {}", "application/ld+json").json["@graph"] == []


def test_jsonld_whose_names_look_shortened() -> None:
    """An IRI whose scheme is a prefix of the context is written in full, without that prefix."""
    names = Vocabulary(prefixes={}, context={"id": "http://example.org/id/"})
    line = b"<id:a> <http://example.org/id/p> <http://example.org/id/b> .\n"
    written = write_answer(line, names)
    assert b'"@context": {}' in written
    (quad,) = pyoxigraph.parse(written, pyoxigraph.RdfFormat.JSON_LD)
    assert str(quad.triple).encode() in line


def test_long_jsonld_is_flat() -> None:
    """What would take too long to shorten is written as the engine writes it, with all that is in it."""
    line = b"<x:s> <x:p> <x:o%d> .\n"
    lines = b"".join(line % number for number in range(3_000))
    names = Vocabulary(prefixes={}, context={"p": "x:p"})
    short, long = (json.loads(write_answer(each, names)) for each in (line % 1, lines))
    assert set(short) == {"@context", "@graph"}
    assert len(long[0]["x:p"]) == 3_000
    triple = b"<x:s> <x:p> <<( <x:s> <x:p> <x:o> )>> .\n"
    for text in (triple, lines + triple):
        with pytest.raises(NotAcceptable, match="triple term"):
            write_answer(text, names)


def test_dataset_of_the_protocol_wins(query) -> None:
    """The dataset of the protocol replaces FROM."""
    count = f"SELECT (COUNT(*) AS ?name) FROM <{BASE}graph/n> {{ ?s ?p ?o }}"  # noqa: S608 - SPARQL
    assert name_in(query(count)) == "300"
    assert name_in(query(count, **{"default-graph-uri": f"{BASE}source/b/19"})) == "1"


def test_union_counts_a_triple_once(query) -> None:
    """A statement that two passages make is one statement in the default graph."""
    assert name_in(query(f"SELECT (COUNT(*) AS ?name) {{ ?s <{BASE}def#partner> ?o }}")) == "1"


def test_relative_iris_are_resolved_against_the_endpoint(query) -> None:
    """The base of a query is the address that the client used, so that it also belongs to the cache key."""
    assert name_in(query("SELECT (STR(<x>) AS ?name) {}")) == "http://localhost/x"


@pytest.mark.parametrize(
    ("text", "accept"),
    [(JAPAN, "text/turtle"), (GRAPH, "text/csv"), (JAPAN, "image/png"), (JAPAN, "application/json;q=0")],
)
def test_not_acceptable(query, text, accept) -> None:
    """What a client does not accept is a 406 with the list of what there is."""
    response = query(text, accept)
    assert response.status_code == 406
    assert "Offered: " in response.json["excerpt"]


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"query_string": {"query": "SELECT * {"}}, 400, 'A "}" is missing'),
        ({"query_string": {"query": "DELETE WHERE { ?s ?p ?o }"}}, 400, "update"),
        ({"query_string": {"query": "SELECT * { SERVICE <http://x> {} }"}}, 400, "SERVICE is not offered"),
        ({"query_string": {"query": " "}}, 400, "The query is empty."),
        ({"query_string": "query=%zz"}, 400, "hexadecimal"),
        ({"query_string": {"query": "hello"}}, 400, "does not fit here"),
        ({"query_string": {"query": "ASK {} #" + "x" * 70_000}}, 413, "longer than 65,536 bytes"),
        ({"query_string": {"query": JAPAN, "format": "pdf"}}, 400, "There is no format 'pdf'"),
        ({"method": "POST"}, 415, "There is no Content-Type with POST."),
        ({"method": "POST", "data": {"x": "y"}}, 400, "There is no query parameter."),
        ({"method": "POST", "data": b"x" * 300_000, "content_type": DIRECT}, 413, "The body is longer"),
        ({"method": "PUT", "data": "x"}, 405, "PUT is not taken here."),
        ({"method": "DELETE"}, 405, "DELETE is not taken here."),
    ],
)
def test_refusals(client, request_, status, words) -> None:
    """What is wrong with a request is told in one line, as an RFC 9457 problem."""
    response = client.open("/sparql", **request_)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert words in response.json["detail"]
    assert response.json["status"] == status
    assert (response.headers.get("Allow") == ALLOWED) == (status == 405)


def test_syntax_error_has_its_place(query) -> None:
    """A syntax error says line and column, and shows the line with a caret."""
    problem = query("SELECT *\nWHER {}").json
    assert (problem["line"], problem["column"]) == (2, 1)
    assert problem["excerpt"] == "WHER {}\n^"
    assert problem["remedy"] == "Did you mean WHERE?"


def test_deadline(query) -> None:
    """A query that takes too long is a 503 with Retry-After; a client may set an earlier deadline."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    response = query(endless, timeout="0.1")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert "longer than 0.1 s" in response.json["detail"]


def test_options(client) -> None:
    """OPTIONS says what is allowed, to browsers too."""
    response = client.options("/sparql")
    assert (response.status_code, response.headers["Allow"]) == (204, ALLOWED)
    assert "QUERY" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Accept-Query"] == DIRECT
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_without_a_query(client) -> None:
    """Without a query, programs get the service description and people a form."""
    described = client.get("/sparql")
    assert described.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert described.headers["Accept-Query"] == DIRECT  # Where Comunica looks which method it may use.
    quads = list(pyoxigraph.parse(described.data, pyoxigraph.RdfFormat.TURTLE))
    assert any(quad.object.value.endswith("sparql-service-description#Service") for quad in quads)
    assert client.get("/sparql", headers={"Accept": "application/rdf+xml"}).data.startswith(b"<?xml")
    assert "<textarea" in client.get("/sparql", headers={"Accept": "text/html"}).text
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_forgotten_query(client) -> None:
    """Who wants rows and sends no query is told so; a description would be of no use."""
    response = client.get("/sparql?Query=ASK", headers={"Accept": "application/sparql-results+json"})
    assert (response.status_code, response.json["detail"]) == (400, "There is no query parameter.")


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_is_never_kept(query, function) -> None:
    """A result that may differ the next time has no ETag and is not to be stored."""
    response = query(f"SELECT ({function} AS ?name) {{}}")
    assert (response.headers["Cache-Control"], response.headers.get("ETag")) == ("no-store", None)


def test_two_runs_of_what_changes_differ(query) -> None:
    """Neither does our own cache keep it."""
    assert name_in(query("SELECT (STRUUID() AS ?name) {}")) != name_in(
        query("SELECT (STRUUID() AS ?name) {}")
    )
