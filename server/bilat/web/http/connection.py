"""A connection of a client: octets come in, requests go to the edge one by one, and their answers go out.

    data_received -> head known by its octets ----------------------> begin -> edge
                  -> buffer -> head parsed -> body, within its time -> begin -> edge
    edge          -> write, drain -> done -> the next request, or the end

Whatever a client does, it costs no thread, and memory within bounds: what is not read yet stays with the
kernel, and so does what a client does not take. `bilat.web.http.listener` ends connections whose time is up,
and those that hold too much.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any, Final, Protocol

from bilat.errors import RequestError
from bilat.web.http.body import Body
from bilat.web.http.head import MOST_WEIGHED_BYTES, SHORTER, Head
from bilat.web.http.listener import Listener

_HEAD_END: Final = b"\r\n\r\n"
#: Empty lines that some clients send behind a body (RFC 9112, 2.2).
_EMPTY_LINES: Final = re.compile(rb"(?:\r\n){0,4}")
#: What is asked for in a head that is refused before its fields are known one by one.
_ACCEPT: Final = re.compile(rb"\r\naccept:[ \t]*([^\r\n]{0,%d})" % MOST_WEIGHED_BYTES, re.IGNORECASE)
#: A method, or what may become one; and half of an empty line.
_BEGINNING: Final = re.compile(rb"[A-Za-z-]{0,64}+(?: |\Z)|\r\Z")
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
#: What may wait here while a request is answered; the rest waits with the kernel.
_MOST_WAITING: Final = 65_536
#: What may wait here for a client to take it.
_MOST_UNSENT: Final = 262_144
#: Requests that came together and are answered without looking at other connections.
_AT_ONCE: Final = 16
#: A request whose client has gone is finished if it takes no longer: that is cheaper than to end a worker.
_GRACE_SECONDS: Final = 0.2
#: As long for whoever sends no more: most have gone, some still wait, such as ``nc -N``.
_HALF_CLOSED_SECONDS: Final = 1.0
#: For whoever sends on though he is told that it is in vain: many read only then.
_MOST_LINGERING_SECONDS: Final = 30.0


class Work(Protocol):
    """What answers a request in the background."""

    def cancel(self) -> object:
        """End it; nothing where it has ended."""


class Answering(Protocol):
    """What answers the requests: the edge."""

    def handle(self, connection: Connection, head: Head, body: bytes) -> None:
        """Answer a request."""

    def refuse(self, connection: Connection, error: RequestError, method: str, accept: str | None) -> None:
        """Tell that what came is no request that can be answered."""


class StalledError(Exception):
    """A client takes nothing any more, or has gone."""


class Connection(asyncio.Protocol):
    """One connection, for any number of requests.

    Args:
        listener: knows all connections, and what they have in common.
        edge: answers the requests.
    """

    def __init__(self, listener: Listener, edge: Answering) -> None:
        self._listener = listener
        self._edge = edge
        self._loop = listener.loop
        self._heads = listener.heads
        self._buffer = bytearray()
        self._looked = 0
        self._awaited: Head | None = None
        self._body: Body | None = None
        self._work: Work | None = None
        self._drained: asyncio.Future[None] | None = None
        self._busy = self._paused = self._ending = self._lost = False
        self._half_closed = self._begun = False
        self._linger_until = 0.0
        self._last = 0
        self.transport: Any = None
        self.peer = ""

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = transport
        self.transport.set_write_buffer_limits(high=_MOST_UNSENT)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if peer else ""
        self._listener.opened(self)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        if not (self._busy or self._buffer or self._body or self._paused or self._ending):
            head = self._heads.known(data)
            if head is not None:
                self._begin(head, b"")
                return
        if self._ending:
            if self._loop.time() < self._linger_until:
                self._linger()
            return
        self._buffer += data
        self._listener.moved(len(data))
        if self._busy and len(self._buffer) > _MOST_WAITING:
            self.transport.pause_reading()
        self._go_on()

    def eof_received(self) -> bool:
        """Finish what has come whole; whoever sends no more wants nothing that takes long, as a rule."""
        if self._ending:
            return False
        self._half_closed = True
        if self._work:
            self._give_up_soon()
        elif not self._buffer:
            return False
        elif not self._busy:
            self._loop.call_soon(self._go_on)
        return True

    def pause_writing(self) -> None:
        """Remember that the client is slower than we are."""
        self._paused = True
        self._listener.sending[self] = self._loop.time()

    def resume_writing(self) -> None:
        """Go on writing."""
        self._paused = False
        self._listener.sending.pop(self, None)
        if self._drained and not self._drained.done():
            self._drained.set_result(None)
        if self._linger_until:
            self._linger()
        self._go_on()

    def connection_lost(self, _error: Exception | None) -> None:
        """End what is done for this client."""
        self._lost = True
        self._listener.closed(self)
        if self._drained and not self._drained.done():
            self._drained.set_exception(StalledError())
        self._give_up_soon()

    # What the edge does.

    def work(self, work: Work) -> None:
        """Note what answers the request that has begun, to be ended when the client has gone."""
        self._work = work
        if self._half_closed:
            self._give_up_soon()

    def write(self, octets: bytes | bytearray | memoryview) -> None:
        """Send octets; nothing where the client has just gone, of which `connection_lost` is to tell yet."""
        if not self.transport.is_closing():
            self._begun, self._last = True, len(octets)
            self.transport.write(octets)
            self._listener.moved(self._last)

    async def drain(self) -> None:
        """Wait until the client has taken most of what was written.

        Raises:
            StalledError: it does not, or has gone.
        """
        if self._lost or self.transport.is_closing():
            raise StalledError
        if self._paused:
            self._drained = self._loop.create_future()
            await self._drained

    async def flush(self) -> None:
        """Wait until all that was written has been handed to the kernel.

        Raises:
            StalledError: the client has gone.
        """
        self.transport.set_write_buffer_limits(high=0)  # So that anything left pauses, and nothing resumes.
        await self.drain()
        self.transport.set_write_buffer_limits(high=_MOST_UNSENT)

    def done(self, *, keep: bool) -> None:
        """Say that the request is answered; go on with the next where the connection is kept."""
        self._busy, self._work = False, None
        if self._lost or self.transport.is_closing():
            return
        if not keep or self._ending or self._listener.stopping:
            self.end()
            return
        self._listener.idle[self] = self._loop.time()
        if self._buffer or self._half_closed:
            if not self._half_closed:
                self.transport.resume_reading()
            self._loop.call_soon(self._go_on)

    def end(self) -> None:
        """Send what is left and close; what still comes is thrown away, or the answer would be lost."""
        self._ending = True
        self._listener.forget(self)
        if self._lost or self.transport.is_closing():
            return
        self._linger_until = self._loop.time() + _MOST_LINGERING_SECONDS
        self._linger()
        if (self._buffer or self._body) and not self._half_closed:
            self._buffer.clear()
            with suppress(OSError):
                self.transport.write_eof()
            self.transport.resume_reading()
        else:
            self.transport.close()

    def expire(self) -> None:
        """End a connection whose time for what it does is up."""
        waited_for = "body" if self._body else "headers" if self._buffer else None
        if self._busy or self._ending or self._paused or waited_for is None:
            self.transport.abort()
        else:
            self._refuse(
                RequestError(f"The {waited_for} did not come in time.", status=408, title="Request timeout")
            )

    def lingered(self) -> None:
        """End a connection that has ended for its client; what he has not taken yet has the time of all."""
        if self._unsent:
            self._listener.sending.setdefault(self, self._loop.time())
        else:
            self.transport.abort()

    @property
    def held(self) -> int:
        """Return how many octets are held for the client: come and not yet answered, or not yet sent.

        What is sent in part is held whole.
        """
        unsent = self._unsent
        sent = max(unsent, self._last) if unsent else 0
        return len(self._buffer) + (len(self._body.octets) if self._body else 0) + sent

    @property
    def is_busy(self) -> bool:
        """Tell whether a request is being answered."""
        return self._busy

    @property
    def _unsent(self) -> int:
        return 0 if self._lost else int(self.transport.get_write_buffer_size())

    # From octets to requests.

    def _go_on(self) -> None:
        """Begin with the requests that have come."""
        for _ in range(_AT_ONCE):
            if self._busy or self._paused or self._ending or self._lost:
                return
            try:
                begun = bool(self._buffer) and self._next()
            except RequestError as error:
                self._refuse(error)
                return
            if not begun:
                if self._half_closed:  # What has not come yet never will.
                    self.end()
                return
        self._loop.call_soon(self._go_on)

    def _next(self) -> bool:
        """Begin with the next request; return whether it was there."""
        if self._body is None:
            head = self._next_head()
            if head is None:
                return False
            if head.length == 0:
                self._begin(head, b"")
                return True
            self._awaited = head
            self._body = Body(head, self._listener.most_body)
            self._listener.await_body(self)
            if _waits(head) and not self._buffer:
                self.write(_CONTINUE)
        body = self._body
        if not body.take(self._buffer):
            return False
        self._awaited = self._body = None
        self._begin(body.head._replace(keep_alive=False) if body.cut_off else body.head, bytes(body.octets))
        return True

    def _next_head(self) -> Head | None:
        """Return the next head, None where it is not there yet."""
        buffer = self._buffer
        if buffer.startswith(b"\r\n") and (empty := _EMPTY_LINES.match(buffer)):
            del buffer[: empty.end()]
            self._looked = 0
        # What came before is not looked through again: a head may come octet by octet.
        start = max(0, self._looked - len(_HEAD_END) + 1)
        self._looked = len(buffer)
        end = buffer.find(_HEAD_END, start) + len(_HEAD_END)
        if end < len(_HEAD_END):
            if len(buffer) > self._heads.most:
                raise RequestError(
                    "The headers are too long.", status=431, title="Headers too long", remedy=SHORTER
                )
            if not _BEGINNING.match(buffer) or buffer.find(b"\n\n", start) >= 0:
                raise RequestError("This is no request of HTTP/1.1.", remedy="Send one.")
            if buffer and buffer != b"\r":
                self._listener.await_head(self)
            return None
        self._looked = 0
        head = self._heads.parse(bytes(buffer[:end]))
        del buffer[:end]
        return head

    def _begin(self, head: Head, body: bytes) -> None:
        self._busy, self._begun = True, False
        self._listener.forget(self)
        self._edge.handle(self, head, body)

    def _refuse(self, error: RequestError) -> None:
        self._busy = True
        accept = self._awaited.headers.get("accept") if self._awaited else _accept(self._buffer)
        begins = self._awaited.method if self._awaited else bytes(self._buffer[:5])
        method = "HEAD" if begins in {"HEAD", b"HEAD "} else ""
        self._buffer += b"."  # What follows is not known: `end` is to throw it away.
        self._listener.forget(self)
        self._edge.refuse(self, error, method, accept)

    def _give_up_soon(self) -> None:
        """End the work for a client that has gone, or sends no more, if it is not done soon."""
        if self._work:
            seconds = _GRACE_SECONDS if self._lost else _HALF_CLOSED_SECONDS
            self._loop.call_later(seconds, self._give_up, self._work)

    def _give_up(self, work: Work) -> None:
        """End work, but for an answer that goes out: who does not take it is told by its time."""
        if self._lost or not (self._begun and work is self._work):
            work.cancel()

    def _linger(self) -> None:
        """Give the connection the time in which something has to come, or to be taken."""
        self._listener.lingering.pop(self, None)
        self._listener.lingering[self] = self._loop.time()


def _waits(head: Head) -> bool:
    """Tell whether a client waits to be asked for a body; in HTTP/1.0 nobody does (RFC 9110, 10.1.1)."""
    return head.version != "1.0" and head.headers.get("expect", "").lower() == "100-continue"


def _accept(octets: bytes | bytearray) -> str | None:
    """Return what a head says that its client accepts, None where it says nothing."""
    found = _ACCEPT.search(octets, 0, octets.find(_HEAD_END) + 1 or len(octets))
    return found[1].decode("latin-1") if found else None
