"""One process that sees to it that another works: replaced when it dies, ended when that is asked."""

from __future__ import annotations

import ctypes
import logging
import math
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from bilat.engine.workers.ending import ending
from bilat.engine.workers.nursery import MORE_PROCESSES
from bilat.errors import BilatError

_LOG = logging.getLogger(__name__)
_PR_SET_PDEATHSIG: Final = 1
_ENDING: Final = frozenset({signal.SIGTERM, signal.SIGINT})
#: Waited for, never handled: a handler that is due just as the process begins to wait runs after the wait.
_WAITED_FOR: Final = _ENDING | {signal.SIGHUP, signal.SIGCHLD}
#: Who has worked for this long died of something that need not come again at once.
_LONG_SECONDS: Final = 5.0
_FIRST_WAIT_SECONDS: Final = 0.05
_LONGEST_WAIT_SECONDS: Final = 10.0
#: What Python says of it, with no class of its own.
_NO_THREAD: Final = "can't start new thread"

#: Exit status of what could not run: a signal has ended it, or the system did not let it begin.
_ENDED: Final = 2

#: What is done in the other process: it is given what says that it works, and returns an exit status.
Work = Callable[[Callable[[], object]], int]


class Supervisor:
    """Runs some work in a process of its own, again and again until told to stop.

    Args:
        work: what is done.
        seconds: how long it may take to end when it is told to.
    """

    def __init__(self, work: Work, seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._parent = os.getpid()
        self._stopping = False

    def run(self) -> int:
        """Return the exit status: of the work, where it never began to work, and else 0 when told to stop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAITED_FOR)
        wait = _FIRST_WAIT_SECONDS
        worked = False
        while True:
            began = time.monotonic()
            status, ready = self._run_once()
            worked = worked or ready
            over = self._stopping or not worked
            if not self._stopping and (status < 0 or worked):
                next_ = "; it is replaced" if worked else ""
                _LOG.error("the process that answers requests %s%s", ending(status), next_)
            if over:
                return status if status >= 0 else _ENDED
            wait = _FIRST_WAIT_SECONDS if time.monotonic() - began > _LONG_SECONDS else 2 * wait
            if self._told_to_stop(min(wait, _LONGEST_WAIT_SECONDS)):
                return 0

    def _run_once(self) -> tuple[int, bool]:
        """Return the exit status of one process, and whether it had begun to work."""
        ear, mouth = os.pipe()
        try:
            child = os.fork()
        except OSError as error:
            os.close(ear)
            os.close(mouth)
            _LOG.error("no process can be started: %s. %s", error.strerror, MORE_PROCESSES)
            return _ENDED, False
        if child == 0:
            os.close(ear)
            self._be_child(mouth)
        os.close(mouth)
        status = self._end_of(child)
        with os.fdopen(ear, "rb") as told:
            return status, bool(told.read(1))

    def _end_of(self, child: int) -> int:
        """Tell a process what this one is told, until it has ended; return its exit status.

        One that ends by the signal that told it to has done what it was told. One that does not end in time
        is killed.
        """
        told: int | None = None
        killed_at = math.inf
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                status = os.waitstatus_to_exitcode(status)
                return 0 if told is not None and status == -told else status
            left = killed_at - time.monotonic()
            if left <= 0:
                _LOG.error("the process that answers requests has not ended in time; it is killed")
                os.kill(child, signal.SIGKILL)
                killed_at = math.inf
                continue
            number = _next_signal(min(left, _LONGEST_WAIT_SECONDS))
            if number == signal.SIGHUP:
                os.kill(child, number)
            elif number in _ENDING:
                os.kill(child, number)
                told, self._stopping = number, True
                killed_at = min(killed_at, time.monotonic() + self._seconds)

    def _told_to_stop(self, seconds: float) -> bool:
        """Wait for a time, or until this process is told to stop; tell whether it was."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if _next_signal(left) in _ENDING:
                return True
        return False

    def _be_child(self, mouth: int) -> None:
        """Do the work; never return."""
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._parent:
            os._exit(0)
        # Until the work says what it does then: it is not worth an end.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITED_FOR)
        status = 1
        try:
            status = self._work(lambda: os.write(mouth, b"."))
        except BilatError as error:
            print(f"error: {error}", file=sys.stderr)
            status = error.exit_status
        except BaseException as error:
            if str(error) == _NO_THREAD:
                print(f"error: The system allows no further thread. {MORE_PROCESSES}", file=sys.stderr)
                status = _ENDED
            else:
                _LOG.exception("the process that answers requests has failed")
        finally:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError):
                    stream.flush()
            os._exit(status)


def _next_signal(seconds: float) -> int | None:
    """Return the next signal that comes within a time, or None."""
    found = signal.sigtimedwait(_WAITED_FOR, seconds)
    return found.si_signo if found else None
