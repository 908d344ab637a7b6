"""What a store may answer that is JSON and no result: it is told in words, and ends nothing."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import pytest

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.remote.dialect import STANDARD
from bilat.engine.remote.exchange import Reply
from bilat.engine.remote.release import QUADS, Holding
from bilat.engine.remote.store import Remote
from bilat.errors import BilatError, EndpointFailed, Overloaded
from bilat.settings import Settings

LIMITS = Limits(seconds=5, rows=1_000, bytes=10_000_000)
NODE = {"type": "uri", "value": "urn:x:a"}
HEADS = (None, 5, "v", [], {}, {"vars": 5}, {"vars": None}, {"vars": ["v", 5]}, {"vars": [["v"]]})
RESULTS = (
    None,
    5,
    [],
    {},
    *({"bindings": each} for each in (5, [5], [[1]], [None], [{"v": 5}], [{"v": {}}])),
)
ODD = [
    *(json.dumps(each).encode() for each in (None, 5, "v", [], {}, [1])),
    *(json.dumps({"head": head, "results": {"bindings": []}}).encode() for head in HEADS),
    *(json.dumps({"head": {"vars": ["v"]}, "results": each}).encode() for each in RESULTS),
]
VALUES = (5, None, ["1"], "abc", "-1", "9" * 5_000, "1.5", "\u0663" * 30)
DEEP = 50_000


class Odd(http.server.BaseHTTPRequestHandler):
    """Answers the questions of a start as a store with a release would, and then with a body of the test."""

    protocol_version = "HTTP/1.1"
    body: ClassVar[bytes]
    kind: ClassVar[str]
    status: ClassVar[int] = 200
    name: ClassVar[str] = "Odd"

    def version_string(self) -> str:
        """Return what it calls itself."""
        return self.name

    def do_POST(self) -> None:
        """Answer."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        status, kind, body = (
            200,
            formats.JSON,
            b'{"head":{"vars":["v"]},"results":{"bindings":[{"v":{"value":"1"}}]}}',
        )
        if asked == b"query=ASK+%7B%7D":
            body = b'{"head":{},"boolean":true}'
        elif b"urn%3Ax%3Ap" in asked:
            status, kind, body = self.status, self.kind, self.body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Strict(Odd):
    """Calls itself Virtuoso, and has a limit."""

    kind = "text/plain"
    status = 500
    name = "Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"


@pytest.fixture(scope="module")
def engine() -> Iterator[Remote]:
    """Return an engine over such a store."""
    with _engine_over(Odd) as remote:
        yield remote


@contextmanager
def _engine_over(handler: type[Odd]) -> Iterator[Remote]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/query"
    remote = Remote(Settings.read({}, engine=url), "aaaa", {"urn:g": 1})
    try:
        yield remote
    finally:
        remote.close()
        server.shutdown()
        server.server_close()
        thread.join()


# A variable of ours is hidden from the one, no variable from the other.
@pytest.mark.parametrize(
    "text", ["SELECT * { GRAPH ?g { ?s <urn:x:p> ?v } }", "SELECT ?v { ?s <urn:x:p> ?v }"]
)
@pytest.mark.parametrize("body", ODD)
def test_rows_that_are_none(engine: Remote, text: str, body: bytes) -> None:
    """Whatever the JSON holds, it is a result or the store is said to have failed."""
    Odd.body, Odd.kind = body, formats.JSON
    with suppress(EndpointFailed):
        assert engine.run(Operation(text=text), formats.CSV, LIMITS).body.count(b"\n") >= 1


def test_terms_that_nest_without_end(engine: Remote) -> None:
    """What would use up the stack of the process that answers everybody is refused."""
    node = json.dumps(NODE)
    nested = f'{{"type":"triple","value":{{"subject":{node},"predicate":{node},"object":' * DEEP
    rows = '[{"v":' + nested + node + "}}" * DEEP + "}]"
    Odd.body = f'{{"head":{{"vars":["v"]}},"results":{{"bindings":{rows}}}}}'.encode()
    Odd.kind = formats.JSON
    with pytest.raises(EndpointFailed, match="more than 100 deep"):
        engine.run(Operation(text="SELECT ?v { ?s <urn:x:p> ?v }"), formats.CSV, LIMITS)
    Odd.body = b"<a:b> <a:b> " + b"<<( <a:b> <a:b> " * DEEP + b"<a:b>" + b" )>>" * DEEP + b" .\n"
    Odd.kind = formats.N_TRIPLES
    with pytest.raises(EndpointFailed, match="more than 100 deep"):
        engine.run(Operation(text="CONSTRUCT WHERE { ?s <urn:x:p> ?v }"), formats.TURTLE, LIMITS)


@pytest.mark.parametrize(
    "said",
    [
        b"S1T00 Error SR171: Transaction timed out",
        b"42000 Error The estimated execution time 2438577 (sec) exceeds the limit of 400 (sec).",
    ],
)
def test_limit_of_the_store(said: bytes) -> None:
    """A query that Virtuoso gives up, or does not begin, is too dear: the store has not failed."""
    Strict.body = b"Virtuoso " + said + b"\n\nSPARQL query:\n"
    with _engine_over(Strict) as remote, pytest.raises(Overloaded, match="a limit of its own"):
        remote.run(Operation(text="SELECT ?v { ?s <urn:x:p> ?v }"), formats.CSV, LIMITS)


class Told:
    """Stands for connections to a store that answers all with one body."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def post(self, *_: object, **__: object) -> Reply:
        """Return the answer."""
        return Reply(status=200, media_type=formats.JSON, headers=Any, body=self._body)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [*ODD, *(json.dumps({"results": {"bindings": [{"v": {"value": each}}]}}).encode() for each in VALUES)],
)
def test_marks_that_are_none(body: bytes) -> None:
    """What a store says of the release it holds is a number, or told to be none; a release is never whole."""
    holding = Holding(Told(body), STANDARD, 5)  # type: ignore[arg-type]
    with pytest.raises(BilatError):
        holding.check("aaaa")
    if b'"bindings": []' in body:  # Whatever its head is, it says nothing.
        assert (holding.numbers("aaaa", QUADS), holding.graphs("aaaa")) == ([], [])
        assert not holding.holds("?s ?p ?o", "urn:g")
        return
    with pytest.raises(BilatError):
        holding.numbers("aaaa", QUADS)
    with pytest.raises(BilatError):
        holding.holds("?s ?p ?o", "urn:g")
