"""Names that are nearly others: one letter more, less or another, or two in the other order.

Letters count in any case. Names that differ by a digit are those of a series, and short ones are codes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

#: Fewest letters of a name that is looked at.
_SHORTEST = 5
#: Most names that are looked at: where more are unknown, the known ones are the exception.
_MOST = 1_000
_NO_DIGITS = re.compile(r"\D+")


def slips(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return for each name that is nearly a known one that one, the first in the alphabet of several.

    Args:
        names: names that are not known.
        known: names that are.
    """
    long = [name for name in names if len(name) >= _SHORTEST]
    if not long or len(long) > _MOST:
        return {}
    variants: defaultdict[str, list[str]] = defaultdict(list)
    for name in long:
        for variant in _variants(name):
            variants[variant].append(name)
    found: dict[str, str] = {}
    for other in sorted(known):
        if len(other) >= _SHORTEST:
            for variant in _variants(other):
                for name in variants.get(variant, ()):
                    if _NO_DIGITS.sub(" ", name) == _NO_DIGITS.sub(" ", other):
                        found.setdefault(name, other)
    return found


def _variants(name: str) -> Iterator[str]:
    """Yield a name and what is left of it without each of its letters."""
    name = name.casefold()
    yield name
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :]
