"""Errors as responses: RFC 9457 problem details as JSON, HTML or text, whichever the client reads.

One line says what is wrong, one what to do. Nothing internal goes out.
"""

from __future__ import annotations

import re
from typing import Any, Final

from markupsafe import Markup, escape

from bilat.errors import NotAcceptable, QuerySyntaxError, RequestError
from bilat.text import json_text
from bilat.vocab import BASE
from bilat.web.http.negotiate import HTML, Form, choose
from bilat.web.http.request_id import REQUEST_ID
from bilat.web.http.response import VARY, Response
from bilat.web.marks import href_of
from bilat.web.render import Renderer, bare

_JSON: Final = Form("application/problem+json", ("json",), ("application/json", "application/ld+json"))
_TEXT: Final = Form("text/plain", ("txt",))
FORMS: Final = (_JSON, HTML, _TEXT)
#: What a remedy names that can be followed: what comes after a base, or a path such as /browse.
_REST: Final = r"[^\s\"<>?]*[\w/]"
_PATH: Final = r"(?<=\s)/[a-z][a-z0-9/.-]*[a-z0-9]"
_LINE_BREAKS: Final = re.compile(r"[\r\n]+")


def respond(error: RequestError, accept: str | None, renderer: Renderer | None = None) -> Response:
    """Return the response to a request that failed, in a form that the client accepts, or else JSON.

    Args:
        error: what is wrong.
        accept: the header of the request.
        renderer: makes the page, in the frame of a release; without one it is in that of none.
    """
    try:
        form = choose(FORMS, accept).form
    except NotAcceptable:
        form = _JSON
    body, content_type = _html(error, renderer or bare()) if form is HTML else _WRITERS[form](error)
    headers = (
        ("Content-Type", content_type),
        ("Cache-Control", "no-store"),
        VARY,
        *((name, _LINE_BREAKS.sub(" ", value)) for name, value in error.headers),
    )
    return Response(error.status, headers, body.encode("utf-8", "replace"))


def _json(error: RequestError) -> tuple[str, str]:
    members: dict[str, Any] = {
        "type": f"{BASE}problem#{error.title.lower().replace(' ', '-')}",
        "title": error.title,
        "status": error.status,
        "detail": error.message,
        "remedy": error.remedy,
        "excerpt": error.detail,
        "request": REQUEST_ID.get(),
    }
    if isinstance(error, QuerySyntaxError):
        members |= {"line": error.line, "column": error.column}
    present = {name: value for name, value in members.items() if value is not None}
    return json_text(present), _JSON.media_type


def _text(error: RequestError) -> tuple[str, str]:
    name = REQUEST_ID.get()
    lines = (f"{error.title}: {error.message}", error.remedy, error.detail, name and f"Request {name}")
    return "\n".join(line for line in lines if line) + "\n", "text/plain; charset=utf-8"


def _html(error: RequestError, renderer: Renderer) -> tuple[str, str]:
    body = renderer.page(
        "problem.html",
        title=error.title,
        description=error.message,
        status=error.status,
        message=error.message,
        remedy=_linked(error.remedy or "", renderer.frame.base),
        excerpt=error.detail,
        request=REQUEST_ID.get(),
    )
    return body, "text/html; charset=utf-8"


def _linked(text: str, base: str) -> Markup:
    """Return a text whose IRIs below a base, and whose paths, are links by their paths."""
    parts, end = [], 0
    for match in re.finditer(rf"{re.escape(base)}{_REST}|{_PATH}", text):
        to = (href_of(match[0], base) if "://" in match[0] else None) or match[0]
        parts += [escape(text[end : match.start()]), f'<a href="{escape(to)}">{escape(to)}</a>']
        end = match.end()
    return Markup("".join((*parts, escape(text[end:]))))  # noqa: S704 -- all text was escaped above


_WRITERS: Final = {_JSON: _json, _TEXT: _text}
