"""Requests to a store: each within its time and its share, whatever the store and other clients do."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from certificates import certified
from running import until

from bilat.engine.interface import Cancellation, Operation
from bilat.engine.remote.connection import Connections
from bilat.engine.remote.dialect import OXIGRAPH
from bilat.engine.remote.repairs import Repairs
from bilat.errors import Overloaded, TooLate

Ask = Callable[..., object]


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of a store that takes requests and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=20) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture
def ask(silent: str) -> Iterator[Ask]:
    """Return what asks that store, with two places of which one client has one, and four to wait in."""
    store = Connections(silent, places=2, queue=4, rest=1.0)
    gone = list[Cancellation]()

    def post(client: str, cancellation: Cancellation | None = None) -> object:
        gone.append(cancellation or Cancellation())
        return store.post([], accept="*/*", seconds=100, most=10, client=client, cancellation=gone[-1])

    def give_up() -> None:
        for each in gone:
            each.cancel()

    post.store, post.give_up = store, give_up  # type: ignore[attr-defined]
    yield post
    give_up()


def test_one_client_takes_half_of_the_queue(ask) -> None:
    """Who asks more than his share is refused, and another waits all the same."""
    with ThreadPoolExecutor(8) as pool:
        mine = [pool.submit(ask, "a") for _ in range(3)]
        assert until(lambda: ask.store.waiting == 2)
        with pytest.raises(Overloaded, match="Too many requests wait"):
            ask("a")
        others = [pool.submit(ask, "b") for _ in range(3)]
        assert until(lambda: ask.store.waiting == 4)
        with pytest.raises(Overloaded, match="Too many requests wait"):
            ask("c")
        assert not any(each.done() for each in (*mine, *others))
        ask.give_up()


def test_client_that_goes_waits_no_longer(ask) -> None:
    """A place in the queue is free as soon as nobody wants it."""
    cancellation = Cancellation()
    with ThreadPoolExecutor(8) as pool:
        pool.submit(ask, "a")
        assert until(lambda: ask.store.busy == 1)
        waiting = pool.submit(ask, "a", cancellation)
        assert until(lambda: ask.store.waiting == 1)
        cancellation.cancel()
        assert isinstance(waiting.exception(timeout=100), Overloaded)
        assert (ask.store.waiting, ask.store.busy) == (0, 1)
        ask.give_up()


def test_handshake_that_comes_octet_by_octet() -> None:
    """The deadline holds for what comes before the request, too."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=trickle, args=(listener,), daemon=True).start()
        store = Connections(f"https://127.0.0.1:{listener.getsockname()[1]}/", places=1, queue=1, rest=1.0)
        began = time.monotonic()
        with pytest.raises(TooLate):
            store.post([], accept="*/*", seconds=0.5, most=10)
        assert time.monotonic() - began < 9
        store.close()


def test_name_that_is_not_found_in_time(monkeypatch) -> None:
    """The deadline holds while the address of the store is looked up, which can take half a minute."""
    over = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: over.wait(100))
    store = Connections("http://store.example/", places=1, queue=1, rest=1.0)
    with pytest.raises(TooLate):
        store.post([], accept="*/*", seconds=0.5, most=10)
    assert not over.is_set()
    over.set()
    store.close()


def trickle(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        for octet in b"\x16\x03\x03\x40\x00" + bytes(200):
            try:
                connection.sendall(bytes([octet]))
            except OSError:
                return
            time.sleep(0.05)


class Hello(http.server.BaseHTTPRequestHandler):
    """Answers each request on the connection that it came on."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer with the port of the client."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = str(self.client_address[1]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store with a certificate that is trusted is asked on a connection that is kept; another is not."""
    context, certificate = certified(tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"https://127.0.0.1:{server.server_port}/"
        with pytest.raises(Overloaded, match="does not answer"):
            Connections(url, places=1, queue=1, rest=1.0).post([], accept="*/*", seconds=5, most=10)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        store = Connections(url, places=1, queue=1, rest=1.0)
        ports = {store.post([], accept="*/*", seconds=5, most=10).body for _ in range(3)}
        assert len(ports) == 1
        store.close()
        server.shutdown()
        thread.join()


def test_long_names_take_no_memory() -> None:
    """What is known of a node is remembered in so many octets, however long its name is."""
    repairs = Repairs(OXIGRAPH, lasting=True)
    for number in range(3):
        text = f"SELECT * {{ <urn:{number}{'x' * 50_000}> <urn:p>* ?o }}"
        repairs.mended(text, Operation(text=text), lambda *_: False)
    assert [len(key) for key in repairs._known] == [32] * 3


@pytest.mark.parametrize("refused", ["names", "Timer"])
def test_system_that_allows_no_thread(ask, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    """The client may try again soon, and the request leaves its place to others."""
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if refused in (thread.name, type(thread).__name__):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(Overloaded, match="allows no further thread") as raised:
        ask("a")
    assert raised.value.status == 503
    assert dict(raised.value.headers)["Retry-After"]
    assert ask.store.busy == ask.store.waiting == 0
