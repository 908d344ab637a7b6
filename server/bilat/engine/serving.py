"""What an engine behind a server offers beside `Engine`: queries on an event loop, and what it is doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bilat.engine.interface import Engine, Limits, Operation, Result
from bilat.errors import RequestError

#: Called once, with the result or the error, and with seconds in the queue and seconds of a worker.
Done = Callable[[Result | RequestError, float, float], None]


class End(StrEnum):
    """Why a worker was ended or found dead by the job that held it."""

    DEADLINE = "deadline"
    CLIENT_GONE = "client gone"
    DIED = "died"
    GROWN = "grown"
    MADE_WAY = "made way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an engine is doing.

    Args:
        workers: processes alive; of a store of its own, connections that may be used.
        idle: those of them that wait for work.
        waiting: queries that wait for a worker.
        replaced: workers that have died or were killed since the start.
        ends: those of them that a query held, by reason.
        zygotes: zygotes that have died and were replaced.
    """

    workers: int
    idle: int
    waiting: int
    replaced: int
    ends: Mapping[End, int]
    zygotes: int


class Serving(Engine, Protocol):
    """An engine that a server asks."""

    @property
    def quads(self) -> int:
        """Return the number of quads that it answers from."""

    @property
    def in_memory(self) -> bool:
        """Tell whether the memory of this machine holds all data."""

    @property
    def status(self) -> Status:
        """Return what it is doing now."""

    def submit(
        self, operation: Operation, media_type: str, limits: Limits, done: Done
    ) -> Callable[[], object]:
        """Begin a query, on a loop; return what gives it up, with a worker that nobody else waits for.

        Args:
            operation: the query.
            media_type: what the result is to be written in.
            limits: time, rows and bytes.
            done: told the outcome once, on the loop and never from in here, unless the query is given up.

        Raises:
            RequestError: it cannot even begin.
        """
