"""One process that sees to it that another works: replaced when it dies, ended when that is asked."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final

from bilat.errors import BilatError

_LOG = logging.getLogger(__name__)
_PR_SET_PDEATHSIG: Final = 1
_PASSED_ON: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
#: Who has worked for this long died of something that need not come again at once.
_LONG_SECONDS: Final = 5.0
_FIRST_WAIT_SECONDS: Final = 0.05
_LONGEST_WAIT_SECONDS: Final = 10.0

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
        self._child = 0
        self._stopping = False

    def run(self) -> int:
        """Return the exit status: of the work, where it never began to work, and else 0 when told to stop."""
        for number in _PASSED_ON:
            signal.signal(number, self._pass_on)
        signal.signal(signal.SIGALRM, self._lose_patience)
        wait = _FIRST_WAIT_SECONDS
        worked = False
        while not self._stopping:
            began = time.monotonic()
            status, ready = self._run_once()
            worked = worked or ready
            if self._stopping or not worked:
                return status
            _LOG.error("the process that answers requests has ended with status %s; it is replaced", status)
            wait = _FIRST_WAIT_SECONDS if time.monotonic() - began > _LONG_SECONDS else 2 * wait
            time.sleep(min(wait, _LONGEST_WAIT_SECONDS))
        return 0

    def _run_once(self) -> tuple[int, bool]:
        """Return the exit status of one process, and whether it had begun to work."""
        ear, mouth = os.pipe()
        # A signal between the fork and its number being known would be passed on to nobody.
        signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON)
        self._child = os.fork()
        if self._child == 0:
            os.close(ear)
            self._be_child(mouth)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON)
        os.close(mouth)
        status = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        self._child = 0
        with os.fdopen(ear, "rb") as told:
            return status, bool(told.read(1))

    def _be_child(self, mouth: int) -> None:
        """Do the work; never return."""
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._parent:
            os._exit(0)
        for number in (*_PASSED_ON, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON)
        status = 1
        try:
            status = self._work(lambda: os.write(mouth, b"."))
        except BilatError as error:
            print(error, file=sys.stderr)
            status = error.exit_status
        except BaseException:
            _LOG.exception("the process that answers requests has failed")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _pass_on(self, number: int, _frame: object) -> None:
        """Tell the other process what this one is told; an end is to come in time."""
        if number != signal.SIGHUP:
            self._stopping = True
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
        if self._child:
            os.kill(self._child, number)

    def _lose_patience(self, *_: object) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
