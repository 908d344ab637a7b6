"""One request over one connection to a store, within its time and its size.

A redirect is an error. A deadline and a client that goes both end a request by ending its connection,
wherever it waits.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from bilat.engine.interface import Cancellation
from bilat.errors import EndpointFailed, ResultTooLarge, TooLate, overloaded

_PIECE_BYTES: Final = 65_536
#: Statuses of a store that may answer soon; 429 is that of one that has too much to do.
_PASSING: Final = frozenset({429, 502, 503, 504})
_SLOW_NAME_SECONDS: Final = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a store has answered.

    Args:
        status: of HTTP.
        media_type: without parameters.
        headers: of the response.
        body: all of it.
        delimited: the store said where it ends.
    """

    status: int
    media_type: str
    headers: http.client.HTTPMessage
    body: bytes
    delimited: bool = True


@dataclass(slots=True)
class Bounds:
    """What one request may take.

    Args:
        due: when its time is up, on the monotonic clock.
        seconds: what it was given.
        most: longest answer, in bytes.
        cancellation: ends it before its time.
        ended: whether it was ended here, and not by the store.
    """

    due: float
    seconds: float
    most: int
    cancellation: Cancellation | None
    ended: bool = False

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self.due - time.monotonic()

    @property
    def patience(self) -> float:
        """Return how many seconds to wait for a connection."""
        return max(self.left, _SLOW_NAME_SECONDS)

    def say_why(self) -> None:
        """Raise what is to be said of a request that was ended here, and not by the store."""
        if self.cancellation and self.cancellation.cancelled:
            raise overloaded("The client has gone.")
        if self.ended or self.left <= 0:
            raise TooLate(self.seconds)


class PassingError(Exception):
    """The store does not answer now, and may soon."""


@contextmanager
def bounded(
    connection: http.client.HTTPConnection, bounds: Bounds, context: ssl.SSLContext | None
) -> Iterator[None]:
    """End a connection at the deadline, or when the client goes; make it first where it is yet to be made.

    Args:
        connection: to the store.
        bounds: of the request; of the handshake too, whose pieces may come one by one.
        context: of TLS, or None where there is none.
    """
    if connection.sock is None:
        connection.sock = _connected(connection.host, connection.port, bounds)
        if context:
            connection.sock = context.wrap_socket(
                connection.sock, server_hostname=connection.host, do_handshake_on_connect=False
            )
    sock = connection.sock

    def end() -> None:
        bounds.ended = True
        with suppress(OSError):
            sock.shutdown(2)

    timer = threading.Timer(max(0.0, bounds.left), end)
    timer.daemon = True
    sock.settimeout(None)
    _start(timer)
    if bounds.cancellation:
        bounds.cancellation.attach(end)
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()  # Nothing where it was done before.
        yield
    finally:
        timer.cancel()
        if bounds.cancellation:
            bounds.cancellation.attach(None)


def _connected(host: str, port: int, bounds: Bounds) -> socket.socket:
    """Return a connection to one of the addresses of a host, within the time for all of them."""
    failure = OSError("the host has no address")
    for family, kind, protocol, _, address in _addresses(host, port, bounds):
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(bounds.patience)
        try:
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _addresses(host: str, port: int, bounds: Bounds) -> list[Any]:
    """Return the addresses of a host; the library gives no time for that, and some servers of names none."""
    found = Future[list[Any]]()

    def look_up() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    _start(threading.Thread(target=look_up, name="names", daemon=True))
    return found.result(bounds.patience)


def _start(thread: threading.Thread) -> None:
    """Start a thread; where the system allows none, one that is there may end soon."""
    try:
        thread.start()
    except RuntimeError:
        raise overloaded("The system allows no further thread.") from None


def read(response: http.client.HTTPResponse, most: int) -> Reply:
    """Return a response, read to its end.

    Raises:
        PassingError: the store may answer soon.
        EndpointFailed: it leads elsewhere.
        ResultTooLarge: the response is longer than it may be.
    """
    if 300 <= response.status < 400:
        raise wrong("leads elsewhere by a redirect, which is not followed")
    delimited = response.length is not None or response.chunked
    body = bytearray()
    while piece := response.read1(_PIECE_BYTES):
        body += piece
        if len(body) > most:
            raise ResultTooLarge(
                f"The store answers with more than {most:,} bytes.", remedy="Narrow the query or add a LIMIT."
            )
    if response.length:
        raise http.client.IncompleteRead(bytes(body[:0]), response.length)
    response.read()  # Nothing is left, and only now the connection may be used again.
    if response.status in _PASSING:
        raise PassingError
    return Reply(
        status=response.status,
        media_type=response.headers.get_content_type(),
        headers=response.headers,
        body=bytes(body),
        delimited=delimited,
    )


def wrong(what: str) -> EndpointFailed:
    """Return the error for a store that answers otherwise than it should."""
    return EndpointFailed(f"The store {what}.", remedy="Tell who runs this server.", title="Store failed")
