"""Large responses on their way out: bounded in memory, and given up where a client does not take them.

The server below takes whatever it is given and holds it until it is sent. So pieces are handed to it no
faster than the client acknowledges them, which the kernel tells (TCP_INFO), and a client that stalls is cut
off.
"""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import struct
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from granian.rsgi import HTTPProtocol  # type: ignore[attr-defined]

from bilat.engine.desk import overloaded
from bilat.web.response import Response
from bilat.web.site import Stream

Headers = list[tuple[str, str]]

_PIECE_BYTES: Final = 262_144
#: What may be under way at once: enough for a fast network far away.
_WINDOW_BYTES: Final = 1 << 20
_BYTES_ACKED: Final = struct.Struct("=120xQ")
_SHORTEST_WAIT: Final = 0.0005
_LONGEST_WAIT: Final = 0.05


class StalledError(Exception):
    """A client takes nothing any more, or has gone."""


class Sending:
    """Sends responses.

    Args:
        most: bytes of large responses that may be held at once, half of it for one client.
        seconds: time that a client has to take a piece.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._held = Counter[str]()

    @contextmanager
    def room(self, answer: Response | Stream, client: str) -> Iterator[None]:
        """Hold the memory of a response while it is sent.

        Raises:
            Overloaded: there is no room for it.
        """
        size = len(answer.body) if isinstance(answer, Response) else 0
        if size <= _PIECE_BYTES:
            yield
            return
        if self._held.total() + size > self._most or self._held[client] + size > max(size, self._most // 2):
            raise overloaded("Too many large responses are under way.")
        self._held[client] += size
        try:
            yield
        finally:
            self._held[client] -= size
            if not self._held[client]:
                del self._held[client]

    async def send(
        self, answer: Response | Stream, headers: Headers, protocol: HTTPProtocol, peer: str
    ) -> None:
        """Send a response, a large one in pieces.

        Args:
            answer: what to send.
            headers: all of it.
            protocol: where to.
            peer: address and port at the other end.

        Raises:
            StalledError: the client has not taken it.
        """
        if isinstance(answer, Response):
            if len(answer.body) <= _PIECE_BYTES:
                protocol.response_bytes(answer.status, headers, answer.body)
                return
            headers.append(("Content-Length", str(len(answer.body))))
            await self._send_pieces(answer.status, headers, _pieces(answer.body), protocol, peer)
            return
        try:
            status = int(answer.status.split(" ", 1)[0])
            await self._send_pieces(status, headers, answer.pieces, protocol, peer)
        finally:
            answer.close()

    async def _send_pieces(
        self, status: int, headers: Headers, pieces: Iterable[bytes], protocol: HTTPProtocol, peer: str
    ) -> None:
        transport = protocol.response_stream(status, headers)
        line: _Line | None = None
        sent = 0
        try:
            for piece in pieces:
                if line is None and sent + len(piece) > _WINDOW_BYTES:
                    line = _Line(peer, sent)
                await transport.send_bytes(piece)
                sent += len(piece)
                if line is not None:
                    await line.drain(sent - _WINDOW_BYTES, self._seconds)
        finally:
            if line is not None:
                line.close()


class _Line:
    """The connection of a client, seen from beside the server that holds it.

    Args:
        peer: address and port at the other end.
        sent: bytes of the response that were handed over before.

    Raises:
        StalledError: there is no such connection any more.
    """

    def __init__(self, peer: str, sent: int) -> None:
        self._sock = _connection(peer)
        self._start = self._acknowledged() - sent

    def close(self) -> None:
        """Let go of the connection, which stays open."""
        self._sock.close()

    async def drain(self, amount: int, seconds: float) -> None:
        """Wait until the client has taken so much of the response.

        Raises:
            StalledError: it has taken no further piece for some seconds; the connection is cut.
        """
        taken = self._taken()
        due, wait = time.monotonic() + seconds, _SHORTEST_WAIT
        while taken < amount:
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
            now = self._taken()
            if now - taken >= _PIECE_BYTES:
                taken, due, wait = now, time.monotonic() + seconds, _SHORTEST_WAIT
            elif now >= amount:
                return
            elif time.monotonic() > due:
                with suppress(OSError):
                    self._sock.shutdown(socket.SHUT_RDWR)
                raise StalledError

    def _taken(self) -> int:
        return self._acknowledged() - self._start

    def _acknowledged(self) -> int:
        """Return what the other end has acknowledged since it connected."""
        try:
            told = self._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_ACKED.size)
            if told[0] != _ESTABLISHED:
                raise StalledError
            return int(_BYTES_ACKED.unpack(told)[0])
        except (OSError, struct.error):
            raise StalledError from None


_ESTABLISHED: Final = 1


def _connection(peer: str) -> socket.socket:
    """Return a copy of the socket that is connected with a peer."""
    host, _, port = peer.rpartition(":")
    wanted = (host.strip("[]"), int(port))
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names are all that is wanted, and there are many
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            copy = socket.fromfd(int(name), socket.AF_INET, socket.SOCK_STREAM)
            if _peer_of(copy) == wanted:
                return copy
            copy.close()
    raise StalledError


def _peer_of(sock: socket.socket) -> tuple[str, int] | None:
    """Return address and port at the other end of a connection, or None where there are none."""
    try:
        peer = sock.getpeername()
    except OSError:
        return None
    return peer[:2] if isinstance(peer, tuple) else None


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE_BYTES):
        yield body[start : start + _PIECE_BYTES]
