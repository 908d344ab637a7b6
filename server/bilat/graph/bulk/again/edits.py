"""Which lines of a large file are not as they were when it was last checked, told beside a copy of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

#: Bytes that are compared at a time; a longer line is no line that is edited.
_PIECE = 1 << 20
#: Lines that have to agree for two files to go on alike,
_AGREEING = 8
#: most lines that come and go in one place, and most places.
_MOST_LINES, _MOST_PLACES = 400, 100


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines that stand in one place of a file instead of others.

    Args:
        line: number of the first of them in the file as it was, from 1.
        removed: what stood there, each with its end.
        added: what stands there now, each with its end.
    """

    line: int
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


def edits(before: Path, after: Path) -> tuple[Edit, ...] | None:
    """Return what is different in a file, in its order; None where that is too much to be told line by line.

    Args:
        before: the file as it was.
        after: as it is.
    """
    with before.open("rb") as old, after.open("rb") as new:
        return _Comparison(old, new).edits()


def moved(line: int, made: Iterable[Edit]) -> int | None:
    """Return the number that a line has now, None for one that is not there any more."""
    shift = 0
    for edit in made:
        if line < edit.line:
            break
        if line < edit.line + len(edit.removed):
            return None
        shift += len(edit.added) - len(edit.removed)
    return line + shift


@dataclass(slots=True)
class _Comparison:
    """Goes through two files side by side.

    Args:
        old: the file as it was.
        new: as it is.
    """

    old: BinaryIO
    new: BinaryIO
    _line: int = 1

    def edits(self) -> tuple[Edit, ...] | None:
        found: list[Edit] = []
        while not self._agree():
            edit = self._edit()
            if edit is None or len(found) == _MOST_PLACES:
                return None
            found.append(edit)
            self._line += len(edit.removed)
        return tuple(found)

    def _agree(self) -> bool:
        """Go on to the next line that is another one; tell whether there is none."""
        while True:
            old, new = _piece(self.old), _piece(self.new)
            if old != new:
                same = old.rfind(b"\n", 0, _common(old, new)) + 1
                self._line += old.count(b"\n", 0, same)
                self._back(len(old) - same, len(new) - same)
                return False
            if not old:
                return True
            self._line += old.count(b"\n")

    def _edit(self) -> Edit | None:
        """Go past lines that differ to where both files go on alike."""
        old, new = _piece(self.old), _piece(self.new)
        if not all(piece.endswith(b"\n") for piece in (old, new) if piece):
            return None
        removed, added = _lines(old), _lines(new)
        for changed in range(1, _MOST_LINES):
            for gone in range(changed + 1):
                come = changed - gone
                if removed[gone : gone + _AGREEING] == added[come : come + _AGREEING]:
                    edit = Edit(self._line, tuple(removed[:gone]), tuple(added[:come]))
                    self._back(len(old) - _size(edit.removed), len(new) - _size(edit.added))
                    return edit
        return None

    def _back(self, old: int, new: int) -> None:
        self.old.seek(-old, 1)
        self.new.seek(-new, 1)


def _piece(file: BinaryIO) -> bytes:
    """Read whole lines, or what there is."""
    piece = file.read(_PIECE)
    rest = len(piece) - (piece.rfind(b"\n") + 1)
    if len(piece) == _PIECE and 0 < rest < _PIECE:
        file.seek(-rest, 1)
        return piece[:-rest]
    return piece


def _common(one: bytes, other: bytes) -> int:
    """Return how many bytes agree at the beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def _lines(piece: bytes) -> list[bytes]:
    """Return the lines of a piece, each with its end; a carriage return ends none."""
    return [line + b"\n" for line in piece.split(b"\n")[:-1]]


def _size(lines: Sequence[bytes]) -> int:
    return sum(map(len, lines))
