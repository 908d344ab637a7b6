"""Requests and connections that no honest client makes: refused in one line, and nobody else is held up."""

from __future__ import annotations

import gzip
import json
import socket
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from markup import dangers
from running import COUNT, ENDLESS, children, until, zygotes_of

HEAD = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
GET = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: a\r\n"
GZIP_BOMB = gzip.compress(b"ASK {} #" + b"x" * 5_000_000)
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"

CUT_OFF = 0

RAW = {
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
    "host with a break": (b"GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", {400}),
    "large header": (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", {431}),
    "empty lines": (b"\r\n" * 30_000 + GET + b"\r\n", {400}),
    "endless extension": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n6;" + b"x" * 9_000_000, {413}),
    "endless trailer": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n" + b"X: y\r\n" * 900_000,
        {CUT_OFF, 413},
    ),
    "huge header": (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 400_000 + b"\r\n\r\n", {CUT_OFF, 431}),
    "many headers": (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5_000 + b"\r\n", {CUT_OFF, 431}),
    "long target": (b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", {404, 414}),
    "declared too long": (HEAD + b"Content-Length: 999999999\r\n\r\n", {413}),
    "declared far too long": (HEAD + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", {400, 413}),
    "negative length": (HEAD + b"Content-Length: -1\r\n\r\n", {400}),
    "length in words": (HEAD + b"Content-Length: six\r\n\r\n", {400}),
    "signed length": (HEAD + b"Content-Length: +6\r\n\r\nASK {}", {400}),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}", {400}),
    "length and chunks": (
        HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n",
        {400},
    ),
    "chunks and length": (
        HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
        {400},
    ),
    "odd coding": (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", {400, 501}),
    "chunked twice": (HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", {400, 501}),
    "bad chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n", {400}),
    "endless chunks": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"ffff\r\n" + b"x" * 65_535 + b"\r\n",
        {400, 408},
    ),
    "too many chunks": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"x" * 65_535 + b"\r\n") * 5,
        {413},
    ),
    "folded header": (b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n", {400}),
    "space before colon": (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", {400}),
    "nul in a header": (b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", {400}),
    "nul in the target": (b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    "encoded nul": (b"GET /id/%00 HTTP/1.1\r\nHost: a\r\n\r\n", {404}),
    "no utf-8": (b"GET /id/%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", {404}),
    "no utf-8 in a query": (b"GET /sparql?query=%ff HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    "half an escape": (b"GET /sparql?query=ASK%2 HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    "gzip bomb": (
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(GZIP_BOMB) + GZIP_BOMB,
        {415},
    ),
    "wrong type": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\nASK {}",
        {415},
    ),
    "no type": (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nASK {}", {415}),
    "odd charset": (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query; charset=utf-7\r\n"
        b"Content-Length: 6\r\n\r\nASK {}",
        {415},
    ),
    "unknown method": (b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", {501}),
    "trace": (b"TRACE / HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n", {405}),
    "connect": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", {400, 404, 405}),
    "upgrade": (GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", {200, 400}),
    "upgrade to version 2": (GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n", {200}),
    "preface of version 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {CUT_OFF, 400, 505}),
    "version 0.9": (b"GET /\r\n\r\n", {400}),
    "version 9": (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", {400, 505}),
    "absolute target": (b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n", {200, 400}),
    "tls": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, {400}),
    "nonsense": (b"nonsense\r\n\r\n", {400}),
    "many ranges": (
        b"GET /download/bilat.nt HTTP/1.1\r\nHost: a\r\nRange: bytes="
        + b",".join(b"%d-" % n for n in range(1_000))
        + b"\r\n\r\n",
        {200, 206, 416},
    ),
    "range beyond": (b"GET /download/bilat.nt HTTP/1.1\r\nHost: a\r\nRange: bytes=99999999-\r\n\r\n", {416}),
    "huge range": (
        b"GET /download/bilat.nt HTTP/1.1\r\nHost: a\r\nRange: bytes=0-" + b"9" * 400 + b"\r\n\r\n",
        {200, 206, 416},
    ),
    "many accepted": (GET + b"Accept: " + b"a/b;q=0.1," * 400 + b"*/*\r\n\r\n", {200}),
    "too many accepted": (GET + b"Accept: " + b"a/b;q=0.1," * 3_000 + b"*/*\r\n\r\n", {431}),
    "odd weights": (GET + b"Accept: */*;q=9e999, text/html;q=nan, ;;;=,\r\n\r\n", {200, 400, 406}),
    "many tags": (GET + b"If-None-Match: " + b'"x",' * 7_000 + b'"y"\r\n\r\n', {200}),
    "odd date": (GET + b"If-Modified-Since: " + b"9" * 5_000 + b"\r\n\r\n", {200}),
}


def status_of(response: bytes) -> int:
    """Return the status of a response, or 0 where there is none."""
    return int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/1.") else CUT_OFF


@pytest.mark.parametrize(("octets", "allowed"), RAW.values(), ids=RAW.keys())
def test_odd_request(server, octets, allowed) -> None:
    """Odd octets are refused, with nothing internal in the answer."""
    response = server.raw(octets)
    assert status_of(response) in allowed, response[:200]
    assert not any(word in response for word in (b"Traceback", b"site-packages", b"panicked"))


@pytest.mark.parametrize(
    "path",
    [
        "/download/../../etc/passwd",
        "/download/..%2f..%2f..%2fetc%2fpasswd",
        "/download/%2e%2e/%2e%2e/etc/passwd",
        "/download/....//....//etc/passwd",
        "/download/..%5c..%5cetc%5cpasswd",
        "/download/%252e%252e%252fetc%252fpasswd",
        "/download//etc/passwd",
        "/download/bilat.nq%00.nt",
        "/download/manifest.json",
        "/download/../bilat.nq",
        "/id/../../etc/passwd",
        "/id/x.%2e%2e%2fetc",
        "/.git/config",
        "/..%c0%af..%c0%afetc/passwd",
        "//evil.example/%2f..",
        "/%5cevil.example",
        "/\\evil.example",
    ],
)
def test_nothing_outside_the_release(server, path) -> None:
    """No path leads out of the release, nor to another site."""
    answer = server.ask(path)
    assert answer.status in {400, 404}
    assert b"root:" not in answer.body
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "name",
    [
        "x%3E%20%3Fp%20%3Fo%20%7D%20DROP%20ALL%20%23",
        "x%22%5c",
        "x%0d%0aSet-Cookie:%20a=b",
        "x%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "%7B%7B7*7%7D%7D",
        "javascript:alert(1)",
        "a" * 20_000,
    ],
)
@pytest.mark.parametrize("prefix", ["/id/", "/source/", "/scheme/"])
def test_injection_through_names(server, prefix, name) -> None:
    """What stands in a path is a name and nothing else."""
    for ending in ("", ".html", ".ttl"):
        answer = server.ask(prefix + name + ending, Accept="text/html")
        assert answer.status in {400, 404, 414}
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers.get_content_type() != "text/html" or dangers(answer.body) == []


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_is_what_it_is(server, header) -> None:
    """No header turns one method into another."""
    answer = server.ask("/sparql?query=ASK%20%7B%7D", **{header: "DELETE"})
    assert answer.status == 200
    answer = server.ask("/sparql", "POST", b"query=ASK%20%7B%7D", **{header: "GET"})
    assert answer.status == 415
    assert server.ask("/?_method=DELETE").status == 200


def test_script_in_results_is_text(server) -> None:
    """Script in literals and IRIs is shown, never run or linked."""
    text = "SELECT ('<script>alert(1)</script>' AS ?a) (<javascript:alert(1)> AS ?b) ('\"onload=x' AS ?c) {}"
    answer = server.query(text, Accept="text/html")
    assert answer.status == 200
    assert b"alert(1)" in answer.body
    assert dangers(answer.body) == []
    assert "unsafe" not in str(answer.headers["Content-Security-Policy"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_cache_is_not_poisoned(server) -> None:
    """What one client sends in Host, Accept or other headers is not what the next gets."""
    path = f"/sparql?query={quote('SELECT (STR(<x>) AS ?poison) {}')}"
    for _ in range(3):
        evil = server.ask(path, Host="evil.example", X_Forwarded_Host="evil.example", X_Original_URL="/evil")
        assert b"evil.example" in evil.body
    for headers in ({}, {"X_Forwarded_Host": "evil.example"}, {"X_Forwarded_Proto": "gopher"}):
        assert b"evil" not in server.ask(path, **headers).body
    for accept in ("text/csv", "application/sparql-results+xml", "text/html", "nonsense", "*/*;q=0"):
        server.ask(path, Accept=accept)
    assert "json" in server.ask(path).headers["Content-Type"]


def test_forwarded_address_of_strangers_is_not_believed(server) -> None:
    """A client cannot have its queries counted for others."""
    for number in range(3):
        server.ask("/health", X_Forwarded_For=f"10.0.0.{number}", X_Request_Id="forged-by-a-client")
    answer = server.ask("/health", X_Request_Id="forged-by-a-client")
    assert answer.headers["X-Request-Id"] != "forged-by-a-client"


def test_slow_bodies(server) -> None:
    """64 bodies that never end cost no thread, and are told so in time."""
    slow = [server.connect(host) for host in range(1, 65)]
    for sock in slow:
        sock.sendall(HEAD + b"Content-Length: 9\r\n\r\nASK")
    assert server.query(f"{COUNT} # slow", 70).count == 2_000
    assert all(sock.recv(100).startswith(b"HTTP/1.1 408") for sock in slow)
    for sock in slow:
        sock.close()


def test_one_byte_a_second(server) -> None:
    """Headers and bodies sent byte by byte keep nobody waiting."""
    heads, bodies = [server.connect() for _ in range(20)], [server.connect() for _ in range(20)]
    for sock in bodies:
        sock.sendall(HEAD + b"Content-Length: 100\r\n\r\n")
    for byte in (b"G", b"E", b"T"):
        for sock in (*heads, *bodies):
            sock.send(byte)
        assert server.query(f"{COUNT} # byte {byte!r}", 70).count == 2_000
        time.sleep(0.2)
    for sock in (*heads, *bodies):
        sock.close()


def test_idle_connections(server) -> None:
    """1,100 connections that say nothing stop nothing."""
    idle = [server.connect(1 + number % 200) for number in range(1_100)]
    assert server.query(f"{COUNT} # idle", 210).count == 2_000
    for sock in idle:
        sock.close()


def test_clients_that_do_not_read(server, memory) -> None:
    """20 clients that ask for much and take nothing are cut off, and what was held for them is let go."""
    path = f"/sparql?query={quote(LARGE)}&format=csv"
    whole = server.ask(path)
    assert (whole.status, whole.body.count(b"\n")) == (200, 60_001)
    assert len(whole.body) > 3_000_000
    deaf = []
    for number in range(20):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        sock.bind((f"127.0.0.{1 + number}", 0))
        sock.connect(("127.0.0.1", server.port))
        target = path if number % 2 else "/download/bilat.nt"
        sock.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        deaf.append(sock)
    assert until(lambda: server.metric("bilat_requests_under_way") >= 5)
    assert server.query(f"{COUNT} # deaf", 210).count == 2_000
    assert until(lambda: server.metric("bilat_requests_under_way") == 1)
    assert memory() < 1_200
    for sock in deaf:
        sock.close()


def test_slow_reader_gets_all(server) -> None:
    """A client that reads slowly, but reads, gets the whole."""
    whole = server.ask("/download/bilat.nt").body
    with server.connect() as sock:
        sock.sendall(b"GET /download/bilat.nt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        got = bytearray()
        while piece := sock.recv(65_536):
            got += piece
            time.sleep(0.01)
    assert got.endswith(whole)


def test_clients_that_hang_up(server) -> None:
    """Queries whose clients have gone are ended before their time, and their workers are there for others."""
    before = server.metric('bilat_worker_ends_total{reason="client gone"}')
    for number in range(6):
        with server.connect(10 + number) as sock:
            sock.sendall(
                f"GET /sparql?query={quote(f'{ENDLESS} #h{number}')} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
            )
            assert until(lambda: int(server.health["idle"]) < 4)  # type: ignore[call-overload]
    assert until(lambda: server.metric('bilat_worker_ends_total{reason="client gone"}') > before)
    assert until(lambda: server.health["idle"] == 4)


def test_pipelined_requests(server) -> None:
    """Many requests in one piece are answered one by one."""
    with server.connect() as sock:
        sock.sendall((GET + b"\r\n") * 50)
        got = b""
        while got.count(b"HTTP/1.1 200") < 50:
            piece = sock.recv(65_536)
            assert piece
            got += piece


def test_data_is_unchanged(server, release_place) -> None:
    """After all that, the release is what it was, and the server says so."""
    manifest = json.loads((release_place / "current" / "manifest.json").read_text("utf-8"))
    assert server.health["release"] == manifest["digest"]
    assert server.query("SELECT (SUM(?v) AS ?n) { ?s <http://example.org/value> ?v }").count == 1_999_000


def test_workers_have_no_network(server) -> None:
    """A worker holds one socket, and may open nothing."""
    workers = [worker for zygote in zygotes_of(server.application) for worker in children(zygote)]
    assert workers
    for worker in workers:
        limits = Path(f"/proc/{worker}/limits")
        none = "Max open files            0                    0"
        assert until(lambda limits=limits, none=none: none in limits.read_text("ascii"))
