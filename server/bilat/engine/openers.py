"""A store on disk with all of its tables open: a worker may open no file later.

RocksDB opens sixteen tables by itself, others when they are first read. So each is read from; where in the
file of quads those are whose reading opens another table is remembered by who makes the store.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from pyoxigraph import DefaultGraph, RdfFormat, Store, parse

from bilat.errors import ReleaseError

#: Files that a process holds beside the tables.
_OTHER_FILES: Final = 64
#: Quads that are looked up so that all tables are opened, at most.
_LOOKED_AT: Final = 2_000
_GOLDEN: Final = 0.6180339887498949


def find_openers(tables: Path, quads: Path) -> list[int]:
    """Return where in the file of quads those are whose reading opens all tables of its store."""
    return opened(tables, quads, ())[2]


def opened(tables: Path, quads: Path, openers: tuple[int, ...]) -> tuple[Store, int, list[int]]:
    """Return a store, how many of its tables are not open, and where the quads are that opened others.

    Args:
        tables: folder of the tables.
        quads: what the store was made from.
        openers: where to look first; with the right ones there is no need to look anywhere else.

    Raises:
        ReleaseError: the process may not hold so many files.
    """
    files = {path.resolve() for path in tables.glob("*.sst")}
    if len(files) + _OTHER_FILES > resource.getrlimit(resource.RLIMIT_NOFILE)[0]:
        raise ReleaseError(
            f"{tables} has more tables than a process may open.",
            remedy="Raise the limit of open files.",
        )
    store = Store.read_only(str(tables))
    with quads.open("rb") as file:
        for place in openers:
            _read_about(store, file, place)
        left, found = len(files - _open_files()), list[int]()
        places = _spread(file, _LOOKED_AT)
        while left and (place := next(places, -1)) >= 0:
            _read_about(store, file, place)
            if (still := len(files - _open_files())) < left:
                left = still
                found.append(place)
    return store, left, found


def _spread(file: BinaryIO, count: int) -> Iterator[int]:
    """Yield the beginnings of lines from all over a file, in an order that is soon everywhere."""
    size = file.seek(0, os.SEEK_END)
    for number in range(count):
        file.seek(int(size * (number * _GOLDEN % 1)))
        file.readline()
        if (place := file.tell()) < size:
            yield place


def _read_about(store: Store, file: BinaryIO, place: int) -> None:
    """Read a row by each of the orders that a store keeps: three for each of all, one and no graph."""
    file.seek(place)
    next(store.named_graphs(), None)
    for s, p, o, graph in parse(file.readline(), format=RdfFormat.N_QUADS):
        for g in (None, graph, DefaultGraph()):
            next(store.quads_for_pattern(s, p, None, g), None)
            next(store.quads_for_pattern(s, None, o, g), None)
            next(store.quads_for_pattern(None, p, o, g), None)


def _open_files() -> set[Path]:
    """Return the files that this process holds open."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # The one that the folder was listed with.
            found.add(descriptor.readlink())
    return found
