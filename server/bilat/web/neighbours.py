"""A small picture of what a thing is linked with: at most eight neighbours in fixed places, no physics.

The line tells the layer: solid for stated, dashed for reference and ours, dotted for inferred. A table beside
it says the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from bilat.vocab import BASE
from bilat.web.marks import Mark
from bilat.web.statements import Section

_MOST: Final = 8
#: Middle of each neighbour; the thing stands at 360, 170.
_PLACES: Final = (
    (112, 30),
    (608, 310),
    (608, 30),
    (112, 310),
    (360, 30),
    (360, 310),
    (82, 170),
    (638, 170),
)
_LETTER: Final = 7.8
_CAPITAL: Final = 3.2
_LONGEST: Final = 24
#: A box beside the thing has less room.
_SIDE: Final = 16
_MIDDLE: Final = (360, 170)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A thing that this one is linked with.

    Args:
        iri: its name.
        label: what it is called.
        short: as much of that as has room in the picture.
        link: how it is linked.
        layer: CSS class of the line: empty for stated, ``ref`` or ``inf``.
        marks: where that is said.
        x: middle of its box.
        y: middle of its box.
        width: of its box.
    """

    iri: str
    label: str
    short: str
    link: str
    layer: str
    marks: tuple[Mark, ...]
    x: int
    y: int
    width: int

    @property
    def word_x(self) -> int:
        """Return where the word on the line stands."""
        return round(_MIDDLE[0] + 0.56 * (self.x - _MIDDLE[0]))

    @property
    def word_y(self) -> int:
        """Return the height of the word on the line."""
        beside = self.y == _MIDDLE[1]
        return 140 if beside else round(_MIDDLE[1] + 0.56 * (self.y - _MIDDLE[1]) + 4)


def neighbours(sections: Iterable[Section], base: str) -> tuple[Neighbour, ...]:
    """Return the first neighbours that lines lead to, stated ones first."""
    space = f"{base}id/" if base == BASE else base
    found: dict[str, tuple[str, str, tuple[Mark, ...]]] = {}
    # The first of each line, then the second of each, so that no line crowds out the others.
    rows = [[(row.label, value) for value in row.values] for section in sections for row in section.rows]
    for label, value in (each for turn in zip_longest(*rows) for each in turn if each):
        piece = next((each for each in value.pieces if each.iri), None)
        if piece and not value.blank and piece.iri.startswith(space):
            found.setdefault(piece.iri, (piece.text, label, value.marks))
    ordered = sorted(found.items(), key=lambda it: _layer(it[1][2]) != "")[:_MOST]
    return tuple(
        Neighbour(
            iri=iri,
            label=label,
            short=_short(label, y),
            link=link[:1].lower() + link[1:],
            layer=_layer(marks),
            marks=marks,
            x=x,
            y=y,
            width=box(_short(label, y)),
        )
        for (iri, (label, link, marks)), (x, y) in zip(ordered, _PLACES, strict=False)
    )


def box(label: str) -> int:
    """Return the width of a box with a label."""
    wide = sum(1 for char in label if char.isupper())
    return round(len(label) * _LETTER + wide * _CAPITAL) + 20


def _short(label: str, y: int) -> str:
    most = _SIDE if y == _MIDDLE[1] else _LONGEST
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}\u2026"


def _layer(marks: tuple[Mark, ...]) -> str:
    kinds = {mark.kind for mark in marks}
    return "" if "" in kinds or not kinds else "ref" if "ref" in kinds else "inf"
