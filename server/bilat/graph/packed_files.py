"""Files as they are or packed with gzip or zstd: their endings, and what is in them."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

from bilat.project import PACKINGS


def opened(path: Path) -> BinaryIO:
    """Return a file opened for reading, unpacked as it is read.

    Reading raises OSError or EOFError where the file is not what its ending says, or cut.
    """
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path))
    if path.suffix.lower() == ".zst":
        return cast(BinaryIO, io.BufferedReader(_zstd(path), 1 << 20))
    return path.open("rb")


def is_packed(path: Path) -> bool:
    """Tell whether the ending of a file says that it is packed."""
    return path.suffix.lower() in PACKINGS


def _zstd(path: Path) -> io.RawIOBase:
    import zstandard  # few projects need it, and reading is on the way to every command

    file = path.open("rb")
    reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=True)
    return cast(io.RawIOBase, reader)
