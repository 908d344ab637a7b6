"""The stages of a build: which one is under way, and how long each one took.

Times are for the person at the terminal and for benchmarks; they never reach a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

#: Share of all work that has to be done before it tells how long the rest takes.
_TELLING = 0.04
#: Above so many seconds minutes are told.
_MINUTES = 100


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a stage took.

    Args:
        stage: its name, a verb in the progressive.
        seconds: wall time.
    """

    stage: str
    seconds: float


class Stages:
    """Tells of stages and takes their times.

    Args:
        tell: called with the name of a stage when it begins.
        note: called with what a person should know at once, such as waiting for another build.
    """

    def __init__(
        self, tell: Callable[[str], None] = lambda _: None, note: Callable[[str], None] = lambda _: None
    ) -> None:
        self._tell = tell
        self.note = note
        self._timings: list[Timing] = []
        self._stage = ""
        self._shares: Mapping[str, float] = {}
        self._skipped: set[str] = set()

    def expect(self, shares: Mapping[str, float]) -> None:
        """Know which stages are to come and what each takes beside others."""
        self._shares = shares

    def skip(self) -> None:
        """Note that the stage under way had ended in an earlier run, and says nothing of this one's pace."""
        self._skipped.add(self._stage)

    def skip_all(self, names: Iterable[str]) -> None:
        """Note that stages had ended in an earlier run."""
        for name in names:
            with self.stage(name):
                self.skip()

    @property
    def seconds_left(self) -> float | None:
        """Return about how long all stages that are to come take, or None as long as that is a guess."""
        done = {timing.stage: timing.seconds for timing in self._timings}
        told = [name for name in done if name in self._shares and name not in self._skipped]
        share = sum(self._shares[name] for name in told)
        if share < _TELLING * sum(self._shares.values()) or not share:
            return None
        left = sum(share for name, share in self._shares.items() if name not in done)
        return sum(done[name] for name in told) / share * left

    def note_progress(self, what: str) -> None:
        """Tell what part of the stage is under way."""
        self._tell(f"{self._stage}: {what}{self._left()}" if self._stage else f"{what}{self._left()}")

    def _left(self) -> str:
        seconds = self.seconds_left
        if seconds is None:
            return ""
        return (
            f", some {seconds / 60:.0f} min to go" if seconds > _MINUTES else f", some {seconds:.0f} s to go"
        )

    @property
    def timings(self) -> tuple[Timing, ...]:
        """Return the stages that have ended, in their order."""
        return tuple(self._timings)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run a stage."""
        self._stage = name
        self._tell(f"{name}{self._left()}")
        start = perf_counter()
        try:
            yield
        finally:
            self._timings.append(Timing(name, perf_counter() - start))
