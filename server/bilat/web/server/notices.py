"""What the log tells operators on standard error, without waiting for whoever reads it.

Whatever answers requests, takes a release over or replaces a process writes here. Where the reader hangs, or
never empties its pipe, each would hang with it, at the first line that does not fit.
"""

from __future__ import annotations

import logging
import os
import select
import sys
from contextlib import suppress
from typing import Final

#: A pipe that says that it takes more takes this much at once (POSIX, PIPE_BUF).
_AT_ONCE_BYTES: Final = 4_096


class Notices(logging.Handler):
    """Writes a line where there is room for it now, and else passes it over."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write what is told."""
        line = memoryview(f"{self.format(record)}\n".encode("utf-8", "backslashreplace"))
        with suppress(OSError, ValueError, AttributeError):  # It is closed, or its reader has gone.
            to = sys.stderr.fileno()
            room = select.poll()
            room.register(to, select.POLLOUT)
            while line and any(what & select.POLLOUT for _, what in room.poll(0)):
                line = line[os.write(to, line[:_AT_ONCE_BYTES]) :]


def keep_notices() -> None:
    """Have warnings and errors of this process, and of those that it forks, told on standard error."""
    notices = Notices()
    notices.setFormatter(logging.Formatter(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[notices])
