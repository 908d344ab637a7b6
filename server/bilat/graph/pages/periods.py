"""A span of days in words, as finely as its ends tell: a day, a month, a year, or from one to another."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from typing import Final

_DATE: Final = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)")


def period(first: str | None, last: str | None) -> str:
    """Return the words for a span, empty text where an end is no date.

    Args:
        first: first day, as in XML Schema.
        last: last day; the first one if None.
    """
    start, end = _day(first), _day(last or first)
    if start is None or end is None:
        return ""
    (year, month, day), (end_year, end_month, end_day) = start, end
    if start == end:
        return f"{day} {month_name[month]} {year}"
    whole_months = day == 1 and end_day == monthrange(max(end_year, 1), end_month)[1]
    if whole_months and (month, end_month) == (1, 12):
        return f"{year}" if year == end_year else f"{year} to {end_year}"
    if whole_months:
        ends = f"{month_name[end_month]} {end_year}"
        return ends if (year, month) == (end_year, end_month) else f"{month_name[month]} {year} to {ends}"
    if (year, month) == (end_year, end_month):
        return f"{day} to {end_day} {month_name[month]} {year}"
    return f"{day} {month_name[month]} {year} to {end_day} {month_name[end_month]} {end_year}"


def _day(text: str | None) -> tuple[int, int, int] | None:
    match = _DATE.match(text or "")
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
