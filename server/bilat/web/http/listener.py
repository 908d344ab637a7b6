"""All connections, and the time that each has for what it does."""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from itertools import chain
from operator import methodcaller
from typing import Any, Final, Protocol

from bilat.settings import Settings
from bilat.web.http.head import Heads
from bilat.web.http.parameters import most_octets

#: Idle connections take no thread: there may be many more of them than requests.
MOST_CONNECTIONS: Final = 8_192
_HEAD_SECONDS: Final = 10.0
_IDLE_SECONDS: Final = 75.0
_LINGERING_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.25
#: So much may come and go before it is counted what of it is held.
_MOST_MOVED_BYTES: Final = 1 << 25


class Connected(Protocol):
    """What the listener needs of a connection."""

    transport: Any
    peer: str

    @property
    def held(self) -> int:
        """Return how many octets are held for the client."""

    @property
    def is_busy(self) -> bool:
        """Tell whether a request is being answered."""

    def end(self) -> None:
        """Send what is left and close."""

    def expire(self) -> None:
        """End it, as its time for what it does is up."""

    def lingered(self) -> None:
        """End it, as its client has had time to read."""


#: Connections with the time since which they do something, the longest first.
Since = dict[Connected, float]


class Listener:
    """Connections of one server.

    Args:
        settings: limits.
        loop: runs all of this.
    """

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.most_body = most_octets(settings)
        self.heads = Heads(self.most_body)
        self.stopping = False
        self.idle: Since = {}
        self.sending: Since = {}
        self.lingering: Since = {}
        self._heads_due: Since = {}
        self._bodies_due: Since = {}
        self._all: set[Connected] = set()
        self._most = most_connections()
        self._none_left = asyncio.Event()
        self._moved = 0
        self._most_held = settings.sending_bytes
        self._seconds = (
            (self.idle, _IDLE_SECONDS, methodcaller("expire")),
            (self._heads_due, _HEAD_SECONDS, methodcaller("expire")),
            (self._bodies_due, settings.body_seconds, methodcaller("expire")),
            (self.sending, settings.send_seconds, methodcaller("expire")),
            (self.lingering, _LINGERING_SECONDS, methodcaller("lingered")),
        )
        self._look()

    def opened(self, connection: Connected) -> None:
        """Take on a connection; where there are too many, one makes room whose client is awaited."""
        self._all.add(connection)
        if len(self._all) > self._most:
            self._make_room(connection)
        self.idle[connection] = self.loop.time()
        if self.stopping:  # It was let in before the door was shut, and is told only now.
            connection.end()

    def _make_room(self, newest: Connected) -> None:
        """End the connection that has been idle longest; else one that is ending, is slow, or the newest.

        Those that are being answered stay; who sends half a head on each of thousands keeps out nobody.
        """
        if idle := next(iter(self.idle), None):
            idle.end()
        else:
            slow = chain(self.lingering, self._heads_due, self._bodies_due, self.sending)
            ended = next(slow, newest)
            self._await_no_more(ended)  # Or it would be ended for the next newcomer once more.
            ended.transport.abort()

    def closed(self, connection: Connected) -> None:
        """Let go of a connection."""
        self._await_no_more(connection)
        self._all.discard(connection)
        if self.stopping and not self._all:
            self._none_left.set()

    def _await_no_more(self, connection: Connected) -> None:
        self.forget(connection)
        self.lingering.pop(connection, None)
        self.sending.pop(connection, None)

    def forget(self, connection: Connected) -> None:
        """Await nothing from a connection any more."""
        self.idle.pop(connection, None)
        if self._heads_due:
            self._heads_due.pop(connection, None)
        if self._bodies_due:
            self._bodies_due.pop(connection, None)

    def await_head(self, connection: Connected) -> None:
        """Give a connection the time for the rest of a head."""
        self.idle.pop(connection, None)
        self._heads_due.setdefault(connection, self.loop.time())

    def await_body(self, connection: Connected) -> None:
        """Give a connection the time for a body."""
        self.forget(connection)
        self._bodies_due[connection] = self.loop.time()

    def moved(self, octets: int) -> None:
        """Note that octets have come or are to go; where that is much, look at what is held."""
        self._moved += octets
        if self._moved > _MOST_MOVED_BYTES:
            self._moved = 0
            self.loop.call_soon(self._let_go)

    def _let_go(self) -> None:
        """End connections of the clients for whom most is held, while more is held than may be."""
        held = {connection: size for connection in self._all if (size := connection.held)}
        over = sum(held.values()) - self._most_held
        if over <= 0:
            return
        of_client: Counter[str] = Counter()
        for connection, size in held.items():
            of_client[connection.peer] += size
        for connection in sorted(held, key=lambda each: (of_client[each.peer], held[each]), reverse=True):
            connection.transport.abort()
            over -= held[connection]
            if over <= 0:
                return

    async def stop(self, seconds: float) -> None:
        """Finish what has begun, for some seconds, and end all connections."""
        self.stopping = True
        for connection in tuple(self._all):
            if not connection.is_busy:
                connection.end()
        if self._all:
            try:
                await asyncio.wait_for(self._none_left.wait(), seconds)
            except TimeoutError:
                for connection in tuple(self._all):
                    connection.transport.abort()

    def _look(self) -> None:
        """End the connections whose time is up, again and again."""
        now = self.loop.time()
        for connections, seconds, end in self._seconds:
            for connection, since in tuple(connections.items()):
                if since + seconds > now:
                    break
                del connections[connection]
                end(connection)
        self.loop.call_later(_LOOK_SECONDS, self._look)


def most_connections() -> int:
    """Return how many connections there may be: half of the open files are for all else."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_CONNECTIONS if files == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, files // 2)
