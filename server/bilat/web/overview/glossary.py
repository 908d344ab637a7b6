"""What the names in errors and reports mean: kinds of problem, and checks, each at the IRI that names it."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.project import Project
from bilat.web.publication import Publication, choice_of

#: Title of each kind of problem (RFC 9457, 3.1.3), and what it means.
PROBLEMS: Final = {
    "Bad request": "The request breaks a rule of the protocol; the detail says which.",
    "Body too long": "The body is longer than the longest query can take.",
    "Endpoint failed": "Another endpoint, which the query asks by SERVICE, does not answer as it should.",
    "File unavailable": "A file of the release cannot be read. Try again after Retry-After.",
    "Headers too long": "The request has longer headers than any honest client sends.",
    "Internal error": "A mistake of the server. Tell its operator the number of the request.",
    "Method not allowed": "The address only takes the methods that Allow lists.",
    "Not acceptable": "None of the media types in Accept is offered, or the result cannot be written in it.",
    "Not found": "There is nothing at this address, or nothing is known of this thing.",
    "Not implemented": "The body is sent in a way that is not taken here, such as a Transfer-Encoding.",
    "Precondition failed": "What is here is not what If-Match or If-Unmodified-Since asks for.",
    "Query refused": "The query asks for what is not offered: an update, another server, a function.",
    "Query syntax error": "The text is not SPARQL; line, column and likely cause are told.",
    "Query too long": "The query is longer than the limit in the description of the service.",
    "Requested range not satisfiable": "The range of bytes begins behind the end of the file.",
    "Request timeout": "The body of the request did not come in time.",
    "Result too large": "The result passes a limit. Narrow the query, or send truncate=true.",
    "Service overloaded": "The deadline has passed, or no worker was free. Try again after Retry-After.",
    "Store failed": "The store behind the server does not hold this release any more, or answers wrongly.",
    "Store unavailable": "The store behind the server does not answer. Try again after Retry-After.",
    "Target too long": "The address of the request is longer than the longest query can take.",
    "Truncated": "The client asked for as much of a result as the limits allow, and there is more.",
    "Unsupported media type": "The body of the request is of a type that is not taken here.",
    "Version not supported": "Only HTTP/1.1 is spoken here; a proxy in front may speak others.",
}


#: What leads on from each page, HTML.
_WHERE: Final = {
    "Problems": "The kinds of error that this server answers with. Queries that work are among the "
    '<a href="/questions">questions</a>.',
    "Checks": 'What is checked beside the <a href="/shapes">shapes</a>. What was found is in the '
    '<a href="/validation">report</a>.',
}


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the pages."""
    routes = flask.Blueprint("glossary", __name__)

    @routes.get("/problem")
    def problem() -> FlaskResponse:
        entries = [(_anchor(title), title, text) for title, text in PROBLEMS.items()]
        return _answer("Problems", tuple(entries), publication)

    @routes.get("/checks")
    def checks() -> FlaskResponse:
        return _answer("Checks", _checks(), publication)

    return routes


@cache
def _checks() -> tuple[tuple[str, str, str], ...]:
    """Return anchor, title and explanation of each check of bilat's own."""
    from bilat.graph.queries.saved import saved_checks
    from bilat.graph.report.checks import FURTHER, TABLE

    own = [(check.id, check.title, check.help) for check in (*TABLE, *FURTHER)]
    return (*own, *((check.id, check.message, check.remedy or "") for check in saved_checks(Project.at())))


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _answer(title: str, entries: tuple[tuple[str, str, str], ...], publication: Publication) -> FlaskResponse:
    listed = "\n".join(
        f'<div><dt id="{escape(anchor)}">{escape(name)}</dt>\n'
        f"<dd><span>{escape(text)}</span><code>{escape(anchor)}</code></dd></div>"
        for anchor, name, text in sorted(entries)
    )
    content = f'<p>{_WHERE[title]}</p>\n<dl class="facts">\n{listed}\n</dl>'
    return publication.answer(publication.renderer.plain(title, content), choice_of())
