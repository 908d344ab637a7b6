"""What every engine offers: one operation in, one whole result out.

An engine holds no state between two operations, so that any worker may answer any of them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from bilat.errors import RequestError
from bilat.settings import Settings


class Kind(StrEnum):
    """What a query returns: rows, a truth value, or triples."""

    SELECT = "select"
    ASK = "ask"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A query and the dataset it runs on.

    Args:
        text: the query, SPARQL 1.1 or 1.2.
        default_graphs: IRIs of ``default-graph-uri``; they and ``named_graphs`` win over FROM
            (SPARQL 1.1 Protocol, 2.1.4).
        named_graphs: IRIs of ``named-graph-uri``.
        base: IRI that relative IRIs are resolved against, or None where they are an error.
        bindings: variable name and N-Triples term put in its place, for saved queries;
            a SELECT must project the variable.
        volatile: two runs may differ, so that everyone who asks gets a run of his own.
        brought: length of what others have put into the text, which its limit leaves out.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    bindings: tuple[tuple[str, str], ...] = ()
    volatile: bool = False
    brought: int = 0

    def require_length(self, most: int) -> None:
        """Raise a `RequestError` where the text has more bytes than it may, besides what was brought."""
        text = self.text
        if len(text) * 4 > most and len(text.encode("utf-8", "surrogatepass")) > most + self.brought:
            raise RequestError(
                f"The query is longer than {most:,} bytes.", status=413, title="Query too long"
            )


class Cancellation:
    """Lets another thread end a query: the one that sees its client go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None
        self.cancelled = False

    def cancel(self) -> None:
        """End the query, now or as soon as it begins."""
        with self._lock:
            self.cancelled = True
            if self._end is not None:
                self._end()

    def attach(self, end: Callable[[], None] | None) -> None:
        """Say how to end what runs now, or that nothing runs any more."""
        with self._lock:
            self._end = end
            if self.cancelled and end is not None:
                end()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may use, and on whose account.

    Args:
        seconds: time from now, waiting for a worker included.
        rows: most rows or triples of the result.
        bytes: largest result.
        truncate: cut a result that passes a limit, and say so, instead of refusing it.
        client: who asks; one client never holds all workers.
        cancellation: ends the query before its time, or None.
    """

    seconds: float
    rows: int
    bytes: int
    truncate: bool = False
    client: str = ""
    cancellation: Cancellation | None = None

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        client: str = "",
        seconds: float | None = None,
        truncate: bool = False,
    ) -> Limits:
        """Return the limits of the settings; ``seconds`` may lower the deadline, never raise it."""
        return cls(
            seconds=settings.query_seconds if seconds is None else min(seconds, settings.query_seconds),
            rows=settings.result_rows,
            bytes=settings.result_bytes,
            truncate=truncate,
            client=client,
        )

    def first(self, rows: int, client: str) -> Limits:
        """Return the limits of somebody who wants so many rows at most, and no more said of the rest."""
        return replace(self, rows=min(rows, self.rows), truncate=True, client=client)


#: For who has the machine to himself.
BOUNDLESS: Final = Limits(seconds=float("inf"), rows=sys.maxsize, bytes=sys.maxsize)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A whole result, or as much of it as was asked for.

    Args:
        kind: what the query returned.
        body: the result, written in ``media_type``.
        media_type: without parameters; text is UTF-8.
        empty: a graph without triples, or ASK that is answered no; not told of SELECT.
        truncated: there is more; what is here ends after a row or triple and is well-formed.
    """

    kind: Kind
    body: bytes
    media_type: str
    empty: bool = False
    truncated: bool = False


class Engine(Protocol):
    """Answers queries. Safe to call from many threads at once."""

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query in a media type.

        Raises:
            QuerySyntaxError: the text is not SPARQL.
            QueryRefused: an update, SERVICE, or anything else that is not offered.
            NotAcceptable: the media type cannot carry this result.
            ResultTooLarge: the result passes a limit.
            Overloaded: the deadline passed or no worker was free in time.
        """

    def close(self) -> None:
        """End what the engine holds; a second call does nothing."""
