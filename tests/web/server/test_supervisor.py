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
from bilat.web.server.supervisor import Supervisor

def work(ready):
    print(os.getpid(), flush=True)
    if sys.argv[1] == "bad":
        raise ReleaseError("It is bad.")
    if sys.argv[1] == "crowded":
        raise RuntimeError("can't start new thread")
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if sys.argv[1] == "slow":
        time.sleep(0.5)
    ready()
    if sys.argv[1] == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("ready", flush=True)
        time.sleep(60)
    # Waited for: a handler that is due just as a sleep begins would run after it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP, signal.SIGTERM})
    print("ready", flush=True)
    while signal.sigwait({signal.SIGHUP, signal.SIGTERM}) == signal.SIGHUP:
        print("hup", flush=True)
    return 0

if sys.argv[1].startswith("short"):
    fork, asked = os.fork, []
    def short():
        asked.append(1)
        if len(asked) in ({2, 3} if sys.argv[1] == "short" else {1}):
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return fork()
    os.fork = short

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
        errors = self.process.communicate(timeout=100)[1]
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


def test_process_that_may_not_be_is_tried_again() -> None:
    """Where the system allows no other for a while, the supervisor waits and goes on."""
    supervised = Supervised("short")
    first = int(supervised.line())
    assert supervised.line() == "ready"
    os.kill(first, signal.SIGKILL)
    assert int(supervised.line()) != first
    assert supervised.line() == "ready"
    supervised.process.send_signal(signal.SIGTERM)
    status, errors = supervised.end()
    assert (status, errors.count("no process can be started")) == (0, 2)
    status, errors = Supervised("short at once").end()
    assert (status, "ulimit -u" in errors) == (2, True)


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
    assert errors.strip() == "error: It is bad."


def test_too_few_threads_are_told() -> None:
    """Where the system allows too few, that is an error in words, and how to allow more."""
    status, errors = Supervised("crowded").end()
    assert (status, "allows no further thread. Allow more processes: ulimit -u" in errors) == (2, True)
    assert "Traceback" not in errors


def test_what_is_killed_before_it_works_is_told() -> None:
    """A start that the system kills is an error in words, with the status of what could not run."""
    status, errors = Supervised("killed").end()
    assert status == 2
    assert errors == "the process that answers requests was ended by signal 9, as where memory is short\n"


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
    """A process that does not end in time is killed, which is told, and not laid to want of memory."""
    supervised = Supervised("stubborn")
    pid = int(supervised.line())
    assert supervised.line() == "ready"
    supervised.process.send_signal(signal.SIGTERM)
    killed = "the process that answers requests has not ended in time; it is killed\n"
    assert supervised.end() == (2, killed)
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


def test_told_to_reload_before_it_can() -> None:
    """SIGHUP while the work has not begun to listen to it ends nothing."""
    supervised = Supervised("slow")
    supervised.line()
    supervised.process.send_signal(signal.SIGHUP)
    assert supervised.line() == "ready"
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == 0


def test_told_to_stop_before_it_works() -> None:
    """SIGTERM while the work has not begun is what was asked for: an end with status 0."""
    supervised = Supervised("slow")
    supervised.line()
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == 0


def test_told_to_stop_at_any_moment() -> None:
    """However soon after a start it is told, it stops: nothing is lost between two waits."""
    for tenths in range(40):
        supervised = Supervised("good")
        supervised.line()
        time.sleep(tenths / 10_000)
        supervised.process.send_signal(signal.SIGTERM)
        assert supervised.end()[0] == 0
