"""Connections, over real sockets: what only shows in how octets come and go."""

from __future__ import annotations

import json
import socket
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from running import ENDLESS, PATIENCE, Server, until

from bilat.web.http.connection import Connection
from bilat.web.http.listener import Listener

ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: a\r\n"
LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 530"
POST = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def server(release) -> Iterator[Server]:
    server = Server(release.root)
    yield server
    assert server.end() == 0


def received(sock: socket.socket, ends: bytes) -> bytes:
    """Return what comes until it ends so, or the connection does."""
    got = b""
    while not got.endswith(ends) and (piece := sock.recv(65_536)):
        got += piece
    return got


def test_head_byte_by_byte(server) -> None:
    """A head is the same in whatever pieces it comes."""
    with server.connect() as sock:
        for octet in ASK + b"\r\n":
            sock.sendall(bytes([octet]))
        assert received(sock, b'"boolean":true}').startswith(b"HTTP/1.1 200")


def test_connection_is_kept_until_asked(server) -> None:
    """Requests follow each other on a connection; the last says so, and the server closes."""
    with server.connect() as sock:
        for _ in range(3):
            sock.sendall(ASK + b"\r\n")
            assert b"Connection:" not in received(sock, b"true}")
        sock.sendall(ASK + b"Connection: close\r\n\r\n")
        assert b"\r\nConnection: close\r\n" in received(sock, b"nothing ends so")


def test_body_is_asked_for(server) -> None:
    """A client that waits to be asked for its body is asked (RFC 9110, 10.1.1)."""
    with server.connect() as sock:
        sock.sendall(POST + b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert received(sock, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"ASK {}")
        assert received(sock, b"true}").startswith(b"HTTP/1.1 200")


def test_old_client_is_not_asked_for_its_body(server) -> None:
    """In HTTP/1.0 there is nothing before an answer: a client would take it for that (RFC 9110, 10.1.1)."""
    with server.connect() as sock:
        head = POST.replace(b"1.1", b"1.0") + b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n"
        sock.sendall(head)
        time.sleep(0.2)
        sock.sendall(b"ASK {}")
        assert received(sock, b"true}").startswith(b"HTTP/1.1 200")


def test_empty_line_in_two_pieces(server) -> None:
    """An empty line behind a body is passed over, in whatever pieces it comes (RFC 9112, 2.2)."""
    with server.connect() as sock:
        for piece in (POST + b"Content-Length: 6\r\n\r\nASK {}", b"\r", b"\n"):
            sock.sendall(piece)
            time.sleep(0.1)
        assert received(sock, b"true}").startswith(b"HTTP/1.1 200")
        sock.sendall(ASK + b"\r\n")
        assert received(sock, b"true}").startswith(b"HTTP/1.1 200")


def test_chunks(server) -> None:
    """A body in chunks is taken, and the next request after its answer."""
    with server.connect() as sock:
        for _ in range(2):
            sock.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n")
            assert received(sock, b"true}").startswith(b"HTTP/1.1 200")


def test_request_behind_chunks_is_to_be_sent_again(server) -> None:
    """Who sends more behind chunks gets the first answer and the end of the connection, and need not wait."""
    with server.connect() as sock:
        chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n"
        sock.sendall(chunked + ASK + b"\r\n")
        got = received(sock, b"nothing ends so")
    assert (got.count(b"HTTP/1.1 200"), b"\r\nConnection: close\r\n" in got) == (1, True)


def test_lines_without_carriage_returns_are_refused_at_once(server) -> None:
    """A head whose lines end in line feeds alone is told so, and not waited for."""
    with server.connect() as sock:
        sock.settimeout(3)
        sock.sendall(b"GET / HTTP/1.1\nHost: a\n\n")
        assert received(sock, b"}\n").startswith(b"HTTP/1.1 400")


def test_method_without_end_is_refused(server) -> None:
    """Letters without a space are no method, however many come."""
    with server.connect() as sock:
        sock.sendall(b"A" * 1_000)
        assert received(sock, b"}").startswith(b"HTTP/1.1 400")


def test_other_protocols_are_not_spoken(server) -> None:
    """Who asks for web sockets gets the page in HTTP/1.1 (RFC 9110, 7.8)."""
    with server.connect() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n")
        assert received(sock, b"nothing ends so").startswith(b"HTTP/1.1 200")


def test_answers_come_in_order(server) -> None:
    """Requests that were sent together are answered in their order, slow ones too."""
    texts = [f"SELECT ({n} AS ?x) {{}}" for n in range(20)]
    with server.connect() as sock:
        for text in texts:
            sock.sendall(f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        got = b""
        while got.count(b"]}}") < len(texts):
            got += sock.recv(65_536)
    found = [
        json.loads(part.split(b"\r\n\r\n")[1].split(b"HTTP/1.1")[0]) for part in got.split(b"HTTP/1.1")[1:]
    ]
    assert [each["results"]["bindings"][0]["x"]["value"] for each in found] == [str(n) for n in range(20)]


def test_refusal_reaches_who_is_still_sending(server) -> None:
    """Who sends a body that is too long is told so, though he has not finished sending."""
    with server.connect() as sock:
        sock.sendall(POST + b"Content-Length: 900000\r\n\r\n" + b"x" * 400_000)
        assert received(sock, b"}\n").startswith(b"HTTP/1.1 413")


def test_refusal_waits_for_who_is_slow_at_sending(server) -> None:
    """Most clients read only when they have sent all: they are not cut off as long as something comes."""
    with server.connect() as sock:
        sock.sendall(POST + b"Content-Length: 900000\r\n\r\n")
        for _ in range(8):
            sock.sendall(b"x" * 112_500)
            time.sleep(0.5)
        assert received(sock, b"}\n").startswith(b"HTTP/1.1 413")


def test_half_closed_connection_gets_its_answer(server) -> None:
    """Who says that he sends no more still gets the answer to what was quick."""
    with server.connect() as sock:
        sock.sendall(ASK + b"\r\n")
        sock.shutdown(socket.SHUT_WR)
        assert received(sock, b"true}").startswith(b"HTTP/1.1 200")


def test_half_closed_connection_gets_all_its_answers(server) -> None:
    """Who sends many requests, and says that he sends no more, gets an answer to each that came whole."""
    with server.connect() as sock:
        asked = (ASK.replace(b" HTTP", b"%%20%%23%d HTTP" % number) + b"\r\n" for number in range(40))
        sock.sendall(b"".join(asked) + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" + ASK)
        sock.shutdown(socket.SHUT_WR)
        got = received(sock, b"nothing ends so")
    assert (got.count(b"HTTP/1.1 200"), got.count(b"HTTP/1.1")) == (41, 41)


def test_half_closed_connection_gets_a_large_answer(server) -> None:
    """What is on its way is not cut where its client sends no more, however long he takes for it."""
    path = f"/sparql?query={quote(LARGE.replace('530', '6000'))}"
    size = len(server.ask(path, Host="a").body)
    with slow(server) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        sock.shutdown(socket.SHUT_WR)
        time.sleep(2.5)
        got = received(sock, b"nothing ends so")
    assert len(got.partition(b"\r\n\r\n")[2]) == size > 1_000_000


def slow(server: Server) -> socket.socket:
    """Return a connection whose client takes little at a time."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    sock.connect(("127.0.0.1", server.port))
    sock.settimeout(PATIENCE)
    return sock


def files(server: Server) -> int:
    """Return how many files the process that answers has open."""
    return len(list(Path(f"/proc/{server.application}/fd").iterdir()))


def test_ended_connection_whose_client_takes_nothing(release) -> None:
    """The rest of a last answer waits for its client no longer than any other: it waited for ever."""
    server = Server(release.root, send_seconds=3)
    ask = f"GET /sparql?query={quote(LARGE)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
    assert 200_000 < len(server.query(LARGE).body) < 262_144
    before = files(server)
    deaf = [slow(server) for _ in range(20)]
    for sock in deaf:
        sock.sendall(ask)
    assert until(lambda: files(server) >= before + 15)
    assert until(lambda: files(server) < before + 5)
    with slow(server) as late:  # Who begins to take it within his time gets it whole.
        late.sendall(ask)
        time.sleep(2.2)
        length, _, body = received(late, b"nothing ends so").partition(b"\r\n\r\n")
    assert length.endswith(f"Content-Length: {len(body)}".encode())
    for sock in deaf:
        sock.close()
    assert server.end() == 0


def test_what_is_held_for_clients_is_bounded(release) -> None:
    """Answers that nobody takes are held up to `sending_bytes`; beyond, who has most of them is cut off."""
    server = Server(release.root, sending_bytes=20_000_000)
    ask = f"GET /sparql?query={quote(LARGE)} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    before = files(server)
    with server.connect(2) as other:
        deaf = [slow(server) for _ in range(400)]
        for sock in deaf:
            sock.sendall(ask)
        assert until(lambda: server.metric('bilat_requests_total{kind="query",status="200"}') >= 400)
        assert before + 20 < files(server) < before + 250
        other.sendall(ASK + b"\r\n")
        assert received(other, b"true}").startswith(b"HTTP/1.1 200")
    for sock in deaf:
        sock.close()
    assert server.end() == 0


@pytest.mark.parametrize("ending", [False, True])
def test_newcomers_find_room(ending) -> None:
    """Where there are too many connections, one makes room for each new one: idle, or ended and waiting."""
    loop = SimpleNamespace(time=lambda: 0.0, call_later=lambda *_: None)
    settings = defaultdict(int, sending_bytes=1, query_bytes=1, send_seconds=1, body_seconds=1)
    listener = Listener(SimpleNamespace(**settings), loop)  # type: ignore[arg-type]
    listener._most = 2
    gone: list[object] = []

    def new() -> Connection:
        connection = Connection(listener, None)  # type: ignore[arg-type]
        connection.transport = SimpleNamespace(
            abort=lambda: gone.append(connection), close=lambda: gone.append(connection), is_closing=bool
        )
        listener.opened(connection)
        return connection

    first, second = new(), new()
    if ending:
        first.end()
        second.end()
        gone.clear()
    for _ in range(2):
        listener.await_head(new())
    assert gone == [first, second]


def test_client_that_goes_is_written_down(server) -> None:
    """A request whose client has gone counts as one that nobody was answered."""
    with server.connect() as sock:
        sock.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert until(lambda: int(server.health["idle"]) == 1)  # type: ignore[call-overload]
    assert until(lambda: b'{kind="query",status="499"} 1.0' in server.ask("/metrics").body)


def test_head_of_no_body(server) -> None:
    """HEAD and 304 have no body, and the next answer begins right after."""
    tag = server.ask("/sparql?query=ASK%20%7B%7D", Host="a").headers["ETag"]
    with server.connect() as sock:
        sock.sendall(ASK.replace(b"GET", b"HEAD") + b"\r\n")
        sock.sendall(ASK + f"If-None-Match: {tag}\r\n\r\n".encode())
        sock.sendall(ASK + b"Connection: close\r\n\r\n")
        got = received(sock, b"nothing ends so")
    assert [part[:4] for part in got.split(b"HTTP/1.1")[1:]] == [b" 200", b" 304", b" 200"]
    assert got.count(b'"boolean"') == 1


def test_refusal_of_head_has_no_body(server) -> None:
    """What is refused before it is read has none either, where HEAD was asked (RFC 9110, 9.3.2)."""
    for target in (b"/" + b"x" * 20_000, b"x"):
        got = server.raw(b"HEAD " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        assert got.startswith((b"HTTP/1.1 414", b"HTTP/1.1 400"))
        assert got.partition(b"\r\n\r\n")[2] == b""


def test_header_with_an_underscore_is_another(server) -> None:
    """A header is what its name says, and none that looks alike in the environment of an application."""
    asked = b"GET / HTTP/1.1\r\nHost: a\r\nAccept_Encoding: br\r\nConnection: close\r\n\r\n"
    with server.connect() as sock:
        sock.sendall(asked)
        assert b"Content-Encoding" not in received(sock, b"nothing ends so")


def test_head_of_large_answers(server) -> None:
    """The head of what would be sent in pieces is all that HEAD brings, made anew, packed or kept."""
    large = quote("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 4000")
    asked = f"HEAD /sparql?query={large} HTTP/1.1\r\nHost: a\r\n".encode()
    with server.connect() as sock:
        for more in (b"", b"", b"Accept-Encoding: gzip\r\n"):
            sock.sendall(asked + more + b"\r\n")
            assert received(sock, b"\r\n\r\n").startswith(b"HTTP/1.1 200")
        sock.sendall(asked + b"Connection: close\r\n\r\n")
        got = received(sock, b"nothing ends so")
    length = int(got.partition(b"\r\nContent-Length: ")[2].partition(b"\r\n")[0])
    assert (length > 300_000, got.partition(b"\r\n\r\n")[2]) == (True, b"")


def test_nothing_is_written_to_who_has_just_gone() -> None:
    """An answer that is ready between the end of a connection and word of it is dropped, not a mistake."""

    class Closed:
        def is_closing(self) -> bool:
            return True

        def write(self, _octets: bytes) -> None:
            raise RuntimeError("the handler is closed")

    listener = SimpleNamespace(loop=None, heads=None, stopping=False, idle={})
    connection = Connection(listener, None)  # type: ignore[arg-type]
    connection.transport = Closed()
    connection.write(b"HTTP/1.1 200 OK")
    connection.done(keep=True)
    assert listener.idle == {}


def test_head_octet_by_octet_is_looked_through_once() -> None:
    """What a piece costs does not grow with what came before it: 16,000 octets were 128 million looked at."""

    class Counted(bytearray):
        looked = 0

        def find(self, mark: bytes, start: int = 0, *_: object) -> int:
            self.looked += len(self) - start
            return super().find(mark, start)

        def __contains__(self, mark: object) -> bool:
            self.looked += len(self)
            return super().__contains__(mark)  # type: ignore[operator]

    heads = SimpleNamespace(known=lambda _: None, most=100_000)
    listener = SimpleNamespace(loop=None, heads=heads, await_head=lambda _: None, moved=lambda _: None)
    connection = Connection(listener, None)  # type: ignore[arg-type]
    connection._buffer = counted = Counted()
    head = b"GET / HTTP/1.1\r\nX: " + b"x" * 16_000
    for octet in head:
        connection.data_received(bytes([octet]))
    assert len(counted) == len(head)
    assert counted.looked < 20 * len(head)


def test_idle_connections_end_with_the_server(release) -> None:
    """A server that is told to stop does not wait for connections that say nothing."""
    server = Server(release.root)
    idle = [server.connect() for _ in range(5)]
    for sock in idle:
        sock.sendall(ASK + b"\r\n")
        received(sock, b"}")
    assert server.end() == 0  # Else it is killed after a while, with another status.
    assert all(sock.recv(1) == b"" for sock in idle)
    for sock in idle:
        sock.close()
