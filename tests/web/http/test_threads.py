"""Threads beside the event loop."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from bilat.errors import Overloaded
from bilat.web.http.threads import Threads


def threads_of(work: Callable[[Any], Any], most: int, *, places: int = 8, seconds: float = 20.0) -> Any:
    """Return threads that all do the same, with what is submitted."""
    threads = Threads(most, places=places, seconds=seconds)
    return SimpleNamespace(
        submit=lambda argument, client: threads.submit(partial(work, argument), client), close=threads.close
    )


def test_outcomes_and_errors_arrive() -> None:
    """A job's result, or its error, is raised where it is awaited."""

    def work(number: int) -> int:
        return 10 // number

    async def main() -> None:
        threads = threads_of(work, 2, places=10)
        jobs = (threads.submit(number, "a") for number in range(1, 6))
        assert await asyncio.gather(*jobs) == [10, 5, 3, 2, 2]
        with pytest.raises(ZeroDivisionError):
            await threads.submit(0, "a")
        threads.close()

    asyncio.run(main())


def test_nothing_is_kept_of_what_is_done() -> None:
    """A thread that waits for its next job holds nothing of the one before, such as a release."""

    class Work:
        def __call__(self) -> object:
            return self

    async def run() -> bool:
        threads = Threads(1, places=1, seconds=1)
        work = Work()
        kept = weakref.ref(work)
        await threads.submit(work, "a")
        del work
        for _ in range(100):
            await asyncio.sleep(0.01)
            if kept() is None:
                break
        threads.close()
        return kept() is None

    assert asyncio.run(run())


def test_fewer_threads_than_wanted(monkeypatch) -> None:
    """Where the system allows no further thread, jobs wait for those that are there."""
    begun: list[threading.Thread] = []
    start = threading.Thread.start

    def start_one(thread: threading.Thread) -> None:
        if begun:
            raise RuntimeError("can't start new thread")
        begun.append(thread)
        start(thread)

    async def main() -> None:
        threads = threads_of(lambda number: number + 1, 3)
        jobs = [threads.submit(number, str(number)) for number in range(3)]
        assert await asyncio.gather(*jobs) == [1, 2, 3]
        threads.close()

    monkeypatch.setattr(threading.Thread, "start", start_one)
    asyncio.run(main())


def test_no_thread_at_all(monkeypatch) -> None:
    """Where the system allows none, that is known before there is a job."""

    def start_none(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start_none)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        threads_of(int, 2)


def test_no_more_threads_than_allowed() -> None:
    """Threads are started as they are needed and no more than allowed; all jobs are done in the end."""
    before = set(threading.enumerate())
    go = threading.Event()

    def started() -> list[str]:
        return sorted(thread.name for thread in set(threading.enumerate()) - before)

    async def main() -> None:
        threads = threads_of(lambda _: go.wait(20), 3)
        assert started() == ["request-1"]
        jobs = [threads.submit(0, client) for client in "abcdef"]
        assert started() == ["request-1", "request-2", "request-3"]
        go.set()
        assert await asyncio.gather(*jobs) == [True] * 6
        assert await threads.submit(0, "g")
        assert started() == ["request-1", "request-2", "request-3"]
        threads.close()

    asyncio.run(main())


def test_many_jobs_of_one_client_hold_up_nobody() -> None:
    """Who comes behind many jobs of another does not wait for them; too many of one are refused."""
    go = threading.Event()

    def work(client: str) -> str:
        return client if client == "b" or go.wait(20) else ""

    async def main() -> None:
        threads = threads_of(work, 2)
        jobs = [threads.submit("a", "a") for _ in range(1 + 4)]
        with pytest.raises(Overloaded, match="Too many"):
            threads.submit("a", "a")
        assert await threads.submit("b", "b") == "b"
        go.set()
        assert await asyncio.gather(*jobs) == ["a"] * 5
        threads.close()

    asyncio.run(main())


def test_who_waits_too_long_is_refused() -> None:
    """A job whose turn does not come in time is refused; one that has begun is not."""
    go = threading.Event()

    async def main() -> None:
        threads = threads_of(go.wait, 1, seconds=0.001)
        begun, late = threads.submit(20, "a"), threads.submit(20, "a")
        with pytest.raises(Overloaded, match="too long"):
            await late
        assert not begun.done()
        go.set()
        assert await begun
        assert await threads.submit(20, "a")
        threads.close()

    asyncio.run(main())


def test_job_that_nobody_awaits_any_more() -> None:
    """A job that was given up frees its place when it ends, and is never begun if it still waits."""
    go, done = threading.Event(), list[str]()

    def work(name: str) -> None:
        go.wait(20)
        done.append(name)

    async def main() -> None:
        threads = threads_of(work, 1)
        for job in [threads.submit("first", "a"), threads.submit("second", "a")]:
            job.cancel()
        await asyncio.sleep(0)
        go.set()
        await threads.submit("third", "a")
        assert done == ["first", "third"]
        threads.close()

    asyncio.run(main())
