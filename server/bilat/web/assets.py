"""Style, type and scripts of the pages: read once, named by their content, so that they are kept for ever."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import RequestError
from bilat.web.http.codings import IDENTITY, MADE, choose_coding
from bilat.web.http.compression import pack_well
from bilat.web.http.response import REVALIDATED

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
#: What is packed already.
_PACKED: Final = (".woff2",)
_FOR_EVER: Final = ("Cache-Control", "public, max-age=31536000, immutable")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")
_AROUND: Final = re.compile(r" ?([{};,]) ?|(:) ")
_FILE: Final = re.compile(r"url\(([\w.-]+)\)")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load.

    Args:
        name: as it is in the folder.
        content_type: value of the Content-Type header.
        body: its content.
    """

    name: str
    content_type: str
    body: bytes

    @property
    def digest(self) -> str:
        """Return what names this content: 12 hex digits."""
        return sha256(self.body).hexdigest()[:12]

    @property
    def address(self) -> str:
        """Return the path on the server, another for another content."""
        stem, _, ending = self.name.rpartition(".")
        return f"/static/{stem}.{self.digest}.{ending}"


@cache
def assets() -> Mapping[str, Asset]:
    """Return all assets by name; style sheets come without comments and name other assets by content."""
    files = sorted(path for path in _FOLDER.iterdir() if path.suffix in _TYPES)
    found = {
        path.name: Asset(path.name, _TYPES[path.suffix], path.read_bytes())
        for path in files
        if path.suffix != ".css"
    }
    for path in files:
        if path.suffix == ".css":
            body = _squeezed(path.read_text("utf-8"), found)
            found[path.name] = Asset(path.name, _TYPES[".css"], body.encode())
    return found


def address(name: str) -> str:
    """Return the path of an asset on the server."""
    return assets()[name].address


def blueprint() -> flask.Blueprint:
    """Return the routes of the assets."""
    routes = flask.Blueprint("assets", __name__)

    @routes.get("/static/<name>")
    def asset(name: str) -> FlaskResponse:
        stem, _, ending = name.rpartition(".")
        plain, _, digest = stem.rpartition(".")
        found = assets().get(f"{plain}.{ending}")
        if found is not None and found.digest == digest:
            return _answer(found, _FOR_EVER)
        found = assets().get(name) or found
        if found is None:
            raise RequestError("There is no such file.", status=404, title="Not found", remedy="Start at /.")
        return _answer(found, REVALIDATED)

    return routes


def _answer(asset: Asset, kept: tuple[str, str]) -> FlaskResponse:
    offered = (IDENTITY,) if asset.name.endswith(_PACKED) else (*MADE, IDENTITY)
    coding = choose_coding(offered, flask.request.accept_encodings)
    answer = FlaskResponse(_packed(asset, coding), content_type=asset.content_type)
    mark = "" if coding == IDENTITY else f"-{coding}"
    answer.headers.extend((kept, ("ETag", f'"{asset.digest}{mark}"'), ("Vary", "Accept-Encoding")))
    if coding != IDENTITY:
        answer.headers["Content-Encoding"] = coding
    return answer


@cache
def _packed(asset: Asset, coding: str) -> bytes:
    return asset.body if coding == IDENTITY else pack_well(asset.body, coding)


def _squeezed(style: str, others: Mapping[str, Asset]) -> str:
    """Return a style sheet without what only people need."""
    plain = _AROUND.sub(r"\1\2", _SPACE.sub(" ", _COMMENT.sub("", style))).replace(";}", "}").strip()
    return _FILE.sub(lambda match: f"url({others[match[1]].address})", plain)
