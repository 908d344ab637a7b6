"""A database of our own writes nothing where nobody asked for it."""

from __future__ import annotations

import subprocess
import sys

_ASKED = """
from bilat.graph.connection import connect
print(connect().execute("SELECT current_setting('enable_progress_bar')").fetchone()[0])
"""


def test_draws_no_progress_bar() -> None:
    """DuckDB draws one to the standard output of notebooks and of ``python -c``; others read that output."""
    ran = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
