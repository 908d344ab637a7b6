"""A query that is under way, for one or more who wait for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bilat.engine.interface import Result
from bilat.engine.serving import Done
from bilat.engine.workers.nursery import Worker
from bilat.errors import RequestError


@dataclass(slots=True, eq=False)
class Waiter:
    """Somebody who waits for a job.

    Args:
        job: what he waits for.
        done: told the outcome.
        came: when he came, on the monotonic clock.
        seconds: what he gave it.
    """

    job: Job
    done: Done
    came: float
    seconds: float

    def tell(self, outcome: Result | RequestError, now: float) -> None:
        """Hand over the outcome, with the time that it took."""
        self.done(outcome, *self.times(now))

    def times(self, now: float) -> tuple[float, float]:
        """Return the seconds that were spent in the queue, and those of a worker."""
        began = now if self.job.began is None else max(self.came, self.job.began)
        return began - self.came, now - began


@dataclass(slots=True, eq=False)
class Job:
    """What a worker is asked, and who wants to know.

    Args:
        message: for the worker.
        media_type: of the result.
        client: on whose account it goes: the first who asked.
        volatile: nobody else may share it.
        waiters: all who wait, in the order in which they came.
        worker: which does it now, if one does.
        began: when the last worker began, or None.
        deaths: workers that have died over it.
        slow_deaths: those of them that did so after some time.
        made_way: it was ended for others once, and is to begin again.
    """

    message: bytes
    media_type: str
    client: str
    volatile: bool
    waiters: dict[Waiter, None] = field(default_factory=dict)
    worker: Worker | None = None
    began: float | None = None
    deaths: int = 0
    slow_deaths: int = 0
    made_way: bool = False

    def settle(self, outcome: Result | RequestError, now: float) -> None:
        """Hand the outcome to all who wait."""
        waiters, self.waiters = self.waiters, {}
        for waiter in waiters:
            waiter.tell(outcome, now)
