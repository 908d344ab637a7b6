"""Every route, with all that it offers, and the rules that all of them keep."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

import bilat.web.pages
from bilat.graph.catalogue.addresses import address_of
from bilat.settings import Settings
from bilat.vocab import BASE
from bilat.web.http.response import SECURITY
from bilat.web.publication import Publication

RDF = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
}
DOCUMENT = ("text/html", *RDF)
JSON = "application/json"
ROWS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
TABLES = ("text/tab-separated-values", "text/html", "text/markdown")


@dataclass(frozen=True, slots=True)
class Route:
    """What a path answers.

    Args:
        rule: as the application has it.
        path: an example.
        types: what it offers, the default first.
        status: of the answer.
        live: it is never kept, so that it has no ETag.
        methods: other methods than GET and HEAD that it takes.
    """

    rule: str
    path: str
    types: tuple[str, ...]
    status: int = 200
    live: bool = False
    methods: tuple[str, ...] = ()


POSTED = ("POST", "QUERY")
_NONCE = re.compile(r" 'nonce-[\w-]{22}'")
ROUTES = (
    Route("/", "/", ("text/html",)),
    Route("/static/<name>", "/static/site.css", ("text/css",)),
    Route("/health", "/health", (JSON,), live=True),
    Route("/download/<path:name>", "/download/bilat.ttl", ("text/turtle",)),
    Route("/validation", "/validation", ("text/html", JSON, "text/turtle")),
    Route("/validation.<suffix>", "/validation.ttl", ("text/turtle",)),
    Route("/dataset", "/dataset", DOCUMENT),
    Route("/dataset.<suffix>", "/dataset.ttl", ("text/turtle",)),
    Route("/.well-known/void", "/.well-known/void", tuple(RDF)),
    Route("/.well-known/sparql-examples", "/.well-known/sparql-examples", tuple(RDF)),
    Route("/questions", "/questions", ("text/html", JSON)),
    Route("/questions.<suffix>", "/questions.json", (JSON,)),
    Route("/questions/<name>", "/questions/partners", ("text/html", JSON, *RDF)),
    Route("/search", "/search?q=japan", ("text/html", JSON)),
    Route("/search.<suffix>", "/search.json?q=japan", (JSON,)),
    Route("/search/suggest", "/search/suggest?q=japan", (JSON, "application/x-suggestions+json")),
    Route("/opensearch.xml", "/opensearch.xml", ("application/opensearchdescription+xml",)),
    Route("/browse", "/browse", ("text/html", JSON, "text/csv")),
    Route("/browse.<suffix>", "/browse.json", (JSON,)),
    Route("/compare", "/compare", ("text/html", "text/csv"), status=404),  # Nothing is indexed there.
    Route("/compare.<suffix>", "/compare.csv", ("text/csv",), status=404),
    Route("/timeline", "/timeline", ("text/html", "image/svg+xml", "text/csv", JSON)),
    Route("/timeline.<suffix>", "/timeline.svg", ("image/svg+xml",)),
    Route("/network", "/network", ("text/html", "image/svg+xml", "text/csv", JSON)),
    Route("/network.<suffix>", "/network.json", (JSON,)),
    Route("/map", "/map", ("text/html", "image/svg+xml", "text/csv", JSON)),
    Route("/map.<suffix>", "/map.csv", ("text/csv",)),
    Route("/sources", "/sources", ("text/html",)),
    Route(
        "/why",
        f"/why?s=<{BASE}id/japan>&p=<{BASE}def%23partner>&o=<{BASE}id/eu>",
        ("text/html", JSON),
    ),
    Route("/coverage", "/coverage", ("text/html", JSON)),
    Route("/coverage.<suffix>", "/coverage.json", (JSON,)),
    Route("/guide", "/guide", ("text/html",)),
    Route("/robots.txt", "/robots.txt", ("text/plain",)),
    Route("/llms.txt", "/llms.txt", ("text/markdown",)),
    Route("/sitemap.xml", "/sitemap.xml", ("application/xml",)),
    Route("/sitemap-<int:number>.xml", "/sitemap-1.xml", ("application/xml",)),
    Route("/problem", "/problem", ("text/html",)),
    Route("/checks", "/checks", ("text/html",)),
    Route("/context.jsonld", "/context.jsonld", ("application/ld+json", JSON)),
    Route("/id/<path:name>", "/id/japan", DOCUMENT, status=303),
    Route("/id/<path:name>", "/id/japan.ttl", ("text/turtle",)),
    Route("/scheme/<path:name>", "/source/b/20", DOCUMENT, status=303),
    Route("/source/<path:name>", "/source/b/19.html", ("text/html",)),
    Route("/graph/<path:name>", "/graph/n.nq", ("application/n-quads",)),
    Route("/def", "/def", DOCUMENT),
    Route("/def.<suffix>", "/def.jsonld", ("application/ld+json",)),
    Route("/def/<path:name>", "/def/1.0.ttl", ("text/turtle",), status=404),
    Route("/shapes/<path:name>", "/shapes/1.0.ttl", ("text/turtle",), status=404),
    Route("/shapes", "/shapes", DOCUMENT[1:], status=404),  # As a page it says that there are none.
    Route("/shapes.<suffix>", "/shapes.ttl", ("text/turtle",), status=404),
    Route("/sparql", "/sparql", (*RDF, "text/html"), methods=POSTED),
    Route("/sparql", "/sparql?query=SELECT*{?s%20?p%20?o}", (*ROWS, *TABLES), methods=POSTED),
    Route("/sparql", "/sparql?query=ASK{?s%20?p%20?o}", (*ROWS, *TABLES), methods=POSTED),
    Route("/sparql", "/sparql?query=CONSTRUCT+WHERE{?s+?p+?o}", (*RDF, "text/html"), methods=POSTED),
    Route("/sparql/completion", "/sparql/completion", (JSON,)),
    Route("/sparql/check", "/sparql/check?query=ASK{}", (JSON,), live=True, methods=("POST",)),
    Route("", "/nothing", ("application/problem+json", "text/html", "text/plain"), status=404),
)
FOUND = [route for route in ROUTES if route.status != 404]
EACH = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
EACH_FOUND = pytest.mark.parametrize("route", FOUND, ids=lambda route: route.path)


def negotiated(route: Route) -> bool:
    return len(route.types) > 1


def check_common(response: TestResponse) -> None:
    """Check what every response must have, errors and redirects too."""
    headers = response.headers
    for name, value in SECURITY:
        assert [_NONCE.sub("", each) for each in headers.getlist(name)] == [value]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers
    assert "Cache-Control" in headers
    for name in {name for name, _ in headers if name != "Link"}:
        assert len(headers.getlist(name)) == 1, name


def test_every_route_is_in_the_table(app: Any, monkeypatch: pytest.MonkeyPatch, release: Any) -> None:
    """A route that is added must be added here."""
    publication = Publication.of(release, app.engine, Settings.read({}))
    with closing(publication.index):
        pages = bilat.web.pages.make_pages(publication, app.engine)
        rules = {rule.rule for rule in pages.url_map.iter_rules()}
    assert rules <= {route.rule for route in ROUTES}
    assert {route.rule for route in ROUTES} - rules <= {"", "/sparql"}


def test_a_path_of_a_page_is_the_address_of_no_thing() -> None:
    """Links to a thing that is named like a page would lead to the page."""
    base = "https://e.org/"
    things = {"", "nothing", "id", "scheme", "source", "graph", "def", "shapes", "dataset"}
    paths = {route.path.partition("?")[0][1:] for route in ROUTES if "<int:" not in route.rule}
    pages = [
        path
        for path in paths
        if not {path.split("/")[0], path.split(".")[0].split("/")[0]} & things
        and not path.startswith("questions/")
    ]
    assert {"network", "questions", "sparql"} <= set(pages)
    assert [path for path in pages if not address_of(f"{base}{path}", base).startswith("/iri/")] == []


@EACH
def test_each_form(client: Any, route: Route) -> None:
    """Each form comes when it is asked for by Accept, and the first when nothing is."""
    for media_type in route.types:
        response = client.get(route.path, headers={"Accept": media_type})
        check_common(response)
        assert response.status_code == route.status
        if route.status == 200:
            assert response.content_type.partition(";")[0] == media_type
            assert response.data
        if route.status == 303:
            there = client.get(response.headers["Location"])
            assert (there.status_code, there.content_type.partition(";")[0]) == (200, media_type)
    if route.status == 200:
        assert client.get(route.path).content_type.partition(";")[0] == route.types[0]


@EACH
def test_nothing_that_is_accepted(client: Any, route: Route) -> None:
    """What is negotiated and not offered is a 406 that lists what there is."""
    if not negotiated(route) or route.status == 404:
        return
    response = client.get(route.path, headers={"Accept": "image/png"})
    check_common(response)
    assert response.status_code == 406
    assert route.types[0] in response.json["excerpt"]


@EACH_FOUND
def test_vary(client: Any, route: Route) -> None:
    """What depends on Accept or Accept-Encoding says so."""
    vary = client.get(route.path).headers.get("Vary", "")
    if negotiated(route):
        assert "Accept" in [part.strip() for part in vary.split(",")]
    assert route.live or "Accept-Encoding" in vary


@EACH_FOUND
def test_head(client: Any, route: Route) -> None:
    """HEAD has the headers of GET and no body."""
    get, head = client.get(route.path), client.head(route.path)
    assert (head.status_code, head.data) == (get.status_code, b"")
    names = {"Content-Type", "Content-Length", "ETag", "Link", "Location", "Last-Modified", "Vary"}
    changing = {"Content-Length"} if route.live else set()
    for name in names - changing:
        assert head.headers.get(name) == get.headers.get(name), name


@EACH_FOUND
def test_not_modified(client: Any, route: Route) -> None:
    """Who has a response already gets a 304 without a body; who has another gets this one."""
    response = client.get(route.path)
    if route.live:
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        return
    if route.status == 303:
        return
    tag = response.headers["ETag"]
    same = client.get(route.path, headers={"If-None-Match": f'"x", {tag}'})
    check_common(same)
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in same.headers or route.path.startswith("/download")
    other = client.get(route.path, headers={"If-None-Match": '"x"'})
    assert (other.status_code, other.data) == (200, response.data)


@EACH_FOUND
def test_forms_have_tags_of_their_own(client: Any, route: Route) -> None:
    """Two forms never share an ETag: a cache would mix them up."""
    if route.live or route.status != 200:
        return
    answers = [client.get(route.path, headers={"Accept": each}).headers for each in route.types]
    tags = [headers["ETag"] for headers in answers if headers["Cache-Control"] != "no-store"]
    assert len(set(tags)) == len(tags) > 0


@EACH_FOUND
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_other_methods(client: Any, route: Route, method: str) -> None:
    """What only reads is a 405 with Allow for what would write, whatever a header says of the method."""
    if method in route.methods:
        return
    response = client.open(route.path, method=method, headers={"X-HTTP-Method-Override": "GET"})
    check_common(response)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_tables_are_attachments(client: Any) -> None:
    """CSV and TSV are for programs that calculate: a browser saves them."""
    for form in ("csv", "tsv"):
        response = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }", "format": form})
        assert response.headers["Content-Disposition"] == f'attachment; filename="result.{form}"'
