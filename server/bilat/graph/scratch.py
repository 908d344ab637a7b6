"""A folder for what a build works with and throws away."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from bilat.errors import ReleaseError


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder that is gone afterwards.

    Raises:
        ReleaseError: what is to be written to it cannot be, for want of room or rights.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="bilat-") as folder:
            yield Path(folder)
    except (OSError, duckdb.IOException, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReleaseError(
            f"There is no room to work in: {reason}.",
            remedy="Make room in the folder for temporary files, or name another in TMPDIR.",
        ) from None
