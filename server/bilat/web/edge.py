"""The edge: from granian's RSGI to the WSGI application, with bounds on what a client sends and how slowly.

    event loop:  headers checked -> cache -> body read, within its time     (a slow client costs no thread)
    threads:     the application                                            (never more than there are places)
    event loop:  the response, counted and logged

Without this layer, as many slow bodies as threads would stop the service, and a missing or doubled Host would
reach the cache.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, Protocol

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

from bilat.engine.desk import overloaded
from bilat.engine.interface import Cancellation
from bilat.engine.timing import Times
from bilat.errors import RequestError
from bilat.settings import Settings
from bilat.web import metrics, request_id
from bilat.web.access_log import AccessLog, Entry
from bilat.web.clients import Clients
from bilat.web.inbound import check_headers, environ_of
from bilat.web.parameters import Call
from bilat.web.problem import respond
from bilat.web.request_id import REQUEST_ID, RequestIds
from bilat.web.response import CANCELLATION, CORS, SECURITY, Environ, Response
from bilat.web.sending import Sending, StalledError
from bilat.web.site import Stream
from bilat.web.sparql import PATH
from bilat.web.takeover import CLOCK, REQUEST
from bilat.web.threads import Threads

_LOG = logging.getLogger(__name__)
_FORM_ROOM: Final = 3  # A percent-encoded byte takes three.
_OTHER_FIELDS_BYTES: Final = 8_192
#: Threads beyond those that can wait for a worker: for pages, downloads and errors.
_SPARE_THREADS: Final = 16
#: A request that takes longer is given up when its client goes.
_WATCH_AFTER_SECONDS: Final = 0.2
_WITH_BODY: Final = frozenset({"POST", "QUERY", "PUT", "PATCH", "DELETE"})


class Inner(Protocol):
    """What the edge stands before."""

    def lookup(self, environ: Environ) -> Response | None:
        """Return the response if it is kept; this does no work worth a thread."""

    def respond(self, environ: Environ) -> Response | Stream:
        """Return the response."""


@dataclass(slots=True)
class Visit:
    """What is known of a request while it is answered.

    Args:
        request: its name.
        client: on whose account it goes.
        scheme: in which the client sees the server.
        began: on the monotonic clock.
        times: what the engine took.
        environ: for the application, once there is one.
        body: what was sent.
        kept: whether the cache had the response.
        gone: whether the client has gone or was given up.
    """

    request: str
    client: str
    scheme: str
    began: float
    times: Times = field(default_factory=Times)
    environ: Environ | None = None
    body: bytes = b""
    kept: bool = False
    gone: bool = False


class Edge:
    """An RSGI application around the WSGI one.

    Args:
        app: the application.
        settings: limits of bodies and threads.
        figures: count requests.
        log: has a line for each.
        clients: tells who asks.
    """

    def __init__(
        self, app: Inner, settings: Settings, figures: metrics.Metrics, log: AccessLog, clients: Clients
    ) -> None:
        self._app = app
        self._figures = figures
        self._log = log
        self._clients = clients
        self._ids = RequestIds()
        self._body_seconds = settings.body_seconds
        self._body_bytes = settings.query_bytes * _FORM_ROOM + _OTHER_FIELDS_BYTES
        self._sending = Sending(settings.sending_bytes, settings.send_seconds)
        places = settings.workers + settings.queue_length + _SPARE_THREADS
        self._threads: Threads[Environ, Response | Stream] = Threads(app.respond, places)

    def close(self) -> None:
        """End the threads, each when its job is done."""
        self._threads.close()

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer a request."""
        visit = self._visit(scope)
        self._figures.under_way += 1
        try:
            answer = await self._answer(visit, scope, protocol)
            seconds = time.monotonic() - visit.began
            await self._send(answer, visit, scope, protocol, seconds)
        except (ProtocolClosed, StalledError):
            visit.gone = True
            seconds, answer = time.monotonic() - visit.began, _GONE
        finally:
            self._figures.under_way -= 1
        status = answer.status if isinstance(answer, Response) else int(answer.status.split(" ", 1)[0])
        self._figures.count(scope.path, status, seconds, kept=visit.kept)
        if self._log.on:
            self._log.add(_entry(visit, scope, answer, status, seconds))

    def _visit(self, scope: Scope) -> Visit:
        """Return what is known of a request from the start; what a proxy says is believed only of ours."""
        peer, began = scope.client.rpartition(":")[0], time.monotonic()
        if not self._clients.is_proxy(peer):
            return Visit(self._ids.fresh(), self._clients.of(peer), scope.scheme, began)
        headers: Any = scope.headers
        told = headers.get("x-forwarded-proto", "").lower()
        return Visit(
            self._ids.fresh(headers.get(request_id.HEADER.lower())),
            self._clients.of(peer, ", ".join(headers.get_all("x-forwarded-for"))),
            told if told in {"http", "https"} else scope.scheme,
            began,
        )

    async def _answer(self, visit: Visit, scope: Scope, protocol: HTTPProtocol) -> Response | Stream:
        try:
            check_headers(scope)
            environ = visit.environ = environ_of(scope, visit.client, visit.scheme)
            kept = self._app.lookup(environ)
            if kept is not None:
                visit.kept = True
                return kept
            if scope.path == metrics.PATH and scope.method == "GET":
                return self._figures.respond()
            if scope.method in _WITH_BODY:
                visit.body = await self._body(scope, protocol)
                environ["wsgi.input"] = BytesIO(visit.body)
            return await self._run(visit, environ, protocol)
        except RequestError as error:
            return _problem(error, visit, scope)
        except ProtocolClosed:
            raise
        except Exception:
            _LOG.exception("request %s failed", visit.request)
            mistake = RequestError("The request could not be answered.", status=500, title="Internal error")
            return _problem(mistake, visit, scope)

    async def _run(self, visit: Visit, environ: Environ, protocol: HTTPProtocol) -> Response | Stream:
        """Run the application in a thread, if one is free, for as long as the client is there."""
        if self._threads.full:
            raise overloaded("Too many requests are under way.")
        cancellation = environ[CANCELLATION] = Cancellation()
        environ[REQUEST] = visit.request
        environ[CLOCK] = visit.times
        work = self._threads.submit(environ)
        # Most are done before that, and it would cost them more to be watched than to be finished.
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_WATCH_AFTER_SECONDS, _watch, work, protocol, cancellation)
        try:
            return await work
        finally:
            timer.cancel()
            visit.gone = cancellation.cancelled

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

    async def _send(
        self, answer: Response | Stream, visit: Visit, scope: Scope, protocol: HTTPProtocol, seconds: float
    ) -> None:
        try:
            with self._sending.room(answer, visit.client):
                await self._sending.send(answer, _headers(answer, visit, seconds), protocol, scope.client)
        except RequestError as error:
            problem = _problem(error, visit, scope)
            protocol.response_bytes(problem.status, _headers(problem, visit, seconds), problem.body)


def _watch(
    work: asyncio.Future[Response | Stream], protocol: HTTPProtocol, cancellation: Cancellation
) -> None:
    """End the work of a request if its client goes before it is done."""
    gone: asyncio.Future[None] = asyncio.ensure_future(protocol.client_disconnect())
    gone.add_done_callback(lambda _: None if work.done() else cancellation.cancel())
    work.add_done_callback(lambda _: gone.cancel())


def _problem(error: RequestError, visit: Visit, scope: Scope) -> Response:
    """Return an error as a response with the headers that the application would have added."""
    REQUEST_ID.set(visit.request)
    response = respond(error, scope.headers.get("accept"))
    return Response(response.status, (*response.headers, *SECURITY, *CORS), response.body)


def _headers(answer: Response | Stream, visit: Visit, seconds: float) -> list[tuple[str, str]]:
    """Return all headers, with the name of the request and where its time went (Server-Timing)."""
    if visit.kept:
        timing = f"cache;desc=hit, total;dur={seconds * 1_000:.2f}"
    else:
        times = visit.times
        timing = (
            f"queue;dur={times.waited * 1_000:.2f}, engine;dur={times.ran * 1_000:.2f}, "
            f"total;dur={seconds * 1_000:.2f}"
        )
    return [*answer.headers, (request_id.HEADER, visit.request), ("Server-Timing", timing)]


def _entry(visit: Visit, scope: Scope, answer: Response | Stream, status: int, seconds: float) -> Entry:
    environ = visit.environ
    asks = environ is not None and scope.path == PATH
    return Entry(
        time=time.time() - (time.monotonic() - visit.began),
        request=visit.request,
        client=visit.client,
        call=_call(environ, visit.body) if asks and environ else None,
        method=scope.method,
        path=scope.path,
        status=status,
        size=len(answer.body) if isinstance(answer, Response) else None,
        seconds=seconds,
        waited=visit.times.waited,
        ran=visit.times.ran,
        outcome=_outcome(visit, status),
    )


def _call(environ: dict[str, Any], body: bytes) -> Call:
    return Call(environ["REQUEST_METHOD"], environ["QUERY_STRING"], environ["CONTENT_TYPE"], lambda: body)


def _outcome(visit: Visit, status: int) -> str:
    if visit.gone:
        return "gone"
    if visit.kept:
        return "kept"
    if status < 400:
        return "answered"
    if status < 500:
        return "refused"
    return "overloaded" if status == 503 else "failed"


#: What is written down where nobody was there to take an answer (nginx counts them so, too).
_GONE: Final = Response(499, ())
