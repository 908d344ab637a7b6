"""Bars show how finely a time is known, and stay on the axis."""

from datetime import date

import pytest

from bilat.web.pictures.axis import WIDTH, Axis
from bilat.web.spans import Precision, Run, Span

AXIS = Axis(2007, 2018)


def span(first: str, last: str, precision: Precision = Precision.DAY, run: Run = Run.AT) -> Span:
    return Span(first=date.fromisoformat(first), last=date.fromisoformat(last), precision=precision, run=run)


def test_the_axis_has_the_years_of_the_data() -> None:
    """It begins with the first year and ends with the last one, whole."""
    spans = [span("2009-05-01", "2009-05-01"), span("2016-01-01", "2017-12-31", Precision.YEAR)]
    axis = Axis.around(spans)
    assert axis == Axis(2009, 2017)
    assert axis.x(date(2009, 1, 1)) == 0
    assert axis.x(date(2017, 12, 31), end=True) == WIDTH


def test_no_times_have_no_axis() -> None:
    """Nothing is drawn where nothing is dated."""
    assert Axis.around([]) is None


@pytest.mark.parametrize(
    ("first", "last", "ticks"), [("0003-05-01", "2020-01-01", 0), ("0150-01-01", "9999-12-31", 0)]
)
def test_the_axis_may_begin_and_end_outside_of_what_dates_can_be(first: str, last: str, ticks: int) -> None:
    """Round years lie before the first year that there is, and after the last: both have their place."""
    axis = Axis.around([span(first, first), span(last, last)])
    assert axis is not None
    assert axis.ticks[0] == ticks
    assert axis.at(axis.first) == 0
    assert 0 <= axis.x(date.fromisoformat(first)) < axis.x(date.fromisoformat(last), end=True) <= WIDTH


def test_years_begin_where_dates_say() -> None:
    """The reckoning without dates agrees with that of dates."""
    axis = Axis(1890, 2110)
    for year in (1890, 1900, 1901, 2000, 2001, 2004, 2100, 2110):
        assert axis.at(year) == axis.x(date(year, 1, 1))


def test_long_times_have_fewer_labels() -> None:
    """Two centuries are labelled so that labels do not touch, at round years."""
    axis = Axis.around([span("1813-01-01", "1813-01-01"), span("2009-01-01", "2009-01-01")])
    assert axis is not None
    assert len(axis.ticks) <= 17
    assert {year % axis.step for year in axis.ticks} == {0}
    assert axis.first <= 1813
    assert axis.last >= 2009


def test_a_day_stands_tall_and_a_year_lies_flat() -> None:
    """The finer a time, the higher and the narrower its bar."""
    (day,) = AXIS.bars(span("2014-06-16", "2014-06-16"))
    (month,) = AXIS.bars(span("2014-06-01", "2014-06-30", Precision.MONTH))
    (year,) = AXIS.bars(span("2014-01-01", "2014-12-31", Precision.YEAR))
    assert day.height > month.height > year.height
    assert day.width < month.width < year.width


def test_what_goes_on_fades_to_the_end() -> None:
    """The year of its beginning is full, the rest fades up to the edge."""
    fade, certain = AXIS.bars(span("2009-01-01", "2009-12-31", Precision.YEAR, Run.SINCE))
    assert (fade.kind, certain.kind) == ("fade", "v")
    assert fade.x == certain.x + certain.width
    assert fade.x + fade.width == WIDTH


def test_what_only_came_after_has_no_bar_of_its_own() -> None:
    """The bound stands, and what follows fades: nothing says when it was."""
    bound, fade = AXIS.bars(span("2015-03-25", "2015-03-25", run=Run.AFTER))
    assert (bound.kind, fade.kind) == ("f", "fade")
    assert fade.x >= bound.x


@pytest.mark.parametrize("run", list(Run))
def test_a_plan_is_hollow(run: Run) -> None:
    """No plan has a full bar for its time, and one after a bound is open to the right."""
    kinds = [
        bar.kind for bar in AXIS.bars(span("2016-01-01", "2017-12-31", Precision.YEAR, run), planned=True)
    ]
    assert kinds[-1] == ("o" if run is Run.AFTER else "h")
    assert "v" not in kinds


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize("day", ["2007-01-01", "2018-12-31"])
def test_bars_stay_on_the_axis(day: str, planned: bool) -> None:
    """The first and the last day are seen whole."""
    bars = list(AXIS.bars(span(day, day), planned=planned))
    assert bars
    for bar in bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
