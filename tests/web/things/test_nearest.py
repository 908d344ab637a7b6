"""Names like a name, found without comparing all."""

from __future__ import annotations

import pytest

from bilat.errors import Overloaded
from bilat.web.things.nearest import Nearest

NAMES = [f"http://e/id/thing-{number}" for number in range(500)]


def test_misspelt() -> None:
    """A letter too few, too many, wrong or in another case leads to the right name, the best first."""
    nearest = Nearest(lambda: [*NAMES, "http://e/id/japan", "http://e/id/japan-5g", "http://e/def#japan"])
    for wrong in ("japn", "japann", "jaban", "JAPAN"):
        assert nearest.names(f"http://e/id/{wrong}")[0] == "http://e/id/japan"


def test_other_namespaces_are_left_out() -> None:
    """A thing is no property, however like they are called."""
    nearest = Nearest(lambda: ["http://e/def#japan"])
    assert nearest.names("http://e/id/japan") == ()


def test_nothing_near() -> None:
    """What is like nothing, has no name, or is far too long, gets no advice."""
    nearest = Nearest(lambda: NAMES)
    for iri in ("http://e/id/zzz", "http://e/id/", "urn:x", "http://e/id/" + "thing" * 100):
        assert nearest.names(iri) == ()


@pytest.mark.parametrize(("rest", "times"), [(600.0, 1), (0.0, 2)])
def test_names_are_loaded_once(monkeypatch: pytest.MonkeyPatch, rest: float, times: int) -> None:
    """The first question loads them; a failure costs advice and nothing else, until the next try."""
    monkeypatch.setattr("bilat.web.things.nearest._REST_SECONDS", rest)
    asked = []

    def load() -> list[str]:
        asked.append(1)
        if len(asked) == 1:
            raise Overloaded("No worker is free.")
        return ["http://e/id/japan"]

    nearest = Nearest(load)
    assert nearest.names("http://e/id/japn") == ()
    assert nearest.names("http://e/id/japn") == nearest.names("http://e/id/jpan")
    assert (len(asked), bool(nearest.names("http://e/id/japn"))) == (times, times == 2)
