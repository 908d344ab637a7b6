"""How much room letters take in pictures, where no typeface is at hand, and texts that fit into it.

Room is counted in letters of Latin script: those of East Asia and most pictographs take two, marks that stand
over or under another none.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final
from unicodedata import category, east_asian_width

from bilat.web.wording import shortened

#: A line ends between words, and beside any letter of East Asia, which writes no spaces.
_UNIT: Final = re.compile(
    r"\s*(?:[\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\ua4cf]+)"
)
_MARKS: Final = frozenset({"Mn", "Me", "Cf"})


def columns(text: str) -> int:
    """Return how much room a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fitted(text: str, most: int) -> str:
    """Return as many whole words of a text as have room, with an ellipsis where that is not all of it."""
    if columns(text) <= most:
        return text
    # Where letters take two, or none, another number of them has the room.
    return shortened(text, sum(room <= most for room in accumulate(map(_columns, text))))


def in_two(text: str, most: int) -> tuple[str, ...]:
    """Return a text in one line or two, as much of it as has room."""
    text = " ".join(text.split())
    first = ""
    for unit in _UNIT.findall(text):
        if first and columns(first + unit) > most:
            break
        first += unit
    if columns(first) > most:  # A word that is longer than a line.
        first = first[: sum(room <= most for room in accumulate(map(_columns, first)))]
    rest = text[len(first) :].strip()
    return (first, fitted(rest, most)) if rest else (first,)


def _columns(letter: str) -> int:
    if letter.isascii():
        return 1
    return 0 if category(letter) in _MARKS else 2 if east_asian_width(letter) in "WF" else 1
