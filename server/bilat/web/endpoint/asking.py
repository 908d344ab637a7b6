"""A query on its way without a task of its own: from the question to octets that are written.

    Asking ── engine ── told the outcome ── finished ── written
                           └── an error, advice to be given, a long result ── the rest in a task

Most queries are answered in less than a millisecond, of which a task and its switches would be a good part.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, Protocol

from bilat.engine.interface import Result
from bilat.errors import RequestError
from bilat.web.app import App
from bilat.web.endpoint.hints import is_poor
from bilat.web.endpoint.sparql import Plan
from bilat.web.http.conditions import conditional
from bilat.web.http.connection import Connection
from bilat.web.http.response import Response
from bilat.web.http.visit import Answer, Visit

#: To compress or copy more than this takes longer than an event loop may be held up.
_LONG_BYTES: Final = 32_768


#: Makes the answer to a request, with an application.
Respond = Callable[[Visit, App], Awaitable[Answer]]


class Answering(Protocol):
    """What a query needs of the edge, which answers its client."""

    def answer(self, connection: Connection, visit: Visit, answer: Answer, app: App) -> None:
        """Write an answer."""

    def go_on(self, connection: Connection, visit: Visit, respond: Respond, app: App) -> None:
        """Answer in a task of its own."""

    def give_up(self, connection: Connection, visit: Visit, app: App) -> None:
        """Answer nothing: nobody is there to take it."""

    async def failed(self, error: RequestError, visit: Visit, app: App) -> Response:
        """Return the response to a query that cannot be answered."""

    async def in_thread(self, job: Callable[[], object], visit: Visit) -> Any:
        """Return what a function returns that is called in a thread."""


class Asking:
    """A query that the engine is asked, for a client who may go before it is answered.

    Args:
        edge: answers the client.
        connection: of the client.
        visit: what is known of the request.
        app: has the engine; it has been entered, and is left when the client is answered or has gone.
        plan: what the engine is asked.

    Raises:
        RequestError: the query cannot even begin; the application has not been left then.
    """

    __slots__ = ("_app", "_connection", "_edge", "_give_up", "_over", "_plan", "_visit")

    def __init__(self, edge: Answering, connection: Connection, visit: Visit, app: App, plan: Plan) -> None:
        self._edge = edge
        self._connection = connection
        self._visit = visit
        self._app = app
        self._plan = plan
        self._over = False
        self._give_up = app.engine.submit(plan.operation, plan.media_type, plan.limits, self._told)

    def cancel(self) -> None:
        """Give up a query whose client has gone; nothing where it is over."""
        if not self._over:
            self._over = True
            self._give_up()
            self._edge.give_up(self._connection, self._visit, self._app)

    def _told(self, outcome: Result | RequestError, waited: float, ran: float) -> None:
        """Answer, here and now where that is quick."""
        self._over = True
        times = self._visit.times
        times.waited, times.ran = waited, ran
        respond = partial(self._rest, outcome)
        if isinstance(outcome, Result) and len(outcome.body) <= _LONG_BYTES and not is_poor(outcome):
            try:
                self._edge.answer(self._connection, self._visit, self._finished(outcome), self._app)
            except Exception as error:  # Told where all others are.
                respond = partial(self._rest, error)
            else:
                return
        self._edge.go_on(self._connection, self._visit, respond, self._app)

    async def _rest(self, outcome: Result | Exception, visit: Visit, app: App) -> Response:
        """Return what takes longer."""
        if isinstance(outcome, RequestError):
            return await self._edge.failed(outcome, visit, app)
        if isinstance(outcome, Exception):
            raise outcome
        in_thread = partial(self._edge.in_thread, visit=visit)
        hints = await in_thread(partial(app.endpoint.advice, self._plan)) if is_poor(outcome) else ()
        finished = partial(self._finished, outcome, hints)
        # What was cut is copied, to say so.
        if (visit.head.codings or outcome.truncated) and len(outcome.body) > _LONG_BYTES:
            return await in_thread(finished)  # type: ignore[no-any-return]
        return finished()

    def _finished(self, result: Result, hints: tuple[str, ...] = ()) -> Response:
        """Return the response to send."""
        app, visit = self._app, self._visit
        visit.ready()
        made = app.endpoint.finish(self._plan, result, hints)
        return conditional(app.finish(made, visit.key, visit.seconds, visit.head.codings), visit.head)
