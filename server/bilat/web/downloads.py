"""Downloads: the published files as they are, packed where the client takes that, whole or in part."""

from __future__ import annotations

from typing import Final

import flask
from werkzeug.utils import send_file
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import RequestError
from bilat.graph.release import File, Release
from bilat.project import RDF_ENDINGS
from bilat.web.catalogue import Catalogue
from bilat.web.publication import Publication
from bilat.web.response import REVALIDATED

FOLDER: Final = "downloads/"
_GZIP: Final = ".gz"


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route of downloads."""
    routes = flask.Blueprint("downloads", __name__)
    release, catalogue = publication.release, publication.catalogue
    files = {file.name: file for file in release.files}

    @routes.get("/download/<path:name>")
    def download(name: str) -> FlaskResponse:
        return _download(release, files, FOLDER + name, catalogue)

    return routes


def names(release: Release) -> tuple[str, ...]:
    """Return the last parts of the addresses of all downloads."""
    return tuple(
        file.name.removeprefix(FOLDER)
        for file in release.files
        if file.name.startswith(FOLDER) and not file.name.endswith(_GZIP)
    )


def _download(release: Release, files: dict[str, File], name: str, catalogue: Catalogue) -> FlaskResponse:
    """Send a file of the manifest, and nothing else; compressed if there is such a copy and no range."""
    if name not in files or name.endswith(_GZIP):
        raise RequestError(
            "There is no such download.", status=404, title="Not found", remedy="See the list at /."
        )
    request = flask.request
    squeezed = name + _GZIP in files and _takes_gzip() and "Range" not in request.headers
    stored = files[name + _GZIP] if squeezed else files[name]
    answer = send_file(
        release.root / stored.name,
        request.environ,
        mimetype=_media_type(name),
        download_name=name.removeprefix(FOLDER),
        conditional=True,
        etag=stored.sha256,
        last_modified=None,
    )
    answer.headers["Cache-Control"] = REVALIDATED[1]
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers.pop("Last-Modified", None)
    if answer.status_code in {200, 206, 304}:
        answer.headers.extend(catalogue.dated)
        links = ('</.well-known/void>; rel="describedby"', *catalogue.licence_links)
        answer.headers.add("Link", ", ".join(links))
    if squeezed and answer.status_code == 200:
        answer.headers["Content-Encoding"] = "gzip"
    if answer.status_code == 304:
        answer.close()  # Nobody is going to read the file.
    return answer


def _media_type(name: str) -> str:
    ending = f".{name.rpartition('.')[2]}"
    return RDF_ENDINGS.get(ending, "application/octet-stream")


def _takes_gzip() -> bool:
    return flask.request.accept_encodings.quality("gzip") > 0
