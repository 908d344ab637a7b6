"""Progress on stderr: only at a terminal, and only for what takes longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.status import Status

    from bilat.graph.progress import Stages

#: Seconds before anything is shown.
PATIENCE = 1.0


@contextmanager
def progress() -> Iterator[Stages]:
    """Show the stages of a build while it runs; notes are shown at once, wherever stderr goes."""
    from bilat.graph.progress import Stages

    line = _Line()
    try:
        yield Stages(line.tell, _note)
    finally:
        line.close()


def _note(text: str) -> None:
    """Write a note to stderr."""
    click.echo(text, err=True)


class _Line:
    """One line that says what is going on, shown when it has been going on for a while."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._text = ""
        self._status: Status | None = None
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True
        if sys.stderr.isatty():
            self._timer.start()

    def tell(self, stage: str) -> None:
        """Say which stage is under way."""
        with self._lock:
            self._text = f"{stage.capitalize()} …"
            if self._status:
                self._status.update(self._text)

    def close(self) -> None:
        """Take the line away."""
        self._timer.cancel()
        with self._lock:
            if self._status:
                self._status.stop()

    def _show(self) -> None:
        """Begin to show the line."""
        from rich.console import Console

        with self._lock:
            self._status = Console(stderr=True).status(self._text)
            self._status.start()
