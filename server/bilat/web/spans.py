"""A span of time in words, as finely as a source gives it and no finer.

Bounds are the first and the last day on which something can lie. Nothing is drawn here; see
`bilat.web.pictures.axis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Run(StrEnum):
    """How a time lies to its bounds."""

    AT = "at"
    SINCE = "since"
    AFTER = "after"


class Precision(StrEnum):
    """How finely a source gives a time."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of time.

    Args:
        first: first day on which it can lie, or begin.
        last: last such day.
        precision: how finely the source gives it.
        run: whether it lies there, goes on from there, or came at some time after.
    """

    first: date
    last: date
    precision: Precision = Precision.DAY
    run: Run = Run.AT

    @property
    def words(self) -> str:
        """Return the span as a person would say it."""
        exact = _exact(self)
        if self.run is Run.SINCE:
            return f"since {exact}, no end stated"
        if self.run is Run.AFTER:
            return f"after {exact}"
        return f"{exact}, year only" if exact.isdecimal() else exact

    @property
    def bare(self) -> str:
        """Return no more than the time, for a text that says itself how it is meant."""
        return _exact(self)


def _exact(span: Span) -> str:
    """Return the days, months or years of a span."""
    if span.precision is Precision.DAY:
        return _days(span.first, span.last)
    if span.precision is Precision.MONTH:
        return _range(_month(span.first), _month(span.last))
    return _range(str(span.first.year), str(span.last.year))


def _days(first: date, last: date) -> str:
    """Return two days without saying a common month or year twice."""
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\u2013{_day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} \u2013 {_day(last)}"
    return f"{_day(first)} \u2013 {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _range(first: str, last: str) -> str:
    if first == last:
        return first
    return f"{first}\u2013{last}" if first.isdecimal() else f"{first} \u2013 {last}"
