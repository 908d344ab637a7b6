"""A small picture of what a thing is linked with: at most eight neighbours in fixed places, no physics.

The line tells the layer: solid for stated, dashed for reference and ours, dotted for inferred. A table beside
it says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from bilat.vocab import BASE
from bilat.web.marks import Mark
from bilat.web.pictures.letters import columns, in_two
from bilat.web.things.sheet import Section

_MOST: Final = 8
#: The thing stands in the middle.
_MIDDLE: Final = (360, 170)
#: Middle of each neighbour; two alone stand to the left and to the right.
_PLACES: Final = (
    (112, 30),
    (608, 310),
    (608, 30),
    (112, 310),
    (360, 30),
    (360, 310),
    (92, 170),
    (628, 170),
)
_PAIR: Final = _PLACES[-2:]
_LETTER: Final = 7.8
_CAPITAL: Final = 3.2
#: What letters of Greek and Cyrillic take beyond others, which come in a face of the system.
_BROAD: Final = re.compile(r"[\u0370-\u052f]")
_BROADER: Final = 1.4
#: Letters in a line of a box, of which there are two.
_LINE: Final = 24
#: A box beside the thing has less room.
_SIDE: Final = 18
#: What a box has around its words, and how high it is with one and with two lines of them.
_AROUND: Final = 20
_HIGH: Final = {1: 38, 2: 46}


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its words.

    Args:
        x: left edge.
        y: top edge.
        width: of the box.
        height: of the box.
        lines: base line and text of each line of words.
    """

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A thing that this one is linked with.

    Args:
        iri: its name.
        label: what it is called.
        lines: as much of that as has room in the picture.
        link: how it is linked.
        layer: CSS class of the line: empty for stated, ``ref`` or ``inf``.
        marks: where that is said.
        x: middle of its box.
        y: middle of its box.
    """

    iri: str
    label: str
    lines: tuple[str, ...]
    link: str
    layer: str
    marks: tuple[Mark, ...]
    x: int
    y: int

    @property
    def box(self) -> Box:
        """Return where it stands."""
        return box(self.lines, self.x, self.y)

    @property
    def word_x(self) -> int:
        """Return where the word on the line stands."""
        return round(_MIDDLE[0] + 0.56 * (self.x - _MIDDLE[0]))

    @property
    def word_y(self) -> int:
        """Return the height of the word on the line."""
        beside = self.y == _MIDDLE[1]
        return 140 if beside else round(_MIDDLE[1] + 0.56 * (self.y - _MIDDLE[1]) + 4)


def neighbours(own: str, sections: Iterable[Section], base: str) -> tuple[Neighbour, ...]:
    """Return the first neighbours of a thing that its lines lead to, stated ones first."""
    space = f"{base}id/" if base == BASE else base
    found: dict[str, tuple[str, str, tuple[Mark, ...]]] = {}
    # The first of each line, then the second of each, so that no line crowds out the others.
    rows = [[(row.label, value) for value in row.values] for section in sections for row in section.rows]
    for label, value in (each for turn in zip_longest(*rows) for each in turn if each):
        piece = next((each for each in value.pieces if each.iri not in ("", own)), None)
        if piece and not value.blank and piece.iri.startswith(space):
            found.setdefault(piece.iri, (piece.text, label, value.marks))
    ordered = sorted(found.items(), key=lambda it: _layer(it[1][2]) != "")[:_MOST]
    places = _PAIR if len(ordered) == len(_PAIR) else _PLACES
    return tuple(
        Neighbour(
            iri=iri,
            label=label,
            lines=in_two(label, _SIDE if y == _MIDDLE[1] else _LINE),
            link=link[:1].lower() + link[1:],
            layer=_layer(marks),
            marks=marks,
            x=x,
            y=y,
        )
        for (iri, (label, link, marks)), (x, y) in zip(ordered, places, strict=False)
    )


def middle(label: str) -> Box:
    """Return the box of the thing itself."""
    return box(in_two(label, _LINE), *_MIDDLE)


def box(lines: tuple[str, ...], x: int, y: int) -> Box:
    """Return the box around the middle of some lines."""
    width = max(map(_width, lines)) + _AROUND
    # A line of many capitals is wider than the place beside the edge of the picture.
    width = min(width, 2 * min(x, 2 * _MIDDLE[0] - x) - 2)
    height = _HIGH[len(lines)]
    first = y + 5 if len(lines) == 1 else y - 4
    words = tuple((first + 18 * number, line) for number, line in enumerate(lines))
    return Box(x - width // 2, y - height // 2, width, height, words)


def _width(line: str) -> int:
    wide = sum(letter.isupper() for letter in line) * _CAPITAL + len(_BROAD.findall(line)) * _BROADER
    return round(columns(line) * _LETTER + wide)


def _layer(marks: tuple[Mark, ...]) -> str:
    kinds = {mark.kind for mark in marks}
    return "" if "" in kinds or not kinds else "ref" if "ref" in kinds else "inf"
