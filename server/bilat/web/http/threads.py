"""Threads that do what would hold up the event loop; cheaper per job than a standard executor.

A job's outcome reaches its future with one call into the loop and nothing else.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class Threads(Generic[A, R]):
    """Threads that all do the same thing.

    Args:
        work: what they do; called with what is submitted.
        most: how many there may be; they are started when all others are busy.
    """

    def __init__(self, work: Callable[[A], R], most: int) -> None:
        self._work = work
        self._most = most
        self._started = 0
        self._unfinished = 0
        self._jobs: SimpleQueue[tuple[A, asyncio.Future[R]] | None] = SimpleQueue()

    @property
    def full(self) -> bool:
        """Tell whether a further job would have to wait."""
        return self._unfinished >= self._most

    def submit(self, argument: A) -> asyncio.Future[R]:
        """Return the future outcome of a job. Only for the thread of the event loop."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._unfinished += 1
        if self._unfinished > self._started and self._started < self._most:
            self._started += 1
            threading.Thread(target=self._run, name=f"request-{self._started}", daemon=True).start()
        self._jobs.put((argument, future))
        return future

    def close(self) -> None:
        """End the threads, each when its job is done."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            argument, future = job
            outcome: R | None = None
            failure: BaseException | None = None
            try:
                outcome = self._work(argument)
            except BaseException as error:
                failure = error
            with suppress(RuntimeError):  # The loop has ended, and nobody waits any more.
                future.get_loop().call_soon_threadsafe(self._settle, future, outcome, failure)

    def _settle(self, future: asyncio.Future[R], outcome: R | None, failure: BaseException | None) -> None:
        self._unfinished -= 1
        if future.done():
            return
        if failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(outcome)  # type: ignore[arg-type]
