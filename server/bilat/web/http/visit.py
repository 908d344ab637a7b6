"""One request while it is answered, from its coming to the line that the log has of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import Final

from bilat.engine.workers.timing import Times
from bilat.web.catalogue import SPARQL
from bilat.web.http.access_log import Entry
from bilat.web.http.cache import Key
from bilat.web.http.head import Head
from bilat.web.http.parameters import Call
from bilat.web.http.response import Response, block_of, status_line
from bilat.web.http.sending import PIECE_BYTES
from bilat.web.site import Stream

#: A query changes nothing, so that its answer may be kept however it was sent.
_WITH_BODY: Final = frozenset({"POST", "QUERY"})

Answer = Response | Stream


@dataclass(slots=True)
class Visit:
    """What is known of a request while it is answered.

    Args:
        head: of the request.
        body: what was sent with it.
        name: of the request.
        client: on whose account it goes.
        scheme: in which the client sees the server.
        began: on the monotonic clock.
        times: what the engine took.
        seconds: until the response was ready.
        kept: whether the cache had the response.
        gone: whether the client has gone or was given up.
    """

    head: Head
    body: bytes
    name: str
    client: str
    scheme: str
    began: float = field(default_factory=time.monotonic)
    times: Times = field(default_factory=Times)
    seconds: float = 0.0
    kept: bool = False
    gone: bool = False

    @property
    def key(self) -> Key | None:
        """Return what a kept response depends on: for a query that is sent as a body, the body too."""
        head = self.head
        if head.key is not None:
            return (*head.key, self.scheme)
        if head.path != SPARQL or head.method not in _WITH_BODY:
            return None
        named = [head.headers.get(name, "") for name in ("content-type", "accept", "host")]
        body = self.body.decode("latin-1")
        return (head.method, head.query, *named, " ".join(head.codings), body, self.scheme)

    def call(self) -> Call:
        """Return the parts that carry parameters of the endpoint."""
        head = self.head
        return Call(head.method, head.query, head.headers.get("content-type", ""), lambda: self.body)

    def ready(self) -> None:
        """Note that the response is ready."""
        self.seconds = time.monotonic() - self.began

    def octets(self, answer: Answer, *, keep: bool = True) -> bytes:
        """Return the head of a response, with the name of the request and where its time went."""
        if self.kept:
            timing = b"cache;desc=hit"
        else:
            timing = b"queue;dur=%.2f, engine;dur=%.2f" % (self.times.waited * 1_000, self.times.ran * 1_000)
        return b"%bDate: %b\r\n%bX-Request-Id: %b\r\nServer-Timing: %b, total;dur=%.2f\r\n%b\r\n" % (
            _status_octets(answer.status),
            _date(int(time.time())),
            _persistence(self.head.version, keep and self.head.keep_alive),
            self.name.encode("ascii"),
            timing,
            self.seconds * 1_000,
            answer.block if isinstance(answer, Response) else block_of(answer.headers, None),
        )

    def content(self, answer: Answer) -> bytes:
        """Return the body of a response that is sent at once."""
        return b"" if self.head.method == "HEAD" or isinstance(answer, Stream) else answer.body

    def is_long(self, answer: Answer) -> bool:
        """Tell whether an answer is to be sent in pieces; the head alone of a large one is not (HEAD)."""
        if isinstance(answer, Stream):
            return self.head.method != "HEAD"
        return len(self.content(answer)) > PIECE_BYTES

    def entry(self, status: int, answer: Answer | None) -> Entry:
        """Return what the log has of it."""
        head = self.head
        return Entry(
            time=time.time() - (time.monotonic() - self.began),
            request=self.name,
            client=self.client,
            call=self.call() if head.path == SPARQL else None,
            method=head.method,
            path=head.path,
            status=status,
            size=_size(answer),
            seconds=self.seconds,
            waited=self.times.waited,
            ran=self.times.ran,
            outcome=self._outcome(status),
        )

    def _outcome(self, status: int) -> str:
        if self.gone:
            return "gone"
        if self.kept:
            return "kept"
        if status < 400:
            return "answered"
        if status < 500:
            return "refused"
        return "overloaded" if status == 503 else "failed"


def _size(answer: Answer | None) -> int | None:
    """Return the length of a body: what a response has, or what the head of a stream says."""
    if isinstance(answer, Response):
        return len(answer.body)
    headers = answer.headers if answer else ()
    return next((int(value) for name, value in headers if name.lower() == "content-length"), None)


@lru_cache(maxsize=64)
def _status_octets(status: int) -> bytes:
    return f"HTTP/1.1 {status_line(status)}\r\n".encode("ascii")


@lru_cache(maxsize=1)
def _date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode("ascii")


@lru_cache(maxsize=4)
def _persistence(version: str, keep: bool) -> bytes:
    """Return what is said of the connection: nothing where the version says it already."""
    if version == "1.0":
        return b"Connection: keep-alive\r\n" if keep else b"Connection: close\r\n"
    return b"" if keep else b"Connection: close\r\n"
