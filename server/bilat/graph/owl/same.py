"""Things that are the same (owl:sameAs), each group with the first of it for a representative.

At the end every statement is told under every name of a thing. A *crowd*, a group with more names than that
is good for, stays folded: what follows is told of its representative, and of the rest that they are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

#: A group with more names, beside that of the representative, is a crowd: n names give n² pairs.
CROWD = 200


class Representatives:
    """Groups of numbers, merged two at a time; the least number represents its group.

    Args:
        named: numbers that represent before all others, for rules ask for them.
    """

    def __init__(self, named: Container[int] = ()) -> None:
        self._named = named
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

    def _rank(self, number: int) -> tuple[bool, int]:
        return number not in self._named, number

    def merge(self, pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
        """Merge the groups of each pair; return what represents no longer, with what does instead."""
        gone = []
        for one, other in pairs:
            low, high = sorted((self.of(one), self.of(other)), key=self._rank)
            if low != high:
                self._above[high] = low
                gone.append(high)
        return {number: self.of(number) for number in gone}

    def moved(self) -> dict[int, int]:
        """Return everything that does not represent itself, with what does."""
        return {number: self.of(number) for number in sorted(self._above)}

    def names(self) -> Iterator[tuple[int, int]]:
        """Return each representative with each of its group, itself among them; no crowds."""
        for head, members in self._groups().items():
            if len(members) <= CROWD:
                yield from ((head, number) for number in (head, *members))

    def crowds(self) -> dict[int, int]:
        """Return the members of large groups, each with what represents it."""
        return {
            number: head
            for head, members in self._groups().items()
            if len(members) > CROWD
            for number in members
        }

    def _groups(self) -> dict[int, list[int]]:
        """Return what each representative stands for beside itself, sorted."""
        groups: dict[int, list[int]] = defaultdict(list)
        for number, head in self.moved().items():
            groups[head].append(number)
        return dict(sorted(groups.items()))
