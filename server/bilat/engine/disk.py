"""The store on disk, for releases too large to be held in memory.

    <release>/bilat.nq           what was published
    <release>/store/quads/       the same in tables of RocksDB, with the merge of all graphs
    <release>/store/made.json    what the tables were made from, with size and sha256 of each

The bytes of the tables differ from one making to the next, so the store is no part of the release and of its
digest. It is a cache: made when it is first wanted, made again when it is not what ``made.json`` says.

Run as ``python -m bilat.engine.disk QUADS``: RocksDB starts threads, and the process that forks workers must
have none.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Store

from bilat.errors import BilatError, ReleaseError
from bilat.settings import Settings

_FOLDER: Final = "store"
_ASIDE: Final = ".store"
_TABLES: Final = "quads"
_MADE: Final = "made.json"
#: Files that RocksDB writes for itself and does not read again.
_UNREAD: Final = frozenset({"LOCK", "LOG"})
_PIECE: Final = 1 << 20
_PR_SET_PDEATHSIG: Final = 1


def on_disk(quads: Path, settings: Settings) -> bool:
    """Tell whether a release is to be served from disk: a setting says so, or its size.

    Args:
        quads: canonical N-Quads, one to a line; who loads it tells when it cannot be read.
        settings: ``store`` and ``memory_quads``.
    """
    if settings.store != "auto":
        return settings.store == "disk"
    try:
        with quads.open("rb") as file:
            return sum(piece.count(b"\n") for piece in _pieces(file)) > settings.memory_quads
    except OSError:
        return False


def ready_apart(quads: Path) -> int:
    """Make the store ready in a process of its own; return its number of quads, each counted in its graph.

    Raises:
        ReleaseError: see `ready`.
    """
    command = [sys.executable, "-P", "-m", "bilat.engine.disk", str(quads)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own module
    if done.returncode == 0:
        return int(done.stdout)
    reason = done.stdout.decode() or f"The store of {quads} cannot be made: the process was ended."
    raise ReleaseError(reason)


def ready(quads: Path, note: Callable[[str], None] = lambda _: None) -> int:
    """Make the store of a release unless it is there and whole; return its number of quads.

    Args:
        quads: canonical N-Quads file; the store is made beside it.
        note: told what takes long.

    Raises:
        ReleaseError: the file cannot be loaded, or the store cannot be written or opened.
    """
    try:
        with _alone(quads.parent):
            source = _sha256(quads)
            if not _is_whole(quads.parent / _FOLDER, source):
                note(f"Making the store of {quads} ...")
                _make(quads, source)
                note("The store is made.")
            return _trial(quads)
    except (OSError, SyntaxError, RuntimeError) as error:
        raise ReleaseError(
            f"The store of {quads} cannot be made ready: {error}.",
            remedy="Make its folder writable, build the release again, or set store to memory.",
        ) from None


def open_store(quads: Path) -> Store:
    """Return the store of a release, read-only, with all its files open: the process may open none later.

    Raises:
        ReleaseError: the store is not there, or the process may not hold so many files.
    """
    tables = quads.parent / _FOLDER / _TABLES
    try:
        store = Store.read_only(str(tables))
        left = {path.resolve() for path in tables.glob("*.sst")} - _open_files()
    except (OSError, RuntimeError) as error:
        raise ReleaseError(f"{tables} cannot be opened: {error}.") from None
    if left:
        raise ReleaseError(
            f"{tables} has more tables than a process may open.", remedy="Raise the limit of open files."
        )
    return store


def _make(quads: Path, source: str) -> None:
    """Load a file into a store aside, and give it its name when all is written."""
    aside, folder = quads.with_name(_ASIDE), quads.with_name(_FOLDER)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    store = Store(str(aside / _TABLES))
    store.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
    count = len(store)
    store.bulk_extend(
        Quad(each.subject, each.predicate, each.object)
        for each in store.quads_for_pattern(None, None, None, None)
    )
    store.optimize()
    store.flush()
    del store  # Its last files are written when it closes.
    made = {
        "engine": pyoxigraph.__version__,
        "source": source,
        "quads": count,
        "files": _files(aside / _TABLES),
    }
    (aside / _MADE).write_text(json.dumps(made, indent=2) + "\n", "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def _is_whole(folder: Path, source: str) -> bool:
    """Tell whether a store was made from a file, by this engine, and has not changed since."""
    try:
        made = json.loads((folder / _MADE).read_bytes())
        of_this = (made["engine"], made["source"]) == (pyoxigraph.__version__, source)
        return of_this and made["files"] == _files(folder / _TABLES)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _trial(quads: Path) -> int:
    """Open the store as a worker will, and count; return the number of quads without those of the merge."""
    made = json.loads((quads.with_name(_FOLDER) / _MADE).read_bytes())
    store = open_store(quads)
    if made["quads"] and not len(store) > made["quads"]:
        raise ReleaseError(f"{quads.with_name(_FOLDER)} opens with too few quads.", remedy="Remove it.")
    return int(made["quads"])


def _files(folder: Path) -> dict[str, list[int | str]]:
    """Return size and sha256 of the files that hold a store."""
    return {
        path.name: [path.stat().st_size, _sha256(path)]
        for path in sorted(folder.iterdir())
        if path.name not in _UNREAD and not path.name.startswith("LOG.old")
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_PIECE), b"")


def _open_files() -> set[Path]:
    """Return the files that this process holds open."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # The one that the folder was listed with.
            found.add(descriptor.readlink())
    return found


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold off other makers of the same store; the lock is on the folder, so that it may be read-only."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(quads: Path) -> int:
    """Make a store ready, and say its number of quads or what is wrong."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        print(ready(quads, lambda text: print(text, file=sys.stderr, flush=True)))
    except BilatError as error:
        print(error, end="")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
