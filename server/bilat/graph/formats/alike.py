"""Blank nodes that RDFC-1.0 would take too long to name: alike, and linked to each other.

It names at once what differs from all others, and walks through the rest in every order that links leave
open. A list of a thousand equal numbers keeps it busy for minutes, two orders of ten equal items for ever.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import factorial, prod
from typing import Final

#: Steps that all blank nodes together may take to name; ten million take seconds.
MOST_STEPS: Final = 10_000_000

_Quad = tuple[str, str, str, str]
_Kind = tuple[tuple[str, ...], ...]


def costly(quads: Collection[_Quad]) -> frozenset[str]:
    """Return the blank nodes to leave with the names that they have.

    What is linked stays together, and the cheapest are named first, as far as `MOST_STEPS` go.

    Args:
        quads: each once, terms in N-Quads.
    """
    kinds = _repeated(quads)
    ways: dict[str, Counter[object]] = defaultdict(Counter)
    near: dict[str, set[str]] = defaultdict(set)
    for quad in quads if kinds else ():
        for place, left in enumerate(quad):
            for other, right in enumerate(quad):
                if left != right and left in kinds and right in kinds:
                    ways[left][place, other, quad[1], kinds[right]] += 1
                    near[left].add(right)
    found = sorted((_steps(members, ways), min(members), members) for members in _linked(near))
    left_out: set[str] = set()
    taken = 0
    for steps, _, members in found:
        taken += steps
        if taken > MOST_STEPS:
            left_out |= members
    return frozenset(left_out)


def _repeated(quads: Collection[_Quad]) -> dict[str, int]:
    """Return the kind of each blank node of which as much is said as of another, names aside (4.6)."""
    said: dict[str, list[_Quad]] = defaultdict(list)
    for quad in quads:
        for node in {term for term in quad if term.startswith("_:")}:
            said[node].append(tuple(_masked(term, node) for term in quad))  # type: ignore[arg-type]
    kinds = {node: tuple(sorted(each)) for node, each in said.items()}
    counts = Counter(kinds.values())
    numbers = {kind: number for number, (kind, count) in enumerate(counts.items()) if count > 1}
    return {node: numbers[kind] for node, kind in kinds.items() if kind in numbers}


def _masked(term: str, node: str) -> str:
    return term if not term.startswith("_:") else "_:a" if term == node else "_:z"


def _linked(near: Mapping[str, set[str]]) -> Iterator[frozenset[str]]:
    """Yield what hangs together."""
    left = set(near)
    while left:
        waiting = [left.pop()]
        members = set(waiting)
        while waiting:
            new = near[waiting.pop()] - members
            members |= new
            waiting += new
        left -= members
        yield frozenset(members)


def _steps(members: frozenset[str], ways: Mapping[str, Counter[object]]) -> int:
    """Return about how many steps it takes to name what hangs together: a walk from each for each order."""
    size = len(members)
    if size**3 > MOST_STEPS:
        return MOST_STEPS + 1
    orders = prod(factorial(count) for node in members for count in ways[node].values())
    return size**3 * min(orders, factorial(size))
