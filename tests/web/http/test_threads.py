"""Threads beside the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bilat.web.http.threads import Threads


def test_outcomes_and_errors_arrive() -> None:
    """A job's result, or its error, is raised where it is awaited."""

    def work(number: int) -> int:
        return 10 // number

    async def main() -> None:
        threads = Threads(work, 2)
        assert await asyncio.gather(*(threads.submit(number) for number in range(1, 6))) == [10, 5, 3, 2, 2]
        with pytest.raises(ZeroDivisionError):
            await threads.submit(0)
        threads.close()

    asyncio.run(main())


def test_no_more_threads_than_allowed() -> None:
    """Threads are started as they are needed and no more than allowed; then the place is full."""
    go, names = threading.Event(), set[str]()

    def work(_: int) -> None:
        names.add(threading.current_thread().name)
        go.wait(20)

    async def main() -> None:
        threads = Threads(work, 3)
        jobs = [threads.submit(0)]
        assert not threads.full
        jobs += [threads.submit(0) for _ in range(4)]
        assert threads.full
        go.set()
        await asyncio.gather(*jobs)
        assert not threads.full
        assert len(names) <= 3
        threads.close()

    asyncio.run(main())


def test_job_that_nobody_awaits_any_more() -> None:
    """A job that was given up frees its place when it ends."""
    go = threading.Event()

    async def main() -> None:
        threads = Threads(lambda _: go.wait(20), 1)
        job = threads.submit(0)
        job.cancel()
        assert threads.full
        go.set()
        while threads.full:
            await asyncio.sleep(0.001)
        threads.close()

    asyncio.run(main())
