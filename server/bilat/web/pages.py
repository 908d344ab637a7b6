"""Everything but the endpoint, with Flask: home page, validation, health, and what others add.

Linked data is in `bilat.web.linked_data`, pages about the whole graph in `bilat.web.documents`, downloads in
`bilat.web.downloads`.
"""

from __future__ import annotations

import json
import logging
import re
from html import escape
from typing import Final

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine.pool import Pool
from bilat.errors import ReleaseError, RequestError
from bilat.graph.release import File, Release
from bilat.web import documents, downloads, glossary, linked_data
from bilat.web.catalogue import Catalogue
from bilat.web.negotiate import HTML, Form, choose
from bilat.web.page import STYLE, page
from bilat.web.problem import respond
from bilat.web.response import REVALIDATED, VARY, Response, tag
from bilat.web.things import Things
from bilat.web.writing import Names

_LOG = logging.getLogger(__name__)
_STYLE_ELEMENT: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_REPORTS: Final = (
    HTML,
    Form("application/json", ("json",)),
    Form("text/turtle", ("ttl",)),
    Form("application/ld+json", ("jsonld",)),
    Form("application/sarif+json", ("sarif",)),
)


def make_pages(release: Release, engine: Pool, limits: tuple[float, int, int], version: str) -> flask.Flask:
    """Return the Flask application over a release."""
    app = flask.Flask("bilat", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False  # A path is what it is: no redirect to a guess.
    app.register_error_handler(RequestError, lambda error: _flask(respond(error, _accept())))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)
    things, names = Things(engine, limits), Names.of(release)
    catalogue = Catalogue(_read(release, "catalogue.ttl"), names.widened())
    app.register_blueprint(linked_data.blueprint(version, things, names, catalogue))
    app.register_blueprint(glossary.blueprint(version))
    app.register_blueprint(downloads.blueprint(release, catalogue))
    app.register_blueprint(documents.blueprint(release, version, things, names, catalogue))
    files = {file.name: file for file in release.files}
    home = _home(release)
    style_there = _STYLE_ELEMENT.search(_read(release, "report.html") or b"")
    report_style = style_there[1].decode() if style_there else ""

    @app.get("/")
    def index() -> FlaskResponse:
        return _text(home, "text/html; charset=utf-8")

    @app.get("/style.css")
    def style() -> FlaskResponse:
        return _text(STYLE, "text/css; charset=utf-8")

    @app.get("/health")
    def health() -> FlaskResponse:
        return _health(release, engine)

    @app.get("/validation")
    def validation() -> FlaskResponse:
        return _validation(release, files)

    @app.get("/validation.css")
    def validation_style() -> FlaskResponse:
        return _text(report_style, "text/css; charset=utf-8")

    return app


def _read(release: Release, name: str) -> bytes | None:
    """Return a file that a release need not have."""
    try:
        return release.read(name)
    except ReleaseError:
        return None


def _validation(release: Release, files: dict[str, File]) -> FlaskResponse:
    """Send the validation report in the form asked for."""
    there = tuple(form for form in _REPORTS if f"report.{form.names[0]}" in files)
    if not there:
        raise _not_found("This release has no validation report.", "Build it again.")
    choice = choose(there, _accept(), flask.request.args.get("format"))
    name = f"report.{choice.form.names[0]}"
    body = release.read(name)
    if choice.form is HTML:  # It has its style in it, which pages of this server must not have.
        body = _STYLE_ELEMENT.sub(rb'<link rel="stylesheet" href="/validation.css">', body, count=1)
    answer = FlaskResponse(body, content_type=choice.content_type)
    return _tagged(answer, files[name].sha256)


def _health(release: Release, engine: Pool) -> FlaskResponse:
    """Say that the server lives, with what, and what it is doing."""
    now = engine.status
    facts = {
        "status": "ok" if now.workers else "starting",
        "release": release.digest,
        "quads": engine.quads,
        "workers": now.workers,
        "idle": now.idle,
        "waiting": now.waiting,
        "replaced": now.replaced,
    }
    answer = FlaskResponse(json.dumps(facts) + "\n", content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _home(release: Release) -> str:
    """Return the home page."""
    total = sum(release.graphs.values())
    links = "\n".join(
        f'<li><a href="/download/{escape(name)}">{escape(name)}</a></li>' for name in downloads.names(release)
    )
    content = (
        f"<p>{total:,} statements in {len(release.graphs):,} named graphs. "
        f"Release <code>{escape(release.id)}</code>.</p>\n"
        '<ul>\n<li><a href="/sparql">SPARQL endpoint</a></li>\n'
        '<li><a href="/questions">Questions</a></li>\n<li><a href="/dataset">Dataset</a></li>\n'
        '<li><a href="/coverage">Coverage</a></li>\n<li><a href="/validation">Validation report</a></li>\n'
        f'<li><a href="/health">Health</a></li>\n</ul>\n<h2>Downloads</h2>\n<ul>\n{links}\n</ul>'
    )
    return page("Knowledge graph", content)


def _text(body: str, content_type: str) -> FlaskResponse:
    return _tagged(FlaskResponse(body, content_type=content_type), tag(body))


def _tagged(answer: FlaskResponse, entity: str) -> FlaskResponse:
    answer.headers.extend((REVALIDATED, VARY, ("ETag", f'"{entity}"')))
    return answer


def _accept() -> str | None:
    return flask.request.headers.get("Accept")


def _flask(response: Response) -> FlaskResponse:
    return FlaskResponse(response.body, response.status, list(response.headers))


def _http_error(error: HTTPException) -> FlaskResponse:
    """Return an error of the framework as a problem of ours."""
    if error.code == 404:
        return _flask(respond(_not_found("There is nothing here.", "Start at /."), _accept()))
    headers = tuple(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Location", "Content-Range"}
    )
    problem = RequestError(
        f"{error.name}.", status=error.code or 500, title=error.name or "Error", headers=headers
    )
    return _flask(respond(problem, _accept()))


def _unforeseen(error: Exception) -> FlaskResponse:
    """Log a mistake of ours, and tell the client no more than that there was one."""
    _LOG.error("request failed", exc_info=error)
    problem = RequestError("The request could not be answered.", status=500, title="Internal error")
    return _flask(respond(problem, _accept()))


def _not_found(message: str, remedy: str) -> RequestError:
    return RequestError(message, status=404, title="Not found", remedy=remedy)
