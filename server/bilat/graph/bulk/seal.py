"""The seal of a work folder: its tables are gone on with only where the user's cache says that they are ours.

A folder of releases may come with the project of somebody else. What a build keeps is unpickled, and a pickle
runs whatever its writer wants; so one that was not written here, by this user, is not opened at all.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from bilat.user_cache import user_cache
from bilat.whole_file import write_whole

_FILE: Final = "seal"
_FOLDER: Final = "seals"


def seal(folder: Path) -> None:
    """Note in folder and cache that a folder is ours; without a cache nobody goes on with it.

    Args:
        folder: has just been made, in a folder of releases that has one seal at a time.
    """
    noted, token = _noted(folder), secrets.token_hex(16).encode()
    if noted is not None:
        with suppress(OSError):
            noted.parent.mkdir(parents=True, exist_ok=True)
            write_whole(noted, token)
            (folder / _FILE).write_bytes(token)


def is_sealed(folder: Path) -> bool:
    """Tell whether a folder is ours: it has the token that the cache has for its place."""
    noted, own = _noted(folder), folder / _FILE
    try:
        return (
            noted is not None
            and not folder.is_symlink()
            and own.is_file()
            and noted.read_bytes() == own.read_bytes()
        )
    except OSError:
        return False


def _noted(folder: Path) -> Path | None:
    """Return where the cache has the token of a folder, None where there is no cache."""
    cache = user_cache()
    place = sha256(os.fsencode(os.path.realpath(folder.parent))).hexdigest()[:16]
    return None if cache is None else cache / _FOLDER / place
