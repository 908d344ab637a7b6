"""Long lists a page at a time: which page an address asks for, and how many there are."""

from __future__ import annotations

from typing import Final

from bilat.web.publication import not_found

#: No list has pages whose number is longer.
_DIGITS: Final = 7


def number_of(text: str) -> int:
    """Return the number of a page, from 1, or 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else 0


def pages_of(total: int, size: int, page: int) -> int:
    """Return how many pages there are; the first is there even if it is empty.

    Args:
        total: entries.
        size: entries on a page.
        page: the one that is wanted.

    Raises:
        RequestError: there is no page of that number.
    """
    pages = max(1, -(-total // size))
    if not 1 <= page <= pages:
        raise not_found("There is no such page.", f"The pages go from 1 to {pages}.")
    return pages
