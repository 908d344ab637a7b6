"""Who gets the next worker: first come, first served, to each a share, and the last to who has none."""

from __future__ import annotations

import threading
from collections import Counter, deque
from typing import Generic, TypeVar

from bilat.errors import Overloaded

W = TypeVar("W")


class _Ticket(Generic[W]):
    """A place in the queue; the lock opens when a worker is there, or the desk closes."""

    __slots__ = ("called", "client", "worker")

    def __init__(self, client: str) -> None:
        self.client = client
        self.worker: W | None = None
        self.called = threading.Lock()
        self.called.acquire()


class Desk(Generic[W]):
    """Hands out workers to threads.

    Args:
        share: most workers that one client holds.
        places: most requests that wait; one client takes at most half of them.
    """

    def __init__(self, *, share: int, places: int) -> None:
        self._share = share
        self._places = places
        self._lock = threading.Lock()
        self._idle: list[W] = []
        self._waiting: deque[_Ticket[W]] = deque()
        self._held: Counter[str] = Counter()
        self._closed = False

    @property
    def waiting(self) -> int:
        """Return the number of requests that wait."""
        return len(self._waiting)

    @property
    def idle(self) -> int:
        """Return the number of workers that nobody holds."""
        return len(self._idle)

    def take(self, client: str, seconds: float) -> W:
        """Return a worker, waiting for one if need be.

        Raises:
            Overloaded: the queue is full, or nothing was free in time.
        """
        with self._lock:
            self._check_open()
            # Whoever waits while a worker is idle has his share: he is not passed over here.
            if self._idle and self._may_take(client):
                self._held[client] += 1
                return self._idle.pop()
            ticket = self._queue(client)
        ticket.called.acquire(timeout=max(0.0, seconds))
        with self._lock:
            if ticket.worker is not None:
                return ticket.worker
            self._check_open()
            self._waiting.remove(ticket)
        raise overloaded("No worker was free in time.")

    def put_back(self, client: str, worker: W | None) -> None:
        """Take a worker back from a client; None when it is not to be used again."""
        with self._lock:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
            if worker is not None:
                self._idle.append(worker)
            self._hand_out()

    def add(self, worker: W) -> None:
        """Add a new worker."""
        with self._lock:
            self._idle.append(worker)
            self._hand_out()

    def remove(self, worker: W) -> bool:
        """Take a worker out; return whether nobody held it."""
        with self._lock:
            if worker not in self._idle:
                return False
            self._idle.remove(worker)
            return True

    def close(self) -> list[W]:
        """Refuse all who wait or come; return the idle workers."""
        with self._lock:
            self._closed = True
            left, self._idle = self._idle, []
            for ticket in self._waiting:
                ticket.called.release()
            self._waiting.clear()
        return left

    def _check_open(self) -> None:
        if self._closed:
            raise overloaded("The server is stopping.")

    def _queue(self, client: str) -> _Ticket[W]:
        own = sum(ticket.client == client for ticket in self._waiting)
        if len(self._waiting) >= self._places or own >= max(1, self._places // 2):
            raise overloaded("Too many requests are waiting.")
        ticket = _Ticket[W](client)
        self._waiting.append(ticket)
        return ticket

    def _may_take(self, client: str) -> bool:
        """Tell whether a client may take an idle worker: two clients at their share leave one to a third."""
        held = self._held[client]
        return not held or (held < self._share and len(self._idle) > 1)

    def _hand_out(self) -> None:
        """Give idle workers to the first in the queue who may take one."""
        while self._idle:
            ticket = next((each for each in self._waiting if self._may_take(each.client)), None)
            if ticket is None:
                return
            self._waiting.remove(ticket)
            self._held[ticket.client] += 1
            ticket.worker = self._idle.pop()
            ticket.called.release()


def overloaded(message: str, remedy: str = "Try again in a second.") -> Overloaded:
    """Return the error for a request that cannot be answered now."""
    return Overloaded(message, remedy=remedy, headers=(("Retry-After", "1"),))
