"""Connections, over real sockets: what only shows in how octets come and go."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from running import ENDLESS, Server, until

from bilat.web.http.connection import Connection

ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: a\r\n"
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


def test_half_closed_connection_gets_its_answer(server) -> None:
    """Who says that he sends no more still gets the answer to what was quick."""
    with server.connect() as sock:
        sock.sendall(ASK + b"\r\n")
        sock.shutdown(socket.SHUT_WR)
        assert received(sock, b"true}").startswith(b"HTTP/1.1 200")


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
    connection = Connection(listener)  # type: ignore[arg-type]
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
    listener = SimpleNamespace(loop=None, heads=heads, await_head=lambda _: None)
    connection = Connection(listener)  # type: ignore[arg-type]
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
    began = time.monotonic()
    assert server.end() == 0
    assert time.monotonic() - began < 10
    assert all(sock.recv(1) == b"" for sock in idle)
    for sock in idle:
        sock.close()
