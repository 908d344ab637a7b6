"""Saved checks of a large release, in a process of its own that is killed when one takes too long.

The engine cannot be stopped, and a query that joins everything with everything would hold up a build for
days. A check that does not come to its end is a finding: what it would have found, nobody knows.

Run as ``python -m bilat.graph.bulk.saved_checks STORE MEGABYTES``: reads questions and writes rows, a line
of JSON each.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final, Self, cast

import pyoxigraph

from bilat.errors import BilatError, Place, SourceError
from bilat.graph.formats.quads import node_of
from bilat.graph.queries.checks import finding_of, rows_of
from bilat.graph.queries.faults import require_query
from bilat.graph.queries.saved import SavedCheck
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source

#: Rows of one check that are told; nobody reads more of the same.
_MOST: Final = 1_000
_MEBIBYTE: Final = 1 << 20
_PR_SET_PDEATHSIG: Final = 1


class Asker:
    """Asks a store, each question with a deadline.

    Args:
        store: folder of the store.
        seconds: time for one question.
        megabytes: memory for one question beyond that of an open store, in MiB.
    """

    def __init__(self, store: Path, seconds: float, megabytes: int) -> None:
        self._command = [sys.executable, "-P", "-m", __name__, str(store), str(megabytes)]
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        """Return itself; the process starts with the first question."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._end()

    def stop(self) -> None:
        """Have who asks in another thread ask no more: what is found from now on is not all."""
        self._stopped = True
        if (process := self._process) is not None:
            process.kill()

    def findings(self, saved: Sequence[SavedCheck], source: Source) -> Iterator[Finding]:
        """Yield a finding for each row of each check, and one for each check that was not finished.

        Args:
            saved: what is asked.
            source: asked for the places of statements.

        Raises:
            SourceError: a check is no SELECT, or cannot be evaluated.
        """
        for check in saved:
            if self._stopped:
                return
            require_query(check.text, check.path)
            rows, why = self._ask(check)
            for row in rows:
                yield finding_of(check, {name: node_of(term) for name, term in row.items()}, source)
            if why:
                yield _unfinished(check, why)

    def _ask(self, check: SavedCheck) -> tuple[list[dict[str, str]], str]:
        """Return the rows of a check, and why there may be more."""
        process = self._started()
        if self._stopped:  # before there was a process to end
            return [], ""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        try:
            _write(cast(IO[str], process.stdin), {"text": check.text, "path": check.path})
            rows, last = _read(cast(IO[str], process.stdout))
        except (BrokenPipeError, EOFError):
            rows, last = [], None
        finally:
            timer.cancel()
        if last is None or late.is_set():
            self._end()
            return rows, self._why(late=late.is_set())
        if last:
            raise SourceError(last, place=Place(check.path))
        return rows[:_MOST], f"it found more than {_MOST:,} places" if len(rows) > _MOST else ""

    def _why(self, *, late: bool) -> str:
        if late:
            return f"it was given up after {self._seconds:g} seconds"
        return f"it needs more than {self._megabytes:,} MiB of memory"

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            cast(IO[str], self._process.stdout).readline()  # It is ready: its start is no part of a question.
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _unfinished(check: SavedCheck, why: str) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        rule=checks.CHECK_UNFINISHED,
        message=f"The saved check {check.id} was not finished: {why}.",
        remedy="Ask for less at a time, so that fewer statements are joined, or raise check_seconds.",
        place=Place(check.path),
    )


def _write(file: IO[str], value: object) -> None:
    file.write(json.dumps(value) + "\n")
    file.flush()


def _read(file: IO[str]) -> tuple[list[dict[str, str]], str | None]:
    """Return rows, and what was said at their end; None where the other side died before."""
    rows: list[dict[str, str]] = []
    for line in file:
        value: Any = json.loads(line) if line.endswith("\n") else ""
        if isinstance(value, str):
            return rows, value if line.endswith("\n") else None
        rows.append(value)
    return rows, None


def answer_all(store: pyoxigraph.Store, questions: IO[str], answers: IO[str]) -> None:
    """Answer questions until there are no more: rows, then what is wrong, or an empty text."""
    for line in questions:
        question = json.loads(line)
        said = ""
        try:
            for number, row in enumerate(rows_of(store, question["text"], question["path"])):
                _write(answers, row)
                if number == _MOST:
                    break
        except BilatError as error:
            said = error.message
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            said = f"The query fails: {error}."
        _write(answers, said)


def main(folder: Path, megabytes: int) -> None:
    """Open a store, limit the memory of this process, and answer."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # A question may have no end.
    store = pyoxigraph.Store.read_only(str(folder))
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    allowed = pages * resource.getpagesize() + megabytes * _MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _write(sys.stdout, "")
    answer_all(store, sys.stdin, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
