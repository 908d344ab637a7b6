"""What the thread that looks for a new release lives through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from running import until

from bilat.settings import Settings
from bilat.web.server import takeover
from bilat.web.server.takeover import Follower


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
