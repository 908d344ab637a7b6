"""A picture of classes below each other: outlines in columns, joined by lines, as SVG without a script."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bilat.web.vocabulary.schema_cards import SchemaTerm

_ROW: Final = 30
_COLUMN: Final = 312
_COLUMNS: Final = 3
_INDENT: Final = 22
_LETTER: Final = 7.6
_NARROW: Final = frozenset("fijlrt :.,-()I")
_WIDE: Final = frozenset("mwMW")
#: From here on letters are squares, those of East Asia.
_FULL_WIDTH: Final = "\u2e80"
#: What a box has beside its text.
_AROUND: Final = 24
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


def hierarchy(
    terms: Iterable[SchemaTerm], address: Callable[[SchemaTerm], str] = lambda term: f"#{term.anchor}"
) -> Hierarchy:
    """Return the picture of the classes among some terms; one with several above it stands below one.

    Of very many those are left out that stand deepest; and classes in a circle, which are below no root.

    Args:
        terms: classes, and whatever else.
        address: where a class is described.
    """
    classes = {term.iri: term for term in terms if term.kind == "Classes"}
    below: dict[str, list[SchemaTerm]] = defaultdict(list)
    for term in classes.values():
        above = [parent for parent in term.parents if parent in classes and parent != term.iri]
        below[above[0] if above else ""].append(term)
    trees = _shallow([list(_outline(root, below)) for root in below[""]])
    total = sum(map(len, trees))
    boxes: list[Box] = []
    column = row = tallest = 0
    room = -(-min(total, _MOST) // _COLUMNS)
    for tree in trees:
        if len(boxes) + len(tree) > _MOST:
            break
        if row and row + len(tree) > room + 2 and column < _COLUMNS - 1:
            column, row = column + 1, 0
        boxes += _boxes(tree, column, row, address)
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


def _shallow(trees: list[list[tuple[int, SchemaTerm]]]) -> list[list[tuple[int, SchemaTerm]]]:
    """Return trees as far down as all of them together have room, their roots at least."""
    sizes = Counter(depth for tree in trees for depth, _ in tree)
    deepest = max((depth for depth in sizes if sum(sizes[d] for d in range(depth + 1)) <= _MOST), default=0)
    return [[each for each in tree if each[0] <= deepest] for tree in trees]


def _boxes(
    tree: list[tuple[int, SchemaTerm]], column: int, row: int, address: Callable[[SchemaTerm], str]
) -> list[Box]:
    boxes: list[Box] = []
    last_at: dict[int, int] = {}
    for place, (depth, term) in enumerate(tree):
        x, y = column * _COLUMN + depth * _INDENT + 1, (row + place) * _ROW + 2
        line = ""
        if depth:
            stem = x - _INDENT + 9
            line = f"M{stem} {last_at[depth - 1] + 24}V{y + 12}H{x}"
        last_at[depth] = y
        label = _fitted(term.label, _COLUMN - depth * _INDENT - 12 - _AROUND)
        boxes.append(Box(x, y, _width(label) + _AROUND, label, address(term), line))
    return boxes


def _fitted(text: str, room: int) -> str:
    """Return as much of a text as has room; the list below the picture has all of it."""
    if _width(text) <= room:
        return text
    return f"{next(text[:end] for end in range(len(text), -1, -1) if _width(text[:end] + '…') <= room)}…"


def _width(text: str) -> int:
    """Return how wide a text is in the type of the pages, about."""
    return int(sum(_LETTER * _share(letter) for letter in text))


def _share(letter: str) -> float:
    """Return the width of a letter, of that of a usual one."""
    if letter in _NARROW:
        return 0.62
    if letter in _WIDE:
        return 1.65
    return 1.85 if letter >= _FULL_WIDTH else 1.25 if letter.isupper() else 1.0
