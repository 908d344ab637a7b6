"""The engine of the server: queries run in workers that can be killed, and what they do is not felt outside.

    server thread ── desk (first come, first served) ── worker, one query at a time
                                                          ^ forked by
    keeper thread ── sees each death, asks for a new one ── zygote, holds the data

A query that passes its deadline costs its worker the life; a new one takes milliseconds.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from bilat.engine import wire
from bilat.engine.desk import Desk, overloaded
from bilat.engine.disk import on_disk
from bilat.engine.interface import Limits, Operation, Result
from bilat.engine.nursery import DeadlineError, Nursery, Worker
from bilat.engine.timing import note_times
from bilat.engine.worker import out_of_memory
from bilat.errors import ReleaseError, RequestError
from bilat.settings import Settings

#: A worker that dies over a query may have been hit by chance; the second time it is the query.
_TRIES: Final = 2
#: One that dies sooner was mostly dying already, perhaps with all others: that is told apart from the query.
_AT_ONCE_SECONDS: Final = 0.25
_RESTART_SECONDS: Final = 1.0


class End(StrEnum):
    """Why a worker was ended or found dead by the request that held it."""

    DEADLINE = "deadline"
    CLIENT_GONE = "client gone"
    DIED = "died"
    GROWN = "grown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStatus:
    """What the pool is doing.

    Args:
        workers: processes alive.
        idle: those of them that wait for work.
        waiting: requests that wait for a worker.
        replaced: workers that have died or were killed since the start.
        ends: those of them that a request held, by reason.
        zygotes: zygotes that have died and were replaced.
    """

    workers: int
    idle: int
    waiting: int
    replaced: int
    ends: Mapping[End, int]
    zygotes: int


class _DiedError(Exception):
    """A worker died over a query, some seconds after it was asked."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Pool:
    """Workers over the data of one release.

    Args:
        quads: N-Quads file.
        settings: number of workers and their limits.

    Raises:
        ReleaseError: the file cannot be loaded.
    """

    def __init__(self, quads: Path, settings: Settings) -> None:
        self._path = quads
        self._settings = settings
        self._desk: Desk[Worker] = Desk(share=max(1, settings.workers // 2), places=settings.queue_length)
        self.disk = on_disk(quads, settings)
        self._nursery = Nursery(quads, settings.worker_megabytes, disk=self.disk)
        self.quads = self._nursery.quads
        self._alive: dict[int, Worker] = {}
        self._replaced = 0
        self._ends = Counter[End]()
        self._zygotes = 0
        self._wake_read, self._wake = os.pipe()
        self._poll = select.poll()
        self._poll.register(self._wake_read, select.POLLIN)
        self._closed = threading.Event()
        self._fill()
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._keeper.start()

    @property
    def status(self) -> PoolStatus:
        """Return what the pool is doing now."""
        return PoolStatus(
            workers=len(self._alive),
            idle=self._desk.idle,
            waiting=self._desk.waiting,
            replaced=self._replaced,
            ends={end: self._ends[end] for end in End},
            zygotes=self._zygotes,
        )

    @property
    def zygote(self) -> int:
        """Return the process id of the zygote."""
        return self._nursery.pid

    @property
    def workers(self) -> tuple[int, ...]:
        """Return the process ids of the workers."""
        return tuple(sorted(worker.pid for worker in tuple(self._alive.values())))

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query; see `bilat.engine.interface.Engine.run`."""
        self._check_length(operation.text, operation.brought)
        deadline = time.monotonic() + limits.seconds
        packed = wire.pack_operation(operation, media_type)
        slowly, deaths = 0, 0
        while slowly < _TRIES and deaths <= 2 * self._settings.workers:
            if limits.cancellation and limits.cancellation.cancelled:
                raise overloaded("The client has gone.")
            try:
                reply = self._ask(packed, media_type, limits, deadline)
            except BrokenPipeError:
                continue  # It was dead before it was asked: the query had no part in it.
            except _DiedError as death:
                slowly += death.seconds > _AT_ONCE_SECONDS
                deaths += 1
                continue
            except DeadlineError:
                raise overloaded(
                    f"The query took longer than {limits.seconds:g} s.", "Narrow the query."
                ) from None
            if isinstance(reply.outcome, RequestError):
                raise reply.outcome
            return reply.outcome
        raise out_of_memory()

    def close(self) -> None:
        """End all processes; a second call does nothing."""
        if self._closed.is_set():
            return
        self._closed.set()
        os.write(self._wake, b".")
        self._keeper.join()
        for worker in self._desk.close():
            worker.hang_up()
        for worker in self._alive.values():
            worker.kill()
            worker.bury()
        self._nursery.close()
        os.close(self._wake)
        os.close(self._wake_read)

    def _check_length(self, text: str, brought: int) -> None:
        most = self._settings.query_bytes + brought
        if len(text) > most or len(text.encode("utf-8", "surrogatepass")) > most:
            raise RequestError(
                f"The query is longer than {self._settings.query_bytes:,} bytes.",
                status=413,
                title="Query too long",
            )

    def _ask(self, packed: bytes, media_type: str, limits: Limits, deadline: float) -> wire.Reply:
        """Return what a worker replies; one that is not sound afterwards is killed and soon replaced."""
        came = time.monotonic()
        worker = self._desk.take(limits.client, deadline - came)
        began = time.monotonic()
        end: End | None = End.DIED
        if limits.cancellation:
            limits.cancellation.attach(worker.kill)
        try:
            reply = worker.ask(packed, media_type, limits, deadline)
            end = End.GROWN if reply.retire else None
        except BrokenPipeError:
            raise
        except (EOFError, ConnectionError):
            raise _DiedError(time.monotonic() - began) from None
        except DeadlineError:
            end = End.DEADLINE
            raise
        else:
            return reply
        finally:
            note_times(waited=began - came, ran=time.monotonic() - began)
            self._give_back(worker, limits, end)

    def _give_back(self, worker: Worker, limits: Limits, end: End | None) -> None:
        """Let others have a worker, or end it where there is a reason."""
        if limits.cancellation:
            limits.cancellation.attach(None)
            end = End.CLIENT_GONE if limits.cancellation.cancelled else end
        if end:
            self._ends[end] += 1
            worker.kill()
            worker.hang_up()
        self._desk.put_back(limits.client, None if end else worker)

    def _keep(self) -> None:
        """Replace workers that end, until the pool closes."""
        while not self._closed.is_set():
            ended = {descriptor for descriptor, _ in self._poll.poll()}
            for descriptor in ended & self._alive.keys():
                self._let_go(descriptor)
            while not self._fill():
                # Slowly: should the release be gone, there is no use in reading it again and again.
                if self._closed.wait(_RESTART_SECONDS):
                    return

    def _let_go(self, descriptor: int) -> None:
        worker = self._alive.pop(descriptor)
        self._poll.unregister(descriptor)
        if self._desk.remove(worker):
            worker.hang_up()
        worker.bury()
        self._replaced += 1

    def _fill(self) -> bool:
        """Fork workers up to their number; return whether that was possible."""
        try:
            while len(self._alive) < self._settings.workers:
                worker = self._nursery.fork()
                self._alive[worker.process] = worker
                self._poll.register(worker.process, select.POLLIN)
                self._desk.add(worker)
        except (OSError, EOFError):
            return self._restart()
        return True

    def _restart(self) -> bool:
        """Start a new zygote in place of one that died; return whether the workers are there again."""
        self._nursery.close()
        try:
            self._nursery = Nursery(self._path, self._settings.worker_megabytes, disk=self.disk)
        except ReleaseError:
            return False
        self._zygotes += 1
        return self._fill()
