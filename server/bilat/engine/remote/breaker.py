"""A store that does not answer is left alone for a while, and then tried by one request before all others."""

from __future__ import annotations

import threading
import time
from typing import Final

_FAILURES: Final = 5


class Breaker:
    """Closed, all may ask; open after several failures in a row, nobody may; then one may try.

    Args:
        seconds: how long nobody asks.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._failures = 0
        self._until = 0.0
        self._lock = threading.Lock()

    @property
    def open(self) -> bool:
        """Tell whether the store is left alone."""
        return self._failures >= _FAILURES

    def admits(self) -> bool:
        """Tell whether the store may be asked; whoever may, says afterwards how it went."""
        with self._lock:
            if not self.open:
                return True
            if time.monotonic() < self._until:
                return False
            self._until = time.monotonic() + self._seconds
            return True

    def note(self, *, worked: bool) -> None:
        """Say how a request went."""
        with self._lock:
            self._failures = 0 if worked else self._failures + 1
            if self.open and not worked:
                self._until = time.monotonic() + self._seconds
