"""Whether a client has a response already (RFC 9110, 13): by its tag, or else by its date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from werkzeug.http import parse_date

from bilat.web.head import Head
from bilat.web.response import CORS, SECURITY, Environ, Response

_KEPT_IN_304: Final = frozenset(
    {"Cache-Control", "Content-Location", "ETag", "Vary", "Last-Modified", "Link"}
)


def conditional(response: Response, head: Head) -> Response:
    """Return 304 in place of a response that the client has."""
    tags, since = head.headers.get("if-none-match"), head.headers.get("if-modified-since")
    if response.status != 200 or (tags is None and since is None) or head.key is None:
        return response
    asked = {"HTTP_IF_NONE_MATCH": tags, "HTTP_IF_MODIFIED_SINCE": since}
    return unchanged(response) if is_known(response.headers, asked) else response


def unchanged(response: Response) -> Response:
    """Return the 304 in place of a response, made only once."""
    if not response.unchanged:
        kept = [header for header in response.headers if header[0] in _KEPT_IN_304]
        response.unchanged.append(Response(304, (*kept, *SECURITY, *CORS)))
    return response.unchanged[0]


def is_known(headers: Iterable[tuple[str, str]], environ: Environ) -> bool:
    """Tell whether the conditions of a request say that the client has what has these headers."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        return _has_tag(tags, _value("ETag", headers))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and _is_as_old(since, _value("Last-Modified", headers))


def _value(name: str, headers: Iterable[tuple[str, str]]) -> str | None:
    return next((value for each, value in headers if each == name), None)


def _has_tag(tags: str, tag: str | None) -> bool:
    """Compare tags weakly (13.1.2)."""
    if tag is None:
        return False
    known = {each.strip().removeprefix("W/") for each in tags.split(",")}
    return tags.strip() == "*" or tag.removeprefix("W/") in known


def _is_as_old(since: str, modified: str | None) -> bool:
    """Compare dates (13.1.3); what is no date is no condition."""
    asked, written = parse_date(since), parse_date(modified)
    return asked is not None and written is not None and written <= asked
