"""One file out of storage: gone on with where it was, compared with its sha256, and only then by its name."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import zstandard

from bilat.errors import ReleaseError
from bilat.graph.releases.release import File
from bilat.replica.storage import PassingError, Storage

T = TypeVar("T")

_TRIES: Final = 5
_FIRST_PAUSE_SECONDS: Final = 0.2
_PIECE_BYTES: Final = 1 << 18
#: Less than this is no progress.
_STEP_BYTES: Final = 1 << 16
_COPY_AGAIN: Final = "Copy the release to storage again: each file first, and the manifest last."

_AGAIN: Final = "If the address is right, run this again: it goes on where it was."


def fetch(storage: Storage, url: str, file: File, target: Path, tell: Callable[[int], object]) -> None:
    """Bring a file out of storage.

    Args:
        storage: where it is.
        url: of the file.
        file: what it must be.
        target: where it goes; what an earlier run has brought stands beside it.
        tell: called with the number of octets that have come.

    Raises:
        ReleaseError: it cannot be had, or is not what it must be.
        OSError: it cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    resumed = part.exists()
    while True:
        with part.open("ab") as out:
            tried(lambda out=out: _go_on(storage, url, file, out, tell))  # type: ignore[misc]
            out.flush()
            os.fsync(out.fileno())
        if is_file(part, file):
            part.chmod(0o644)
            part.rename(target)
            return
        part.unlink()
        if not resumed:
            raise ReleaseError(
                f"{url} is not what its manifest says: its sha256 is another.", remedy=_COPY_AGAIN
            )
        resumed = False  # An old beginning may be of another file.


def tried(attempt: Callable[[], T | None]) -> T:
    """Try something again and again, as long as it gets anywhere; else some times more, with pauses.

    Args:
        attempt: returns what has come of it, None if it got on; raises `PassingError` if it did not.

    Raises:
        ReleaseError: nothing comes of it.
    """
    tries = 0
    while True:
        try:
            found = attempt()
            if found is not None:
                return found
            tries = 0
        except PassingError as error:
            tries += 1
            if tries == _TRIES:
                raise ReleaseError(f"{error}.", remedy=_AGAIN) from None
        time.sleep(_FIRST_PAUSE_SECONDS * 2**tries * (1 + random.random()))  # noqa: S311


def unpack(packed: Path, file: File, target: Path) -> None:
    """Make a file from its packed copy.

    Raises:
        ReleaseError: the copy holds something else.
        OSError: it cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    with packed.open("rb") as source, part.open("wb") as out:
        try:
            for piece in _unpacked(source, file.size):
                out.write(piece)
        except zstandard.ZstdError:
            out.truncate(0)
        out.flush()
        os.fsync(out.fileno())
    if not is_file(part, file):
        part.unlink()
        raise ReleaseError(f"{packed.name} does not hold {file.name}.", remedy=_COPY_AGAIN)
    part.chmod(0o644)
    part.rename(target)


def is_file(path: Path, file: File) -> bool:
    """Tell whether a file on disk is what a manifest says."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest() == file.sha256


def _go_on(
    storage: Storage, url: str, file: File, out: BinaryIO, tell: Callable[[int], object]
) -> bool | None:
    """Read on from what is there; return true if that was all, None if there is more than before.

    Raises:
        PassingError: next to nothing is there that was not; storage may begin anew each time.
    """
    there = out.seek(0, os.SEEK_END)
    if there >= file.size:
        out.truncate(min(there, file.size))
        return True
    begins = came = 0
    try:
        with storage.open(url, there, file.size) as (begins, pieces):
            if begins < there:
                out.truncate(begins)
            for piece in pieces:
                out.write(piece[: file.size - begins - came])
                out.flush()  # What has come is kept, should this process be killed.
                came += len(piece)
                tell(min(begins + came, file.size))
                if begins + came >= file.size:
                    return True
    except PassingError:
        if begins + came < there + _STEP_BYTES:
            raise
        return None
    raise PassingError(f"{url} ends after {begins + came:,} of {file.size:,} bytes")


def _unpacked(source: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield what a packed file holds, one octet more than it should at most."""
    left = size + 1
    with zstandard.ZstdDecompressor().stream_reader(source) as reader:
        while left > 0 and (piece := reader.read(min(_PIECE_BYTES, left))):
            left -= len(piece)
            yield piece
