"""The home page: what this is, and where to begin."""

from __future__ import annotations

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.publication import Publication, choice_of


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("home", __name__)
    frame = publication.renderer.frame
    graphs = publication.release.graphs

    @routes.get("/")
    def home() -> FlaskResponse:
        body = publication.renderer.page(
            "home.html",
            title=frame.brand,
            description=frame.description,
            current="/",
            statements=sum(graphs.values()),
            graphs=len(graphs),
        )
        return publication.answer(body, choice_of())

    return routes
