"""Things that are the same (owl:sameAs), each group with the first of it for a representative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Representatives:
    """Groups of numbers, merged two at a time; the least number represents its group."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Return the representative of a number, which is itself unless it was merged."""
        path = []
        while number in self._above:
            path.append(number)
            number = self._above[number]
        for passed in path:
            self._above[passed] = number
        return number

    def merge(self, pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
        """Merge the groups of each pair; return what represents no longer, with what does instead."""
        gone = []
        for one, other in pairs:
            low, high = sorted((self.of(one), self.of(other)))
            if low != high:
                self._above[high] = low
                gone.append(high)
        return {number: self.of(number) for number in gone}

    def moved(self) -> dict[int, int]:
        """Return everything that does not represent itself, with what does."""
        return {number: self.of(number) for number in sorted(self._above)}

    def names(self) -> Iterator[tuple[int, int]]:
        """Return each representative with each of its group, itself among them."""
        moved = self.moved()
        yield from ((head, head) for head in sorted(set(moved.values())))
        yield from ((head, number) for number, head in moved.items())
