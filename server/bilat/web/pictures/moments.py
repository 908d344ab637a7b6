"""The times that a release gives: what happened when, what came after what, how long, and what has no time.

Made from the stored answers ``timeline*`` of ``queries/pages/views``, whose headers say what their columns
mean. A release without them has no times. Nothing is drawn or filtered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Final

from bilat.web.index import Index, Row, text_of
from bilat.web.marks import Mark, mark_of
from bilat.web.spans import Precision, Run, Span

#: A length has at most so many columns within what is stated.
_COLUMNS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing with its name.

    Args:
        iri: of the thing.
        label: what it is called.
    """

    iri: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A thing, or a step in its life, with the time that the sources give it.

    Args:
        thing: what has the time.
        kind: what sort of thing it is.
        partners: with whom.
        how: what happened, empty where the thing itself took place.
        span: when; None where no time is given.
        planned: whether it is only foreseen.
        places: where.
        marks: the passages that say so.
    """

    thing: Named
    kind: Named
    partners: tuple[Named, ...] = ()
    how: str = ""
    span: Span | None = None
    planned: bool = False
    places: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def words(self) -> str:
        """Return when it was, and what, as a person would say it."""
        if self.span is None:
            return "time not stated"
        when = f"{self.how} {self.span.words}" if self.how else self.span.words
        if self.planned:
            years = f"for {self.span.bare}" if self.span.run is Run.AT else self.span.words
            when = f"planned, {years}"
        return ", ".join((when, *self.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What came after a thing.

    Args:
        before: the earlier thing.
        after: later ones, each with its marks and whether it is only foreseen.
    """

    before: Named
    after: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long something has gone on.

    Args:
        thing: what has gone on.
        years: how many.
        bound: ``more-than`` and the like, empty for exactly so many.
        words: how the source bounds it.
        partners: with whom.
        marks: the passages that say so.
    """

    thing: Named
    years: int
    bound: str
    words: str
    partners: tuple[Named, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def open(self) -> bool:
        """Return whether it may be more."""
        return self.bound in {"more-than", "at-least"}

    @property
    def column(self) -> int:
        """Return how many years a column of its picture stands for."""
        return next((step for step in (1, 5, 10, 50) if self.years <= step * _COLUMNS), 100)

    @property
    def grid(self) -> tuple[int, ...]:
        """Return where the columns begin, in a picture whose stated part is 200 wide and the rest 100."""
        return tuple(round(200 * n * self.column / self.years) for n in range(_columns(self)))

    @property
    def spoken(self) -> str:
        """Return the length with its bound."""
        return f"{self.words} {self.years} {'year' if self.years == 1 else 'years'}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """All times of a release.

    Args:
        dated: what stands on the axis, in the order of time.
        orders: what has no more than an order.
        lengths: what has no more than a length.
        undated: what has none of these.
    """

    dated: tuple[Moment, ...] = ()
    orders: tuple[Order, ...] = ()
    lengths: tuple[Length, ...] = ()
    undated: tuple[Moment, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.dated or self.orders or self.lengths or self.undated)


@lru_cache(1)
def moments_of(index: Index, base: str) -> Moments:
    """Return the times that a release gives; the pages of one share them.

    Args:
        index: has the stored answers.
        base: beginning of the IRIs that this server answers for.
    """
    reader = _Reader(base, _partners(index))
    dated = tuple(reader.moments(_rows(index, "timeline")))
    orders = tuple(reader.orders(_rows(index, "timeline-orders")))
    lengths = tuple(reader.lengths(_rows(index, "timeline-lengths")))
    placed = {moment.thing.iri for moment in dated} | {length.thing.iri for length in lengths}
    placed |= {after.thing.iri for order in orders for after in order.after}
    undated = reader.moments(_rows(index, "timeline-undated"))
    return Moments(
        dated=dated,
        orders=orders,
        lengths=lengths,
        undated=tuple(each for each in undated if each.thing.iri not in placed),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes times from rows.

    Args:
        base: beginning of the IRIs that this server answers for.
        partners: of each thing.
    """

    base: str
    partners: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)

    def moments(self, rows: Iterable[Row]) -> Iterator[Moment]:
        """Yield one moment for all rows that differ in passage, place or kind only."""
        gathered: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            key = tuple(text_of(row, name) for name in ("thing", "how", "run", "first", "last"))
            gathered.setdefault(key, []).append(row)
        return (self._moment(each) for each in gathered.values())

    def orders(self, rows: Iterable[Row]) -> Iterator[Order]:
        """Yield what came after each thing."""
        for iri, each in groupby(rows, key=lambda row: text_of(row, "before")):
            group = list(each)
            before = Named(iri=iri, label=text_of(group[0], "beforeLabel"))
            yield Order(before=before, after=tuple(self.moments(group)))

    def lengths(self, rows: Iterable[Row]) -> Iterator[Length]:
        """Yield how long things have gone on."""
        for _, each in groupby(rows, key=lambda row: (text_of(row, "thing"), text_of(row, "years"))):
            group = list(each)
            yield Length(
                thing=_named(group[0], "thing", "label"),
                years=int(float(text_of(group[0], "years"))),
                bound=text_of(group[0], "bound"),
                words=text_of(group[0], "boundLabel"),
                partners=self.partners.get(text_of(group[0], "thing"), ()),
                marks=self._marks(group),
            )

    def _moment(self, rows: list[Row]) -> Moment:
        first = rows[0]
        return Moment(
            thing=_named(first, "thing", "label"),
            kind=_named(first, "kind", "kindLabel"),
            partners=self.partners.get(text_of(first, "thing"), ()),
            how=text_of(first, "how"),
            span=_span(first),
            planned=any(text_of(row, "said") == "planned" for row in rows),
            places=tuple(sorted({text_of(row, "place") for row in rows if "place" in row})),
            marks=self._marks(rows),
        )

    def _marks(self, rows: Iterable[Row]) -> tuple[Mark, ...]:
        found = {text_of(row, "passage"): text_of(row, "mark") for row in rows if "passage" in row}
        return tuple(mark_of(iri, label, self.base) for iri, label in found.items())


def _partners(index: Index) -> dict[str, tuple[Named, ...]]:
    """Return the partners of each thing."""
    found: dict[str, tuple[Named, ...]] = {}
    for row in _rows(index, "timeline-partners"):
        found[text_of(row, "thing")] = (
            *found.get(text_of(row, "thing"), ()),
            _named(row, "partner", "label"),
        )
    return found


def _columns(length: Length) -> int:
    return int(1.5 * length.years / length.column) + 1 if length.years else 0


def _rows(index: Index, name: str) -> tuple[Row, ...]:
    answer = index.answer(name)
    return answer.rows if answer else ()


def _span(row: Row) -> Span | None:
    """Return the time of a row; what is no date, or no known precision, has none."""
    try:
        return Span(
            first=date.fromisoformat(text_of(row, "first")),
            last=date.fromisoformat(text_of(row, "last")),
            precision=Precision(text_of(row, "precision") or Precision.DAY),
            run=Run(text_of(row, "run") or Run.AT),
        )
    except ValueError:
        return None


def _named(row: Row, iri: str, label: str) -> Named:
    return Named(iri=text_of(row, iri), label=text_of(row, label) or text_of(row, iri))
