"""A folder for what a build works with and throws away."""

from __future__ import annotations

import secrets
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
        raise _no_room(error) from None


def spill() -> str:
    """Return where a database puts what does not fit in memory: not in the folder a command was called from.

    The folder, which the database makes when it needs it, has a name that nobody can guess: it would write
    through any link that another user of the machine had put there.

    Raises:
        ReleaseError: there is no folder for temporary files.
    """
    try:
        return str(Path(tempfile.gettempdir()) / f"bilat-spill-{secrets.token_hex(16)}")
    except OSError as error:
        raise _no_room(error) from None


def _no_room(error: Exception) -> ReleaseError:
    return ReleaseError(
        f"There is no room to work in: {getattr(error, 'strerror', None) or error}.",
        remedy="Make room in the folder for temporary files, or name another in TMPDIR.",
    )
