"""Words like one that no name has: found by letters three by three, compared letter by letter.

The distance counts letters that are added, left out, changed or swapped with their neighbour (optimal string
alignment). A word of up to seven letters may be one off, a longer one two: tawain is not again. Of the first
letter of a short one people are sure: kong is not long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

Rows = Callable[..., list[tuple[Any, ...]]]
_COMPARED: Final = 100
#: Words that are compared with, the most used of all; slips are made in words that are known.
_KNOWN: Final = 50_000
_LIKE: Final = (
    "SELECT word.text, word.uses FROM word_part JOIN word ON word.id = word_part.rowid "
    "WHERE word_part MATCH ? AND word_part.rowid <= ? ORDER BY rank, word.id LIMIT ?"
)
_SHORT: Final = 7
_SURE: Final = 4
_GIVEN: Final = 3
_BEGINNING: Final = 3


def mended(word: str, rows: Rows) -> tuple[str, ...]:
    """Return the words that may be meant, the likeliest first, all equally near; a number means itself."""
    if word.isdigit():
        return ()
    allowed = 1 if len(word) <= _SHORT else 2
    near = [
        (distance(word, text, allowed), -uses, text)
        for text, uses in _like(word, rows)
        if len(word) > _SURE
        or word[0] in text[:2]  # The second where two letters are swapped or one is left out.
    ]
    least = min((away for away, _, _ in near), default=allowed + 1)
    if least > allowed:
        return ()
    return tuple(text for away, _, text in sorted(near) if away == least)[:_GIVEN]


def alike(word: str, rows: Rows) -> tuple[str, ...]:
    """Return words that begin and go on like one, for advice where nothing is near."""
    bound = max(2, len(word) // 2)
    near = [
        (distance(word, text, bound), -uses, text)
        for text, uses in _like(word, rows)
        if text[:_BEGINNING] == word[:_BEGINNING]
    ]
    return tuple(text for away, _, text in sorted(near) if away <= bound)[:_GIVEN]


def distance(one: str, other: str, bound: int) -> int:
    """Return how many letters two words are apart, or more than the bound when that is certain."""
    if abs(len(one) - len(other)) > bound:
        return bound + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for column, another in enumerate(other, 1):
            cost = min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != another))
            swapped = place > 1 and column > 1 and one[place - 2] == another and letter == other[column - 2]
            row.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before = above
        if min(row) > bound:
            return bound + 1
    return row[-1]


def _like(word: str, rows: Rows) -> list[tuple[str, int]]:
    """Return words that share three letters in a row with one, ends counted as letters."""
    edged = f"^{word}$"
    groups = dict.fromkeys(edged[start : start + 3] for start in range(len(edged) - 2))
    match = " OR ".join(f'"{group}"' for group in groups)
    return [(text, uses) for text, uses in rows(_LIKE, match, _KNOWN, _COMPARED)] if match else []
