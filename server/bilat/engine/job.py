"""A query that is under way, for one or more who wait for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bilat.engine.nursery import Worker
from bilat.engine.wire import Reply


@dataclass(slots=True, eq=False)
class Job:
    """What a worker is asked, and who wants to know.

    Args:
        message: for the worker.
        media_type: of the result.
        client: on whose account it goes: the first who asked.
        volatile: nobody else may share it.
        waiters: the future of each who waits, with his deadline on the clock of the loop and the seconds that
            he gave.
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
    waiters: dict[asyncio.Future[Reply], tuple[float, float]] = field(default_factory=dict)
    worker: Worker | None = None
    began: float | None = None
    deaths: int = 0
    slow_deaths: int = 0
    made_way: bool = False

    def settle(self, reply: Reply) -> None:
        """Hand the reply to all who wait."""
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(reply)
        self.waiters.clear()
