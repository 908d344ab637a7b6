"""The course of a thing: its own times and those of what its page names, on one axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from bilat.web.pictures.axis import Axis, Bar
from bilat.web.pictures.filters import short
from bilat.web.pictures.moments import Moment, Moments
from bilat.web.things.sheet import Section

#: Fewer times need no picture, and more are for the timeline of all.
_LEAST: Final = 2
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Course:
    """Times on an axis.

    Args:
        axis: whole years.
        rows: each time with its bars.
        own: the thing itself.
        more: how many times were left out.
        all: address of the timeline that has them.
    """

    axis: Axis
    rows: tuple[tuple[Moment, tuple[Bar, ...]], ...]
    own: str
    more: int
    all: str


def course_of(iri: str, sections: Iterable[Section], moments: Moments) -> Course | None:
    """Return the times of a thing and of what its lines name, None where there are too few.

    Args:
        iri: the thing.
        sections: its lines.
        moments: all times of the release.
    """
    named = {
        piece.iri
        for section in sections
        for row in section.rows
        for each in row.values
        for piece in each.pieces
    }
    wanted = {iri, *named}
    found = [moment for moment in moments.dated if moment.thing.iri in wanted and moment.span]
    # Its own first where there are too many, but always in the order of time.
    kept = sorted(found, key=lambda moment: moment.thing.iri != iri)[:_MOST]
    shown = [moment for moment in found if moment in kept]
    axis = Axis.around(moment.span for moment in shown if moment.span)
    if axis is None or len(shown) < _LEAST:
        return None
    rows = tuple((moment, axis.bars(moment.span, planned=moment.planned)) for moment in shown if moment.span)
    partner = any(each.iri == iri for moment in found for each in moment.partners)
    query = f"?{urlencode({'partner': short(iri)})}" if partner else ""
    return Course(axis, rows, iri, len(found) - len(shown), f"/timeline{query}")
