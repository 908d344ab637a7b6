"""The edge: what becomes of a request, from its head and body to octets that are counted and logged.

    handle ── kept ─────────────────────────────────────────────── written at once
       └───── answered, in a task of its own, by the application that is served now
                 a query ── plan ── engine, awaited ── finish
                 else, or where that takes longer: a thread ── the WSGI application

Everything but threads happens on the event loop, and nothing there waits or works for long.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache, partial
from typing import Any, Final

from bilat.engine.desk import overloaded
from bilat.engine.interface import Cancellation, Result
from bilat.engine.timing import TIMES, Times
from bilat.errors import RequestError
from bilat.settings import Settings
from bilat.web import metrics, request_id
from bilat.web.access_log import AccessLog, Entry
from bilat.web.app import App
from bilat.web.cache import Key
from bilat.web.catalogue import address_at
from bilat.web.clients import Clients
from bilat.web.conditions import is_known
from bilat.web.connection import Connection, StalledError
from bilat.web.environ import environ_of
from bilat.web.head import Head
from bilat.web.hints import is_poor
from bilat.web.parameters import Call
from bilat.web.problem import respond
from bilat.web.request_id import REQUEST_ID, RequestIds
from bilat.web.response import CANCELLATION, CORS, SECURITY, Environ, Response, block_of, status_line
from bilat.web.sending import Sending, is_large
from bilat.web.site import Stream, unchanged
from bilat.web.sparql import PATH, Plan
from bilat.web.takeover import Switch
from bilat.web.threads import Threads

_LOG = logging.getLogger(__name__)
#: Threads beyond those that can wait for a worker: for pages, downloads and errors.
_SPARE_THREADS: Final = 16
#: To compress more than this takes longer than an event loop may be held up.
_LONG_BYTES: Final = 32_768
#: What is written down where nobody was there to take an answer (nginx counts them so, too).
_GONE: Final = 499
#: A query changes nothing, so that its answer may be kept however it was sent.
_WITH_BODY: Final = frozenset({"POST", "QUERY"})
_CONDITIONS: Final = frozenset({"if-none-match", "if-modified-since"})

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
        began: on the clock of the loop.
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
    began: float
    times: Times = field(default_factory=Times)
    seconds: float = 0.0
    kept: bool = False
    gone: bool = False


class Edge:
    """Answers requests.

    Args:
        switch: has the application that is served now.
        settings: limits of threads and of what is sent.
        figures: count requests.
        log: has a line for each.
        loop: runs all of this.
    """

    def __init__(
        self,
        switch: Switch,
        settings: Settings,
        figures: metrics.Metrics,
        log: AccessLog,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._switch = switch
        self._figures = figures
        self._log = log
        self._loop = loop
        self._clients = Clients(settings.trusted_proxies)
        self._ids = RequestIds()
        self._sending = Sending(settings.sending_bytes, settings.send_seconds)
        places = settings.workers + settings.queue_length + _SPARE_THREADS
        self._threads: Threads[Callable[[], object], object] = Threads(_call, places)

    def close(self) -> None:
        """End the threads, each when its job is done."""
        self._threads.close()

    def handle(self, connection: Connection, head: Head, body: bytes) -> None:
        """Answer a request, or see to it that it is answered."""
        visit = self._visit(connection.peer, head, body)
        key = _key(visit)
        if key is not None:
            kept = self._switch.app.cache.get(key)
            if kept is not None:
                visit.kept = True
                answer = _conditional(kept, head)
                if not is_large(answer):
                    visit.seconds = self._loop.time() - visit.began
                    connection.write(self._octets(answer, visit) + _body_of(answer, head))
                    self._account(visit, answer.status, answer)
                    connection.done(keep=head.keep_alive)
                    return
                connection.work(self._answer(connection, visit, answer))
                return
        connection.work(self._answer(connection, visit))

    def refuse(self, connection: Connection, error: RequestError) -> None:
        """Answer what is no request, and end the connection."""
        visit = self._visit(connection.peer, _NO_HEAD, b"")
        answer = self._problem(error, visit)
        connection.write(self._octets(answer, visit, keep=False) + answer.body)
        self._account(visit, answer.status, answer)
        connection.end()

    def _visit(self, peer: str, head: Head, body: bytes) -> Visit:
        """Return what is known of a request from the start; what a proxy says is believed only of ours."""
        began = self._loop.time()
        if not self._clients.is_proxy(peer):
            return Visit(head, body, self._ids.fresh(), self._clients.of(peer), "http", began)
        told = head.headers.get("x-forwarded-proto", "").lower()
        return Visit(
            head,
            body,
            self._ids.fresh(head.headers.get(request_id.HEADER.lower())),
            self._clients.of(peer, head.headers.get("x-forwarded-for")),
            told if told in {"http", "https"} else "http",
            began,
        )

    async def _answer(self, connection: Connection, visit: Visit, kept: Answer | None = None) -> None:
        """Answer a request in the background."""
        self._figures.under_way += 1
        REQUEST_ID.set(visit.name)
        TIMES.set(visit.times)
        answer: Answer | None = None
        try:
            answer = kept or await self._made(visit)
            visit.seconds = self._loop.time() - visit.began
            await self._send(answer, visit, connection)
        except (asyncio.CancelledError, StalledError):
            visit.gone, answer = True, None
            visit.seconds = self._loop.time() - visit.began
        except Exception:
            _LOG.exception("request %s could not be sent", visit.name)
            visit.gone, answer = True, None
        finally:
            self._figures.under_way -= 1
        status = _GONE if answer is None else answer.status
        self._account(visit, status, answer)
        connection.done(keep=visit.head.keep_alive and not visit.gone)

    async def _made(self, visit: Visit) -> Answer:
        """Return the response to a request, an error where there is one."""
        try:
            if visit.head.path == metrics.PATH and visit.head.method in {"GET", "HEAD"}:
                return self._figures.respond()
            with self._switch.entered() as app:
                return await self._respond(visit, app)
        except RequestError as error:
            return self._problem(error, visit)
        except StalledError:
            raise
        except Exception:
            _LOG.exception("request %s failed", visit.name)
            mistake = RequestError("The request could not be answered.", status=500, title="Internal error")
            return self._problem(mistake, visit)

    async def _respond(self, visit: Visit, app: App) -> Answer:
        """Return what the application answers: a query without a thread, where one can do without."""
        head = visit.head
        if head.path == PATH:
            call = Call(head.method, head.query, head.headers.get("content-type", ""), lambda: visit.body)
            base = address_at(visit.scheme, head.headers["host"])
            try:
                plan = app.endpoint.plan(call, head.headers.get("accept"), base, visit.client)
                if plan is not None:
                    return _conditional(await self._asked(visit, plan, app), head)
            except RequestError as error:
                failed = partial(app.endpoint.failed, error, self._environ(visit))
                answer: Response = await self._in_thread(failed)
                return app.finish(answer, None, 0.0, ())
        environ = self._environ(visit)
        cancellation = environ[CANCELLATION] = Cancellation()
        try:
            return await self._in_thread(partial(app.respond, environ))  # type: ignore[no-any-return]
        except asyncio.CancelledError:
            cancellation.cancel()
            raise

    async def _asked(self, visit: Visit, plan: Plan, app: App) -> Response:
        """Return the response to a query, for which the engine is asked here."""
        result: Result = await app.engine.answer(plan.operation, plan.media_type, plan.limits)
        hints = await self._in_thread(partial(app.endpoint.advice, plan)) if is_poor(result) else ()
        made = app.endpoint.finish(plan, result, hints)
        head, seconds = visit.head, self._loop.time() - visit.began
        finish = partial(app.finish, made, _key(visit), seconds, head.codings)
        if head.codings and len(made.body) > _LONG_BYTES:
            return await self._in_thread(finish)  # type: ignore[no-any-return]
        return finish()

    async def _in_thread(self, job: Callable[[], object]) -> Any:
        """Return what a function returns that is called in a thread, if one is free."""
        if self._threads.full:
            raise overloaded("Too many requests are under way.")
        return await self._threads.submit(partial(copy_context().run, job))

    def _environ(self, visit: Visit) -> Environ:
        return environ_of(visit.head, visit.body, visit.client, visit.scheme)

    async def _send(self, answer: Answer, visit: Visit, connection: Connection) -> None:
        if not is_large(answer):
            connection.write(self._octets(answer, visit) + _body_of(answer, visit.head))
            return
        try:
            with self._sending.room(answer, visit.client):
                await self._sending.send(answer, self._octets(answer, visit), connection)
        except RequestError as error:
            problem = self._problem(error, visit)
            connection.write(self._octets(problem, visit) + _body_of(problem, visit.head))

    def _problem(self, error: RequestError, visit: Visit) -> Response:
        """Return an error as a response with the headers that the application would have added."""
        REQUEST_ID.set(visit.name)
        response = respond(error, visit.head.headers.get("accept"))
        return Response(response.status, (*response.headers, *SECURITY, *CORS), response.body)

    def _octets(self, answer: Answer, visit: Visit, *, keep: bool = True) -> bytes:
        """Return the head of a response, with the name of the request and where its time went."""
        if visit.kept:
            timing = "cache;desc=hit"
        else:
            times = visit.times
            timing = f"queue;dur={times.waited * 1_000:.2f}, engine;dur={times.ran * 1_000:.2f}"
        block = answer.block if isinstance(answer, Response) else block_of(answer.headers, None)
        return b"%bDate: %b\r\n%bX-Request-Id: %b\r\nServer-Timing: %b, total;dur=%.2f\r\n%b\r\n" % (
            _status_octets(answer.status),
            _date(int(time.time())),
            _persistence(visit.head.version, keep and visit.head.keep_alive),
            visit.name.encode("ascii"),
            timing.encode("ascii"),
            visit.seconds * 1_000,
            block,
        )

    def _account(self, visit: Visit, status: int, answer: Answer | None) -> None:
        """Count a request, and have it logged."""
        self._figures.count(visit.head.kind, status, visit.seconds, kept=visit.kept)
        if self._log.on:
            size = len(answer.body) if isinstance(answer, Response) else None
            self._log.add(_entry(visit, status, size, time.time() - self._loop.time()))


def _call(job: Callable[[], object]) -> object:
    return job()


def _key(visit: Visit) -> Key | None:
    """Return what a kept response depends on: for a query that is sent as a body, the body too."""
    head = visit.head
    if head.key is not None:
        return (*head.key, visit.scheme)
    if head.path != PATH or head.method not in _WITH_BODY:
        return None
    named = [head.headers.get(name, "") for name in ("content-type", "accept", "host")]
    body = visit.body.decode("latin-1")
    return (head.method, head.query, *named, " ".join(head.codings), body, visit.scheme)


def _conditional(response: Response, head: Head) -> Response:
    """Return 304 in place of a response that the client has."""
    if response.status != 200 or head.headers.keys().isdisjoint(_CONDITIONS) or head.key is None:
        return response
    asked = {
        "HTTP_IF_NONE_MATCH": head.headers.get("if-none-match"),
        "HTTP_IF_MODIFIED_SINCE": head.headers.get("if-modified-since"),
    }
    return unchanged(response) if is_known(response.headers, asked) else response


def _body_of(answer: Answer, head: Head) -> bytes:
    return b"" if head.method == "HEAD" or isinstance(answer, Stream) else answer.body


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


def _entry(visit: Visit, status: int, size: int | None, epoch: float) -> Entry:
    head = visit.head
    asks = head.path == PATH
    kind = head.headers.get("content-type", "")
    return Entry(
        time=epoch + visit.began,
        request=visit.name,
        client=visit.client,
        call=Call(head.method, head.query, kind, lambda: visit.body) if asks else None,
        method=head.method,
        path=head.path,
        status=status,
        size=size,
        seconds=visit.seconds,
        waited=visit.times.waited,
        ran=visit.times.ran,
        outcome=_outcome(visit, status),
    )


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


#: Where there is no request that could be told.
_NO_HEAD: Final = Head(
    method="",
    path="",
    query="",
    headers={},
    version="1.1",
    keep_alive=False,
    length=0,
    codings=(),
    kind=metrics.kind_of(""),
    key=None,
)
