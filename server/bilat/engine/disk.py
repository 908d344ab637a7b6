"""The store on disk, for releases too large to be held in memory.

    <release>/bilat.nq           what was published
    <release>/store/quads/       the same in tables of RocksDB, with the merge of all graphs
    <release>/store/made.json    what the tables were made from, with size and sha256 of each, and where the
                                 quads are whose reading opens them all

The bytes of the tables differ from one making to the next, so the store is no part of the release and of its
digest. It is a cache: made when it is first wanted, made again when it is not what ``made.json`` says.

Run as ``python -m bilat.engine.disk QUADS``: RocksDB starts threads, and the process that forks workers must
have none. With ``FOLDER TRIPLES`` it makes a store of a build, for the loader keeps what memory it has taken.
"""

from __future__ import annotations

import ctypes
import fcntl
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
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from bilat.digests import Digests, record, sha256_of
from bilat.engine.openers import find_openers, opened
from bilat.errors import BilatError, ReleaseError
from bilat.settings import Settings

STORE: Final = "store"
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
            left = settings.memory_quads
            return any((left := left - piece.count(b"\n")) < 0 for piece in _pieces(file))
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
            folder = quads.parent / STORE
            if not _is_whole(folder, quads):
                note(f"Making the store of {quads} ...")
                make(quads, folder)
                note("The store is made.")
            return _trial(quads)
    except (OSError, SyntaxError, RuntimeError) as error:
        raise ReleaseError(
            f"The store of {quads} cannot be made ready: {error}.",
            remedy="Make its folder writable, build the release again, or set store to memory.",
        ) from None


def open_store(quads: Path) -> tuple[Store, int]:
    """Return the store of a release, read-only, and how many of its tables are not open yet.

    Of those with many rows none is missed.

    Raises:
        ReleaseError: the store is not there, or the process may not hold so many files.
    """
    folder = quads.parent / STORE
    try:
        store, unopened, _ = opened(folder / _TABLES, quads, _openers(folder))
    except (OSError, RuntimeError) as error:
        raise ReleaseError(f"{folder / _TABLES} cannot be opened: {error}.") from None
    return store, unopened


def _openers(folder: Path) -> tuple[int, ...]:
    """Return where in the file of quads those are that open all tables, as far as its maker has noted it."""
    try:
        return tuple(map(int, json.loads((folder / _MADE).read_bytes())["openers"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def make(quads: Path, folder: Path, triples: Path | None = None) -> None:
    """Load a file into a store aside, and give it its name when all is written.

    Args:
        quads: canonical N-Quads file.
        folder: where the store goes; what is there is replaced.
        triples: the merge of all graphs as N-Triples, if that is at hand.

    Raises:
        OSError, SyntaxError, RuntimeError: the file cannot be loaded, or the store cannot be written.
    """
    aside = folder.with_name(_ASIDE)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    store = Store(str(aside / _TABLES))
    # The loader of the library would give blank nodes new labels, others in the graphs than in their merge.
    store.bulk_extend(parse(path=quads, format=RdfFormat.N_QUADS, lenient=triples is not None))
    if triples is None:
        count = len(store)
        store.bulk_extend(
            Quad(each.subject, each.predicate, each.object)
            for each in store.quads_for_pattern(None, None, None, None)
        )
    else:
        count = _lines(quads)
        store.bulk_extend(parse(path=triples, format=RdfFormat.N_TRIPLES, lenient=True))
    store.optimize()
    store.flush()
    del store  # Its last files are written when it closes.
    made = {
        "engine": pyoxigraph.__version__,
        "source": sha256_of(quads),
        "quads": count,
        "files": _files(aside / _TABLES, sha256_of),
        "openers": find_openers(aside / _TABLES, quads),
    }
    (aside / _MADE).write_text(json.dumps(made, indent=2) + "\n", "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def make_apart(quads: Path, folder: Path, triples: Path) -> None:
    """Make the same in a process of its own, with whose end all the memory of the loader is free again.

    Raises:
        RuntimeError: the store cannot be written; says why.
        ReleaseError: the process was ended.
    """
    command = [sys.executable, "-P", "-m", "bilat.engine.disk", *map(str, (quads, folder, triples))]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own module
    if done.returncode == 1:
        raise RuntimeError(done.stdout.decode())
    if done.returncode:
        raise ReleaseError(
            "The process that makes the store was ended.",
            remedy="Free memory and build again; the build goes on where it was.",
        )


def tables(folder: Path) -> Path:
    """Return where the tables of a store are, as the library opens them."""
    return folder / _TABLES


def record_made(quads: Path) -> None:
    """Note that a store that has just been made is what it was made to be, and its quads are."""
    folder = quads.with_name(STORE)
    with suppress(OSError):
        made = json.loads((folder / _MADE).read_bytes())
        digests = {folder / _TABLES / name: digest for name, (_, digest) in made["files"].items()}
        record(folder, {quads: made["source"], **digests})


def _is_whole(folder: Path, quads: Path) -> bool:
    """Tell whether a store was made from a file, by this engine, and has not changed since."""
    try:
        made = json.loads((folder / _MADE).read_bytes())
        digests = Digests(folder, (quads, *(folder / _TABLES).iterdir()))
        of_this = (made["engine"], made["source"]) == (pyoxigraph.__version__, digests.sha256(quads))
        if not of_this or made["files"] != _files(folder / _TABLES, digests.sha256):
            return False
    except (OSError, ValueError, KeyError, TypeError):
        return False
    digests.keep()
    return True


def _trial(quads: Path) -> int:
    """Open the store as a worker will; return the number of quads without those of the merge."""
    made = json.loads((quads.with_name(STORE) / _MADE).read_bytes())
    store, _ = open_store(quads)
    merge = store.quads_for_pattern(None, None, None, DefaultGraph())
    if made["quads"] and next(merge, None) is None:
        raise ReleaseError(f"{quads.with_name(STORE)} opens as an empty store.", remedy="Remove it.")
    return int(made["quads"])


def _files(folder: Path, sha256: Callable[[Path], str]) -> dict[str, list[int | str]]:
    """Return size and sha256 of the files that hold a store."""
    return {
        path.name: [path.stat().st_size, sha256(path)]
        for path in sorted(folder.iterdir())
        if path.name not in _UNREAD and not path.name.startswith("LOG.old")
    }


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in _pieces(file))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_PIECE), b"")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold off other makers of the same store; the lock is on the folder, so that it may be read-only."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(quads: Path, *made: Path) -> int:
    """Make a store ready, and say its number of quads or what is wrong; or make one as `make` does."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        if made:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Who has started this ends it.
            make(quads, *made)
        else:
            print(ready(quads, lambda text: print(text, file=sys.stderr, flush=True)))
    except (BilatError, OSError, SyntaxError, RuntimeError) as error:
        print(error, end="")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(Path, sys.argv[1:])))
