"""Large responses on their way out: bounded in memory, and given up where a client does not take them.

The next piece is handed over when the client has taken most of the one before. Files go from the disk to the
network without passing through here (sendfile).
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from bilat.errors import overloaded
from bilat.web.http.connection import Connection, StalledError
from bilat.web.http.response import Response
from bilat.web.site import Stream

PIECE_BYTES: Final = 262_144
#: More would keep the loop from others for too long where a client is as fast as we are.
_AT_ONCE_BYTES: Final = 1 << 21


class FilePieces:
    """What a WSGI application gives back for a file (PEP 3333, wsgi.file_wrapper).

    Args:
        file: to be closed in the end.
    """

    def __init__(self, file: BinaryIO, _size: int = 0) -> None:
        self.file = file
        self.seekable = file.seekable
        self.seek = file.seek
        self.tell = file.tell
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        """Return this, which yields the content: what cuts ranges out of it seeks in it, too."""
        return self

    def __next__(self) -> bytes:
        """Return the next piece."""
        if piece := self.file.read(PIECE_BYTES):
            return piece
        raise StopIteration


class Sending:
    """Sends responses.

    Args:
        most: bytes of large responses that may be held at once, half of it for one client.
        seconds: time that a client has to take a piece.
        files: most files that may be under way at once, half of them for one client.
    """

    def __init__(self, most: int, seconds: float, files: int) -> None:
        self._most = most
        self._seconds = seconds
        self._files = files
        self._held = Counter[str]()
        self._open = Counter[str]()

    @contextmanager
    def room(self, answer: Response | Stream, client: str) -> Iterator[None]:
        """Hold the memory of a response, or the place of a file, while it is sent.

        Raises:
            Overloaded: there is no room for it.
        """
        if isinstance(answer, Response):
            size = len(answer.body)
            with _taken(self._held, client, size, self._most, max(size, self._most // 2)):
                yield
        else:
            with _taken(self._open, client, 1, self._files, max(1, self._files // 2)):
                yield

    async def send(self, answer: Response | Stream, head: bytes, connection: Connection) -> None:
        """Send a response, a large one in pieces.

        Args:
            answer: what to send.
            head: its head, as it is sent.
            connection: where to.

        Raises:
            StalledError: the client has not taken it.
        """
        if isinstance(answer, Response):
            connection.write(head + answer.body[:PIECE_BYTES])
            view = memoryview(answer.body)
            for start in range(PIECE_BYTES, len(view), PIECE_BYTES):
                await connection.drain()
                connection.write(view[start : start + PIECE_BYTES])
            return
        try:
            connection.write(head)
            if isinstance(answer.pieces, FilePieces):
                await self._send_file(answer.pieces.file, connection)
                return
            for piece in answer.pieces:
                await connection.drain()
                connection.write(piece)
        finally:
            answer.close()

    async def _send_file(self, file: BinaryIO, connection: Connection) -> None:
        """Send a file from where it stands to its end, as much at a time as the kernel takes."""
        start, end = file.tell(), os.fstat(file.fileno()).st_size
        await connection.flush()
        # A descriptor of its own: the loop keeps that of the connection to itself.
        try:
            to = os.dup(connection.transport.get_extra_info("socket").fileno())
        except OSError:  # There may be no more files open, or the connection is closed already.
            connection.transport.abort()
            raise StalledError from None
        try:
            while start < end:
                sent = _sendfile(to, file, start, end - start)
                if sent:
                    start += sent
                else:
                    async with asyncio.timeout(self._seconds):
                        await _writable(to)
        except OSError:  # The time is up, or the connection is closed already.
            connection.transport.abort()
            raise StalledError from None
        finally:
            os.close(to)


@contextmanager
def _taken(taken: Counter[str], client: str, size: int, most: int, share: int) -> Iterator[None]:
    """Take so much of what there is, of which one client has a share."""
    if taken.total() + size > most or taken[client] + size > share:
        raise overloaded("Too many large responses are under way.")
    taken[client] += size
    try:
        yield
    finally:
        taken[client] -= size
        if not taken[client]:
            del taken[client]


def _sendfile(to: int, file: BinaryIO, start: int, count: int) -> int:
    """Return how many bytes of a file were sent; none where the client has to take some first.

    Raises:
        ConnectionError: the client has gone, or the file has become shorter.
    """
    try:
        sent = os.sendfile(to, file.fileno(), start, min(count, _AT_ONCE_BYTES))
    except BlockingIOError:
        return 0
    if not sent:
        raise ConnectionError
    return sent


async def _writable(to: int) -> None:
    """Wait until a socket takes more."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_writer(to, _settle, ready)
    try:
        await ready
    finally:
        loop.remove_writer(to)


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
