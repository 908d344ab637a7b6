"""A finished response, and the headers that every response has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

_BODILESS: Final = frozenset({204, 304})
#: Differs from response to response: to remember how it is written would be in vain.
_VARIOUS: Final = "ETag"
#: What is longer has something in it that a client has sent, and is not remembered.
_LONGEST_REMEMBERED: Final = 500
#: Where the edge puts what ends the work of a request whose client has gone.
CANCELLATION: Final = "bilat.cancellation"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Nothing is loaded or run but what a page names itself; nobody else's page holds ours.
SECURITY: Final = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
#: Reads are for every page of the web; there are no credentials to protect.
CORS: Final = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Link, Accept-Ranges, Content-Range, Retry-After, Content-Disposition, X-Request-Id, "
        "Bilat-Hint, Bilat-Truncated",
    ),
)
#: What a browser wants to know before it sends what its page asks for: any header may come (Fetch, CORS), of
#: which the asterisk does not mean the first.
PREFLIGHT: Final = (
    ("Access-Control-Allow-Headers", "*, Authorization, Accept, Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
)
#: Every response that is negotiated may also be compressed.
VARY: Final = ("Vary", "Accept, Accept-Encoding")
#: Kept by anyone, and asked for anew each time: a new release is seen at once, and costs a 304 otherwise.
REVALIDATED: Final = ("Cache-Control", "public, no-cache")


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response.

    Args:
        status: HTTP status code.
        headers: without those that all responses have.
        body: the content.
        unchanged: the 304 in its place, where one was wanted.
        decided: the last conditions that it was weighed against, and what answers them; None for itself.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    unchanged: list[Response] = field(default_factory=list, compare=False, repr=False)
    decided: list[tuple[Environ, Response | None]] = field(default_factory=list, compare=False, repr=False)
    _block: list[bytes] = field(default_factory=list, compare=False, repr=False)

    @property
    def block(self) -> bytes:
        """Return the header fields as they are sent, the length of the body among them; made only once."""
        if not self._block:
            self._block.append(block_of(self.headers, None if self.status in _BODILESS else len(self.body)))
        return self._block[0]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return the headers, the length of the body among them where the status has one (RFC 9110, 8.6)."""
        length = () if self.status in _BODILESS else (("Content-Length", str(len(self.body))),)
        return [*self.headers, *length]

    def send(self, start_response: StartResponse) -> list[bytes]:
        """Answer a WSGI request."""
        start_response(status_line(self.status), self.fields)
        return [self.body]


def block_of(headers: Iterable[tuple[str, str]], length: int | None) -> bytes:
    """Return header fields as they are sent.

    Args:
        headers: names and values.
        length: of the body, or None where it is not told, or told already.

    Raises:
        ValueError: one has a line break in it, which would make it two.
    """
    alike, various = [], b""
    for header in headers:
        if header[0] == _VARIOUS:
            various = _written(*header)
        else:
            alike.append(header)
    fields = _fields(tuple(alike)) + various
    return fields if length is None else b"%bContent-Length: %d\r\n" % (fields, length)


@lru_cache(maxsize=64)
def _fields(headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return fields that many responses have in common, such as all answers of one kind."""
    return b"".join(
        [_field(each) if len(each[1]) <= _LONGEST_REMEMBERED else _written(*each) for each in headers]
    )


@lru_cache(maxsize=1_024)
def _field(header: tuple[str, str]) -> bytes:
    return _written(*header)


def _written(name: str, value: str) -> bytes:
    if "\r" in value or "\n" in value:
        raise ValueError(f"the header {name} has a line break")
    return f"{name}: {value}\r\n".encode("latin-1")


def tag(*parts: object) -> str:
    """Return the opaque part of an ETag for something that is determined by these parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def status_line(status: int) -> str:
    """Return a status with its phrase, as WSGI wants it."""
    return f"{status} {HTTPStatus(status).phrase}"
