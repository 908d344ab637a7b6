"""The outermost WSGI layer: what all responses have in common, and the cache in front of everything.

HEAD is answered as GET without the body; conditions, compression and common headers are added here, once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
from typing import Any, Final

from bilat.errors import RequestError
from bilat.web.http.cache import Cache, Key, key_of
from bilat.web.http.codings import taken
from bilat.web.http.compression import compressed
from bilat.web.http.conditions import SELECTING, decided
from bilat.web.http.problem import respond
from bilat.web.http.response import CORS, SECURITY, Application, Environ, Response, StartResponse, status_line
from bilat.web.render import Renderer

_COMMON: Final = (*SECURITY, *CORS)


class Site:
    """Answers all requests.

    Args:
        inner: makes the responses.
        cache: keeps them.
        published: when all that has an ETag was last changed, in seconds since 1970.
        renderer: makes pages of what is refused, in the frame of the release.
    """

    def __init__(
        self, inner: Application, cache: Cache, published: float, renderer: Renderer | None = None
    ) -> None:
        self._inner = inner
        self.cache = cache
        self.renderer = renderer
        self._dated = (("Last-Modified", formatdate(published, usegmt=True)),)
        self._beside = lru_cache(maxsize=64)(self._headers_beside)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a WSGI request."""
        answer = self.lookup(environ) or self.respond(environ)
        if isinstance(answer, Response):
            return answer.send(start_response)
        start_response(status_line(answer.status), answer.headers)
        return answer.pieces

    def lookup(self, environ: Environ) -> Response | None:
        """Return the response if it is kept; this does no work worth a thread."""
        key = key_of(environ, taken(environ.get("HTTP_ACCEPT_ENCODING", "")))
        kept = None if key is None else self.cache.get(key)
        return None if kept is None else self._conditional(kept, environ)

    def finish(self, made: Response, key: Key | None, seconds: float, codings: tuple[str, ...]) -> Response:
        """Return a response with what all have in common, compressed and kept where that is worth it.

        Args:
            made: without any of that.
            key: what it depends on, or None for one that is not to be kept.
            seconds: what it took to make.
            codings: those that the client likes best, see `bilat.web.http.codings.taken`.
        """
        response = Response(made.status, (*made.headers, *self._common(made.headers)), made.body)
        if codings:
            response = compressed(response, codings)
        if key is not None:
            self.cache.put(key, response, seconds)
        return response

    def respond(self, environ: Environ) -> Response | Stream:
        """Return the response, or a stream for a file."""
        method, capture = environ["REQUEST_METHOD"], _Capture()
        codings = taken(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = key_of(environ, codings)
        if method == "HEAD":  # Parts are for GET alone (RFC 9110, 14.2).
            asked = {name: value for name, value in environ.items() if name != "HTTP_RANGE"}
            environ = asked | {"REQUEST_METHOD": "GET"}
        began = time.monotonic()
        pieces = self._inner(environ, capture)
        status = int(capture.status.split(" ", 1)[0])
        headers = tuple(header for header in capture.headers if header[0] != "Date")  # The edge has one.
        if not isinstance(pieces, list | tuple):
            return _stream(status, [*headers, *self._common(headers)], pieces, method)
        headers = tuple(header for header in headers if header[0] != "Content-Length")
        made = Response(status, headers, b"".join(pieces))
        response = self.finish(made, key, time.monotonic() - began, codings)
        return self._conditional(response, environ | {"REQUEST_METHOD": method})

    def _conditional(self, response: Response, environ: Environ) -> Response | Any:
        """Return what the conditions of a request leave of a response, and no body for HEAD."""
        if response.status == 200 and environ["REQUEST_METHOD"] in SELECTING:
            try:
                response = decided(response, environ)
            except RequestError as error:
                refusal = respond(error, environ.get("HTTP_ACCEPT"), self.renderer)
                response = Response(refusal.status, (*refusal.headers, *_COMMON), refusal.body)
        if environ["REQUEST_METHOD"] == "HEAD":
            return Stream(response.status, response.fields, [])
        return response

    def _common(self, own: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Return the headers that all responses have, but what a page says itself: its content policy."""
        return self._beside(tuple([name for name, _ in own]))

    def _headers_beside(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        common = (*_COMMON, *self._dated) if "ETag" in names else _COMMON
        return tuple(header for header in common if header[0] not in names)


class Stream:
    """A response that is too large to hold: pieces of a file, to be closed when sent or given up.

    Args:
        status: HTTP status code.
        headers: all of them.
        pieces: the content.
    """

    def __init__(self, status: int, headers: list[tuple[str, str]], pieces: Iterable[bytes]) -> None:
        self.status = status
        self.headers = headers
        self.pieces = pieces

    def close(self) -> None:
        """Let go of the file."""
        with suppress(AttributeError):
            self.pieces.close()  # type: ignore[attr-defined]


class _Capture:
    """A ``start_response`` that remembers."""

    status = ""
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(self, status: str, headers: list[tuple[str, str]], _info: Any = None) -> None:
        self.status, self.headers = status, tuple(headers)


def _stream(
    status: int, headers: list[tuple[str, str]], pieces: Iterable[bytes], method: str
) -> Response | Stream:
    stream = Stream(status, headers, pieces)
    if method != "HEAD":
        return stream
    stream.close()
    return Stream(status, headers, [])
