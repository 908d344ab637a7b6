"""The report of the last check: what was checked, and what was found."""

from __future__ import annotations

import re
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.negotiate import HTML, Choice, Form
from bilat.web.publication import Publication, choice_of, not_found

_STYLE_ELEMENT: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_CSS: Final = Choice(Form("text/css", ("css",)), "text/css; charset=utf-8")
_REPORTS: Final = (
    HTML,
    Form("application/json", ("json",)),
    Form("text/turtle", ("ttl",)),
    Form("application/ld+json", ("jsonld",)),
    Form("application/sarif+json", ("sarif",)),
)


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the report."""
    routes = flask.Blueprint("validation", __name__)
    there = tuple(form for form in _REPORTS if publication.read(f"report.{form.names[0]}") is not None)
    style_there = _STYLE_ELEMENT.search(publication.read("report.html") or b"")
    style = style_there[1] if style_there else b""

    @routes.get("/validation")
    def validation() -> FlaskResponse:
        if not there:
            raise not_found("This release has no validation report.", "Build it again.")
        choice = choice_of(there)
        body = publication.release.read(f"report.{choice.form.names[0]}")
        if choice.form is HTML:  # It has its style in it, which pages of this server must not have.
            body = _STYLE_ELEMENT.sub(rb'<link rel="stylesheet" href="/validation.css">', body, count=1)
        return publication.answer(body, choice)

    @routes.get("/validation.css")
    def validation_style() -> FlaskResponse:
        return publication.answer(style, _CSS)

    return routes
