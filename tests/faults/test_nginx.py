"""The sample configuration, with a real nginx in front of a real server."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from proxies import nginx
from running import COUNT, ENDLESS, Server, until
from stores import free_port

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"


@pytest.fixture(scope="module")
def server(place, tmp_path_factory) -> Iterator[Server]:
    """Return a server that believes a proxy on this machine."""
    log = tmp_path_factory.mktemp("log") / "access.json"
    server = Server(place, trusted_proxies="127.0.0.1", access_log=log)
    yield server
    server.end()


@pytest.fixture(scope="module")
def front(server, tmp_path_factory) -> Iterator[int]:
    """Return the port of an nginx before it."""
    port = free_port()
    sample = SAMPLE.read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    # Each test asks from an address of its own, which nginx has to see.
    sample = sample.replace("listen 80;", f"listen 127.0.0.1:{port};")
    with nginx(tmp_path_factory.mktemp("nginx"), sample):
        yield port


def ask(port: int, path: str, host: int = 1, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    source = (f"127.0.0.{host}", 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=100, source_address=source)
    connection.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    response = connection.getresponse()
    try:
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_queries_pass_through(front) -> None:
    """A query, a long one, a download and a range of it are answered through nginx as without."""
    assert b'"300"' in ask(front, f"/sparql?query={quote(COUNT)}")[2]
    assert b'"300"' in ask(front, f"/sparql?query={quote(COUNT + ' #' + 'x' * 50_000)}")[2]
    assert len(ask(front, "/download/bilat.nt")[2]) == 2_000_000
    status, _, body = ask(front, "/download/bilat.nt", Range="bytes=0-9")
    assert (status, len(body)) == (206, 10)


def test_clients_behind_nginx_count_apart(server, front) -> None:
    """One client's endless queries leave workers to the next, though both come from nginx."""
    with socket.create_connection(("127.0.0.1", front), source_address=("127.0.0.7", 0)) as sock:
        for number in range(3):
            target = f"/sparql?query={quote(f'{ENDLESS} #{number}')}"
            sock.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert until(lambda: server.health["idle"] == 1)
        assert b'"300"' in ask(front, f"/sparql?query={quote(COUNT + ' #apart')}", 8)[2]
    ask(front, "/health", 9, X_Forwarded_For="10.1.1.1")
    assert until(lambda: {"127.0.0.8", "127.0.0.9"} <= logged_clients(server))
    assert "10.1.1.1" not in logged_clients(server)


def logged_clients(server: Server) -> set[object]:
    return {line["client"] for line in server.logged}


def test_request_name_is_the_same_in_both(server, front) -> None:
    """The name that nginx gives a request is in the answer and in the log."""
    name = ask(front, "/health", 10)[1]["X-Request-Id"]
    assert len(name) == 32
    assert until(lambda: name in {line["request"] for line in server.logged})


def test_relative_iris_follow_the_outer_address(front) -> None:
    """Relative IRIs are resolved against the address that the client sees."""
    body = ask(front, f"/sparql?query={quote('SELECT (STR(<x>) AS ?x) {}')}")[2]
    assert f"http://127.0.0.1:{front}/x".encode() in body


def test_metrics_stay_inside(front) -> None:
    """Figures are for this machine alone."""
    assert ask(front, "/metrics", 1)[0] == 200
    assert ask(front, "/metrics", 5)[0] == 403
