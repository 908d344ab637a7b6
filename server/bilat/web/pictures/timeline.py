"""The timeline: what has a time on an axis that shows how finely it is known, and beside it what has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.files import IN_A_FILE, continued
from bilat.web.http.negotiate import CSV, HTML, JSON, SVG, Choice, Form
from bilat.web.paging import number_of, pages_of
from bilat.web.pictures.axis import Axis, Bar
from bilat.web.pictures.filters import Field, Filter, Narrowing, short
from bilat.web.pictures.moments import Length, Moment, Moments, Named, Order, moments_of
from bilat.web.publication import Publication, choice_of
from bilat.web.sheets import Value, as_csv, as_json

_TITLE: Final = "Timeline"
#: Rows of a page, and of what has no date; the files have all.
_ROWS: Final = 250
_OFF: Final = 250
#: Choices whose times are kept at hand.
_KEPT: Final = 32
_COLUMNS: Final = (
    *("thing", "label", "kind", "partners", "how", "run", "earliest", "latest", "precision", "planned"),
    *("places", "words", "passages"),
)
_SAID: Final = {True: ("planned", "planned"), False: ("stated", "stated as a fact")}


@dataclass(frozen=True, slots=True)
class Row:
    """A moment on the axis.

    Args:
        moment: what stands there.
        bars: how it is drawn.
    """

    moment: Moment
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What has no time, of one kind.

    Args:
        title: the kind.
        moments: the things.
    """

    title: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What an address asks for, all of it.

    Args:
        dated: what stands on the axis, in the order of time.
        undated: what has no time.
        lengths: what has no more than a length.
        orders: what has no more than an order.
        filters: the form.
        query: the address after the question mark, without the page; empty for all.
    """

    dated: tuple[Moment, ...]
    undated: tuple[Moment, ...]
    lengths: tuple[Length, ...]
    orders: tuple[Order, ...]
    filters: tuple[Filter, ...]
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows.

    Args:
        axis: the years, None where nothing has a date.
        rows: what stands on the axis, on this page.
        orders: what has no more than an order.
        lengths: what has no more than a length.
        groups: what has no time.
        undated: how many these are.
        off: how many there are without a date of which nothing is shown.
        filters: the form.
        query: the present address after the question mark, without the page; empty for all.
        total: how many things with a time there are in all.
        chosen: how many of these are chosen.
        page: from 1.
        pages: how many there are.
    """

    axis: Axis | None
    rows: tuple[Row, ...]
    orders: tuple[Order, ...]
    lengths: tuple[Length, ...]
    groups: tuple[Group, ...]
    undated: int
    off: int
    filters: tuple[Filter, ...]
    query: str
    total: int
    chosen: int
    page: int
    pages: int


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes."""
    routes = flask.Blueprint("timeline", __name__)
    pages = _Pages(publication)
    routes.add_url_rule("/timeline", "timeline", pages.timeline)
    routes.add_url_rule("/timeline.<suffix>", "timeline_as", pages.timeline)
    return routes


class _Pages:
    """Answers requests for the timeline."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._base = publication.renderer.frame.base
        self._moments = moments_of(publication.index, self._base)
        times = self._moments
        self._narrowing = Narrowing[Moment | Length]((*times.dated, *times.undated, *times.lengths), _FIELDS)
        self._kept = lru_cache(_KEPT)(self._choose)

    def timeline(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with the timeline, as a page, a picture or rows.

        Raises:
            RequestError: it has not so many pages.
        """
        choice = choice_of((HTML, SVG, CSV, JSON), suffix)
        asked = flask.request.args
        page = number_of(asked.get("page", "1"))
        chosen = self._kept(tuple(asked.get(each.name, "") for each in _FIELDS))
        if choice.form in (CSV, JSON):
            return self._file(chosen, page, choice)
        view = view_of(self._moments, chosen, page)
        return self._publication.answer(self._drawn(view, choice.form), choice)

    def _choose(self, values: tuple[str, ...]) -> Chosen:
        names = (each.name for each in _FIELDS)
        return chosen_of(self._moments, self._narrowing, dict(zip(names, values, strict=True)))

    def _file(self, chosen: Chosen, page: int, choice: Choice) -> FlaskResponse:
        """Answer with rows, so many at a time."""
        everything: tuple[Moment | Length, ...] = (*chosen.dated, *chosen.undated, *chosen.lengths)
        pages = pages_of(len(everything), IN_A_FILE, page)
        rows = _rows(everything[(page - 1) * IN_A_FILE : page * IN_A_FILE])
        write = as_csv if choice.form is CSV else as_json
        answer = self._publication.answer(write(_COLUMNS, rows), choice)
        return continued(answer, f"/timeline.{choice.form.names[0]}", chosen.query, page, pages)

    def _drawn(self, view: View, form: Form) -> str:
        return self._publication.renderer.page(
            "timeline.svg" if form is SVG else "timeline.html",
            title=_TITLE,
            description="What happened when, drawn as finely as the sources know it; plans are hollow.",
            current="/timeline",
            view=view,
        )


def chosen_of(moments: Moments, narrowing: Narrowing[Moment | Length], asked: Mapping[str, str]) -> Chosen:
    """Return what an address asks for of all times.

    Args:
        moments: all of them.
        narrowing: the same, but for orders.
        asked: what the address asks for.
    """
    kept, filters = narrowing.narrowed(asked)
    return Chosen(
        dated=tuple(each for each in kept if isinstance(each, Moment) and each.span),
        undated=tuple(each for each in kept if isinstance(each, Moment) and not each.span),
        lengths=tuple(each for each in kept if isinstance(each, Length)),
        orders=tuple(order for order in moments.orders if _fits(order.after[0].partners, asked)),
        filters=tuple(each for each in filters if len(each.choices) > 1),
        query=urlencode([(each.name, asked[each.name]) for each in _FIELDS if asked.get(each.name)]),
    )


def view_of(moments: Moments, chosen: Chosen, page: int) -> View:
    """Return what a page shows; what has no date stands on the first.

    Args:
        moments: all of them, which the axis has room for.
        chosen: what is asked for.
        page: from 1.

    Raises:
        RequestError: there are not so many pages.
    """
    pages = pages_of(len(chosen.dated), _ROWS, page)
    axis = Axis.around(moment.span for moment in moments.dated if moment.span)
    most = _OFF if page == 1 else 0
    orders, lengths, undated = chosen.orders[:most], chosen.lengths[:most], chosen.undated[:most]
    off = len(chosen.orders) + len(chosen.lengths) + len(chosen.undated)
    return View(
        axis=axis if chosen.dated else None,
        rows=tuple(_row(axis, each) for each in chosen.dated[(page - 1) * _ROWS : page * _ROWS] if axis),
        orders=orders,
        lengths=lengths,
        groups=tuple(_groups(undated)),
        undated=len(chosen.undated),
        off=off - len(orders) - len(lengths) - len(undated),
        filters=chosen.filters,
        query=chosen.query,
        total=len(moments.dated),
        chosen=len(chosen.dated),
        page=page,
        pages=pages,
    )


def _row(axis: Axis, moment: Moment) -> Row:
    return Row(moment, axis.bars(moment.span, planned=moment.planned) if moment.span else ())


def _groups(moments: tuple[Moment, ...]) -> Iterator[Group]:
    for title, each in groupby(moments, key=lambda moment: moment.kind.label):
        yield Group(title, tuple(each))


def _fits(partners: tuple[Named, ...], asked: Mapping[str, str]) -> bool:
    """Return whether what has no kind in the form is shown: by its partners only."""
    if asked.get("kind") or asked.get("said"):
        return False
    wanted = asked.get("partner", "")
    return not wanted or wanted in {short(partner.iri) for partner in partners}


def _kinds(shown: Moment | Length) -> tuple[tuple[str, str], ...]:
    return ((short(shown.kind.iri), shown.kind.label),) if isinstance(shown, Moment) else ()


def _partners(shown: Moment | Length) -> tuple[tuple[str, str], ...]:
    return tuple((short(partner.iri), partner.label) for partner in shown.partners)


def _said(shown: Moment | Length) -> tuple[tuple[str, str], ...]:
    return (_SAID[shown.planned],) if isinstance(shown, Moment) else ()


_FIELDS: Final = (
    Field("kind", "Kind", _kinds),
    Field("partner", "Partner", _partners),
    Field("said", "How it is said", _said),
)


def _rows(shown: Iterable[Moment | Length]) -> Iterator[tuple[Value, ...]]:
    """Yield what is chosen as rows."""
    for each in shown:
        partners, passages = [partner.label for partner in each.partners], [mark.text for mark in each.marks]
        if isinstance(each, Length):
            unknown = (None,) * 6
            thing = each.thing
            yield (thing.iri, thing.label, None, partners, *unknown, None, each.spoken, passages)
            continue
        span = each.span
        yield (
            each.thing.iri,
            each.thing.label,
            each.kind.label,
            partners,
            each.how or None,
            str(span.run) if span else None,
            span.first.isoformat() if span else None,
            span.last.isoformat() if span else None,
            str(span.precision) if span else None,
            each.planned,
            list(each.places),
            each.words,
            passages,
        )
