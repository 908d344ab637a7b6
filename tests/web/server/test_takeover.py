"""What the thread that looks for a new release lives through."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import until

from bilat.settings import Settings
from bilat.web.server import takeover
from bilat.web.server.takeover import Follower, Switch


def test_place_that_is_away_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be looked into is looked at again."""
    looks = list[Path]()

    def away(place: Path) -> bool:
        looks.append(place)
        raise PermissionError

    monkeypatch.setattr(takeover, "followed", away)
    nothing: Any = None  # Nothing is there to be served.
    follower = Follower(tmp_path, nothing, Settings.read({}, follow_seconds=0.01), nothing)
    try:
        assert until(lambda: len(looks) > 3)
    finally:
        follower.close()


class Served:
    """What is served, and refers to itself as applications do."""

    def __init__(self) -> None:
        self.me = self
        self.closed = False

    def begin(self, asked: Callable[[], int]) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""
        self.closed = True


@pytest.mark.parametrize("in_use", [False, True])
def test_what_was_replaced_is_let_go(in_use) -> None:
    """No memory is kept of a release that is no longer served, once the last request of it is answered."""

    async def run() -> None:
        first, second = Served(), Served()
        kept = weakref.ref(first)
        switch = Switch(first, -0.9, asyncio.get_running_loop())  # type: ignore[arg-type]
        del first
        entered = [switch.enter()] if in_use else []
        await asyncio.to_thread(switch.put, second)  # type: ignore[arg-type]
        assert switch.app is second  # type: ignore[comparison-overlap]
        if entered:
            assert entered[0].closed  # type: ignore[attr-defined]
            switch.leave(entered.pop())
            await asyncio.to_thread(switch.put, Served())  # type: ignore[arg-type]
        assert kept() is None

    asyncio.run(run())
