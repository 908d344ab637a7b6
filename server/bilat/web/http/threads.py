"""Threads that do what would hold up the event loop; cheaper per job than a standard executor.

    submit ── `Desk`: a thread is free, or it is one's turn ── a thread ── settle

A job's outcome reaches its future with one call into the loop and nothing else. All but the work itself
happens on the loop.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue

from bilat.engine.workers.desk import Desk
from bilat.errors import overloaded

Work = Callable[[], object]


@dataclass(slots=True, eq=False)
class _Job:
    """What a thread is to do.

    Args:
        work: to be called.
        client: on whose account it goes.
        future: of the outcome.
        place: of the thread that has it, or None.
    """

    work: Work
    client: str
    future: asyncio.Future[object]
    place: int | None = None


class Threads:
    """Threads that do what is submitted.

    Args:
        most: how many there may be, one client having at most half; all but the first are started when
            they are needed.
        places: most jobs that wait for a thread; one client takes at most half of them.
        seconds: how long one waits at most.

    Raises:
        RuntimeError: the system does not even allow one.
    """

    def __init__(self, most: int, *, places: int, seconds: float) -> None:
        self._seconds = seconds
        self._started = 0
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._desk: Desk[int, _Job] = Desk(self._start, share=max(1, most // 2), places=places)
        for place in reversed(range(most)):
            self._desk.add(place)
        self._begin()

    def submit(self, work: Work, client: str) -> asyncio.Future[object]:
        """Return the future outcome of what is called in a thread. Only for the thread of the event loop.

        Raises:
            Overloaded: too many jobs wait.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, client, loop.create_future())
        self._desk.ask(job, client)
        if job.place is None:
            patience = loop.call_later(self._seconds, _give_up, job)
            job.future.add_done_callback(partial(self._leave, job, patience))
        return job.future

    def close(self) -> None:
        """End the threads, each when its job is done."""
        self._desk.close()
        for _ in range(self._started):
            self._jobs.put(None)

    def _start(self, job: _Job, place: int) -> None:
        """Have a thread do a job; the lowest places are taken first, and each has a thread from then on."""
        job.place = place
        if place >= self._started:
            with suppress(RuntimeError):  # The system allows none: the job waits for those that are there.
                self._begin()
        self._jobs.put(job)

    def _begin(self) -> None:
        threading.Thread(target=self._run, name=f"request-{self._started + 1}", daemon=True).start()
        self._started += 1

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            outcome: object = None
            failure: BaseException | None = None
            try:
                outcome = job.work()
            except BaseException as error:
                failure = error
            with suppress(RuntimeError):  # The loop has ended, and nobody waits any more.
                job.future.get_loop().call_soon_threadsafe(self._settle, job, outcome, failure)
            del job, outcome, failure  # What it was about, such as a release, would wait here for the next.

    def _settle(self, job: _Job, outcome: object, failure: BaseException | None) -> None:
        self._desk.put_back(job.client, job.place)
        if job.future.done():
            return
        if failure is not None:
            job.future.set_exception(failure)
        else:
            job.future.set_result(outcome)

    def _leave(self, job: _Job, patience: asyncio.TimerHandle, _: asyncio.Future[object]) -> None:
        """Be done with a job that had to wait."""
        patience.cancel()
        if job.place is None:
            self._desk.leave(job, job.client)


def _give_up(job: _Job) -> None:
    if job.place is None and not job.future.done():
        job.future.set_exception(overloaded("The request waited too long for its turn."))
