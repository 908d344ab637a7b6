"""Ctrl-C: the first ends a command in order, a second at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import NoReturn

_SEEN = threading.Event()


def interrupt(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 -- the signature of handlers
    """Handle the first interrupt.

    Raises:
        KeyboardInterrupt: always.
    """
    _SEEN.set()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise KeyboardInterrupt


def interrupted() -> bool:
    """Return whether there was one: what is written in C may make another error of it."""
    return _SEEN.is_set()
