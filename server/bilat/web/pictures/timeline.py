"""The timeline: what has a time on an axis that shows how finely it is known, and beside it what has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.http.negotiate import CSV, HTML, JSON, SVG, Form
from bilat.web.pictures.axis import Axis, Bar
from bilat.web.pictures.filters import Field, Filter, narrowed, short
from bilat.web.pictures.moments import Length, Moment, Moments, Named, Order, moments_of
from bilat.web.publication import Publication, choice_of
from bilat.web.sheets import Value, as_csv, as_json

_TITLE: Final = "Timeline"
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
class View:
    """What the page shows.

    Args:
        axis: the years, None where nothing has a date.
        rows: what stands on the axis.
        orders: what has no more than an order.
        lengths: what has no more than a length.
        groups: what has no time.
        undated: how many these are.
        filters: the form.
        query: the present address after the question mark, empty for all.
        total: how many things with a time there are in all.
    """

    axis: Axis | None
    rows: tuple[Row, ...]
    orders: tuple[Order, ...]
    lengths: tuple[Length, ...]
    groups: tuple[Group, ...]
    undated: int
    filters: tuple[Filter, ...]
    query: str
    total: int


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

    def timeline(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with the timeline, as a page, a picture or rows."""
        choice = choice_of((HTML, SVG, CSV, JSON), suffix)
        view = view_of(self._moments, flask.request.args)
        return self._publication.answer(self._written(view, choice.form), choice)

    def _written(self, view: View, form: Form) -> str:
        if form is CSV:
            return as_csv(_COLUMNS, _rows(view))
        if form is JSON:
            return as_json(_COLUMNS, _rows(view))
        return self._publication.renderer.page(
            "timeline.svg" if form is SVG else "timeline.html",
            title=_TITLE,
            description="What happened when, drawn as finely as the sources know it; plans are hollow.",
            current="/timeline",
            view=view,
        )


def view_of(moments: Moments, asked: Mapping[str, str]) -> View:
    """Return what the page shows of all times.

    Args:
        moments: all of them.
        asked: what the address asks for.
    """
    everything: tuple[Moment | Length, ...] = (*moments.dated, *moments.undated, *moments.lengths)
    kept, filters = narrowed(everything, _FIELDS, asked)
    query = urlencode([(each.name, asked[each.name]) for each in _FIELDS if asked.get(each.name)])
    lengths = tuple(each for each in kept if isinstance(each, Length))
    dated = tuple(each for each in kept if isinstance(each, Moment) and each.span)
    undated = tuple(each for each in kept if isinstance(each, Moment) and not each.span)
    axis = Axis.around(moment.span for moment in moments.dated if moment.span)
    return View(
        axis=axis if dated else None,
        rows=tuple(_row(axis, moment) for moment in dated if axis),
        orders=tuple(order for order in moments.orders if _fits(order.after[0].partners, asked)),
        lengths=lengths,
        groups=tuple(_groups(undated)),
        undated=len(undated),
        filters=tuple(each for each in filters if len(each.choices) > 1),
        query=query,
        total=len(moments.dated),
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


def _rows(view: View) -> Iterator[tuple[Value, ...]]:
    """Yield what is shown, the dated first, then what has no time."""
    shown = (*(row.moment for row in view.rows), *(each for group in view.groups for each in group.moments))
    for moment in shown:
        span = moment.span
        yield (
            moment.thing.iri,
            moment.thing.label,
            moment.kind.label,
            [partner.label for partner in moment.partners],
            moment.how or None,
            str(span.run) if span else None,
            span.first.isoformat() if span else None,
            span.last.isoformat() if span else None,
            str(span.precision) if span else None,
            moment.planned,
            list(moment.places),
            moment.words,
            [mark.text for mark in moment.marks],
        )
    for length in view.lengths:
        partners, passages = [each.label for each in length.partners], [mark.text for mark in length.marks]
        unknown = (None,) * 6
        yield (length.thing.iri, length.thing.label, None, partners, *unknown, None, length.spoken, passages)
