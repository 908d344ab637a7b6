"""The stages of a build: which one is under way, and how long each one took.

Times are for the person at the terminal and for benchmarks; they never reach a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter


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

    def note_progress(self, what: str) -> None:
        """Tell what part of the stage is under way."""
        self._tell(f"{self._stage}: {what}" if self._stage else what)

    @property
    def timings(self) -> tuple[Timing, ...]:
        """Return the stages that have ended, in their order."""
        return tuple(self._timings)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run a stage."""
        self._stage = name
        self._tell(name)
        start = perf_counter()
        try:
            yield
        finally:
            self._timings.append(Timing(name, perf_counter() - start))
