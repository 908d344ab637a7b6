"""Digests of files, read again only where a file may have changed since it was read.

A folder of a gigabyte takes seconds to read, and a server that starts has read it many times before. What a
record says of a file holds while device, inode, size and both times of the file are what they were: nothing
that writes to a file, cuts it, replaces it or restores it leaves all of these alone. Small folders have no
record: they are read each time, and so are seen to be whole whatever a disk has done to them.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

#: Where a folder has its record.
FILE: Final = ".read.json"
#: A folder with less is read each time: that takes a second at most.
_SMALL_BYTES: Final = 1 << 28

#: Two changes within this time may leave a file with the same times; a file that is so young is not known.
_TICK_NS: Final = 20_000_000

Mark = list[int]


class Digests:
    """The sha256 of files of one folder.

    Args:
        folder: where the record is, if there is one.
        files: all files that will be asked for; a path that is missing has no size.
        always: whether to read every file whatever the record says.
    """

    def __init__(self, folder: Path, files: Iterable[Path], *, always: bool = False) -> None:
        self._folder = folder
        self._large = sum(size_of(path) for path in files) >= _SMALL_BYTES
        self._known: Mapping[str, tuple[Mark, str]] = {} if always or not self._large else _read(folder)
        self._found: dict[str, tuple[Mark, str]] = {}

    def sha256(self, path: Path) -> str:
        """Return the digest of a file, 64 hex digits.

        Raises:
            OSError: it cannot be read.
        """
        name = _name(self._folder, path)
        mark = mark_of(path)
        known = self._known.get(name)
        digest = known[1] if known and known[0] == mark else sha256_of(path)
        if mark_of(path) == mark and time.time_ns() - mark[-1] > _TICK_NS:
            self._found[name] = mark, digest
        return digest

    def is_known(self, path: Path) -> bool:
        """Tell whether a file is as it was when it was last read."""
        known = self._known.get(_name(self._folder, path))
        with suppress(OSError):
            return known is not None and known[0] == mark_of(path)
        return False

    def keep(self) -> None:
        """Write the record of what was asked, unless all of it stands there or cannot be written."""
        if self._large and self._found != self._known:
            write(self._folder, self._found)


def record(folder: Path, digests: Mapping[Path, str]) -> None:
    """Write the record of files whose digests have just been taken.

    Args:
        folder: where the record goes.
        digests: sha256 of each file.
    """
    if sum(map(size_of, digests)) >= _SMALL_BYTES:
        time.sleep(2 * _TICK_NS / 1e9)
        with suppress(OSError):
            write(folder, {_name(folder, path): (mark_of(path), digest) for path, digest in digests.items()})


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, read piece by piece, as 64 hex digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, found: Mapping[str, tuple[Mark, str]]) -> None:
    """Write a record in one step; a folder that may only be read has none."""
    aside = folder / f"{FILE}.{os.getpid()}"
    try:
        aside.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
        aside.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def size_of(path: Path) -> int:
    """Return the size of a file in bytes, 0 where it is missing."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _name(folder: Path, path: Path) -> str:
    return os.path.relpath(path, folder)


def mark_of(path: Path) -> Mark:
    """Return what changes when a file does; the inode's own time is set by the system alone."""
    about = path.stat()
    return [about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns]


def _read(folder: Path) -> dict[str, tuple[Mark, str]]:
    try:
        kept = json.loads((folder / FILE).read_bytes())
        return {name: (list(map(int, mark)), str(digest)) for name, (mark, digest) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
