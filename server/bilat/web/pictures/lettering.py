"""Names beside the dots of a map, each where it covers least: to the right, the left, above or below.

Widths are estimated from the number of letters, since no typeface is at hand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bilat.web.pictures.letters import columns

#: Of a letter, in units of the map, at the size in which the style sheet sets names.
_LETTER: Final = 8.0
_HIGH: Final = 17
_DOT: Final = 9
#: Anchor, and how far from the dot the text begins; the first that covers nothing is taken.
_PLACES: Final = (
    ("start", 14, 5),
    ("end", -14, 5),
    ("middle", 0, -13),
    ("middle", 0, 23),
    ("start", 10, -9),
    ("end", -10, -9),
    ("start", 10, 19),
    ("end", -10, 19),
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rectangle that is in use.

    Args:
        left: its edge.
        top: its edge.
        right: its edge.
        bottom: its edge.
    """

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float) -> Obstacle:
        """Return the space of a dot."""
        return cls(x - _DOT, y - _DOT, x + _DOT, y + _DOT)

    def covered(self, other: Obstacle) -> float:
        """Return the area that two have in common."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands.

    Args:
        x: of its anchor.
        y: of its base line.
        anchor: ``start``, ``middle`` or ``end``.
    """

    x: int
    y: int
    anchor: str


def lettered(
    words: Iterable[tuple[int, int, str]], obstacles: Sequence[Obstacle], width: int, height: int
) -> Iterator[Label]:
    """Yield a place for each name, in the order in which they come.

    Args:
        words: x and y of each dot, and its name.
        obstacles: what must stay visible.
        width: of the map.
        height: of the map.
    """
    taken = list(obstacles)
    for x, y, text in words:
        choices = [(_label(x, y, each), _space(x, y, text, each)) for each in _PLACES]
        label, space = min(choices, key=lambda choice: _cost(choice[1], taken, width, height))
        taken.append(space)
        yield label


def _label(x: int, y: int, place: tuple[str, int, int]) -> Label:
    anchor, right, down = place
    return Label(x + right, y + down, anchor)


def _space(x: int, y: int, text: str, place: tuple[str, int, int]) -> Obstacle:
    anchor, right, down = place
    wide = _LETTER * columns(text)
    left = x + right - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    bottom = y + down + 4
    return Obstacle(left, bottom - _HIGH, left + wide, bottom)


def _cost(space: Obstacle, taken: Iterable[Obstacle], width: int, height: int) -> float:
    """Return how much a name covers or leaves out of the map; the first of equals is taken."""
    outside = max(-space.left, 0) + max(-space.top, 0)
    outside += max(space.right - width, 0) + max(space.bottom - height, 0)
    return outside * _HIGH * 10 + sum(space.covered(each) for each in taken)
