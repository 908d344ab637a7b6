"""Texts with the words marked that were looked for, whole or cut to where these stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bilat.graph.index.text import fold

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 180


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text.

    Args:
        text: as it stands.
        marked: whether it was looked for.
    """

    text: str
    marked: bool = False


def highlight(text: str, looked: Iterable[str]) -> tuple[Part, ...]:
    """Return a text in parts; words are marked that begin with one of the folded ones."""
    beginnings = tuple(looked)
    parts, end = [], 0
    for start, stop in _found(text, beginnings):
        if start > end:
            parts.append(Part(text[end:start]))
        parts.append(Part(text[start:stop], marked=True))
        end = stop
    if end < len(text):
        parts.append(Part(text[end:]))
    return tuple(parts)


def excerpt(text: str, looked: Iterable[str]) -> tuple[Part, ...]:
    """Return so much of a text as has room, around the first word that was looked for."""
    beginnings = tuple(looked)
    if len(text) <= _LONGEST:
        return highlight(text, beginnings)
    first = next((start for start, _ in _found(text, beginnings)), 0)
    begin = 0 if first < _LONGEST * 2 // 3 else text.rfind(" ", 0, first - _LONGEST // 3) + 1
    end = text.rfind(" ", begin, begin + _LONGEST)
    if len(text) - begin <= _LONGEST or end <= begin:
        end = min(len(text), begin + _LONGEST)
    shown = ("\u2026 " if begin else "") + text[begin:end] + (" \u2026" if end < len(text) else "")
    return highlight(shown, beginnings)


def _found(text: str, beginnings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where the words stand."""
    if beginnings:
        for match in _WORD.finditer(text):
            if fold(match[0]).startswith(beginnings):
                yield match.span()
