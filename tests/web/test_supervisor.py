"""A process that is replaced when it dies; real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

CODE = """
import os, signal, sys, time
from bilat.errors import ReleaseError
from bilat.web.supervisor import Supervisor

def work(ready):
    print(os.getpid(), flush=True)
    if sys.argv[1] == "bad":
        raise ReleaseError("It is bad.")
    ready()
    if sys.argv[1] == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("ready", flush=True)
        time.sleep(60)
    signal.signal(signal.SIGHUP, lambda *_: os.write(1, b"hup\\n"))
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print("ready", flush=True)
    while True:
        time.sleep(60)

sys.exit(Supervisor(work, 0.5 if sys.argv[1] == "stubborn" else 15.0).run())
"""


class Supervised:
    """A supervisor in a process of its own."""

    def __init__(self, kind: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, kind], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def line(self) -> str:
        """Return the next line that is written."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[int, str]:
        """Return status and errors at the end."""
        errors = self.process.communicate(timeout=20)[1]
        return self.process.returncode, errors


def gone(pid: int) -> bool:
    """Tell whether a process ends soon."""
    for _ in range(2_000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_dead_process_is_replaced_again_and_again() -> None:
    """However often it dies in a short time, there is another; told to stop, both end with status 0."""
    supervised, seen = Supervised("good"), set[int]()
    for _ in range(4):
        pid = int(supervised.line())
        assert pid not in seen
        seen.add(pid)
        assert supervised.line() == "ready"
        os.kill(pid, signal.SIGKILL)
    last = int(supervised.line())
    assert supervised.line() == "ready"
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == 0
    assert gone(last)


def test_what_never_works_is_not_begun_again() -> None:
    """A process that fails before it works tells why, and its status is the status."""
    status, errors = Supervised("bad").end()
    assert status == 2
    assert errors.strip() == "It is bad."


def test_signals_are_passed_on() -> None:
    """SIGHUP reaches the process that works, which goes on."""
    supervised = Supervised("good")
    supervised.line()
    assert supervised.line() == "ready"
    supervised.process.send_signal(signal.SIGHUP)
    assert supervised.line() == "hup"
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == 0


def test_stubborn_process_is_killed() -> None:
    """A process that does not end in time is killed."""
    supervised = Supervised("stubborn")
    pid = int(supervised.line())
    assert supervised.line() == "ready"
    supervised.process.send_signal(signal.SIGTERM)
    supervised.end()
    assert gone(pid)


@pytest.mark.parametrize("number", [signal.SIGKILL])
def test_dies_with_its_supervisor(number) -> None:
    """A supervisor that is killed outright leaves nothing behind."""
    supervised = Supervised("good")
    pid = int(supervised.line())
    assert supervised.line() == "ready"
    supervised.process.send_signal(number)
    supervised.end()
    assert gone(pid)
