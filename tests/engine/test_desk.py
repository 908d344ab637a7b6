"""Who gets the next worker."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from bilat.engine.desk import Desk
from bilat.errors import Overloaded


@pytest.fixture
def desk() -> Desk[str]:
    desk: Desk[str] = Desk(share=1, places=4)
    desk.add("w1")
    desk.add("w2")
    return desk


def waiting(desk: Desk[str], threads: ThreadPoolExecutor, client: str) -> Future[str]:
    """Start a request that has to wait, and return once it stands in the queue."""
    before = desk.waiting
    future = threads.submit(desk.take, client, 30)
    while desk.waiting == before and not future.done():
        threading.Event().wait(0.001)
    return future


def test_one_client_gets_its_share_only(desk) -> None:
    """A client at its share waits while a worker is idle; another is served at once."""
    desk.take("a", 1)
    with pytest.raises(Overloaded, match="in time"):
        desk.take("a", 0.01)
    assert desk.take("b", 1)


def test_first_come_first_served(desk) -> None:
    """Workers go to those who wait, in the order in which they came."""
    with ThreadPoolExecutor(4) as threads:
        first, second = desk.take("a", 1), desk.take("b", 1)
        futures = [waiting(desk, threads, client) for client in ("c", "d")]
        desk.put_back("a", first)
        assert futures[0].result(5) == first
        assert not futures[1].done()
        desk.put_back("b", second)
        assert futures[1].result(5) == second


def test_queue_passes_over_a_client_at_its_share(desk) -> None:
    """Who waits for a second worker does not hold up those behind."""
    with ThreadPoolExecutor(4) as threads:
        desk.take("a", 1)
        second = desk.take("b", 1)
        greedy, modest = waiting(desk, threads, "a"), waiting(desk, threads, "c")
        desk.put_back("b", second)
        assert modest.result(5) == second
        assert not greedy.done()
        desk.close()
        with pytest.raises(Overloaded):
            greedy.result(5)


def test_queue_is_bounded(desk) -> None:
    """One client takes half the places; when all are taken the next is refused at once, with Retry-After."""
    with ThreadPoolExecutor(4) as threads:
        desk.take("a", 1)
        desk.take("b", 1)
        futures = [waiting(desk, threads, "a"), waiting(desk, threads, "a")]
        with pytest.raises(Overloaded, match="Too many"):
            desk.take("a", 30)
        futures += [waiting(desk, threads, "b"), waiting(desk, threads, "b")]
        with pytest.raises(Overloaded, match="Too many") as caught:
            desk.take("c", 30)
        assert ("Retry-After", "1") in caught.value.headers
        desk.close()


def test_lost_worker_is_not_handed_out(desk) -> None:
    """A worker that is taken out, or not brought back, serves nobody."""
    assert desk.remove("w1")
    assert not desk.remove("w1")
    desk.take("a", 1)
    desk.put_back("a", None)
    with pytest.raises(Overloaded):
        desk.take("a", 0.01)


def test_closed_desk_refuses(desk) -> None:
    """A desk that is closed refuses at once and returns the workers it had."""
    assert sorted(desk.close()) == ["w1", "w2"]
    with pytest.raises(Overloaded, match="stopping"):
        desk.take("a", 30)


def test_last_worker_is_for_who_has_none() -> None:
    """Two clients with all that they may have leave a worker to a third."""
    desk: Desk[str] = Desk(share=2, places=4)
    for name in ("w1", "w2", "w3", "w4"):
        desk.add(name)
    for client in ("a", "a", "b"):
        desk.take(client, 1)
    with pytest.raises(Overloaded, match="in time"):
        desk.take("b", 0.01)
    last = desk.take("c", 1)
    desk.put_back("c", last)
    with ThreadPoolExecutor(1) as threads:
        second = waiting(desk, threads, "b")
        desk.put_back("a", "w9")
        assert second.result(5) in {"w9", last}
