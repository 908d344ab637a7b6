"""Who gets the next worker: first come, first served, a share to each, and the last to who deserves it.

    ask ── a worker is there, and the client may have one ── start
      └── else a place in the queue ── put_back, add ── start

Everything here happens on one thread, and nothing waits.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from itertools import count
from typing import Final, Generic, TypeVar

from bilat.errors import overloaded

W = TypeVar("W")
T = TypeVar("T")

#: How long a client whose query had to be ended counts as one whose next may have to be, too.
_LATE_SECONDS: Final = 30.0
_MOST_LATE: Final = 10_000


class Desk(Generic[W, T]):
    """Hands out workers.

    Args:
        start: called with what was asked for, and a worker for it.
        share: most workers that one client holds.
        places: most requests that wait; one client takes at most half of them.
    """

    def __init__(self, start: Callable[[T, W], None], *, share: int, places: int) -> None:
        self._start = start
        self._share = share
        self._places = places
        self._idle: list[W] = []
        #: By client, each with its place among all.
        self._waiting: dict[str, deque[tuple[int, T]]] = {}
        self._behind, self._before = count(1), count(0, -1)
        self._held: Counter[str] = Counter()
        self._late: dict[str, float] = {}
        self._closed = False

    @property
    def waiting(self) -> int:
        """Return the number of requests that wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def idle(self) -> int:
        """Return the number of workers that nobody holds."""
        return len(self._idle)

    @property
    def wanted(self) -> int:
        """Return how many wait in vain who hold no worker and have asked nothing long as far as is known."""
        if self._idle:
            return 0
        return sum(
            len(own)
            for client, own in self._waiting.items()
            if not self._held[client] and not self._is_late(client)
        )

    def ask(self, ticket: T, client: str, *, again: bool = False) -> None:
        """Start what is asked for at once, or when it is its turn.

        Args:
            ticket: passed on.
            client: on whose account it goes.
            again: it had a worker, and lost it by no fault of its own: it goes before those who wait.

        Raises:
            Overloaded: the queue is full, or the desk is closed.
        """
        if self._closed:
            raise overloaded("The server is stopping.")
        # Whoever waits while a worker is idle has his share: he is not passed over here.
        if self._idle and self._may_take(client):
            self._hand(ticket, client)
        elif again:
            self._waiting.setdefault(client, deque()).appendleft((next(self._before), ticket))
        else:
            self._queue(ticket, client)

    def leave(self, ticket: T, client: str) -> None:
        """Take a request of a client out of the queue, if it is there."""
        own = self._waiting.pop(client, deque())
        left = deque(each for each in own if each[1] is not ticket)
        if left:
            self._waiting[client] = left

    def put_back(self, client: str, worker: W | None, *, late: bool = False) -> None:
        """Take a worker back from a client.

        Args:
            client: who held it.
            worker: None when it is not to be used again.
            late: the query had to be ended at its deadline, or for others.
        """
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        if late:
            self._remember(client)
        if worker is not None:
            self._idle.append(worker)
        if self._waiting:
            self._hand_out()

    def add(self, worker: W) -> None:
        """Add a new worker."""
        self._idle.append(worker)
        self._hand_out()

    def remove(self, worker: W) -> bool:
        """Take a worker out; return whether nobody held it."""
        if worker not in self._idle:
            return False
        self._idle.remove(worker)
        return True

    def close(self) -> list[W]:
        """Refuse all who come from now on; return the idle workers."""
        self._closed = True
        left, self._idle = self._idle, []
        self._waiting.clear()
        return left

    def _queue(self, ticket: T, client: str) -> None:
        own = self._waiting.get(client, ())
        if self.waiting >= self._places or len(own) >= max(1, self._places // 2):
            raise overloaded("Too many requests are waiting.")
        self._waiting.setdefault(client, deque()).append((next(self._behind), ticket))

    def _may_take(self, client: str) -> bool:
        """Tell whether a client may take an idle worker.

        Two clients at their share leave the last one to a third; and those whose queries had to be ended
        leave it to whoever asks what can be answered, however many they are.
        """
        if len(self._idle) > 1:
            return self._held[client] < self._share
        return not self._held[client] and not (self._held and self._is_late(client))

    def _hand(self, ticket: T, client: str) -> None:
        self._held[client] += 1
        self._start(ticket, self._idle.pop())

    def _hand_out(self) -> None:
        """Give idle workers to those who wait: who holds none before who holds one, else in their order."""
        while self._idle:
            able = [
                (self._held[client] > 0, own[0][0], client)
                for client, own in self._waiting.items()
                if self._may_take(client)
            ]
            if not able:
                return
            client = min(able)[-1]
            _, ticket = self._waiting[client].popleft()
            if not self._waiting[client]:
                del self._waiting[client]
            self._hand(ticket, client)

    def _remember(self, client: str) -> None:
        if len(self._late) >= _MOST_LATE:
            self._late.clear()
        self._late[client] = time.monotonic() + _LATE_SECONDS

    def _is_late(self, client: str) -> bool:
        until = self._late.get(client)
        if until is not None and until < time.monotonic():
            del self._late[client]
            until = None
        return until is not None
