"""The edge: what becomes of a request, from its head and body to octets that are counted and logged.

    handle ── kept ───────────────────────────────────────────── written at once
       ├───── a query ── plan ── `Asking` the engine ─────────── written when it has answered
       └───── else, or what takes longer: in a task of its own
                 a thread ── the WSGI application ────────────── sent, in pieces where it is large

Everything but threads happens on the event loop, and nothing there waits or works for long.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Any, Final

from bilat.engine.interface import Cancellation
from bilat.engine.workers.timing import TIMES
from bilat.errors import RequestError
from bilat.settings import Settings
from bilat.web.app import App
from bilat.web.catalogue import SPARQL, address_at
from bilat.web.endpoint.asking import Asking, Respond
from bilat.web.http import metrics, request_id
from bilat.web.http.access_log import AccessLog
from bilat.web.http.clients import Clients
from bilat.web.http.conditions import conditional
from bilat.web.http.connection import Connection, StalledError
from bilat.web.http.environ import environ_of
from bilat.web.http.head import Head
from bilat.web.http.listener import most_connections
from bilat.web.http.problem import respond
from bilat.web.http.request_id import REQUEST_ID, RequestIds
from bilat.web.http.response import CANCELLATION, CORS, SECURITY, Environ, Response
from bilat.web.http.sending import Sending
from bilat.web.http.threads import Threads
from bilat.web.http.visit import Answer, Visit
from bilat.web.server.takeover import Switch
from bilat.web.site import Stream

_LOG = logging.getLogger(__name__)
#: Threads beyond one for each worker: for pages, downloads and errors, most of which wait for a worker, too.
_SPARE_THREADS: Final = 80
#: What is written down where nobody was there to take an answer (nginx counts them so, too).
_GONE: Final = 499


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
        self._sending = Sending(
            settings.sending_bytes, settings.send_seconds, max(2, most_connections() // 4)
        )
        self._threads = Threads(
            settings.workers + _SPARE_THREADS,
            places=settings.queue_length,
            seconds=settings.query_seconds,
        )

    def close(self) -> None:
        """End the threads, each when its job is done."""
        self._threads.close()

    def handle(self, connection: Connection, head: Head, body: bytes) -> None:
        """Answer a request, or see to it that it is answered."""
        visit = self._visit(connection.peer, head, body)
        app = self._switch.enter()
        self._figures.under_way += 1
        key = visit.key
        kept = None if key is None else app.cache.get(key)
        if kept is not None:
            visit.kept = True
            visit.ready()
            try:
                answer = conditional(kept, head)
            except Exception as error:  # Told where all others are.
                self.go_on(connection, visit, partial(_failed, error), app)
            else:
                self.answer(connection, visit, answer, app)
        elif head.path == SPARQL:
            self._ask(connection, visit, app)
        else:
            self.go_on(connection, visit, self._respond, app)

    def refuse(self, connection: Connection, error: RequestError, method: str, accept: str | None) -> None:
        """Answer what is no request, in a form that its client accepts, and end the connection.

        Args:
            connection: that it came on.
            error: what is wrong.
            method: HEAD where it begins so; else empty text, since nothing is known for certain.
            accept: the header, None where it has none.
        """
        known = {} if accept is None else {"accept": accept}
        visit = self._visit(connection.peer, _NO_HEAD._replace(method=method, headers=known), b"")
        answer = self._problem(error, visit, self._switch.app)
        connection.write(visit.octets(answer, keep=False) + visit.content(answer))
        self._account(visit, answer.status, answer)
        connection.end()

    def answer(self, connection: Connection, visit: Visit, answer: Answer, app: App) -> None:
        """Write an answer; one that is large, in a task."""
        if visit.is_long(answer):
            self.go_on(connection, visit, partial(_given, answer), app)
            return
        connection.write(visit.octets(answer) + visit.content(answer))
        self._end(connection, visit, answer, app)

    def go_on(self, connection: Connection, visit: Visit, respond: Respond, app: App) -> None:
        """Answer in a task of its own."""
        connection.work(self._loop.create_task(self._answer(connection, visit, respond, app)))

    def give_up(self, connection: Connection, visit: Visit, app: App) -> None:
        """Answer nothing: nobody is there to take it."""
        visit.gone = True
        visit.ready()
        self._end(connection, visit, None, app)

    async def failed(self, error: RequestError, visit: Visit, app: App) -> Response:
        """Return the response to a query that cannot be answered."""
        response = await self.in_thread(partial(app.endpoint.failed, error, self._environ(visit)), visit)
        return app.finish(response, None, 0.0, ())

    async def in_thread(self, job: Callable[[], object], visit: Visit) -> Any:
        """Return what a function returns that is called in a thread, when it is the client's turn."""
        return await self._threads.submit(partial(copy_context().run, job), visit.client)

    def _visit(self, peer: str, head: Head, body: bytes) -> Visit:
        """Return what is known of a request from the start; what a proxy says is believed only of ours."""
        if not self._clients.is_proxy(peer):
            return Visit(head, body, self._ids.fresh(), self._clients.of(peer), "http")
        told = head.headers.get("x-forwarded-proto", "").lower()
        return Visit(
            head,
            body,
            self._ids.fresh(head.headers.get(request_id.HEADER.lower())),
            self._clients.of(peer, head.headers.get("x-forwarded-for")),
            told if told in {"http", "https"} else "http",
        )

    def _ask(self, connection: Connection, visit: Visit, app: App) -> None:
        """Ask the engine, where that is all that a request to the endpoint wants."""
        head = visit.head
        base = address_at(visit.scheme, head.headers["host"])
        try:
            plan = app.endpoint.plan(visit.call(), head.headers.get("accept"), base, visit.client)
            if plan is not None:
                connection.work(Asking(self, connection, visit, app, plan))
                return
        except RequestError as error:
            self.go_on(connection, visit, partial(self.failed, error), app)
        except Exception as error:
            self.go_on(connection, visit, partial(_failed, error), app)
        else:
            self.go_on(connection, visit, self._respond, app)

    async def _answer(self, connection: Connection, visit: Visit, respond: Respond, app: App) -> None:
        """Answer a request in the background."""
        REQUEST_ID.set(visit.name)
        TIMES.set(visit.times)
        answer: Answer | None = None
        try:
            answer = await self._made(visit, respond, app)
            visit.ready()
            answer = await self._send(answer, visit, connection, app)
        except (asyncio.CancelledError, StalledError):
            visit.gone, answer = True, None
            visit.ready()
        except Exception:
            _LOG.exception("request %s could not be sent", visit.name)
            visit.gone, answer = True, None
        finally:
            self._end(connection, visit, answer, app)

    async def _made(self, visit: Visit, respond: Respond, app: App) -> Answer:
        """Return the response to a request, an error where there is one."""
        try:
            return await respond(visit, app)
        except RequestError as error:
            return self._problem(error, visit, app)
        except StalledError:
            raise
        except Exception:
            _LOG.exception("request %s failed", visit.name)
            mistake = RequestError("The request could not be answered.", status=500, title="Internal error")
            return self._problem(mistake, visit, app)

    async def _respond(self, visit: Visit, app: App) -> Answer:
        """Return what the application answers, in a thread."""
        if visit.head.path == metrics.PATH:
            return self._figures.respond(visit.head.method)
        environ = self._environ(visit)
        cancellation = environ[CANCELLATION] = Cancellation()
        try:
            return await self.in_thread(partial(app.respond, environ), visit)  # type: ignore[no-any-return]
        except asyncio.CancelledError:
            cancellation.cancel()
            raise

    def _environ(self, visit: Visit) -> Environ:
        return environ_of(visit.head, visit.body, visit.client, visit.scheme)

    async def _send(self, answer: Answer, visit: Visit, connection: Connection, app: App) -> Answer:
        """Send an answer, or that there is no room for it; return what was sent."""
        if not visit.is_long(answer):
            connection.write(visit.octets(answer) + visit.content(answer))
            return answer
        try:
            with self._sending.room(answer, visit.client):
                await self._sending.send(answer, visit.octets(answer), connection)
        except RequestError as error:
            if isinstance(answer, Stream):
                answer.close()
            answer = self._problem(error, visit, app)
            connection.write(visit.octets(answer) + visit.content(answer))
        return answer

    def _problem(self, error: RequestError, visit: Visit, app: App) -> Response:
        """Return an error as a response with the headers that the application would have added."""
        REQUEST_ID.set(visit.name)
        response = respond(error, visit.head.headers.get("accept"), app.renderer)
        return Response(response.status, (*response.headers, *SECURITY, *CORS), response.body)

    def _end(self, connection: Connection, visit: Visit, answer: Answer | None, app: App) -> None:
        """Be done with a request, with None where nobody took the answer."""
        self._figures.under_way -= 1
        self._switch.leave(app)
        self._account(visit, _GONE if answer is None else answer.status, answer)
        connection.done(keep=visit.head.keep_alive and not visit.gone)

    def _account(self, visit: Visit, status: int, answer: Answer | None) -> None:
        """Count a request, and have it logged."""
        self._figures.count(visit.head.kind, status, visit.seconds, kept=visit.kept)
        if self._log.on:
            self._log.add(visit.entry(status, answer))
        else:
            self._log.miss()


async def _failed(error: Exception, _visit: Visit, _app: App) -> Answer:
    raise error


async def _given(answer: Answer, _visit: Visit, _app: App) -> Answer:
    return answer


#: Where there is no request that could be told.
_NO_HEAD: Final = Head(
    method="",
    path="",
    written="",
    query="",
    headers={},
    version="1.1",
    keep_alive=False,
    length=0,
    codings=(),
    kind=metrics.kind_of(""),
    key=None,
)
