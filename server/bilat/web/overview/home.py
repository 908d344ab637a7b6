"""The home page: what this is, all of it at a glance, and where to begin.

What a release has no data for is left out: documents, map and times come from stored answers, and without
these a project still has its name, a search, counts by kind, questions and downloads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.graph.catalogue.addresses import address_of
from bilat.graph.formats.quads import literal
from bilat.graph.releases.release import QUESTIONS
from bilat.vocab import BASE, DCTERMS, GRAPH
from bilat.web.documents.documents import Document, Example, documents_of, example_of
from bilat.web.frame import Link
from bilat.web.http.negotiate import DOCUMENT, HTML, choose
from bilat.web.index import Index
from bilat.web.marks import href_of
from bilat.web.pictures.atlas import Atlas, atlas_of
from bilat.web.pictures.axis import Axis, Bar
from bilat.web.pictures.filters import short
from bilat.web.pictures.moments import Moment, moments_of
from bilat.web.publication import Publication, choice_of, client, see_other
from bilat.web.verdict import verdict_of
from bilat.web.wording import date

_MOST_QUESTIONS: Final = 6
_MOST_LANES: Final = 16
_KINDS: Final = 18
#: The first facet is that of kinds; where nothing has any, it is not there.
_KIND = """
SELECT facet.name, value.name, value.label, value.things FROM facet_value AS value
  JOIN facet ON facet.id = value.facet WHERE facet.id = 1
ORDER BY value.things DESC, value.label LIMIT ?
"""


_LISTED = "SELECT coalesce(sum(things), 0) FROM section WHERE listed"


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind of thing.

    Args:
        label: its name.
        href: the list of these things.
        count: how many there are.
    """

    label: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The times of one kind of thing, on one line.

    Args:
        label: the kind.
        href: its timeline.
        bars: how they are drawn.
        count: how many they are.
    """

    label: str
    href: str
    bars: tuple[Bar, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the last check found.

    Args:
        verdict: in a few words.
        statements: how many were checked.
        rules: how many shapes and other checks there are.
        warnings: how many it gave.
        notes: how many it gave.
    """

    verdict: str
    statements: int
    rules: int
    warnings: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows.

    Args:
        claim: what stands above all.
        statements: how many there are, in passages where there are documents.
        graphs: how many named graphs.
        documents: at a glance.
        example: how statements are marked.
        atlas: the map.
        axis: years of the lanes, None without times.
        compared: whether two of something can be put side by side.
        lanes: times by kind, those of the most frequent kinds.
        more_lanes: how many further kinds there are.
        dated: how many they are.
        things: how many are listed.
        kinds: how many things of each.
        questions: to begin with.
        issued: the day on which the data were issued, empty if nothing says so.
        checked: the last check, None if unknown.
    """

    claim: str
    statements: int
    graphs: int
    documents: tuple[Document, ...]
    example: Example | None
    atlas: Atlas
    axis: Axis | None
    compared: bool
    lanes: tuple[Lane, ...]
    more_lanes: int
    dated: int
    things: int
    kinds: tuple[Counted, ...]
    questions: tuple[Link, ...]
    issued: str
    checked: Checked | None


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("home", __name__)
    frame = publication.renderer.frame
    view = view_of(publication)

    @routes.get("/")
    def home() -> FlaskResponse:
        if (
            "format" not in flask.request.args
            and choose(DOCUMENT, flask.request.headers.get("Accept")).form is not HTML
        ):
            return see_other(_subject(publication))
        body = publication.renderer.page(
            "home.html", title=frame.brand, description=frame.description, current="/", view=view
        )
        return publication.answer(body, choice_of())

    return routes


def _subject(publication: Publication) -> str:
    """Return where programs learn what this is: from the thing that has its name, or from the dataset."""
    base = publication.renderer.frame.base
    named = base != BASE and publication.things.is_told(base, client())
    return address_of(base, base) if named else "/dataset"


def view_of(publication: Publication) -> View:
    """Return what the home page of a release shows."""
    index, frame = publication.index, publication.renderer.frame
    documents = documents_of(index)
    dated = moments_of(index, frame.base).dated
    axis = Axis.around(moment.span for moment in dated if moment.span)
    lanes = tuple(_lanes(dated, axis)) if axis else ()
    catalogue = str(GRAPH["catalogue"])  # It is our record of the project, and not what that says.
    graphs = {name: size for name, size in publication.release.graphs.items() if name != catalogue}
    return View(
        claim=next(iter(publication.catalogue.values(DCTERMS + "alternative")), frame.title),
        statements=sum(each.statements for each in documents) or sum(graphs.values()),
        graphs=len(graphs),
        documents=documents,
        example=example_of(index, frame.base),
        atlas=atlas_of(index, frame.base),
        axis=axis,
        compared=index.lists.foremost is not None,
        lanes=lanes[:_MOST_LANES],
        more_lanes=max(0, len(lanes) - _MOST_LANES),
        dated=len(dated),
        things=index.rows(_LISTED)[0][0],
        kinds=tuple(_kinds(index)),
        questions=tuple(_questions(publication))[:_MOST_QUESTIONS],
        issued=next((date(literal(day)) for day in publication.catalogue.values(DCTERMS + "issued")), ""),
        checked=_checked(verdict_of(publication.release)),
    )


def _lanes(dated: tuple[Moment, ...], axis: Axis) -> Iterator[Lane]:
    """Yield a lane a kind, the one with most times first."""
    by_kind: dict[str, list[Moment]] = {}
    for moment in dated:
        by_kind.setdefault(moment.kind.iri, []).append(moment)
    for iri, moments in sorted(by_kind.items(), key=lambda item: (-len(item[1]), item[1][0].kind.label)):
        bars = (bar for each in moments if each.span for bar in axis.bars(each.span, planned=each.planned))
        # Of bars that are drawn alike one is enough: with very many times most are.
        drawn = tuple(dict.fromkeys(bars))
        yield Lane(moments[0].kind.label, f"/timeline?{urlencode({'kind': short(iri)})}", drawn, len(moments))


def _kinds(index: Index) -> Iterator[Counted]:
    for facet, name, label, count in index.rows(_KIND, _KINDS):
        yield Counted(label, f"/browse?{urlencode({facet: name})}", count)


def _questions(publication: Publication) -> Iterator[Link]:
    """Yield the questions that the project puts first, else any."""
    answer = publication.index.answer("home-questions")
    if answer and answer.rows:
        base = publication.renderer.frame.base
        for row in answer.rows:
            yield Link(row["label"].value, href_of(row["question"].value, base) or "/questions")
        return
    for each in publication.json(QUESTIONS) or []:
        yield Link(each["question"], f"/questions/{each['id']}")


def _checked(report: Mapping[str, Any]) -> Checked | None:
    """Return what a report says, as far as it says anything."""
    if not report:
        return None
    summary, checked = report.get("summary", {}), report.get("checked", {})
    found = summary.get("violations", 0)
    return Checked(
        verdict="No violation" if report.get("conforms") else f"{found:,} violations",
        statements=checked.get("statements", 0),
        rules=len(checked.get("shapes", ())) + len(checked.get("checks", ())),
        warnings=summary.get("warnings", 0),
        notes=summary.get("notes", 0),
    )
