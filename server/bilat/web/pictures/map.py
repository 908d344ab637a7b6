"""The map: partners and regions, what the sources name with each, and the passages that say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.http.negotiate import CSV, HTML, JSON, SVG, Form
from bilat.web.pictures.atlas import Atlas, atlas_of
from bilat.web.publication import Publication, choice_of
from bilat.web.sheets import Value, as_csv, as_json

_COLUMNS: Final = (
    *("place", "label", "sort", "code", "longitude", "latitude", "more_than_projects", "statements"),
    *("things", "passages"),
)


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes."""
    routes = flask.Blueprint("map", __name__)
    atlas = atlas_of(publication.index, publication.renderer.frame.base)

    @routes.get("/map")
    @routes.get("/map.<suffix>")
    def world_map(suffix: str | None = None) -> FlaskResponse:
        choice = choice_of((HTML, SVG, CSV, JSON), suffix)
        return publication.answer(_written(publication, atlas, choice.form), choice)

    return routes


def _written(publication: Publication, atlas: Atlas, form: Form) -> str:
    if form is CSV:
        return as_csv(_COLUMNS, _rows(atlas))
    if form is JSON:
        return as_json(_COLUMNS, _rows(atlas))
    return publication.renderer.page(
        "map.svg" if form is SVG else "map.html",
        title="Map",
        description="Partners and regions on a map of the world, with what the sources name for each.",
        current="/map",
        atlas=atlas,
    )


def _rows(atlas: Atlas) -> Iterator[tuple[Value, ...]]:
    for each in atlas.partners:
        marks = {mark.text for thing in each.things for mark in thing.marks}
        yield (
            each.iri,
            each.label,
            "region" if each.region else "partner",
            each.code or None,
            f"{each.place.lon:g}" if each.place else None,
            f"{each.place.lat:g}" if each.place else None,
            each.full,
            each.statements,
            [thing.label for thing in each.things],
            sorted(marks),
        )
