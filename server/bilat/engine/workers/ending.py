"""How a process has ended, in words."""

from __future__ import annotations

import signal


def ending(status: int) -> str:
    """Return what is said of a process with an exit status, which is negative after a signal."""
    if status >= 0:
        return f"has ended with status {status}"
    why = ", as where memory is short" if status == -signal.SIGKILL else ""
    return f"was ended by signal {-status}{why}"
