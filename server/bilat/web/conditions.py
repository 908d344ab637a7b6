"""Whether a client has a response already (RFC 9110, 13): by its tag, or else by its date."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.http import parse_date

from bilat.web.response import Environ


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
