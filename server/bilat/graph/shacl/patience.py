"""A limit for regular expressions: Python's may be busy for years with a text of thirty letters."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Longest match of one text, in seconds of the processor.
SECONDS = 5.0


class TooLongError(Exception):
    """Something took too long."""


@contextmanager
def patience() -> Iterator[Callable[[], None]]:
    """Return what begins a new time, at whose end a `TooLongError` is raised.

    ``re`` looks for signals as it goes. They reach the main thread only: in others there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def give_up(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, give_up)
    try:
        yield lambda: _begin(SECONDS)
    finally:
        _begin(0)
        signal.signal(signal.SIGVTALRM, before)


def _begin(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
