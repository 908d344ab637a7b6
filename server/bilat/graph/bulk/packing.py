"""Digests and packed copies of large files: each file is read once, by threads outside of Python."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import zstandard

from bilat.digests import sha256_of
from bilat.graph.releases.publish import Written
from bilat.graph.releases.release import CODINGS

#: Quickly, for there is much of it; RDF repeats itself so much that slower levels gain a fifth at most.
_ZSTD_LEVEL: Final = 3
_GZIP_LEVEL: Final = 1
#: The window of gzip with its header and end (RFC 1952).
_GZIP_WINDOW: Final = 31
_PIECE: Final = 1 << 22


def packed(path: Path) -> tuple[Written, ...]:
    """Pack a file beside itself in each coding; return it and its copies.

    Raises:
        OSError: there is no room.
    """
    size = path.stat().st_size
    zstd = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_content_size=True).compressobj(size=size)
    gzip = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    digest = hashlib.sha256()
    copies = [path.with_name(path.name + CODINGS[coding]) for coding in ("zstd", "gzip")]
    work: tuple[Callable[[bytes], object], ...]
    with path.open("rb") as source, copies[0].open("wb") as first, copies[1].open("wb") as second:
        work = (
            digest.update,
            lambda piece: first.write(zstd.compress(piece)),
            lambda piece: second.write(gzip.compress(piece)),
        )
        with ThreadPoolExecutor(len(work)) as pool:
            while piece := source.read(_PIECE):
                list(pool.map(lambda step, piece=piece: step(piece), work))
        first.write(zstd.flush())
        second.write(gzip.flush())
    return (
        Written(path=path, sha256=digest.hexdigest()),
        *(Written(path=copy, sha256=sha256_of(copy)) for copy in copies),
    )
