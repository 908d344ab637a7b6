"""What is stated of each passage of the documents: how much of a text is read, and what rests on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.graph.releases.release import COVERAGE
from bilat.web.http.negotiate import HTML, JSON
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.things.marks import Mark, mark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A passage and what was read from it.

    Args:
        mark: the way to it.
        kind: such as sentence or heading; may be empty.
        statements: number of them.
        share: of the most that any passage of the document has, 0 to 1.
        own: whether it has a fact that no other layer adds.
    """

    mark: Mark
    kind: str
    statements: int
    share: float
    own: bool


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("coverage", __name__)

    @routes.get("/coverage")
    @routes.get("/coverage.<suffix>")
    def coverage(suffix: str | None = None) -> FlaskResponse:
        report = publication.json(COVERAGE)
        if report is None:
            raise not_found("This release has no report on coverage.", "Build it again.")
        choice = choice_of((HTML, JSON), suffix)
        if choice.form is JSON:
            return publication.answer_json(report, choice)
        base = publication.renderer.frame.base
        body = publication.renderer.page(
            "coverage.html",
            title="Coverage",
            description="Which passages of the documents carry which statements",
            current="/sources",
            report=report,
            passages={each["iri"]: _read(each, base) for each in report["documents"]},
        )
        return publication.answer(body, choice)

    return routes


def _read(document: Mapping[str, Any], base: str) -> tuple[Read, ...]:
    most = max((each["statements"] for each in document["passages"]), default=0) or 1
    without = set(document.get("withoutFactOfItsOwn", ()))
    return tuple(
        Read(
            mark=mark_of(each["iri"], each["label"] or "", base),
            kind=each["kind"] or "",
            statements=each["statements"],
            share=each["statements"] / most,
            own=each["iri"] not in without,
        )
        for each in document["passages"]
    )
