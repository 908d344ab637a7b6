"""Files as they are or packed with gzip or zstd: their endings, and what is in them."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import zstandard

from bilat.project import PACKINGS

_PIECE: Final = 1 << 20
#: Packed with zstd, it may hold thirty thousand times as much, and what it holds is made at once.
_PACKED_PIECE: Final = 1 << 12


def opened(path: Path) -> BinaryIO:
    """Return a file opened for reading, unpacked as it is read.

    Reading raises OSError or EOFError where the file is not what its ending says, or cut.
    """
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path))
    if path.suffix.lower() == ".zst":
        return io.BufferedReader(_Unpacking(path), _PIECE)
    return path.open("rb")


def is_packed(path: Path) -> bool:
    """Tell whether the ending of a file says that it is packed."""
    return path.suffix.lower() in PACKINGS


class _Unpacking(io.RawIOBase):
    """Reads a file packed with zstd, frame by frame; zstandard's own reader takes a cut file for a whole one.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._unpacker = zstandard.ZstdDecompressor().decompressobj()
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; return how much there was."""
        while not self._ready:
            rest = self._unpacker.unused_data if self._unpacker.eof else b""
            piece = rest or self._file.read(_PACKED_PIECE)
            if self._unpacker.eof and piece:
                self._unpacker = zstandard.ZstdDecompressor().decompressobj()
            if not piece:
                if not self._unpacker.eof:
                    raise EOFError("The file is cut.")
                return 0
            self._ready = memoryview(self._unpacker.decompress(piece))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
