"""Times on an axis of years: where they lie and with how much ink, so that precision can be seen.

Every date gets the same ink: known to the day it stands tall and thin, known to the year it lies flat. What
has an open end fades, what is planned is hollow. All is measured in units of a drawing that is `WIDTH` wide
and `HEIGHT` high; templates draw it. What has no bound on the axis does not come here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from bilat.web.spans import Precision, Run, Span

WIDTH: Final = 1200
HEIGHT: Final = 32
#: Thinnest bar of each precision, and its top and height.
_THINNEST: Final = {Precision.DAY: 4, Precision.MONTH: 8, Precision.YEAR: 8}
_UPRIGHT: Final = {Precision.DAY: (3, 26), Precision.MONTH: (7, 18), Precision.YEAR: (12, 8)}
_CLASSES: Final = {Precision.DAY: "f", Precision.MONTH: "f", Precision.YEAR: "v"}
_FLAT: Final = (12, 8)
_HOLLOW: Final = (9, 14)
_BEYOND: Final = 200
#: So many labels of years have room beside one another.
_MOST_TICKS: Final = 16
#: From this month on, what goes on needs another year to be seen.
_HALF: Final = 6
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle.

    Args:
        kind: ``f`` for full ink, ``v`` for flat, ``h`` for hollow, ``o`` for hollow and open to the right,
            ``fade`` for what fades to the right.
        x: from the left.
        y: from the top.
        width: in units.
        height: in units.
    """

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years.

    Args:
        first: first year.
        last: last year, which is on the axis up to its end.
    """

    first: int
    last: int

    @classmethod
    def around(cls, spans: Iterable[Span]) -> Axis | None:
        """Return the axis on which all spans have room, open ends half a year of it; None for no spans."""
        spans = tuple(spans)
        if not spans:
            return None
        first = min(span.first.year for span in spans)
        last = max(span.last.year + (span.run is not Run.AT and span.last.month > _HALF) for span in spans)
        step = _step(last - first + 1)
        return cls(first - first % step, last + -(last + 1) % step)

    @property
    def step(self) -> int:
        """Return how many years a label stands for."""
        return _step(self.last - self.first + 1)

    @property
    def ticks(self) -> tuple[int, ...]:
        """Return the years that have a label."""
        return tuple(range(self.first, self.last + 1, self.step))

    @property
    def grid(self) -> str:
        """Return path data of a line at the beginning of each labelled year, longer than any row is high."""
        return "".join(f"M{self.at(year)}-{_BEYOND}V{HEIGHT + _BEYOND}" for year in self.ticks)

    def at(self, year: int) -> int:
        """Return where a year begins."""
        return self._placed(_begin(year))

    def x(self, day: date, *, end: bool = False) -> int:
        """Return where a day begins, or ends."""
        return self._placed(day.toordinal() + end)

    def _placed(self, ordinal: int) -> int:
        start = _begin(self.first)
        return round((ordinal - start) * WIDTH / (_begin(self.last + 1) - start))

    def bars(self, span: Span, *, planned: bool = False) -> tuple[Bar, ...]:
        """Return how a span is drawn.

        Args:
            span: within the axis.
            planned: whether it is only foreseen.
        """
        begin, end = self.x(span.first), self.x(span.last, end=True)
        if span.run is Run.AFTER:
            kind, (top, height) = ("o", _HOLLOW) if planned else ("fade", _FLAT)
            return (Bar("f", max(end - 2, 0), 4, 4, 24), Bar(kind, end + 2, top, WIDTH - end - 2, height))
        if planned:
            width = max(end - begin - 4, _THINNEST[Precision.YEAR])
            return (Bar("h", min(begin + 2, WIDTH - width), _HOLLOW[0], width, _HOLLOW[1]),)
        certain = _certain(span, begin, end)
        if span.run is Run.SINCE:
            return (Bar("fade", end, _FLAT[0], WIDTH - end, _FLAT[1]), certain)
        return (certain,)


def _certain(span: Span, begin: int, end: int) -> Bar:
    """Return the bar of the bounds themselves, wide enough to be seen."""
    top, height = _UPRIGHT[span.precision]
    thinnest = _THINNEST[span.precision]
    return Bar(
        _CLASSES[span.precision], min(begin, WIDTH - thinnest), top, max(end - begin, thinnest), height
    )


def _begin(year: int) -> int:
    """Return the ordinal of the first day of a year, as `date` has them, for years that it has not too."""
    before = year - 1
    return 365 * before + before // 4 - before // 100 + before // 400 + 1


def _step(years: int) -> int:
    return next((step for step in _STEPS if years <= step * _MOST_TICKS), _STEPS[-1])
