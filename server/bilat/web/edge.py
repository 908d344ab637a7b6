"""The edge: from granian's RSGI to the WSGI application, with bounds on what a client sends and how slowly.

    event loop:  headers checked -> cache -> body read, within its time     (a slow client costs no thread)
    threads:     the application                                            (never more than there are places)
    event loop:  the response

Without this layer, as many slow bodies as threads would stop the service, and a missing or doubled Host would
reach the cache.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

from bilat.engine.interface import Cancellation
from bilat.errors import Overloaded, RequestError
from bilat.settings import Settings
from bilat.web.app import App
from bilat.web.problem import respond
from bilat.web.response import CANCELLATION, CORS, SECURITY, Environ, Response
from bilat.web.site import Stream
from bilat.web.threads import Threads

Announce = Callable[[], Coroutine[None, None, None]]

_LOG = logging.getLogger(__name__)
_MOST_HEADER_BYTES: Final = 32_768
_FORM_ROOM: Final = 3  # A percent-encoded byte takes three.
_OTHER_FIELDS_BYTES: Final = 8_192
#: Threads beyond those that can wait for a worker: for pages, downloads and errors.
_SPARE_THREADS: Final = 16
#: A request that takes longer is given up when its client goes.
_WATCH_AFTER_SECONDS: Final = 0.2
_WITH_BODY: Final = frozenset({"POST", "QUERY", "PUT", "PATCH", "DELETE"})


class Edge:
    """An RSGI application around the WSGI one.

    Args:
        app: the application; closed with the server.
        settings: limits of bodies and threads.
        announce: started with the server, to say where it is.
    """

    def __init__(self, app: App, settings: Settings, announce: Announce) -> None:
        self._announce = announce
        self._app = app
        self._body_seconds = settings.body_seconds
        self._body_bytes = settings.query_bytes * _FORM_ROOM + _OTHER_FIELDS_BYTES
        places = settings.workers + settings.queue_length + _SPARE_THREADS
        self._threads: Threads[Environ, Response | Stream] = Threads(app.respond, places)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to say that the server is there."""
        self._announcing = loop.create_task(self._announce())

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """End all processes when the server stops."""
        self._app.close()
        self._threads.close()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer a request."""
        with suppress(ProtocolClosed):  # The client has gone.
            await _send(await self._answer(scope, protocol), protocol)

    async def _answer(self, scope: Scope, protocol: HTTPProtocol) -> Response | Stream:
        try:
            _check_headers(scope)
            environ = _environ(scope)
            kept = self._app.lookup(environ)
            if kept is not None:
                return kept
            if scope.method in _WITH_BODY:
                environ["wsgi.input"] = BytesIO(await self._body(scope, protocol))
            return await self._run(environ, protocol)
        except RequestError as error:
            return _problem(error, scope.headers.get("accept"))
        except ProtocolClosed:
            raise
        except Exception:
            _LOG.exception("request failed")
            mistake = RequestError("The request could not be answered.", status=500, title="Internal error")
            return _problem(mistake, scope.headers.get("accept"))

    async def _run(self, environ: Environ, protocol: HTTPProtocol) -> Response | Stream:
        """Run the application in a thread, if one is free, for as long as the client is there."""
        if self._threads.full:
            raise Overloaded(
                "Too many requests are under way.",
                remedy="Try again in a second.",
                headers=(("Retry-After", "1"),),
            )
        cancellation = environ[CANCELLATION] = Cancellation()
        work = self._threads.submit(environ)
        # Most are done before that, and it would cost them more to be watched than to be finished.
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_WATCH_AFTER_SECONDS, _watch, work, protocol, cancellation)
        try:
            return await work
        finally:
            timer.cancel()

    async def _body(self, scope: Scope, protocol: HTTPProtocol) -> bytes:
        """Return the body of a request, if it is not too long and comes in time."""
        declared = scope.headers.get("content-length") or "0"
        if not declared.isdigit() or int(declared) > self._body_bytes:
            raise self._too_long()
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                async for piece in protocol:
                    body += piece
                    if len(body) > self._body_bytes:
                        raise self._too_long()
        except TimeoutError:
            raise RequestError(
                f"The body did not come within {self._body_seconds:g} s.", status=408, title="Request timeout"
            ) from None
        return bytes(body)

    def _too_long(self) -> RequestError:
        return RequestError(
            f"The body is longer than {self._body_bytes:,} bytes.", status=413, title="Body too long"
        )


def _watch(
    work: asyncio.Future[Response | Stream], protocol: HTTPProtocol, cancellation: Cancellation
) -> None:
    """End the work of a request if its client goes before it is done."""
    gone: asyncio.Future[None] = asyncio.ensure_future(protocol.client_disconnect())
    gone.add_done_callback(lambda _: None if work.done() else cancellation.cancel())
    work.add_done_callback(lambda _: gone.cancel())


def _check_headers(scope: Scope) -> None:
    """Refuse what no honest client sends (RFC 9112, 3.2; RFC 6585, 5)."""
    headers: Any = scope.headers
    hosts = headers.get_all("host")
    if len(hosts) > 1 or (not hosts and not scope.authority):
        found = "two Host headers" if len(hosts) > 1 else "no Host header"
        raise RequestError(f"There is {found}.", remedy="Send one.")
    size = sum(len(name) + len(value) for name, value in headers.items())
    if size > _MOST_HEADER_BYTES:
        raise RequestError(
            f"The headers are longer than {_MOST_HEADER_BYTES:,} bytes.", status=431, title="Headers too long"
        )


def _environ(scope: Scope) -> Environ:
    """Return the WSGI environment of a request without a body (PEP 3333)."""
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "surrogateescape").decode("latin-1"),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for header, value in scope.headers.items():
        key = "HTTP_" + header.upper().replace("-", "_")
        # A second header of the same name goes on where the first ends (RFC 9110, 5.3).
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_LENGTH", "")
    environ.setdefault("HTTP_HOST", scope.authority)
    return environ


def _problem(error: RequestError, accept: str | None) -> Response:
    """Return an error as a response with the headers that the application would have added."""
    response = respond(error, accept)
    return Response(response.status, (*response.headers, *SECURITY, *CORS), response.body)


async def _send(answer: Response | Stream, protocol: HTTPProtocol) -> None:
    """Send a response; a file goes in pieces, each when the client has taken the one before."""
    if isinstance(answer, Response):
        protocol.response_bytes(answer.status, list(answer.headers), answer.body)
        return
    status = int(answer.status.split(" ", 1)[0])
    try:
        transport = protocol.response_stream(status, answer.headers)
        for piece in answer.pieces:
            await transport.send_bytes(piece)
    finally:
        answer.close()
