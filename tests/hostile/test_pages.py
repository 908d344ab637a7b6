"""Script and worse, in what is published and in what is asked for: pages show it, and nothing runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from markup import dangers
from running import Server, until

from bilat.graph.build import build
from bilat.project import Project

SMALL = Path(__file__).parents[1] / "fixtures/small"
SCRIPT = "</script><script>alert(1)</script>"
EVIL = (
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "<svg/onload=alert(1)>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:alert(1)",
    "--><!--<script>",
    "]]><script>alert(1)</script>",
    "\u202e\u2066<b>x</b>",
)
TONGUES = ("en", "de", "fr", "it", "es", "nl", "pl", "pt", "sv")
STATEMENTS = """
graph:editorial {{
  id:evil a br:Bridge ;
    br:crosses id:great-river ;
    rdfs:label {labels} ;
    rdfs:seeAlso <javascript:alert(1)>, <data:text/html;base64,PHNjcmlwdD4=>, <http://e/%22onload=x> ;
    rdfs:comment {labels}, "<script>alert(1)</script>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .
}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Server]:
    """Return a server of a release, built as any other, whose data says what no honest data says."""
    folder = tmp_path_factory.mktemp("evil")
    shutil.copytree(SMALL, folder / "project")
    path = folder / "project/data/editorial.trig"
    labels = ", ".join(f"{json.dumps(text)}@{tongue}" for text, tongue in zip(EVIL, TONGUES, strict=True))
    path.write_text(path.read_text("utf-8") + STATEMENTS.format(labels=labels), "utf-8")
    project = Project.at(folder / "project")
    built = build(project, folder / "releases")
    assert built.release, built.findings
    server = Server(folder / "releases")
    yield server
    assert server.end() == 0


def check_page(server: Server, path: str, allowed: frozenset[int] = frozenset({200})) -> bytes:
    """Return a page, of which nothing runs but files of ours."""
    answer = server.ask(path, Accept="text/html")
    assert answer.status in allowed, (path, answer.body[:300])
    policy = str(answer.headers["Content-Security-Policy"])
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.get_content_type() in {"text/html", "application/problem+json"}
    if answer.headers.get_content_type() == "text/html":
        assert dangers(answer.body) == []
    return answer.body


PATHS = (
    "/",
    "/id/evil.html",
    "/def",
    "/shapes",
    "/dataset",
    "/coverage",
    "/validation",
    "/questions",
    "/search?q=alert",
    "/search?q=script",
    "/browse",
    "/timeline",
    "/map",
    "/sparql",
    f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 999')}",
    f"/sparql?query={quote('DESCRIBE <http://example.org/bridges/id/evil>')}",
    f"/sparql?query={quote('SELECT * { <http://example.org/bridges/id/evil> ?p ?o }')}",
)


@pytest.mark.parametrize("path", PATHS)
def test_script_in_data_is_text(site, path) -> None:
    """Script in labels, comments and addresses is shown as it is written, never run or linked."""
    check_page(site, path, frozenset({200, 404}))


def test_templates_in_data_are_text(site) -> None:
    """What looks like a template in the data is not filled in."""
    text = "SELECT ?o { <http://example.org/bridges/id/evil> ?p ?o }"
    body = check_page(site, f"/sparql?query={quote(text)}")
    assert b"{{7*7}}${7*7}" in body
    assert b"alert(1)" in body


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize(
    "path",
    [
        "/search?q={}",
        "/search?q=bridge&kind={}",
        "/search/suggest?q={}",
        "/browse?kind={}",
        "/browse?{}=x",
        "/browse?sort={}&page={}",
        "/timeline?from={}",
        "/map?topic={}",
        "/sparql?query={}",
        "/sparql?question={}",
        "/sparql?query=ASK%7B%7D&format={}",
        "/questions/{}",
        "/id/{}.html",
        "/{}",
        "/validation?format={}",
    ],
)
def test_script_in_a_request_is_text(site, path, text) -> None:
    """Script in what is asked for comes back as text, whether there is an answer or not."""
    answer = site.ask(path.replace("{}", quote(text, safe="")), Accept="text/html")
    assert answer.status in {200, 303, 400, 404, 406}
    if answer.headers.get_content_type() == "text/html":
        assert dangers(answer.body) == []


@pytest.mark.parametrize("text", ["x\r\nSet-Cookie: a=b", "x\nX: y", "x\r\n\r\n<script>", "x\x85y\u2028z"])
def test_breaks_do_not_reach_headers(site, text) -> None:
    """A line break in what is asked for begins no header."""
    told = quote(text, safe="")
    query = quote(f"SELECT * {{ ?s <http://e/{quote(text, safe='')}> '{json.dumps(text)[1:-1]}' }}", safe="")
    for path in (
        f"/id/{told}",
        f"/sparql?query={query}",
        f"/sparql?query=ASK%7B%7D&format={told}",
        f"/{told}",
    ):
        answer = site.ask(path, Accept="*/*")
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["X"] is None
        assert answer.status in {200, 400, 404, 406}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 60_000},
        {"q": "x " * 20_000},
        {"q": "*" * 5_000},
        {"q": '"' * 5_001},
        {"q": "NEAR(" * 3_000},
        {"q": "a OR " * 8_000},
        {"q": "NOT AND OR NEAR ^ : - + ( ) { }"},
        {"q": "\x00\ud83d\ude00\ufffe".encode("utf-8", "replace")},
        {"q": b"\xff\xfe"},
        {"q": "%" * 30_000},
        {"q": "'; DROP TABLE thing; --"},
        {"q": "bridge", "page": "9" * 400},
        {"q": "bridge", "page": "-1"},
        {"q": "bridge", "page": "1e9"},
        {"q": "bridge", "kind": ["a"] * 2_000},
        {f"p{number}": "x" for number in range(3_000)},
    ],
    ids=lambda query: str(query)[:30],
)
@pytest.mark.parametrize(
    "path", ["/search", "/search.json", "/search/suggest", "/browse", "/timeline", "/map"]
)
def test_odd_searches(site, path, query) -> None:
    """What is looked for may be anything: it is found, or not, or refused in one line, and soon."""
    answer = site.ask(f"{path}?{urlencode(query, doseq=True)}", Accept="*/*")
    assert answer.status in {200, 400, 404, 406, 414}
    assert not any(word in answer.body for word in (b"Traceback", b"sqlite3", b"fts5", b"no such column"))
    assert site.query("SELECT (COUNT(*) AS ?n) { <http://example.org/bridges/id/evil> a ?k }").count >= 1


@pytest.mark.parametrize(
    "text",
    [
        "{" * 60_000,
        "SELECT * {" + "OPTIONAL{" * 6_000,
        '"' * 60_000,
        "PREFIX " * 8_000,
        "\\u" * 30_000,
        "#" * 60_000,
    ],
    ids=lambda text: text[:20],
)
def test_checking_a_query_costs_little(site, text) -> None:
    """The check that an editor asks for while one types stands any text."""
    answer = site.ask("/sparql/check", "POST", text.encode(), Content_Type="application/sparql-query")
    assert answer.status in {200, 400, 413}
    assert b"Traceback" not in answer.body


def test_clients_that_read_byte_by_byte(site) -> None:
    """Who takes a byte at a time is cut off in the end, and holds up nobody."""
    slow = [site.connect(host) for host in range(1, 11)]
    for sock in slow:
        sock.sendall(b"GET /download/bilat.nq HTTP/1.1\r\nHost: a\r\n\r\n")
    for _ in range(20):
        assert all(len(sock.recv(1)) == 1 for sock in slow)
    assert site.ask("/health", host=99).status == 200
    for sock in slow:
        sock.close()
    assert until(lambda: site.metric("bilat_requests_under_way") == 1)
