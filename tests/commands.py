"""Commands, run in this process or in one of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SMALL = Path(__file__).parent / "fixtures/small"
QUESTION = "queries/competency/bridges-over-what-flows-to-the-sea.rq"
BILAT = [sys.executable, "-m", "bilat"]
#: Runs a command; gives exit status, output and errors.
Run = Callable[..., tuple[int, str, str]]


def process(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """Return a command in a process of its own."""
    words = [*BILAT, *map(str, arguments)]
    return subprocess.Popen(words, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})  # type: ignore[call-overload, no-any-return]
