"""What an edit changed in a file: the lines between the first and the last byte that differ."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path

#: Bytes that are compared at a time.
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Change:
    """The lines that an edit took away and those that it put in their place.

    Args:
        removed: whole lines of the file before.
        added: whole lines of the file after.
    """

    removed: bytes
    added: bytes


def change_between(before: Path, after: Path) -> Change:
    """Return what has to be done to a file of lines to make another of it."""
    old, new = _mapped(before), _mapped(after)
    start = old.rfind(b"\n", 0, _common(old, new)) + 1
    end = _common_end(old, new, min(len(old), len(new)) - start)
    # What is kept at the end begins after a line break that both have, or where the difference begins.
    for text in (old, new):
        border = len(text) - end
        if border > start and text[border - 1 : border] != b"\n":
            found = text.find(b"\n", border)
            end = len(text) - found - 1 if found >= 0 else 0
    return Change(bytes(old[start : len(old) - end]), bytes(new[start : len(new) - end]))


def _mapped(path: Path) -> mmap.mmap | bytes:
    """Return the bytes of a file; an empty one cannot be mapped."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _common(old: mmap.mmap | bytes, new: mmap.mmap | bytes) -> int:
    """Return how many bytes are the same from the beginning."""
    size, at = min(len(old), len(new)), 0
    while at < size and old[at : at + _BLOCK] == new[at : at + _BLOCK]:
        at += _BLOCK
    if at >= size:
        return size
    return at + _same(old[at : at + _BLOCK], new[at : at + _BLOCK])


def _common_end(old: mmap.mmap | bytes, new: mmap.mmap | bytes, most: int) -> int:
    """Return how many bytes are the same from the end, no more than so many."""
    at = 0
    while at < most:
        step = min(_BLOCK, most - at)
        one, other = (text[len(text) - at - step : len(text) - at] for text in (old, new))
        if one != other:
            return at + _same(one[::-1], other[::-1])
        at += step
    return most


def _same(one: bytes, other: bytes) -> int:
    """Return the length of the common beginning of two short texts."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
