"""Two builds never write to one place at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bilat.errors import ReleaseError
from bilat.graph.releases.lock import sole_builder

HOLD = (
    "import sys, pathlib, bilat.graph.releases.lock as l\n"
    "with l.sole_builder(pathlib.Path(sys.argv[1]), lambda: print('waiting', flush=True)):\n"
    "    print('held', flush=True); sys.stdin.readline()\n"
)


def holder(place: Path) -> subprocess.Popen[str]:
    """Return a process that takes the lock and keeps it until a line comes in."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_the_second_build_waits_and_says_so(tmp_path: Path) -> None:
    """A second process tells that it waits, and goes on when the first is done."""
    with holder(tmp_path) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with holder(tmp_path) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "waiting\n"
            first.communicate("\n")
            assert second.stdout.readline() == "held\n"
            second.communicate("\n")


def test_a_killed_build_leaves_no_lock(tmp_path: Path) -> None:
    """The lock is the system's, so that nobody has to remove a file."""
    with holder(tmp_path) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    waited: list[bool] = []
    with sole_builder(tmp_path, lambda: waited.append(True)):
        assert not waited


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """The error says which folder and what to do."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(ReleaseError, match=r"cannot be written to .*file.*--out"),
        sole_builder(tmp_path / "file"),
    ):
        pass
