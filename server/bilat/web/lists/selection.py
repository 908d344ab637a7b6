"""What is chosen from a list: values by facet, a range where a facet has one, order, page; its address.

    topic=5g&partner=japan&partner=china&year-from=2014&year-to=2016&year-undated=yes&order=date&page=2

Values of one facet are alternatives, facets narrow together. A range keeps what has no value only if it
says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from bilat.errors import RequestError

ORDERS: Final = {
    "name": "by name",
    "date": "by date, undated last",
    "kind": "by kind",
    "sources": "by number of passages",
}
#: More of these than a person or a link would name.
_MOST_VALUES: Final = 200
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Range:
    """A range of whole numbers.

    Args:
        least: or None where it is open.
        most: or None where it is open.
        without: whether things without a value are kept.
    """

    least: int | None = None
    most: int | None = None
    without: bool = False

    def __bool__(self) -> bool:
        """Return whether it narrows anything."""
        return self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is chosen.

    Args:
        values: names of values by name of the facet.
        ranges: by name of the facet.
        order: a key of `ORDERS`.
        page: counted from 1.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    order: str = "name"
    page: int = 1

    def __bool__(self) -> bool:
        """Return whether it narrows anything."""
        return bool(self.values) or any(self.ranges.values())

    @property
    def query(self) -> str:
        """Return it as the query of an address, in one form for each selection."""
        return urlencode(list(self._pairs()))

    def without(self, facet: str, value: str | None = None) -> Selection:
        """Return it without a value of a facet, or without the facet; from the first page."""
        left = tuple(each for each in self.values.get(facet, ()) if value is not None and each != value)
        values = {name: chosen for name, chosen in self.values.items() if name != facet}
        ranges = {name: chosen for name, chosen in self.ranges.items() if name != facet}
        return replace(self, values={**values, **({facet: left} if left else {})}, ranges=ranges, page=1)

    def at(self, page: int) -> Selection:
        """Return the same at another page."""
        return replace(self, page=page)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for facet, values in sorted(self.values.items()):
            yield from ((facet, value) for value in sorted(values))
        for facet, chosen in sorted(self.ranges.items()):
            if chosen.least is not None:
                yield f"{facet}-from", str(chosen.least)
            if chosen.most is not None:
                yield f"{facet}-to", str(chosen.most)
            if chosen and chosen.without:
                yield f"{facet}-undated", "yes"
        if self.order != "name":
            yield "order", self.order
        if self.page > 1:
            yield "page", str(self.page)


def selection_of(asked: Mapping[str, Sequence[str]], facets: Mapping[str, bool]) -> Selection:
    """Return what an address chooses; what it says beyond that is passed over.

    Args:
        asked: the values of each parameter.
        facets: the facets that there are, and whether each has a range.

    Raises:
        RequestError: a number is none, there is no such order, or more is chosen than anybody would.
    """
    values: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, Range] = {}
    for facet, ranged in facets.items():
        if ranged:
            chosen = Range(
                _number(asked, f"{facet}-from"),
                _number(asked, f"{facet}-to"),
                bool(_one(asked, f"{facet}-undated")),
            )
            if chosen:
                ranges[facet] = chosen
        elif named := tuple(dict.fromkeys(filter(None, asked.get(facet, ())))):
            values[facet] = named
    if sum(map(len, values.values())) > _MOST_VALUES:
        raise RequestError(
            f"More than {_MOST_VALUES} values are chosen.",
            remedy="Choose fewer, or write a query at /sparql.",
        )
    order = _one(asked, "order") or "name"
    if order not in ORDERS:
        raise RequestError(f"There is no order {order!r}.", remedy=f"Choose one of {', '.join(ORDERS)}.")
    return Selection(values=values, ranges=ranges, order=order, page=max(1, _number(asked, "page") or 1))


def _one(asked: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a parameter, or empty text."""
    return next(iter(asked.get(name, ())), "").strip()


def _number(asked: Mapping[str, Sequence[str]], name: str) -> int | None:
    text = _one(asked, name)
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
        raise RequestError(
            f"{name} is {text!r}, which is no whole number of up to {_DIGITS} digits.",
            remedy=f"Write a number such as {name}={'2' if name == 'page' else '2015'}, or leave it out.",
        )
    return int(text)
