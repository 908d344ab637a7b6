"""A database of our own writes nothing where nobody asked for it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bilat.graph.connection import connect

_ASKED = """
from bilat.graph.connection import connect
print(connect().execute("SELECT current_setting('enable_progress_bar')").fetchone()[0])
"""


def test_draws_no_progress_bar() -> None:
    """DuckDB draws one to the standard output of notebooks and of ``python -c``; others read that output."""
    ran = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_what_does_not_fit_in_memory_goes_where_nobody_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each database has a folder of its own, by a name that no two have, and it is gone in the end."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    databases = [connect(config={"memory_limit": "64MB", "threads": "1"}) for _ in range(2)]
    for database in databases:
        database.execute("CREATE TABLE t AS SELECT md5(range::VARCHAR) AS a FROM range(3_000_000)")
    folders = {folder.name for folder in tmp_path.iterdir()}
    assert len(folders) == 2
    assert all(len(name.removeprefix("bilat-spill-")) == 32 for name in folders)
    for database in databases:
        database.close()
    assert not list(tmp_path.iterdir())
