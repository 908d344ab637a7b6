"""A picture of classes below each other: outlines in columns, joined by lines, as SVG without a script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bilat.web.overview.schema_cards import SchemaTerm

_ROW: Final = 30
_COLUMN: Final = 312
_COLUMNS: Final = 3
_INDENT: Final = 22
_LETTER: Final = 7.6
_NARROW: Final = frozenset("fijlrt :.,-")
_WIDE: Final = frozenset("mwMW")
#: More would be no picture any more; the list below the picture has them all.
_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Box:
    """A class in the picture.

    Args:
        x: left edge.
        y: top edge.
        width: of the box.
        label: what it is called.
        href: where it is described.
        line: path of the line to what is above it; empty at the top.
    """

    x: int
    y: int
    width: int
    label: str
    href: str
    line: str


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The picture.

    Args:
        width: of the whole.
        height: of the whole.
        boxes: all classes in it.
        left_out: number of classes that had no room.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    left_out: int


def hierarchy(terms: Iterable[SchemaTerm]) -> Hierarchy:
    """Return the picture of all classes among some terms; one with several above it stands below one.

    Classes in a circle are below each other and below no root: they are left out.
    """
    classes = {term.iri: term for term in terms if term.kind == "Classes"}
    below: dict[str, list[SchemaTerm]] = defaultdict(list)
    for term in classes.values():
        above = [parent for parent in term.parents if parent in classes and parent != term.iri]
        below[above[0] if above else ""].append(term)
    trees = [list(_outline(root, below)) for root in below[""]]
    total = sum(map(len, trees))
    boxes: list[Box] = []
    column = row = tallest = 0
    room = -(-min(total, _MOST) // _COLUMNS)
    for tree in trees:
        if len(boxes) + len(tree) > _MOST:
            break
        if row and row + len(tree) > room + 2 and column < _COLUMNS - 1:
            column, row = column + 1, 0
        boxes += _boxes(tree, column, row)
        row += len(tree)
        tallest = max(tallest, row)
    return Hierarchy(_COLUMNS * _COLUMN, tallest * _ROW + 2, tuple(boxes), len(classes) - len(boxes))


def _outline(
    term: SchemaTerm, below: Mapping[str, list[SchemaTerm]], depth: int = 0
) -> Iterator[tuple[int, SchemaTerm]]:
    """Yield a class and all below it with their depth."""
    yield depth, term
    for each in below.get(term.iri, ()):
        yield from _outline(each, below, depth + 1)


def _boxes(tree: list[tuple[int, SchemaTerm]], column: int, row: int) -> list[Box]:
    boxes: list[Box] = []
    last_at: dict[int, int] = {}
    for place, (depth, term) in enumerate(tree):
        x, y = column * _COLUMN + depth * _INDENT + 1, (row + place) * _ROW + 2
        line = ""
        if depth:
            stem = x - _INDENT + 9
            line = f"M{stem} {last_at[depth - 1] + 24}V{y + 12}H{x}"
        last_at[depth] = y
        width = min(_width(term.label) + 24, _COLUMN - depth * _INDENT - 12)
        boxes.append(Box(x, y, width, term.label, f"#{term.anchor}", line))
    return boxes


def _width(text: str) -> int:
    """Return how wide a text is in the type of the pages, about."""
    return int(sum(_LETTER * (0.62 if c in _NARROW else 1.55 if c in _WIDE else 1) for c in text))
