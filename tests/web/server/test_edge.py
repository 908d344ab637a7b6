"""What the edge adds to each response, over real sockets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from running import Server, until

from bilat.errors import Overloaded
from bilat.settings import Settings
from bilat.web.http.access_log import AccessLog
from bilat.web.http.head import Heads
from bilat.web.http.metrics import Metrics
from bilat.web.http.sending import Sending
from bilat.web.http.visit import Visit
from bilat.web.server.edge import Edge
from bilat.web.site import Stream


@pytest.fixture(scope="module")
def server(release, tmp_path_factory) -> Iterator[Server]:
    """Return a server that writes a log."""
    log = tmp_path_factory.mktemp("log") / "access.json"
    server = Server(release.root, access_log=log)
    yield server
    server.end()


def logged(server: Server, name: str) -> dict[str, object]:
    """Return the line of a request."""
    found: list[dict[str, object]] = []

    def look() -> bool:
        found[:] = [line for line in server.logged if line["request"] == name]
        return bool(found)

    assert until(look)
    return found[0]


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%20%7B%7D", "/health", "/nothing", "/metrics"])
def test_every_response_has_a_name_and_times(server, path) -> None:
    """The name in the header is that of the line in the log; times are told."""
    answer = server.ask(path)
    line = logged(server, answer.headers["X-Request-Id"])
    assert (line["status"], line["path"]) == (answer.status, path.partition("?")[0])
    assert re.fullmatch(
        r"queue;dur=[\d.]+, engine;dur=[\d.]+, total;dur=[\d.]+", answer.headers["Server-Timing"]
    )


def test_head_of_metrics(server) -> None:
    """HEAD is answered everywhere, for figures too."""
    answer = server.ask("/metrics", "HEAD")
    assert (answer.status, answer.body) == (200, b"")


def test_kept_response_says_so(server) -> None:
    """A response from the cache has a name of its own, and is told as kept."""
    path = "/sparql?query=SELECT%20(2%20AS%20%3Fx)%20%7B%7D"
    answers = [server.ask(path) for _ in range(4)]
    assert answers[-1].headers["Server-Timing"].startswith("cache;desc=hit")
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 4
    assert len({answer.body for answer in answers}) == 1
    assert logged(server, answers[-1].headers["X-Request-Id"])["outcome"] == "kept"
    assert server.metric('bilat_cache_hits_total{kind="query"}') >= 1


@pytest.mark.parametrize(
    ("method", "kind", "body"),
    [
        ("POST", "application/x-www-form-urlencoded", b"query=SELECT+(%d+AS+?x)+{}"),
        ("POST", "application/sparql-query", b"SELECT (%d AS ?x) {}"),
        ("QUERY", "application/sparql-query", b"SELECT (%d AS ?x) {}"),
    ],
)
def test_query_in_a_body_is_kept_too(server, method, kind, body) -> None:
    """The same body in the same form is answered from the cache; no other is mixed up."""
    ask = partial(server.ask, "/sparql", method, Content_Type=kind)
    answers = [ask(body % 7) for _ in range(3)]
    assert answers[-1].headers["Server-Timing"].startswith("cache;desc=hit")
    assert len({answer.body for answer in answers}) == 1
    assert b'"8"' in ask(body % 8).body
    assert ask(body % 7, Accept="text/csv").body == b"x\r\n7\r\n"
    again = ask(body % 7, If_None_Match=answers[0].headers["ETag"])
    assert (again.status, again.body) == ((304, b"") if method == "QUERY" else (200, answers[0].body))


def test_what_changes_is_not_kept_from_a_body(server) -> None:
    """Two runs of what changes differ, however the query was sent."""
    ask = partial(server.ask, "/sparql", "POST", b"SELECT (STRUUID() AS ?x) {}")
    assert len({ask(Content_Type="application/sparql-query").body for _ in range(3)}) == 3


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/plain"])
@pytest.mark.parametrize("path", ["/sparql?query=SELECT", "/nothing", "/download/nothing"])
def test_error_names_its_request(server, path, accept) -> None:
    """Each error has the name of the request in its body, for who reports it."""
    answer = server.ask(path, Accept=accept)
    assert answer.status >= 400
    assert answer.headers["X-Request-Id"].encode() in answer.body
    assert logged(server, answer.headers["X-Request-Id"])["outcome"] == "refused"


PAGE = b"Host: a\r\nAccept: text/html\r\n"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + PAGE + b"Accept: " + b"a/b, " * 5_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + PAGE + b"Cookie: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /?" + b"a" * 300_000 + b" HTTP/1.1\r\n" + PAGE + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\n" + PAGE + b"Content-Length: 99999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\n" + PAGE + b"If-Match: x\r\n\r\n", 412),
        (b"DELETE /sparql HTTP/1.1\r\n" + PAGE + b"\r\n", 405),
    ],
)
def test_who_reads_pages_is_refused_by_a_page(server, head, status) -> None:
    """Whatever is wrong with a request, a browser shows it in the frame of the release, with a way on."""
    answer = server.raw(head)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: text/html" in answer
    assert b'release <a href="/dataset">' in answer or b'Release <a href="/dataset">' in answer
    assert b'Go on at the <a href="/">first page</a>' in answer


def test_engine_time_is_told(server) -> None:
    """The time of the engine is in the header and in the log."""
    answer = server.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
    times = dict(re.findall(r"(\w+);dur=([\d.]+)", answer.headers["Server-Timing"]))
    assert 0 < float(times["engine"]) <= float(times["total"])
    assert float(str(logged(server, answer.headers["X-Request-Id"])["engine_ms"])) > 0


@pytest.mark.parametrize("path", ["/sparql?query=SELECT%20({}%20AS%20?x)%20{{}}", "/search.json?q={}"])
def test_hundreds_of_requests_at_once(server, path) -> None:
    """A client that asks for hundreds of things without waiting, as some crawlers do, gets them all."""
    connections = [server.connect() for _ in range(200)]
    for number, connection in enumerate(connections):
        head = f"GET {path.format(number)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
    answers = []
    for connection in connections:
        with connection, connection.makefile("rb") as answer:
            answers.append(answer.readline())
    assert set(answers) == {b"HTTP/1.1 200 OK\r\n"}


def test_no_room_for_large_responses(release, tmp_path) -> None:
    """Where memory for large responses is used up, the next is refused, and small ones go on."""
    log = tmp_path / "access.json"
    server = Server(release.root, sending_bytes=1_000_000, access_log=log)
    text = "SELECT (REPLACE('{}', 'x', '{}') AS ?x) {{}}"
    large = text.format("x" * 1_500, "y" * 1_000)
    refused = server.query(large)
    assert refused.status == 503
    assert logged(server, refused.headers["X-Request-Id"])["status"] == 503
    assert server.query("SELECT (1 AS ?x) {}").status == 200
    assert server.end() == 0


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/", "/id/japan.ttl", "/download/bilat.ttl"])
@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 2020 00:00:00 +99999999999999999999", "Mon, 99999999999999999999 Jan 2020 00:00:00 GMT"],
)
def test_date_beyond_all_bounds_is_none(server, path, date) -> None:
    """A condition that names no date is passed over, also where the library fails at its numbers."""
    for _ in range(3):  # From the application, and then from the cache.
        for name in ("If-Modified-Since", "If-Unmodified-Since", "If-Range"):
            answer = server.ask(path, Range="bytes=0-9" if name == "If-Range" else "", **{name: date})
            assert (answer.status, len(answer.body) > 10) == (200, True)


def test_files_under_way_leave_room_for_others() -> None:
    """One client holds half of the places for files that are sent, and all clients no more than there are."""
    sending, file = Sending(1_000, 1.0, files=4), Stream(200, [], [])
    with ExitStack() as held:
        for client in ("a", "a", "b"):
            held.enter_context(sending.room(file, client))
        with pytest.raises(Overloaded), sending.room(file, "a"):
            pass
        held.enter_context(sending.room(file, "b"))
        with pytest.raises(Overloaded), sending.room(file, "c"):
            pass
    with sending.room(file, "a"):
        pass


@pytest.mark.parametrize(("method", "long"), [("GET", True), ("HEAD", False)])
def test_head_of_a_file_needs_no_place(method, long) -> None:
    """Whoever asks for the head of a file is answered, however many files are under way."""
    head = Heads(10_000).parse(f"{method} /download/x HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    visit = Visit(head, b"", "name", "127.0.0.1", "http")
    assert visit.is_long(Stream(200, [], [])) is long


class Taken:
    """A connection that takes answers."""

    def __init__(self) -> None:
        self.peer, self.octets, self.ended = "127.0.0.1", b"", asyncio.Event()

    def work(self, _work: object) -> None:
        """Take what answers in the background."""

    def write(self, octets: bytes) -> None:
        """Take octets."""
        self.octets += octets

    def done(self, *, keep: bool) -> None:
        """See that it is answered."""
        assert keep
        self.ended.set()


def test_figures_are_only_read(server) -> None:
    """Another method is told which there are, as everywhere."""
    answer = server.ask("/metrics", "POST")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_refusal_of_what_is_kept_is_in_the_form_that_is_read(server) -> None:
    """A browser reads that a condition is not met on a page, whether what it asks for is kept or not."""
    for _ in range(3):
        answer = server.ask("/", Accept="text/html", If_Match='"x"')
        assert (answer.status, answer.headers.get_content_type()) == (412, "text/html")
        assert answer.headers["X-Request-Id"].encode() in answer.body


def test_query_by_its_own_method_is_not_sent_again(server) -> None:
    """Who has the answer to a QUERY is told so, as for GET (RFC 10008)."""
    query = {"method": "QUERY", "body": b"ASK {}", "Content_Type": "application/sparql-query"}
    tag = server.ask("/sparql", **query).headers["ETag"]
    for _ in range(3):
        answer = server.ask("/sparql", **query, If_None_Match=tag)
        assert (answer.status, answer.body) == (304, b"")
        assert server.ask("/sparql", **query, If_None_Match='"x"').status == 200


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/kept"])
def test_mistake_on_the_loop_is_answered_and_counted(path) -> None:
    """What fails before there is a task for it is an answer too, and the application is left."""
    left = list[object]()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    async def run() -> bytes:
        # What is kept under a key is weighed against the conditions of a head: this fails at that.
        kept = SimpleNamespace(status=200, decided=SimpleNamespace(__iter__=fail))
        cache = SimpleNamespace(get=lambda key: kept if key[0] == "/kept" else None)
        app: Any = SimpleNamespace(cache=cache, renderer=None, endpoint=SimpleNamespace(plan=fail))
        switch: Any = SimpleNamespace(app=app, enter=lambda: app, leave=left.append)
        figures = Metrics(fail)  # type: ignore[arg-type]
        edge = Edge(switch, Settings.read({}), figures, AccessLog(""), asyncio.get_running_loop())
        connection: Any = Taken()
        edge.handle(
            connection,
            Heads(10_000).parse(f'GET {path} HTTP/1.1\r\nHost: a\r\nIf-Match: "x"\r\n\r\n'.encode()),
            b"",
        )
        await asyncio.wait_for(connection.ended.wait(), 5)
        edge.close()
        assert (figures.under_way, left) == (0, [app])
        return bytes(connection.octets)

    assert asyncio.run(run()).startswith(b"HTTP/1.1 500 ")
