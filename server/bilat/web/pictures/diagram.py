"""A picture of some statements: boxes in columns from left to right, joined by lines with their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bilat.web.pictures.letters import fitted

_ROW: Final = 54
_BOX: Final = 34
_WIDE: Final = 232
_GAP: Final = 132
_LONGEST: Final = 29
#: More boxes than these make a picture that nobody reads.
_MOST: Final = 16


@dataclass(frozen=True, slots=True)
class Node:
    """A thing or value in the picture.

    Args:
        x: left edge.
        y: top edge.
        width: of the box.
        label: what it is called, cut if long.
        href: where it is, or None.
        first: whether everything begins there.
    """

    x: int
    y: int
    width: int
    label: str
    href: str | None
    first: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes.

    Args:
        path: of the line.
        x: of its words.
        y: of its words.
        label: its words.
    """

    path: str
    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """The picture.

    Args:
        width: of the whole.
        height: of the whole.
        nodes: boxes.
        edges: lines.
    """

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def diagram(links: Iterable[tuple[str, str, str]], names: dict[str, tuple[str, str | None]]) -> Diagram:
    """Return the picture of some links.

    Args:
        links: from, words, to; the first begins at the left, and a box stands right of what leads to it.
        names: label and address of each end.
    """
    kept: list[tuple[str, str, str]] = []
    column: dict[str, int] = {}
    for source, words, target in links:
        if len({*column, source, target}) <= _MOST:
            column.setdefault(source, 0)
            column.setdefault(target, column[source] + 1)
            kept.append((source, words, target))
    rows = _rows(kept, column)
    nodes = {
        name: Node(
            x=column[name] * (_WIDE + _GAP) + 1,
            y=int(rows[name] * _ROW) + 1,
            width=_WIDE,
            label=fitted(names[name][0], _LONGEST),
            href=names[name][1],
            first=not index,
        )
        for index, name in enumerate(column)
    }
    return Diagram(
        width=(max(column.values(), default=0) + 1) * (_WIDE + _GAP) - _GAP + 2,
        height=int(max(rows.values(), default=0) * _ROW) + _BOX + 2,
        nodes=tuple(nodes.values()),
        edges=tuple(_edge(nodes[source], words, nodes[target]) for source, words, target in kept),
    )


def _rows(links: Iterable[tuple[str, str, str]], column: dict[str, int]) -> dict[str, float]:
    """Return the row of each box: leaves below each other, others in the middle of what they lead to."""
    below: dict[str, list[str]] = defaultdict(list)
    placed: set[str] = set()
    for source, _, target in links:
        if column[target] == column[source] + 1 and target not in placed:
            placed.add(target)
            below[source].append(target)
    rows: dict[str, float] = {}
    free = 0.0

    def place(name: str) -> float:
        nonlocal free
        found = [place(each) for each in below[name]]
        if not found:
            found, free = [free], free + 1
        rows[name] = (found[0] + found[-1]) / 2
        return rows[name]

    for name in [name for name in column if name not in placed]:
        place(name)
    return rows


def _edge(source: Node, words: str, target: Node) -> Edge:
    start, end = source.x + source.width, target.x
    top, bottom = source.y + _BOX // 2, target.y + _BOX // 2
    bend = start + 18
    return Edge(f"M{start} {top}H{bend}V{bottom}H{end}", (bend + end) // 2, bottom - 9, words)
