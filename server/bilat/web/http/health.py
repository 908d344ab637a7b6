"""Whether the server lives, with what, and what it is doing."""

from __future__ import annotations

import json

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine.serving import Serving
from bilat.graph.releases.release import Release


def blueprint(release: Release, engine: Serving) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("health", __name__)
    routes.add_url_rule("/health", "health", lambda: _health(release, engine))
    return routes


def _health(release: Release, engine: Serving) -> FlaskResponse:
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
