"""An engine that asks a store of its own by the SPARQL 1.1 protocol, for graphs that outgrow one machine.

Formats, limits and errors are those of the embedded engine: the store's answer is read as SPARQL JSON or
N-Triples (`bilat.engine.remote.answers`), counted, and written by the same writers. How stores differ is in
`bilat.engine.remote.dialect`; how a release comes into one, in `bilat.engine.remote.release`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Final

from bilat.engine import formats
from bilat.engine.interface import Cancellation, Kind, Limits, Operation, Result
from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.syntax import explain, told_of
from bilat.engine.outline import outline
from bilat.engine.remote.answers import graph_of, no_result, rows_of, truth
from bilat.engine.remote.connection import REFUSED, Connections
from bilat.engine.remote.credentials import authorization
from bilat.engine.remote.dataset import Asked, Dataset
from bilat.engine.remote.dialect import STANDARD, Dialect, dialect_of
from bilat.engine.remote.exchange import Reply, wrong
from bilat.engine.remote.release import Holding
from bilat.engine.remote.repairs import Repairs
from bilat.engine.remote.shown import shown
from bilat.engine.remote.text import bound, sendable
from bilat.engine.remote.watch import Watch
from bilat.engine.rewriting.aggregates import with_names_spelt_out
from bilat.engine.serving import Done, End, Status
from bilat.engine.sink import too_large
from bilat.errors import BilatError, QueryRefused, RequestError, TooLate, overloaded
from bilat.settings import Settings

_LOG = logging.getLogger(__name__)
#: SPARQL JSON is wordier than what is made of it, and read whole.
_WORDINESS: Final = 4
_START_SECONDS: Final = 60.0
_START_BYTES: Final = 1 << 20


class CannotEvaluateError(QueryRefused):
    """The store cannot evaluate a query; what it says of it is for us alone."""

    def __init__(self, said: str) -> None:
        super().__init__("The store cannot evaluate this query.", remedy="Write it in a simpler way.")
        self.said = said


class Remote:
    """A store that answers queries.

    Args:
        settings: address of the store, connections and limits.
        release: short name of the release that is served.
        graphs: names of its graphs.

    Raises:
        SettingError: the address is none, or there are no credentials where they should be.
        BilatError: the store does not answer, or does not hold the release whole.
    """

    in_memory = False

    def __init__(self, settings: Settings, release: str, graphs: Mapping[str, int]) -> None:
        self._settings = settings
        self._release = release
        self._dataset = None if settings.engine_dataset == "union" else Dataset(release, graphs)
        self._dialect: Dialect = STANDARD
        self._repairs = Repairs(STANDARD, lasting=False)
        self._watch: Watch | None = None
        places = settings.engine_connections
        self._store = Connections(
            settings.engine,
            places=places,
            queue=settings.queue_length,
            rest=settings.engine_rest_seconds,
            authorization=authorization(settings.engine_credentials),
        )
        self._threads = ThreadPoolExecutor(places + settings.queue_length, thread_name_prefix="remote")
        self._late = self._gone = 0
        try:
            self.quads = self._introduced()
        except BaseException:
            self.close()
            raise

    @property
    def status(self) -> Status:
        """Return what the engine is doing; its workers are connections that may be used."""
        places, busy = self._settings.engine_connections, self._store.busy
        ends = dict.fromkeys(End, 0) | {End.DEADLINE: self._late, End.CLIENT_GONE: self._gone}
        return Status(
            workers=0 if self._store.breaker.open else places,
            idle=max(0, places - busy),
            waiting=self._store.waiting,
            replaced=0,
            ends=ends,
            zygotes=0,
        )

    async def answer(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query, on a loop; a query that is cancelled ends its connection."""
        cancellation = limits.cancellation or Cancellation()
        mine = replace(limits, cancellation=cancellation)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, self.run, operation, media_type, mine)
        except asyncio.CancelledError:
            self._gone += 1
            cancellation.cancel()
            raise

    def submit(
        self, operation: Operation, media_type: str, limits: Limits, done: Done
    ) -> Callable[[], object]:
        """Begin a query, on a loop; return what gives it up; see `bilat.engine.serving.Serving.submit`."""
        began = time.monotonic()

        def tell(task: asyncio.Task[Result]) -> None:
            if not task.cancelled():
                done(_outcome(task), 0.0, time.monotonic() - began)

        task = asyncio.get_running_loop().create_task(self.answer(operation, media_type, limits))
        task.add_done_callback(tell)
        return task.cancel

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query; see `bilat.engine.interface.Engine.run`.

        Raises:
            RequestError: also where the store is down, or answers with what is no result.
        """
        operation.require_length(self._settings.query_bytes)
        text = sendable(operation.text, self._dialect)
        ends = time.monotonic() + limits.seconds
        kind = outline(text).kind
        if kind is None:
            raise QueryRefused("This is no query.", remedy="Send SELECT, ASK, CONSTRUCT or DESCRIBE.")
        formats.require(kind, media_type)
        try:
            asked, reply = self._answered(operation, text, kind, limits, ends)
        except TooLate:  # What was left for the last of several requests is nothing to tell.
            raise TooLate(limits.seconds) from None
        if self._watch:
            self._watch.look(limits.seconds, max(0.0, ends - time.monotonic()))
        # An error leaves this thread, and what it remembers of frames must hold nothing of the library's.
        with suppress(SyntaxError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            if kind is Kind.GRAPH:
                return graph_of(reply, operation, media_type, limits)
            return rows_of(asked, self._dialect.read(reply.body), kind, media_type, limits)
        raise no_result()

    def close(self) -> None:
        """End all connections; a second call does nothing."""
        self._store.close()
        self._threads.shutdown(wait=False)

    def _answered(
        self, operation: Operation, text: str, kind: Kind, limits: Limits, ends: float
    ) -> tuple[Asked, Reply]:
        """Return a query as it was sent, and what the store answers.

        Raises:
            QuerySyntaxError: the query breaks a rule of SPARQL that is none of grammar.
            RequestError: there is no answer.
        """

        def left() -> Limits:
            return replace(limits, seconds=max(0.0, ends - time.monotonic()))

        def holds(question: str, default: tuple[str, ...], named: tuple[str, ...]) -> bool:
            about = Operation(text=question, default_graphs=default, named_graphs=named)
            return truth(self._ask(self._asked(about, question), Kind.ASK, left()), self._dialect)

        text = bound(text, dict(operation.bindings))
        in_order = shown(tokens(text, sparql().keywords))  # What is mended may name them in another.
        text = self._repairs.mended(text, operation, holds)
        asked = replace(self._asked(operation, text), shown=in_order)
        try:
            return asked, self._ask(asked, kind, left())
        except CannotEvaluateError as refused:
            spelt_out = with_names_spelt_out(text) if self._dialect.embedded else None
            if spelt_out is not None:
                asked = replace(self._asked(operation, spelt_out), shown=in_order)
                with suppress(CannotEvaluateError):
                    return asked, self._ask(asked, kind, left())
            said = self._dialect.embedded and told_of(refused.said, asked.text, operation.text)
            if said:
                raise explain(operation.text, said, operation.base) from None
            raise

    def _asked(self, operation: Operation, text: str) -> Asked:
        """Return a query as it is sent; what it is to see of the store is what was published there."""
        default, named = operation.default_graphs, operation.named_graphs
        if self._dataset:
            asked = self._dataset.asked(text, operation.base, default, named)
        else:
            asked = Asked(text=text, default=default, named=named)
        return replace(asked, text=f"BASE <{operation.base}>\n{asked.text}") if operation.base else asked

    def _ask(self, asked: Asked, kind: Kind, limits: Limits) -> Reply:
        """Return what the store answers, if it is a result."""
        wanted = formats.N_TRIPLES if kind is Kind.GRAPH else formats.JSON
        try:
            reply = self._store.post(
                self._dialect.asked(asked.text, asked.default, asked.named),
                accept=wanted,
                seconds=limits.seconds,
                most=limits.bytes * _WORDINESS,
                client=limits.client,
                cancellation=limits.cancellation,
            )
        except TooLate:
            self._late += 1
            raise
        if self._dialect.gave_up(reply.status, reply.body):
            self._late += 1
            raise overloaded("The store has given up the query at a limit of its own.", "Narrow the query.")
        unable = self._dialect.unable
        if reply.status == 400 or (reply.status == 500 and unable and unable.match(reply.body)):
            raise CannotEvaluateError(reply.body.decode("utf-8", "replace"))
        if reply.status in {401, 403, 404, 405}:
            raise wrong(f"refuses to answer queries, with status {reply.status}")
        if reply.status != 200:
            raise wrong(f"answers with status {reply.status}")
        if reply.media_type not in {wanted, "application/json" if wanted == formats.JSON else "text/plain"}:
            raise wrong(f"answers with {reply.media_type} and not with {wanted}")
        if any(name in reply.headers for name in self._dialect.cut):
            raise too_large("the store gives at once")
        return reply

    def _introduced(self) -> int:
        """Return the number of quads in the store, and learn what kind of store it is."""
        try:
            seconds = min(_START_SECONDS, self._settings.endpoint_seconds)
            reply = self._store.post(
                [("query", "ASK {}")], accept=formats.JSON, seconds=seconds, most=_START_BYTES
            )
            if reply.status in REFUSED:
                raise BilatError(
                    f"{self._settings.engine} answers a query with status {reply.status}.",
                    remedy="Name a file of credentials with the setting engine_credentials.",
                )
            if reply.status != 200:
                raise wrong(f"answers with status {reply.status}")
            self._dialect = dialect_of(reply.headers.get("Server", ""))
            self._repairs = Repairs(self._dialect, lasting=self._dataset is not None)
            holding = Holding(self._store, self._dialect, seconds)
            if not self._dataset:
                return holding.count_all()
            looking = Holding(self._store, self._dialect, self._settings.query_seconds)
            self._watch = Watch(looking, self._store, self._release)
            return holding.check(self._release)
        except RequestError as error:
            raise BilatError(
                f"{self._settings.engine}: {error.message}",
                remedy="Start the store, or give the address at which it answers SPARQL queries.",
            ) from None


def _outcome(task: asyncio.Task[Result]) -> Result | RequestError:
    """Return what a task came to; what nobody foresaw is a mistake of ours, and said to be one."""
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, RequestError):
        return error
    _LOG.error("a query failed", exc_info=error)
    return RequestError("The query could not be answered.", status=500, title="Internal error")
