"""The running server, over real sockets: what only shows there."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from running import COUNT, ENDLESS, EndedError, Server, alive, children, until

from bilat.errors import ReleaseError, SettingError
from bilat.settings import Settings
from bilat.web.server.serve import listening, serve


def is_right(server: Server) -> bool:
    """Tell whether a good query has its answer."""
    answer = server.query(COUNT)
    return answer.status == 200 and answer.count == 309


@pytest.fixture(scope="module")
def server(release) -> Iterator[Server]:
    server = Server(release.root)
    yield server
    server.end()


def test_announces_where_it_is(server, release) -> None:
    """One line says which release is served where, once it is."""
    assert server.announced == f"Serving release {release.id} on http://127.0.0.1:{server.port}/\n"
    assert is_right(server)


def test_bodies_over_the_wire(server) -> None:
    """POST and QUERY reach the endpoint with their bodies, HEAD comes back without one."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=100)
    for method, body, content_type in (
        ("POST", f"query={quote(COUNT)}", "application/x-www-form-urlencoded"),
        ("POST", COUNT, "application/sparql-query"),
        ("QUERY", COUNT, "application/sparql-query"),
    ):
        connection.request(method, "/sparql", body, {"Content-Type": content_type})
        assert b'"309"' in connection.getresponse().read()
    connection.request("HEAD", f"/sparql?query={quote(COUNT)}")
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b"")
    assert int(response.headers["Content-Length"]) > 0
    connection.close()


def test_download_over_the_wire(server, release) -> None:
    """A download arrives whole, and a range of it."""
    whole = release.read("downloads/bilat.ttl")
    assert server.ask("/download/bilat.ttl").body == whole
    part = server.ask("/download/bilat.ttl", Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole[10:20])


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", b"431"),
        (b"GET /sparql?query=" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"413"),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n", b"413"),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nquery", b"400"),
        (b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", b"404"),
        (b"GET /id/%ff HTTP/1.1\r\nHost: a\r\n\r\n", b"404"),
        (b"GET /download/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", b"404"),
        (b"GET /sparql?query=%ff HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", b"501"),
        (
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: GET\r\nContent-Length: 0\r\n\r\n",
            b"415",
        ),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_odd_requests(server, octets, status) -> None:
    """What no honest client sends is refused in one line, and the next good query is right."""
    assert server.raw(octets).startswith(b"HTTP/1.1 " + status)
    assert is_right(server)


def test_slow_bodies_hold_up_nobody(server) -> None:
    """Many clients that do not finish what they send cost no thread, and are told so in time."""
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    slow = [server.connect() for _ in range(150)]
    for sock in slow:
        sock.sendall(head + b"Content-Length: 9\r\n\r\nASK")
    assert is_right(server)
    assert slow[0].recv(100).startswith(b"HTTP/1.1 408")
    for sock in slow:
        sock.close()


def test_idle_connections_hold_up_nobody(server) -> None:
    """More idle connections than there are threads, or places in the backlog, stop nothing."""
    idle = [server.connect() for _ in range(1_100)]
    try:
        assert is_right(server)
    finally:
        for sock in idle:
            sock.close()


def test_client_that_hangs_up_frees_its_worker(server) -> None:
    """A query whose client has gone is ended before its deadline."""
    before = server.health["replaced"]
    with server.connect() as sock:
        sock.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert until(lambda: server.health["idle"] == 1)
    assert until(lambda: server.health["replaced"] > before)
    assert is_right(server)


def test_endless_queries_at_once(server) -> None:
    """Many endless queries all end with a 503, and the server is right again."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: server.query(ENDLESS + "#", seconds=1), range(8)))
    assert {answer.status for answer in answers} == {503}
    assert is_right(server)


def test_good_and_bad_at_once(server) -> None:
    """While one client sends what ends workers, all that others ask is answered right."""
    stop = threading.Event()

    def attack(text: str) -> None:
        while not stop.is_set():
            server.query(text, seconds=0.5)

    with ThreadPoolExecutor(3) as threads:
        for text in (ENDLESS, "SELECT * " + "{" * 2_000, ENDLESS + " "):
            threads.submit(attack, text)
        good = [server.query(f"{COUNT} #{number}", host=9).count == 309 for number in range(100)]
        stop.set()
    assert all(good)


def test_killed_application_process_comes_back(release) -> None:
    """The process that holds the application is replaced when it is killed, and leaves no orphans."""
    server = Server(release.root)
    before = server.family - {server.process.pid}
    for pid in children(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: not any(alive(pid) for pid in before))

    def answers() -> bool:
        try:
            return is_right(server)
        except OSError:
            return False

    assert until(answers)
    server.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly(release, number) -> None:
    """Told to stop, the server stops with status 0 and leaves no process, even with a query under way."""
    server = Server(release.root)
    family = server.family
    assert len(family) >= 4
    with server.connect() as sock:
        sock.sendall(f"GET /sparql?timeout=4&query={quote(ENDLESS)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert until(lambda: server.health["idle"] == 1)
        assert server.end(number) == 0
    assert until(lambda: not any(alive(pid) for pid in family))


def test_port_in_use(release) -> None:
    """A port that is taken is an error with a way out, before anything is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings.read({}, port=taken.getsockname()[1])
        with pytest.raises(SettingError, match=r"Address already in use.*--port"):
            serve(release.root, settings)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("203.0.113.1", 0), ("ü..x", 0)])
def test_address_that_cannot_be(host, port) -> None:
    """An address that is not this machine's, or no port, is an error."""
    with pytest.raises(SettingError, match="Cannot listen"):
        listening(host, port)


def test_address_may_have_brackets() -> None:
    """It is written as in the address of a page."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listening("[::1]", 0) as sock:
        assert sock.getsockname()[0] == "::1"


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("-n 40", "The system allows 40 open files, and a server needs 64."),
        ("-v 204800", "The system allows 200 MiB of memory a process, a server needs 512."),
    ],
)
def test_too_low_limits_are_told(release, limit, told) -> None:
    """What the system allows is named, where a server could answer nobody."""
    with pytest.raises(EndedError, match=told):
        Server(release.root, prefix=("sh", "-c", f'ulimit {limit}; exec "$0" "$@"'))


def test_system_without_its_files_is_told(release, monkeypatch) -> None:
    """Without /proc, as in a bare chroot, each query would be refused for a memory that it has."""
    monkeypatch.setattr("bilat.web.server.serve._OF_SYSTEM", (Path("/nowhere/statm"),))
    with pytest.raises(SettingError, match=r"There is no /nowhere/statm here. Mount /proc"):
        serve(release.root, Settings.read({}))


def test_system_that_lets_no_process_be_watched_is_told(release, monkeypatch) -> None:
    """Old systems and some sandboxes have no call for it, and no worker could be replaced."""

    def refuse(_pid: int) -> int:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr("os.pidfd_open", refuse)
    with pytest.raises(SettingError, match=r"pidfd_open: Function not implemented.*Linux 5\.3"):
        serve(release.root, Settings.read({}))


def test_system_that_is_not_linux_is_told(release, monkeypatch) -> None:
    """Elsewhere workers could not be shut in, and the first query would fail for a call that is not there."""
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(SettingError, match=r"A server needs Linux, .* this is darwin"):
        serve(release.root, Settings.read({}))


def test_damaged_release_is_refused(release, tmp_path) -> None:
    """A file that is not what the manifest says is named, and nothing is started."""
    for file in release.files:
        (tmp_path / file.name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.name).write_bytes(release.read(file.name))
    (tmp_path / "manifest.json").write_bytes(release.read("manifest.json"))
    body = bytearray(release.read("bilat.nq"))
    body[5] ^= 1
    (tmp_path / "bilat.nq").write_bytes(body)
    with pytest.raises(ReleaseError, match=r"bilat\.nq: its content has changed"):
        serve(tmp_path, Settings.read({}, port=0))
