"""One build at a time in one place."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bilat.errors import ReleaseError

LOCK = ".lock"
#: What another folder for a build is named with.
OUT = "bilat build --out DIR"


@contextmanager
def sole_builder(place: Path, waiting: Callable[[], None] | None = None, choice: str = OUT) -> Iterator[None]:
    """Hold the lock of a place of releases; the system lets go of it when the process ends, however it ends.

    Args:
        place: the folder of releases, made where it is missing.
        waiting: called once when another build holds the lock, before waiting for it.
        choice: what another folder is named with.

    Raises:
        ReleaseError: the place cannot be written to.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
        file = (place / LOCK).open("a")
    except OSError as error:
        raise ReleaseError.unwritable(place, error, choice) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
