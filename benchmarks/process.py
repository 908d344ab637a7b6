"""A process from its start to its end: what it took, with all processes that it waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a process took.

    Args:
        seconds: from start to end.
        processor: seconds of processor time.
        megabytes: most memory that one process had.
        status: its exit status; negative for a signal that ended it.
        stopped: whether it was ended because its time was over.
    """

    seconds: float
    processor: float
    megabytes: int
    status: int
    stopped: bool


def run(
    command: Sequence[str | Path],
    *,
    out: Path | None = None,
    errors: Path | None = None,
    limit: float | None = None,
    environment: Mapping[str, str] | None = None,
) -> Usage:
    """Run a command to its end.

    Args:
        command: the program and its arguments.
        out: file for its standard output; where ours goes when None.
        errors: file for its standard error; where ours goes when None.
        limit: seconds after which it is ended, with all that it started.
        environment: variables besides ours.

    Raises:
        FileNotFoundError: there is no such program.
    """
    over = threading.Event()
    start = time.perf_counter()
    with ExitStack() as opened:
        process = subprocess.Popen(
            list(map(str, command)),
            stdout=opened.enter_context(out.open("wb")) if out else None,
            stderr=opened.enter_context(errors.open("wb")) if errors else None,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        timer = threading.Timer(limit or 0, _end, (process.pid, over)) if limit else None
        if timer:
            timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            _end(process.pid, over)  # Ctrl-C does not reach a session of its own
            raise
        finally:
            if timer:
                timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(
        seconds=time.perf_counter() - start,
        processor=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss // 1024,
        status=process.returncode,
        stopped=over.is_set(),
    )


def _end(group: int, over: threading.Event) -> None:
    over.set()
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
