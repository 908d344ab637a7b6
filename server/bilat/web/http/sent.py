"""A file of a release as a response: sent from where it lies, whole or in part, however large it is."""

from __future__ import annotations

import logging
import re
from typing import Final

import flask
from werkzeug.http import http_date
from werkzeug.utils import send_file
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import RequestError
from bilat.graph.releases.release import File, Release
from bilat.web.http.conditions import another, date_of, is_other
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
        published = release.published
        headers = (("ETag", f'"{file.sha256}"'), ("Last-Modified", http_date(published)))
        if is_other(headers, flask.request.environ):
            raise another()
        answer = send_file(
            release.root / file.name,
            environ,
            mimetype=content_type,
            as_attachment=as_name is not None,
            download_name=as_name,
            conditional=True,
            etag=file.sha256,
            last_modified=published,
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
    if answer.status_code == 304:
        answer.close()  # Nobody is going to read the file.
    return answer


def heeded(environ: Environ, size: int) -> Environ:
    """Return the environment of a request without the conditions and ranges that are to be ignored.

    Those are several parts at once, other units than octets (RFC 9110, 14.2), a part of what is known by a
    weak tag or by what is neither tag nor date (13.1.5), a date that is none (13.1.3), and the condition that
    has been met already (13.1.1). Who wants a longer end than the file is wants all of it (14.1.2).
    """
    part = _PART.fullmatch(environ.get("HTTP_RANGE", ""))
    ignored = {"HTTP_IF_MATCH"}
    if date_of(environ.get("HTTP_IF_MODIFIED_SINCE")) is None:
        ignored.add("HTTP_IF_MODIFIED_SINCE")
    known_by = environ.get("HTTP_IF_RANGE", '"')
    if not part or not (known_by.startswith('"') or date_of(known_by)):
        ignored |= {"HTTP_RANGE", "HTTP_IF_RANGE"}
    heeded = {name: value for name, value in environ.items() if name not in ignored}
    if part and part["end"] and int(part["end"]) > size and "HTTP_RANGE" in heeded:
        heeded["HTTP_RANGE"] = "bytes=0-"
    return heeded
