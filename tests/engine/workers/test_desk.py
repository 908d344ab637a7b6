"""Who gets the next worker."""

from __future__ import annotations

import pytest

from bilat.engine.workers.desk import Desk
from bilat.errors import Overloaded


class Asked:
    """A desk, and what was started: the worker of each ticket."""

    def __init__(self, *workers: str, share: int = 1, places: int = 4) -> None:
        self.started: dict[str, str] = {}
        self.desk: Desk[str, str] = Desk(self.started.__setitem__, share=share, places=places)
        for worker in workers:
            self.desk.add(worker)

    def ask(self, *tickets: str) -> list[bool]:
        """Ask for workers; the first letter of a ticket is the client. Return which were started at once."""
        for ticket in tickets:
            self.desk.ask(ticket, ticket[0])
        return [ticket in self.started for ticket in tickets]

    def end(self, ticket: str, *, late: bool = False) -> None:
        """Bring back the worker of a ticket."""
        self.desk.put_back(ticket[0], self.started[ticket], late=late)


@pytest.fixture
def asked() -> Asked:
    return Asked("w1", "w2")


def test_one_client_gets_its_share_only(asked) -> None:
    """A client at its share waits while a worker is idle; another is served at once."""
    assert asked.ask("a1", "a2", "b1") == [True, False, True]
    asked.end("a1")
    assert "a2" in asked.started


def test_first_come_first_served(asked) -> None:
    """Workers go to those who wait, in the order in which they came."""
    assert asked.ask("a1", "b1", "c1", "d1") == [True, True, False, False]
    asked.end("a1")
    assert asked.started["c1"] == asked.started["a1"]
    assert "d1" not in asked.started
    asked.end("b1")
    assert "d1" in asked.started


def test_queue_passes_over_a_client_at_its_share(asked) -> None:
    """Who waits for a second worker does not hold up those behind."""
    assert asked.ask("a1", "b1", "a2", "c1") == [True, True, False, False]
    asked.end("b1")
    assert "c1" in asked.started
    assert "a2" not in asked.started


def test_who_has_none_comes_first() -> None:
    """A client that holds a worker gets no second one while others wait, though it came before them."""
    asked = Asked("w1", "w2", "w3", "w4", share=2)
    assert asked.ask("a1", "b1", "c1", "d1", "a2", "e1") == [True] * 4 + [False] * 2
    asked.desk.add("w5")
    assert "e1" in asked.started
    assert "a2" not in asked.started


def test_queue_is_bounded(asked) -> None:
    """One client takes half the places; when all are taken the next is refused at once, with Retry-After."""
    asked.ask("a1", "b1", "a2", "a3")
    with pytest.raises(Overloaded, match="Too many"):
        asked.ask("a4")
    asked.ask("b2", "b3")
    with pytest.raises(Overloaded, match="Too many") as caught:
        asked.ask("c1")
    assert ("Retry-After", "1") in caught.value.headers


def test_who_lost_his_worker_goes_first(asked) -> None:
    """A query whose worker died by no fault of its own does not queue up again."""
    asked.ask("a1", "b1", "c1")
    asked.desk.put_back("a", None)
    asked.desk.ask("a1 again", "a", again=True)
    asked.end("b1")
    assert "a1 again" in asked.started
    assert "c1" not in asked.started


def test_who_leaves_is_not_served(asked) -> None:
    """A request that has left the queue gets no worker, and the next one gets it."""
    asked.ask("a1", "b1", "c1", "d1")
    asked.desk.leave("c1", "c")
    asked.end("a1")
    assert "c1" not in asked.started
    assert "d1" in asked.started


def test_lost_worker_is_not_handed_out(asked) -> None:
    """A worker that is taken out, or not brought back, serves nobody."""
    assert asked.desk.remove("w1")
    assert not asked.desk.remove("w1")
    asked.ask("a1")
    asked.desk.put_back("a", None)
    assert asked.ask("a2") == [False]


def test_closed_desk_refuses(asked) -> None:
    """A desk that is closed refuses at once and returns the workers it had."""
    assert sorted(asked.desk.close()) == ["w1", "w2"]
    with pytest.raises(Overloaded, match="stopping"):
        asked.ask("a1")


def test_last_worker_is_for_who_has_none() -> None:
    """Two clients with all that they may have leave a worker to a third."""
    asked = Asked("w1", "w2", "w3", "w4", share=2)
    assert asked.ask("a1", "a2", "b1", "b2", "c1") == [True, True, True, False, True]
    asked.end("c1")
    assert "b2" not in asked.started
    asked.end("a2")
    assert "b2" in asked.started


def test_last_worker_is_not_for_the_late() -> None:
    """However many clients ask what has to be ended, they leave the last worker to another."""
    asked = Asked("w1", "w2", "w3", "w4", share=2)
    for ticket in ("a0", "b0", "c0", "d0"):
        asked.ask(ticket)
        asked.end(ticket, late=True)
    assert asked.ask("a1", "b1", "c1", "d1") == [True, True, True, False]
    assert asked.ask("e1") == [True]
    asked.end("a1")
    assert "d1" not in asked.started
    asked.end("e1")
    assert "d1" in asked.started


def test_wanted_by_who_may_be_quick() -> None:
    """A worker is wanted where all are held and one waits who holds none and has asked nothing long."""
    asked = Asked("w1", "w2", share=2)
    asked.ask("l0")
    asked.end("l0", late=True)
    asked.ask("a1", "b1")
    assert asked.desk.wanted == 0
    asked.ask("a2", "l1")
    assert asked.desk.wanted == 0
    asked.ask("c1")
    assert asked.desk.wanted == 1
    asked.end("b1")
    assert "c1" in asked.started
    assert asked.desk.wanted == 0


def test_only_worker_is_for_all() -> None:
    """Where there is one worker, whoever was late gets it in his turn."""
    asked = Asked("w1")
    asked.ask("a1")
    asked.end("a1", late=True)
    assert asked.ask("a2") == [True]
