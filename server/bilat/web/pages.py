"""Everything but the endpoint, with Flask: which module answers for which page, and what errors become."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine.serving import Serving
from bilat.errors import RequestError, method_not_allowed
from bilat.graph.suggest import did_you_mean
from bilat.web import assets
from bilat.web.catalogue import SPARQL
from bilat.web.documents import coverage
from bilat.web.endpoint import completion, questions
from bilat.web.http import health
from bilat.web.http.problem import respond
from bilat.web.http.response import PREFLIGHT, Response
from bilat.web.lists import browse, compare, search
from bilat.web.markdown import Markdown
from bilat.web.overview import dataset, downloads, glossary, guide, home, machines, validation
from bilat.web.pictures import map as world_map
from bilat.web.pictures import network, timeline
from bilat.web.publication import Publication, not_found
from bilat.web.render import Renderer
from bilat.web.things import linked_data, why

_LOG = logging.getLogger(__name__)
#: One module a kind of page; each returns its routes for a publication.
_MODULES: Final = (
    home,
    linked_data,
    why,
    dataset,
    questions,
    search,
    browse,
    compare,
    timeline,
    world_map,
    network,
    completion,
    coverage,
    validation,
    downloads,
    guide,
    glossary,
    machines,
)


def make_pages(publication: Publication, engine: Serving) -> flask.Flask:
    """Return the Flask application over a release, whose queries an engine answers."""
    app = flask.Flask("bilat", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False  # A path is what it is: no redirect to a guess.
    for kind, as_problem in (
        (RequestError, _as_it_is),
        (HTTPException, _http_error),
        (Exception, _unforeseen),
    ):
        app.register_error_handler(kind, _handler(as_problem, publication.renderer))
    app.register_blueprint(assets.blueprint())
    app.after_request(_preflight)
    for module in _MODULES:
        app.register_blueprint(module.blueprint(publication))
    app.register_blueprint(health.blueprint(publication.release, engine))
    app.wsgi_app = Markdown(app.wsgi_app)  # type: ignore[method-assign]  # as Flask's documents have it
    return app


def _preflight(response: FlaskResponse) -> FlaskResponse:
    """Let a browser send what the page of another site asks it to."""
    if flask.request.method == "OPTIONS" and "Allow" in response.headers:
        response.headers.extend(PREFLIGHT)
        response.headers["Allow"] = ", ".join(sorted(response.allow))
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
    return response


def _flask(response: Response) -> FlaskResponse:
    return FlaskResponse(response.body, response.status, list(response.headers))


def _handler(as_problem: Callable[[Any], RequestError], renderer: Renderer) -> Callable[[Any], FlaskResponse]:
    """Return what answers with an error, in the frame of the release."""

    def handle(error: Any) -> FlaskResponse:
        return _flask(respond(as_problem(error), flask.request.headers.get("Accept"), renderer))

    return handle


def _as_it_is(error: RequestError) -> RequestError:
    return error


def _http_error(error: HTTPException) -> RequestError:
    """Return an error of the framework as a problem of ours."""
    if error.code == 404:
        return not_found(
            "There is nothing here.", did_you_mean(flask.request.path, _paths()) or "Start at /."
        )
    if isinstance(error, MethodNotAllowed):
        return method_not_allowed(flask.request.method, ", ".join(sorted(error.valid_methods or ())))
    headers = tuple(
        (name, value) for name, value in error.get_headers() if name in {"Location", "Content-Range"}
    )
    title, message, remedy = error.name.capitalize(), f"{error.name.capitalize()}.", None
    if isinstance(error, RequestedRangeNotSatisfiable):
        message, remedy = "The range begins behind the end of the file.", "Ask for all of it, without Range."
    return RequestError(message, remedy=remedy, status=error.code, title=title, headers=headers)


def _paths() -> Iterator[str]:
    """Yield the paths of all pages that have one of their own."""
    yield SPARQL
    yield from (rule.rule for rule in flask.current_app.url_map.iter_rules() if not rule.arguments)


def _unforeseen(error: Exception) -> RequestError:
    """Log a mistake of ours, and tell the client no more than that there was one."""
    _LOG.error("request failed", exc_info=error)
    return RequestError("The request could not be answered.", status=500, title="Internal error")
