"""What is stated of each passage of the documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.marks import href_of
from bilat.web.negotiate import HTML, Form
from bilat.web.publication import Publication, choice_of, not_found

_JSON: Final = Form("application/json", ("json",))


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("coverage", __name__)

    @routes.get("/coverage")
    def coverage() -> FlaskResponse:
        report = publication.json("coverage.json")
        if report is None:
            raise not_found("This release has no report on coverage.", "Build it again.")
        choice = choice_of((HTML, _JSON))
        if choice.form is _JSON:
            return publication.answer(json.dumps(report, ensure_ascii=False, indent=1) + "\n", choice)
        return publication.answer(
            publication.renderer.plain("Coverage", _coverage(report), "/coverage"), choice
        )

    return routes


def _coverage(report: Mapping[str, Any]) -> str:
    """Return tables of passages, one a document."""
    verdict = "Every passage has a statement" if report["complete"] else "Not every passage has a statement"
    count = len(report["statementsWithoutPassage"])
    also = "and every statement a passage" if not count else f"and {count:,} statements have no passage"
    parts = [f"<p>{verdict}, {also}.</p>"]
    for document in report["documents"]:
        rows = "\n".join(
            f'<tr><th scope="row">{_linked(each["iri"], each["label"])}</th><td>{escape(each["kind"] or "")}'
            f"</td><td>{each['statements']:,}</td></tr>"
            for each in document["passages"]
        )
        head = "".join(f'<th scope="col">{each}</th>' for each in ("Passage", "Kind", "Statements"))
        counts = (
            f"{document['statements']:,} statements, {len(document['withoutStatement']):,} passages without"
        )
        parts.append(
            f"<h2>{escape(document['label'] or document['iri'])}</h2>\n<p>{counts} one.</p>\n"
            f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
        )
    return "\n".join(parts)


def _linked(value: str, shown: str | None = None) -> str:
    """Return an IRI as a link, other text as it is."""
    to, text = href_of(value), escape(shown or value)
    return f'<a href="{escape(to)}">{text}</a>' if to else text
