"""Requests to one store over HTTP: a bounded number of connections, one deadline for a request, retries.

Only the host that the operator has named is connected to. How one request goes over one connection is in
`bilat.engine.remote.exchange`.
"""

from __future__ import annotations

import http.client
import random
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import urlencode

from bilat.engine.interface import Cancellation
from bilat.engine.remote.breaker import Breaker
from bilat.engine.remote.dialect import Fields
from bilat.engine.remote.exchange import Bounds, PassingError, Reply, bounded, read
from bilat.errors import Overloaded, SettingError, overloaded
from bilat.web_address import parts_of

_TRIES: Final = 3
_FIRST_PAUSE_SECONDS: Final = 0.05
#: Statuses of a store that wants to know who asks, or does not let them.
REFUSED: Final = frozenset({401, 403})


class Connections:
    """Sends forms to a store.

    Args:
        url: http or https.
        places: most requests at a time; one client has at most half.
        queue: most that wait for a place; one client takes at most half of them.
        rest: seconds for which a store that fails again and again is left alone.
        authorization: value of that header, or empty; it goes to no other host, for redirects are errors.

    ``breaks`` counts the connections that have ended before their answer: the store may be another after it.

    Raises:
        SettingError: the URL cannot be asked.
    """

    def __init__(self, url: str, *, places: int, queue: int, rest: float, authorization: str = "") -> None:
        parts = parts_of(url)
        if parts is None:
            raise SettingError(
                f"{url!r} is no address of a store.",
                remedy="Write one such as http://localhost:8890/sparql, with no user and no fragment.",
            )
        self._authorization = authorization
        self.url = url
        self._context = ssl.create_default_context() if parts.scheme == "https" else None
        self._host, self._port = parts.hostname or "", parts.port
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._places, self._queue = places, queue
        self._idle: list[http.client.HTTPConnection] = []
        self._held = Counter[str]()
        self._queued = Counter[str]()
        self._free = threading.Condition()
        self._closed = False
        self.breaks = 0
        self.breaker = Breaker(rest)

    @property
    def busy(self) -> int:
        """Return the number of requests under way."""
        return self._held.total()

    @property
    def waiting(self) -> int:
        """Return the number of requests that wait for a place."""
        return self._queued.total()

    def post(
        self,
        fields: Fields,
        *,
        accept: str,
        seconds: float,
        most: int,
        client: str = "",
        cancellation: Cancellation | None = None,
    ) -> Reply:
        """Return the answer to a form.

        Args:
            fields: of the form; a form is what every store takes, however long.
            accept: media type.
            seconds: for all of it, also for waiting.
            most: longest answer.
            client: on whose account it goes.
            cancellation: ends it before its time.

        Raises:
            Overloaded: the store is down, or the time is up.
            EndpointFailed: the store leads elsewhere.
            ResultTooLarge: the answer is longer.
        """
        bounds = Bounds(time.monotonic() + seconds, seconds, most, cancellation)
        body = urlencode(fields, errors="replace").encode("ascii")
        with self._place(client, bounds):
            for attempt in range(_TRIES):
                if not self.breaker.admits():
                    break
                try:
                    reply = self._send(body, accept, bounds, self._kept())
                except PassingError:
                    self.breaker.note(worked=False)
                    pause = _FIRST_PAUSE_SECONDS * 2**attempt * (1 + random.random())  # noqa: S311
                    if pause >= bounds.left:
                        break
                    time.sleep(pause)
                else:
                    self.breaker.note(worked=True)
                    return reply
        raise down()

    def close(self) -> None:
        """End all connections that nobody uses; later requests are refused."""
        with self._free:
            self._closed = True
            for each in self._idle:
                each.close()
            self._idle.clear()
            self._free.notify_all()

    @contextmanager
    def _place(self, client: str, bounds: Bounds) -> Iterator[None]:
        """Wait for one of the places, as long as the client does."""
        if bounds.cancellation:
            bounds.cancellation.attach(self._wake)
        try:
            with self._free:
                self._wait(client, bounds)
                self._held[client] += 1
        finally:
            if bounds.cancellation:
                bounds.cancellation.attach(None)
        try:
            yield
        finally:
            with self._free:
                self._held[client] -= 1
                self._held += Counter()  # Without those that have none left.
                self._free.notify_all()

    def _wake(self) -> None:
        with self._free:
            self._free.notify_all()

    def _wait(self, client: str, bounds: Bounds) -> None:
        """Wait until there is a place for a client; called with the lock held."""
        share, gone = max(1, self._places // 2), bounds.cancellation

        def is_over() -> bool:
            there_is = self._held.total() < self._places and self._held[client] < share
            return there_is or self._closed or bool(gone and gone.cancelled)

        if not is_over() and (
            self._queued.total() >= self._queue or self._queued[client] >= max(1, self._queue // 2)
        ):
            raise overloaded("Too many requests wait for the store.")
        self._queued[client] += 1
        found = self._free.wait_for(is_over, timeout=max(0.0, bounds.left))
        self._queued[client] -= 1
        self._queued += Counter()  # Without those that have none left.
        if self._closed:
            raise overloaded("The server is stopping.")
        if gone and gone.cancelled:
            raise overloaded("The client has gone.")
        if not found:
            raise overloaded("No connection to the store was free in time.")

    def _send(
        self, body: bytes, accept: str, bounds: Bounds, kept: http.client.HTTPConnection | None
    ) -> Reply:
        """Send once; a connection that has died while it was kept says nothing of the store."""
        if kept is not None:
            with suppress(PassingError):
                return self._exchange(kept, body, accept, bounds)
        return self._exchange(self._new(), body, accept, bounds)

    def _exchange(
        self, connection: http.client.HTTPConnection, body: bytes, accept: str, bounds: Bounds
    ) -> Reply:
        headers = {
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "bilat",
        }
        if self._authorization:
            headers["Authorization"] = self._authorization
        try:
            with bounded(connection, bounds, self._context):
                connection.request("POST", self._target, body, headers)
                response = connection.getresponse()
                reply = read(response, bounds.most)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self.breaks += 1
            bounds.say_why()
            raise PassingError from error
        except BaseException:
            connection.close()
            raise
        self._keep(connection, response)
        return reply

    def _new(self) -> http.client.HTTPConnection:
        """Return a connection that is yet to be made."""
        if self._context:
            return http.client.HTTPSConnection(self._host, self._port, context=self._context)
        return http.client.HTTPConnection(self._host, self._port)

    def _kept(self) -> http.client.HTTPConnection | None:
        with self._free:
            return self._idle.pop() if self._idle else None

    def _keep(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        with self._free:
            if response.will_close or self._closed or connection.sock is None:
                connection.close()
            else:
                self._idle.append(connection)


def down() -> Overloaded:
    """Return the error for a store that does not answer."""
    return Overloaded(
        "The store does not answer.",
        remedy="Try again in a few seconds.",
        title="Store unavailable",
        headers=(("Retry-After", "5"),),
    )
