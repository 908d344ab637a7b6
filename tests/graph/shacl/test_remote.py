"""A graph in a real Oxigraph server, held against shapes as if it were in files."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.term import Node
from stores import virtuoso

from bilat.errors import BilatError
from bilat.graph.check_remote import check_remote
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.relation import relation_of
from bilat.graph.shacl.remote import Endpoint
from bilat.project import Project

EX = "http://ex.org/"
DATA = """@prefix ex: <http://ex.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:D rdfs:subClassOf ex:C . ex:a a ex:D ; ex:p [ ex:q "x"@en-GB ] , [ ex:q 1 ] . ex:b a ex:C ; ex:other 1 .
ex:c a ex:C ; ex:p [ ex:q "y\\n" , "z" ] .
"""
SHAPES = """@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:S-p , ex:S-q .
ex:S-p a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .
ex:S-q a sh:PropertyShape ; sh:path ( ex:p ex:q ) ; sh:datatype xsd:string .
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server with the data."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    binary = str(Path(sys.executable).with_name("oxigraph"))
    folder = tmp_path_factory.mktemp("oxigraph")
    command = [binary, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        put = urllib.request.Request(
            f"{address}/store?default", DATA.encode(), {"Content-Type": "text/turtle"}, method="PUT"
        )
        for _ in range(600):
            try:
                urllib.request.urlopen(put).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"{address}/query"
        process.terminate()


def parsed(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


@pytest.mark.parametrize("page", [2, 1000])
@pytest.mark.parametrize("more", ["", "ex:S sh:closed true ."])
def test_results_are_those_of_the_same_graph_at_hand(url: str, page: int, more: str) -> None:
    """What is fetched page by page is all that shapes look at, a closed one at everything."""
    endpoint = Endpoint(url=url, page=page, seconds=30)
    fetched = evaluate(parsed(SHAPES + more), relation_of(endpoint.triples(parsed(SHAPES + more)))).results
    here = evaluate(parsed(SHAPES + more), relation_of(parsed(DATA))).results
    assert {(str(r.shape), r.path, str(r.component)) for r in fetched} == {
        (str(r.shape), r.path, str(r.component)) for r in here
    }
    assert len(fetched) == len(here) > 2


def test_only_what_shapes_look_at_is_fetched(url: str) -> None:
    """Statements of other predicates stay where they are."""
    endpoint = Endpoint(url=url, page=1000, seconds=30)
    predicates = {str(p) for _, p, _ in endpoint.triples(parsed(SHAPES))}
    assert f"{EX}q" in predicates
    assert f"{EX}other" not in predicates


def test_project_is_held_against_the_store(url: str, tmp_path: Path) -> None:
    """The shapes of a project find in the store what is wrong there; its own data play no part."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(SHAPES)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "d.ttl").write_text(f"<{EX}here> a <{EX}C> .")
    checked = check_remote(Project.at(tmp_path), Endpoint(url=url, page=100, seconds=30))
    assert not checked.conforms
    assert URIRef(f"{EX}b") in {finding.focus for finding in checked.findings}
    assert URIRef(f"{EX}here") not in {finding.focus for finding in checked.findings}


class Capped(Endpoint):
    """An endpoint that gives three rows of each answer, as a store with a limit of its own does."""

    def _answer(self, query: str) -> tuple[list[dict[str, Node]], str]:
        rows, server = super()._answer(query)
        return rows[:3], server


def test_store_that_gives_fewer_rows_than_asked_for_is_asked_for_the_rest(url: str) -> None:
    """A limit of the store does not make a shorter graph."""
    whole = Endpoint(url=url, page=1000, seconds=30).triples(parsed(SHAPES))
    capped = Capped(url=url, page=1000, seconds=30).triples(parsed(SHAPES))
    assert len(list(capped)) == len(list(whole)) > 3


def test_more_rows_than_virtuoso_sorts(tmp_path: Path) -> None:
    """A graph of more rows than the store sorts for a page arrives whole."""
    rows = 12_000
    with virtuoso(tmp_path) as store:
        for start in range(0, rows, 2_000):
            added = " ".join(f"<x:{n}> <{EX}q> {n} ." for n in range(start, start + 2_000))
            form = urllib.parse.urlencode({"update": f"INSERT DATA {{ GRAPH <x:g> {{ {added} }} }}"})
            urllib.request.urlopen(store.url, form.encode()).close()
        endpoint = Endpoint(url=store.url, page=10_000, seconds=60, graph="x:g")
        assert len({s for s, _, _ in endpoint.triples(parsed(SHAPES))}) == rows


@pytest.mark.parametrize(
    "answer",
    [
        b"<html></html>",
        b'{"results": {}}',
        b'{"results": {"bindings": [{"s": {"value": "x"}}]}}',
        b'{"results": {"bindings": [{"s": {"type": "triple", "value": {}}}]}}',
        b'{"results": {"bindings": [["s"]]}}',
        b'{"results": {"bindings": ' + b"[" * 100_000 + b"}}",
    ],
)
def test_answer_that_is_none_is_an_error(answer: bytes) -> None:
    """What is no SPARQL result, or not of RDF 1.1, is told and nothing is validated."""

    class Other(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = Endpoint(url=f"http://127.0.0.1:{server.server_port}/", page=10, seconds=5)
        with pytest.raises(BilatError, match="no application/sparql-results") as raised:
            list(endpoint.triples(parsed(SHAPES)))
        server.shutdown()
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("status", "told", "remedy"),
    [
        (307, "leads elsewhere by a redirect", "http://elsewhere.example/sparql"),
        (302, "leads elsewhere by a redirect", "http://elsewhere.example/sparql"),
        (401, "status 401", "--credentials"),
        (403, "status 403", "--credentials"),
        (500, "answered 500: <p>no", "address"),
    ],
)
def test_refusal_is_told(status: int, told: str, remedy: str) -> None:
    """A redirect is not followed, as a form would arrive without its query; a refusal says what it wants."""

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", "http://elsewhere.example/sparql")
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"<p>no")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = Endpoint(url=f"http://127.0.0.1:{server.server_port}/", page=10, seconds=5)
        with pytest.raises(BilatError, match=told) as raised:
            list(endpoint.triples(parsed(SHAPES)))
        server.shutdown()
    assert remedy in str(raised.value.remedy)


def test_store_without_anything_to_check_is_an_error(url: str, tmp_path: Path) -> None:
    """A check that looked at nothing does not say that all is well."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(
        SHAPES.replace("ex:C", "ex:Z").replace("ex:p", "ex:z").replace("ex:q", "ex:y")
    )
    address = f"{url}?default-graph-uri={EX}nowhere"
    with pytest.raises(BilatError, match="holds nothing that the shapes look at"):
        check_remote(Project.at(tmp_path), Endpoint(url=address, page=100, seconds=30))


@pytest.mark.parametrize(
    "wrong",
    [
        *("http://127.0.0.1:9/query", "ftp://127.0.0.1/query", "{url}/nowhere", "{url}/../", "query"),
        *("http://127.0.0.1:port/query", "http://[/query", "http:///query", "http://127.0.0.1:8800/a b"),
    ],
)
def test_store_that_does_not_answer_is_an_error(url: str, wrong: str) -> None:
    """An address without a store is told, with what to do."""
    endpoint = Endpoint(url=wrong.format(url=url), page=10, seconds=5)
    with pytest.raises(BilatError) as raised:
        list(endpoint.triples(parsed(SHAPES)))
    assert raised.value.remedy
