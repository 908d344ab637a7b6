"""Whether a client wants a response as it is (RFC 9110, 13): neither what he has, nor another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from werkzeug.http import parse_date

from bilat.errors import RequestError
from bilat.web.http.head import Head
from bilat.web.http.response import CORS, SECURITY, Environ, Response

_KEPT_IN_304: Final = frozenset(
    {"Cache-Control", "Content-Location", "ETag", "Vary", "Last-Modified", "Link"}
)

_CONDITIONS: Final = tuple(
    (name, f"HTTP_{name.upper().replace('-', '_')}")
    for name in ("if-none-match", "if-modified-since", "if-match", "if-unmodified-since")
)
#: Methods that select what they bring; so does a query (RFC 10008).
SELECTING: Final = frozenset({"GET", "HEAD", "QUERY"})
#: Longer conditions are weighed anew each time: what a client sends is not kept beside each response.
_LONGEST_REMEMBERED: Final = 400


def conditional(response: Response, head: Head) -> Response:
    """Return 304 in place of a response that the client has.

    Args:
        response: as it is without conditions.
        head: of the request.

    Raises:
        RequestError: the client does not want this response.
    """
    if response.status != 200 or head.method not in SELECTING:
        return response
    sent = head.headers
    asked = {name: sent[field] for field, name in _CONDITIONS if field in sent}
    if not asked:
        return response
    for weighed, answer in response.decided:
        if weighed == asked:  # The same again, as from all who have this: nothing is weighed anew.
            return response if answer is None else answer
    answer = decided(response, asked)
    if sum(map(len, asked.values())) <= _LONGEST_REMEMBERED:
        response.decided[:] = [(asked, None if answer is response else answer)]
    return answer


def decided(response: Response, environ: Environ) -> Response:
    """Return what the conditions of a request leave of a response that has status 200.

    Raises:
        RequestError: nothing; the client wants another.
    """
    if is_other(response.headers, environ):
        raise another()
    return unchanged(response) if is_known(response.headers, environ) else response


def another() -> RequestError:
    """Return the error for a request that wants something as it is no more."""
    return RequestError(
        "The document is not the one that the request names as its condition.",
        status=412,
        title="Precondition failed",
        remedy="Leave out If-Match and If-Unmodified-Since; a weak ETag is for If-None-Match.",
    )


def unchanged(response: Response) -> Response:
    """Return the 304 in place of a response, made only once."""
    if not response.unchanged:
        kept = [header for header in response.headers if header[0] in _KEPT_IN_304]
        response.unchanged.append(Response(304, (*kept, *SECURITY, *CORS)))
    return response.unchanged[0]


def is_other(headers: Iterable[tuple[str, str]], environ: Environ) -> bool:
    """Tell whether what has these headers is not what a request demands, by strong tag, or else by date."""
    tags = environ.get("HTTP_IF_MATCH")
    if tags:
        strong = {each.strip() for each in tags.split(",") if not each.strip().startswith("W/")}
        return tags.strip() != "*" and _value("ETag", headers) not in strong
    asked = date_of(environ.get("HTTP_IF_UNMODIFIED_SINCE"))
    written = date_of(_value("Last-Modified", headers)) if asked else None  # To read a date takes a while.
    return asked is not None and written is not None and written > asked


def is_known(headers: Iterable[tuple[str, str]], environ: Environ) -> bool:
    """Tell whether the conditions of a request say that the client has what has these headers."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        return _has_tag(tags, _value("ETag", headers))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and _is_as_old(since, _value("Last-Modified", headers))


def date_of(text: str | None) -> datetime | None:
    """Return the date that a header names, None for none; the library fails at the longest numbers."""
    try:
        return parse_date(text)
    except OverflowError:
        return None


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
    asked, written = date_of(since), date_of(modified)
    return asked is not None and written is not None and written <= asked
