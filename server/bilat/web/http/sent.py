"""A file of a release as a response: sent from where it lies, whole or in part, however large it is."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from typing import Final

import flask
from werkzeug.http import http_date
from werkzeug.utils import send_file
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import RequestError
from bilat.graph.releases.release import File, Release
from bilat.web.http.conditions import another, date_of, is_known, is_other
from bilat.web.http.response import Environ

_LOG: Final = logging.getLogger(__name__)
#: One part of a file (RFC 9110, 14.1.2).
_PART: Final = re.compile(r"bytes *= *(?:\d{1,18}-(?:\d{1,18})?|-(?P<end>\d{1,18})) *", re.IGNORECASE)


def sent(
    release: Release, file: File, content_type: str, environ: Environ, *, as_name: str | None = None
) -> FlaskResponse:
    """Return the response that carries a file, or the part of it that is wanted, or 304.

    Args:
        release: where the file lies.
        file: what is sent.
        content_type: what it is.
        environ: of the request, as far as it is heeded (see `heeded`).
        as_name: what it is to be called on the disk of the client; None for what is to be looked at.

    Raises:
        RequestError: the request is for a file that is no more, or the file cannot be read.
    """
    try:
        headers = [("ETag", f'"{file.sha256}"'), ("Last-Modified", http_date(release.published))]
        if is_other(headers, flask.request.environ):
            raise another()
        if is_known(headers, flask.request.environ):  # Whatever part is wanted (RFC 9110, 13.2.2).
            return FlaskResponse(status=304, headers=headers)
        return send_file(
            release.root / file.name,
            environ,
            mimetype=content_type,
            as_attachment=as_name is not None,
            download_name=as_name,
            conditional=True,
            etag=file.sha256,
            last_modified=release.published,
        )
    except OSError as error:  # Somebody has taken the folder away, or its disk.
        _LOG.error("a file of the release that is served cannot be read: %s", error)
        raise RequestError(
            "This file cannot be read at the moment.",
            remedy="Ask again later, or ask the operator of the server.",
            status=503,
            title="File unavailable",
            headers=(("Retry-After", "60"),),
        ) from None


def heeded(environ: Environ, release: Release, file: File) -> Environ:
    """Return the environment of a request for a file without conditions, and without a range to be ignored.

    Ignored are several parts at once, other units than octets (RFC 9110, 14.2), and a part of what is not
    this very file, by its tag or to the second by its date (13.1.5): where an older release is served again,
    its date is before that of what a client has half of. Who wants a longer end than the file is wants all of
    it (14.1.2).
    """
    kept = {name: value for name, value in environ.items() if not name.startswith("HTTP_IF_")}
    part = _PART.fullmatch(environ.get("HTTP_RANGE", ""))
    if not part or not _is_of(release, file, environ.get("HTTP_IF_RANGE")):
        kept.pop("HTTP_RANGE", None)
    elif part["end"] and int(part["end"]) > file.size:
        kept["HTTP_RANGE"] = "bytes=0-"
    return kept


def _is_of(release: Release, file: File, known_by: str | None) -> bool:
    """Tell whether what a client has a part of is a file of a release."""
    if known_by is None or known_by.startswith(('"', "W/")):
        return known_by in {None, f'"{file.sha256}"'}
    date = date_of(known_by)
    with suppress(OSError):  # Of which is told when the file is to be sent.
        return date is not None and date.timestamp() == int(release.published)
    return False
