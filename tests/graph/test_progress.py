"""Stages are told as they begin, and what is left once that can be said in earnest."""

import time

import pytest

from bilat.graph.progress import Stages

SHARES = {"reading": 1.0, "reasoning": 2.0, "exporting": 7.0}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock that is set by hand."""
    now = [0.0]
    monkeypatch.setattr("bilat.graph.progress.perf_counter", lambda: now[0])
    return now


def test_what_is_left_is_told_when_some_is_done(clock: list[float]) -> None:
    """At first nobody knows how fast the machine is; then the stages to come are reckoned at that pace."""
    told: list[str] = []
    stages = Stages(told.append)
    stages.expect(SHARES)
    with stages.stage("reading"):
        clock[0] += 30
    with stages.stage("reasoning"):
        clock[0] += 60
    with stages.stage("exporting"):
        stages.note_progress("turtle")
        assert stages.seconds_left == 210
        clock[0] += 200
    assert told == [
        "reading",
        "reasoning, some 4 min to go",
        "exporting, some 4 min to go",
        "exporting: turtle, some 4 min to go",
    ]
    assert stages.seconds_left == 0


def test_a_stage_that_ended_in_an_earlier_run_says_nothing_of_the_pace(clock: list[float]) -> None:
    """A build that goes on would else seem to be done at once."""
    stages = Stages()
    stages.expect(SHARES)
    with stages.stage("reading"):
        stages.skip()
        clock[0] += 0.001
    assert stages.seconds_left is None
    with stages.stage("reasoning"):
        clock[0] += 20
    assert stages.seconds_left == pytest.approx(70)


def test_without_shares_nothing_is_reckoned() -> None:
    """A small build has ended before anybody would read it."""
    told: list[str] = []
    stages = Stages(told.append)
    with stages.stage("reading"):
        time.sleep(0)
    with stages.stage("reasoning"):
        pass
    assert told == ["reading", "reasoning"]
