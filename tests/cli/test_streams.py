"""What else may happen to a command: pipes that close, disks that fill, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Run, process


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    """Output into a closed pipe ends quietly with 141, as other tools do."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with process("export", "--project", project, stdout=write_end) as running:
        os.close(write_end)
        _, err = running.communicate()
    assert (running.returncode, err) == (141, b"")


def test_a_reader_of_help_that_goes_away_is_no_error() -> None:
    """Help ends as results do."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with process("--help", stdout=write_end) as running:
        os.close(write_end)
        _, err = running.communicate()
    assert (running.returncode, err) == (141, b"")


def test_errors_that_nobody_can_read_leave_the_exit_status() -> None:
    """Standard error on a full disk changes nothing of it."""
    with Path("/dev/full").open("wb") as full, process("chek", stderr=full) as running:
        out, _ = running.communicate()
    assert (running.returncode, out) == (2, b"")


def test_a_folder_that_was_deleted_meanwhile_is_told(tmp_path: Path) -> None:
    """Whoever stands in it is told so, and not that something else was not found."""
    words = ["sh", "-c", 'rmdir "$PWD" && exec "$0" -m bilat check', sys.executable]
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100)
    assert found.returncode == 2
    assert "The folder that you are in is no longer there. Change to another." in found.stderr


def test_a_full_disk_is_told(project: Path) -> None:
    """Standard output that cannot take the result is an error in words."""
    with open("/dev/full", "wb") as full, process("export", "--project", project, stdout=full) as running:  # noqa: PTH123
        _, err = running.communicate()
    assert running.returncode == 2
    assert err == b"error: Standard output cannot be written to: No space left on device.\n"


def test_no_folder_for_temporary_files_is_told(call: Run, project: Path, monkeypatch) -> None:
    """Where nothing temporary can be written, this is said, and where to name a folder."""
    with monkeypatch.context() as patched:
        patched.setattr("tempfile.tempdir", None)
        patched.setattr("tempfile._candidate_tempdir_list", lambda: ["/proc/nowhere"])
        status, _, err = call("check", "--fresh", "--project", project)
    assert (status, "There is no room to work in: No usable" in err, "TMPDIR" in err) == (2, True, True)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["serve", "--help"]])
def test_a_full_disk_is_told_of_help_too(arguments: list[str]) -> None:
    """What the library of the command line prints itself fails in words like the rest."""
    with open("/dev/full", "wb") as full, process(*arguments, stdout=full) as running:  # noqa: PTH123
        _, err = running.communicate()
    assert running.returncode == 2
    assert err == b"error: Standard output cannot be used: No space left on device.\n"


@pytest.mark.parametrize(("closed", "status"), [("<&-", 0), (">&-", 2), ("2>&-", 0), ("<&- >&- 2>&-", 2)])
def test_streams_may_be_closed(project: Path, tmp_path: Path, closed: str, status: int) -> None:
    """A result that goes nowhere is an error in words; other streams are not needed."""
    words = f"{sys.executable} -m bilat check --project {project} {closed}"
    ended = subprocess.run(["/bin/sh", "-c", words], capture_output=True, cwd=tmp_path, check=False)
    assert ended.returncode == status
    told = b"error: Standard output cannot be written to: Bad file descriptor.\n"
    assert ended.stderr == (told if closed == ">&-" else b"")


def test_an_interrupt_ends_quietly(project: Path) -> None:
    """Ctrl-C while reading gives 130 and no traceback."""
    with process("query", "-", "--project", project, stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        _wait_until_asleep(running.pid)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err) == (130, b"\n")


def test_an_interrupt_while_the_program_is_read_ends_quietly(tmp_path: Path) -> None:
    """Ctrl-C in the first moments kills the process, as it does any other; nothing is printed."""
    slow = tmp_path / "bilat_slow.py"
    slow.write_text(
        "import importlib.abc, signal, sys\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'bilat.cli': signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from bilat.__main__ import main\nmain()\n"
    )
    ended = subprocess.run([sys.executable, slow], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, b"", b"")


@pytest.mark.parametrize(
    ("times", "status", "said"), [(1, 130, b""), (2, -signal.SIGINT, b"")], ids=["once", "twice"]
)
def test_an_interrupt_that_becomes_another_error_ends_quietly(
    project: Path, tmp_path: Path, times: int, status: int, said: bytes
) -> None:
    """A library in C that is read just then cannot be imported; a second Ctrl-C does not wait."""
    slow = tmp_path / "bilat_slow.py"
    slow.write_text(
        "import importlib.abc, signal, sys\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name != 'duckdb': return\n"
        f"        for each in range({times}):\n"
        "            try: signal.raise_signal(signal.SIGINT)\n"
        "            except KeyboardInterrupt: pass\n"
        "        raise ImportError('initialization failed')\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from bilat.__main__ import main\nmain()\n"
    )
    command = [sys.executable, slow, "check", "--project", project]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (status, b"", said)


def _wait_until_asleep(pid: int) -> None:
    """Wait until a process reads from its empty input."""
    waiting = Path(f"/proc/{pid}/wchan")
    while "pipe" not in waiting.read_text():
        os.sched_yield()
