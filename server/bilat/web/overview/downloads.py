"""Downloads: the published files as they are, packed where the client takes that, whole or in part."""

from __future__ import annotations

from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.graph.formats.export import FORMS
from bilat.graph.releases.release import CODINGS, File, Release
from bilat.web.catalogue import Catalogue
from bilat.web.http.codings import IDENTITY, choose_coding
from bilat.web.http.response import REVALIDATED
from bilat.web.http.sent import heeded, sent
from bilat.web.publication import Publication, not_found

FOLDER: Final = "downloads/"
_COPIES: Final = tuple(CODINGS.values())


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route of downloads."""
    routes = flask.Blueprint("downloads", __name__)
    downloads = _Downloads(publication.release, publication.catalogue)
    routes.add_url_rule("/download/<path:name>", "download", downloads.send)
    return routes


def names(release: Release) -> tuple[str, ...]:
    """Return the last parts of the addresses of all downloads."""
    return tuple(
        file.name.removeprefix(FOLDER)
        for file in release.files
        if file.name.startswith(FOLDER) and not file.name.endswith(_COPIES)
    )


class _Downloads:
    """Answers requests for the files of a release."""

    def __init__(self, release: Release, catalogue: Catalogue) -> None:
        self._release = release
        self._names = frozenset(names(release))
        self._files = {file.name: file for file in release.files}
        self._links = ", ".join(catalogue.links)

    def send(self, name: str) -> FlaskResponse:
        """Send a download of the manifest, and nothing else."""
        if name not in self._names:
            raise not_found("There is no such download.", "See the list at /.")
        copies = self._copies(name)
        environ = heeded(flask.request.environ, self._release, copies[IDENTITY])
        # A part of a compressed copy is of no use to who has a part of the file.
        offered = (IDENTITY,) if "HTTP_RANGE" in environ else tuple(copies)
        coding = choose_coding(offered, flask.request.accept_encodings)
        stored = copies[coding]
        answer = sent(self._release, stored, _media_type(name), environ, as_name=name.rpartition("/")[2])
        return self._labelled(answer, coding)

    def _copies(self, name: str) -> dict[str, File]:
        """Return what there is of a download, by coding, the best first."""
        there = {coding: self._files.get(FOLDER + name + ending) for coding, ending in CODINGS.items()}
        there[IDENTITY] = self._files[FOLDER + name]
        return {coding: file for coding, file in there.items() if file}

    def _labelled(self, answer: FlaskResponse, coding: str) -> FlaskResponse:
        answer.headers["Cache-Control"] = REVALIDATED[1]
        answer.headers["Vary"] = "Accept-Encoding"
        if answer.status_code in {200, 206, 304}:
            answer.headers.add("Link", self._links)
        if coding != IDENTITY and answer.status_code == 200:
            answer.headers["Content-Encoding"] = coding
        return answer


def _media_type(name: str) -> str:
    found = (form.media_type for form in FORMS.values() if name.endswith(form.ending))
    return next(found, "application/octet-stream")
