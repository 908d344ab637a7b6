"""A finished response, and the headers that every response has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

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
        "ETag, Link, Retry-After, Content-Disposition, Bilat-Hint, Bilat-Truncated",
    ),
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
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def send(self, start_response: StartResponse) -> list[bytes]:
        """Answer a WSGI request."""
        headers = list(self.headers)
        if self.status not in {204, 304}:
            headers.append(("Content-Length", str(len(self.body))))
        start_response(status_line(self.status), headers)
        return [self.body]


def tag(*parts: object) -> str:
    """Return the opaque part of an ETag for something that is determined by these parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def status_line(status: int) -> str:
    """Return a status with its phrase, as WSGI wants it."""
    return f"{status} {HTTPStatus(status).phrase}"
