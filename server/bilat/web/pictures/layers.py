"""Where things stand in a picture of links: three columns, each in the order that crosses least.

The order comes from a few passes in which each thing moves to the middle of those it is linked with
(Sugiyama, Tagawa, Toda 1981), so the same links always give the same picture. Templates draw it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from bilat.web.pictures.letters import fitted
from bilat.web.pictures.links import Link, Node

WIDTH: Final = 1200
#: Left and right edge of what stands in each column, where lines begin.
_EDGES: Final = {1: (290, 290), 2: (430, 770), 3: (910, 910)}
_ROW: Final = 34
_TOP: Final = 30
_PASSES: Final = 12
#: How far a line between two things of one column bulges.
_BULGE: Final = 46
_LONGEST: Final = {1: 36, 2: 41, 3: 36}


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing with its place.

    Args:
        node: the thing.
        text: its name, cut where it is too long.
        number: by which lines know it.
        y: middle of its line of text.
    """

    node: Node
    text: str
    number: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A link with its place.

    Args:
        link: what it says.
        path: path data.
        start: number of the first thing.
        end: number of the second.
    """

    link: Link
    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it.

    Args:
        spots: things, column by column.
        lines: links between them.
        height: of the picture.
    """

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    height: int


def picture_of(nodes: Iterable[Node], links: Sequence[Link]) -> Picture:
    """Return things and links with their places.

    Args:
        nodes: the things.
        links: between these.
    """
    columns = _ordered(_columns(nodes), _neighbours(links))
    height = _TOP * 2 + _ROW * max((len(column) for column in columns.values()), default=0)
    spots: list[Spot] = []
    for number, column in columns.items():
        step = (height - _TOP * 2) / len(column) if column else 0
        for place, node in enumerate(column):
            y = round(_TOP + step * (place + 0.5))
            spots.append(Spot(node, fitted(node.label, _LONGEST[number]), len(spots), y))
    by_iri = {spot.node.iri: spot for spot in spots}
    lines = (_line(link, by_iri[link.start], by_iri[link.end]) for link in links)
    return Picture(tuple(spots), tuple(lines), height)


def _columns(nodes: Iterable[Node]) -> dict[int, list[Node]]:
    columns: dict[int, list[Node]] = {1: [], 2: [], 3: []}
    for node in sorted(nodes, key=lambda node: (node.label.casefold(), node.iri)):
        columns[node.column].append(node)
    return columns


def _neighbours(links: Iterable[Link]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in links:
        found.setdefault(link.start, []).append(link.end)
        found.setdefault(link.end, []).append(link.start)
    return found


def _ordered(columns: dict[int, list[Node]], neighbours: Mapping[str, list[str]]) -> dict[int, list[Node]]:
    """Return the columns in the order that brings linked things near each other."""
    places = {
        node.iri: place / len(column) for column in columns.values() for place, node in enumerate(column)
    }
    for turn in range(_PASSES):
        for number in (2, 3, 1) if turn % 2 else (2, 1, 3):
            column = columns[number]
            wanted = {node.iri: _wanted(node.iri, places, neighbours) for node in column}
            column.sort(key=lambda node: (wanted[node.iri], node.label.casefold(), node.iri))
            places |= {node.iri: place / len(column) for place, node in enumerate(column)}
    return columns


def _wanted(iri: str, places: Mapping[str, float], neighbours: Mapping[str, list[str]]) -> float:
    near = neighbours.get(iri)
    return fmean(places[each] for each in near) if near else places[iri]


def _line(link: Link, start: Spot, end: Spot) -> Line:
    """Return a curve from the one to the other, on the side where nothing stands between them."""
    left, right = sorted((start, end), key=lambda spot: (spot.node.column, spot.y))
    if left.node.column == right.node.column:
        side = 0 if left.node.column == 2 else 1
        x = _EDGES[left.node.column][side if left.node.column != 3 else 0]
        bulge = x + (_BULGE if left.node.column == 1 else -_BULGE)
        path = f"M{x} {left.y}C{bulge} {left.y} {bulge} {right.y} {x} {right.y}"
    else:
        x1, x2 = _EDGES[left.node.column][1], _EDGES[right.node.column][0]
        middle = (x1 + x2) // 2
        path = f"M{x1} {left.y}C{middle} {left.y} {middle} {right.y} {x2} {right.y}"
    return Line(link, path, start.number, end.number)
