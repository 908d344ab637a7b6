"""The engine of the server: queries run in workers that can be killed, and what they do is not felt outside.

    event loop:   answer -> job -> desk (first come, first served) -> worker, one query at a time -> answer
    keeper:       a thread that sees each death, and asks the zygote, which holds the data, for another worker

Everything but the keeper happens on one thread, that of an event loop: nothing is locked, and a query costs
one send and one receive. Equal queries that are under way at once are one job. A job that nobody waits for
any more, at the last deadline or because all clients have gone, costs its worker the life; a new one takes
milliseconds.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

from bilat.engine.interface import Limits, Operation, Result
from bilat.engine.serving import Done, End, Status
from bilat.engine.workers import wire
from bilat.engine.workers.desk import Desk
from bilat.engine.workers.job import Job, Waiter
from bilat.engine.workers.keeper import Keeper
from bilat.engine.workers.nursery import Nursery, Worker
from bilat.engine.workers.timing import note_times
from bilat.engine.workers.worker import out_of_memory
from bilat.errors import RequestError, TooLate, overloaded
from bilat.settings import Settings

#: A worker that dies over a query may have been hit by chance; the second time it is the query.
_TRIES: Final = 2
#: One that dies sooner was mostly dying already, perhaps with all others: that is told apart from the query.
_AT_ONCE_SECONDS: Final = 0.25
#: How often deadlines are looked at while there are jobs.
_TICK_SECONDS: Final = 0.02
#: What a query may take before it makes way for one who waits, a part of it where several do, and what it
#: may take in any case: most take a tenth of that.
_PATIENCE_SECONDS: Final = 1.0
_LEAST_PATIENCE_SECONDS: Final = 0.05


class Pool:
    """Workers over the data of one release.

    Args:
        quads: N-Quads file.
        settings: number of workers and their limits.
        loop: where `answer` is awaited; a loop on a thread of its own where there is none.
        nursery: one that loads the file already; one of its own when None.

    Raises:
        ReleaseError: the file cannot be loaded.
    """

    def __init__(
        self,
        quads: Path,
        settings: Settings,
        loop: asyncio.AbstractEventLoop | None = None,
        nursery: Nursery | None = None,
    ) -> None:
        self._settings = settings
        self._desk: Desk[Worker, Job] = Desk(
            self._start, share=max(1, settings.workers // 2), places=settings.queue_length
        )
        self._jobs: dict[Job, None] = {}
        self._shared: dict[bytes, Job] = {}
        self._busy: dict[Worker, Job] = {}
        self._buffer = bytearray(wire.BUFFER_BYTES)
        self._ends = Counter[End]()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._loop = loop or asyncio.new_event_loop()
        try:
            self._keeper = Keeper(quads, settings, self._hire, nursery)
        except BaseException:
            if not loop:
                self._loop.close()
            raise
        self.quads = self._keeper.quads
        self.in_memory = not self._keeper.disk
        self._thread = None if loop else _started(self._loop)

    @property
    def status(self) -> Status:
        """Return what the pool is doing now."""
        return Status(
            workers=len(self._keeper.workers),
            idle=self._desk.idle,
            waiting=self._desk.waiting,
            replaced=self._keeper.replaced,
            ends={end: self._ends[end] for end in End},
            zygotes=self._keeper.zygotes,
        )

    @property
    def zygote(self) -> int:
        """Return the process id of the zygote."""
        return self._keeper.zygote

    @property
    def workers(self) -> tuple[int, ...]:
        """Return the process ids of the workers."""
        return self._keeper.workers

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query; see `bilat.engine.interface.Engine.run`.

        It blocks, so it is not for the thread of the loop.
        """
        if self._closed:
            raise overloaded("The server is stopping.")
        future = asyncio.run_coroutine_threadsafe(self.answer(operation, media_type, limits), self._loop)
        if limits.cancellation:
            limits.cancellation.attach(future.cancel)  # type: ignore[arg-type]
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            raise overloaded("The client has gone.") from None
        finally:
            if limits.cancellation:
                limits.cancellation.attach(None)

    async def answer(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query, on the loop; a query that is cancelled gives its worker free.

        Raises:
            RequestError: as `run` does.
        """
        future: asyncio.Future[Result | RequestError] = self._loop.create_future()

        def done(outcome: Result | RequestError, _waited: float, _ran: float) -> None:
            if not future.done():
                future.set_result(outcome)

        waiter = self._begin(operation, media_type, limits, done)
        try:
            outcome = await future
        except asyncio.CancelledError:
            self._leave(waiter, End.CLIENT_GONE)
            raise
        finally:
            waited, ran = waiter.times(monotonic())
            note_times(waited=waited, ran=ran)
        if isinstance(outcome, RequestError):
            raise outcome
        return outcome

    def submit(
        self, operation: Operation, media_type: str, limits: Limits, done: Done
    ) -> Callable[[], object]:
        """Begin a query; see `bilat.engine.serving.Serving.submit`."""
        return partial(self._leave, self._begin(operation, media_type, limits, done), End.CLIENT_GONE)

    def _begin(self, operation: Operation, media_type: str, limits: Limits, done: Done) -> Waiter:
        """Have somebody wait for a query."""
        operation.require_length(self._settings.query_bytes)
        came = monotonic()
        job = self._job(operation, media_type, limits)
        waiter = Waiter(job, done, came, limits.seconds)
        job.waiters[waiter] = None
        if self._timer is None:
            self._timer = self._loop.call_later(_TICK_SECONDS, self._look_at_deadlines)
        return waiter

    def close(self) -> None:
        """End all processes; a second call does nothing. Never by the loop's thread while the loop runs."""
        if self._closed:
            return
        self._closed = True
        self._keeper.close()
        done = threading.Event()
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._let_all_go, done)
            done.wait()
        else:
            self._let_all_go(done)
        if self._thread:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _job(self, operation: Operation, media_type: str, limits: Limits) -> Job:
        """Return the job that answers a query: an equal one that runs already, or a new one."""
        message = wire.pack_request(operation, media_type, limits)
        # Only one that runs: one that waits may do so for its client's share, which is nobody else's matter.
        job = None if operation.volatile else self._shared.get(message)
        if job is None:
            job = Job(message, media_type, limits.client, operation.volatile)
            self._jobs[job] = None
            try:
                self._desk.ask(job, job.client)
            except RequestError:
                del self._jobs[job]
                raise
        return job

    def _start(self, job: Job, worker: Worker) -> None:
        """Have a worker do a job."""
        job.worker, job.began = worker, monotonic()
        self._busy[worker] = job
        if not job.volatile:
            self._shared[job.message] = job
        try:
            worker.ask(job.message, job.media_type)
        except OSError:
            # It was dead before it was asked: the query had no part in it.
            self._release(job, End.DIED)
            self._desk.ask(job, job.client, again=True)

    def _done(self, worker: Worker, reply: wire.Reply | None) -> None:
        """Hand a reply to all who wait for it, or see what a death means."""
        job = self._busy.get(worker)
        if job is None:
            self._desk.remove(worker)
            worker.hang_up()
        elif reply is None:
            self._died(job)
        else:
            del self._jobs[job]
            self._release(job, End.GROWN if reply.retire else None)
            job.settle(reply.outcome, monotonic())

    def _died(self, job: Job) -> None:
        """Run a job again whose worker died, if it may have died of something else."""
        unread = job.worker is not None and job.worker.unread
        job.slow_deaths += not unread and monotonic() - (job.began or 0.0) > _AT_ONCE_SECONDS
        job.deaths += 1
        self._release(job, End.DIED)
        if job.slow_deaths < _TRIES and job.deaths <= 2 * self._settings.workers:
            try:
                self._desk.ask(job, job.client, again=True)
            except RequestError as error:
                self._fail(job, error)
        else:
            self._fail(job, overloaded("Workers end at once.") if unread else out_of_memory())

    def _fail(self, job: Job, error: RequestError) -> None:
        del self._jobs[job]
        job.settle(error, monotonic())

    def _leave(self, waiter: Waiter, why: End) -> None:
        """Wait no longer for a job, and give it up where nobody else waits."""
        job = waiter.job
        job.waiters.pop(waiter, None)
        if job.waiters or job not in self._jobs:
            return
        del self._jobs[job]
        if job.worker is None:
            self._desk.leave(job, job.client)
        else:
            self._release(job, why)

    def _release(self, job: Job, end: End | None) -> None:
        """Take its worker from a job: for others, or to be ended where there is a reason."""
        worker, job.worker = job.worker, None
        assert worker is not None  # noqa: S101 - for the type checker
        del self._busy[worker]
        if self._shared.get(job.message) is job:
            del self._shared[job.message]
        if end:
            self._ends[end] += 1
            worker.kill()
            worker.hang_up()
        late = end in {End.DEADLINE, End.MADE_WAY}
        self._desk.put_back(job.client, None if end else worker, late=late)

    def _look_at_deadlines(self) -> None:
        """End the waiting of all whose time is up; look again as long as there are jobs."""
        now, self._timer = monotonic(), None
        try:
            for job in tuple(self._jobs):
                for waiter in tuple(job.waiters):
                    if waiter.came + waiter.seconds <= now:
                        error = _too_late(job, waiter.seconds)
                        self._leave(waiter, End.DEADLINE)
                        waiter.tell(error, now)
            self._make_way(now)
        finally:  # Whatever becomes of one, the others have theirs.
            if self._jobs:
                self._timer = self._loop.call_later(_TICK_SECONDS, self._look_at_deadlines)

    def _make_way(self, now: float) -> None:
        """End one query, once, where all workers are at long ones and a quick one may be waiting.

        It begins again as soon as its turn comes, which is behind clients that have asked nothing long: with
        the last worker going round so, strangers cannot keep all workers to their deadlines.
        """
        wanted = 0 if len(self._busy) < self._settings.workers else self._desk.wanted
        if not wanted:
            return
        began = {job: job.began or now for job in self._busy.values()}
        if now - max(began.values()) < max(_LEAST_PATIENCE_SECONDS, _PATIENCE_SECONDS / wanted):
            return
        job = max((job for job in began if not job.made_way), key=began.__getitem__, default=None)
        if job is not None:
            job.made_way = True
            self._release(job, End.MADE_WAY)
            self._desk.ask(job, job.client, again=True)

    def _hire(self, worker: Worker) -> None:
        """Give a new worker work, from the keeper's thread."""
        with suppress(RuntimeError):  # The loop has ended, and nobody waits for workers any more.
            self._loop.call_soon_threadsafe(self._take_on, worker)

    def _take_on(self, worker: Worker) -> None:
        if not self._closed:
            worker.attach(self._loop, self._buffer, self._done)
            self._desk.add(worker)

    def _let_all_go(self, done: threading.Event) -> None:
        for worker in {*self._desk.close(), *self._busy, *self._keeper.hired}:
            worker.hang_up()
        self._busy.clear()
        for job in tuple(self._jobs):
            self._fail(job, overloaded("The server is stopping."))
        if self._timer:
            self._timer.cancel()
        done.set()


def _too_late(job: Job, seconds: float) -> RequestError:
    """Return the error for somebody whose time is up."""
    if job.worker is None and job.made_way:
        return overloaded("The query made way for others, and no worker was free again in time.")
    if job.worker is None:
        return overloaded("No worker was free in time.")
    return TooLate(seconds)


def _started(loop: asyncio.AbstractEventLoop) -> threading.Thread:
    """Run a loop on a thread of its own, until it is stopped and all who asked have been told."""

    async def rest() -> None:
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    def run() -> None:
        loop.run_forever()
        loop.run_until_complete(rest())
        loop.close()

    thread = threading.Thread(target=run, name="engine", daemon=True)
    thread.start()
    return thread
