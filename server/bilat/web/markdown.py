"""Every page as Markdown too, for programs that read text: at its address with ``.md``, or by Accept.

The HTML of the page is what is turned into Markdown, so that the two cannot say different things. Pictures
and forms are left out; the tables beside them stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from bilat.web.catalogue import address
from bilat.web.response import Application, Environ, StartResponse, tag

ENDING: Final = ".md"
_TYPE: Final = "text/markdown"
_CONTENT_TYPE: Final = "text/markdown; charset=utf-8"
_HOME: Final = "/index"
_LEFT_OUT: Final = ("svg", "form", "script", "style", "figure > figcaption")
#: What may be asked for beside Markdown, in the order in which it is given where nothing is preferred.
_OTHERS: Final = ("text/html", _TYPE, "application/json", "text/turtle", "application/ld+json", "text/csv")
#: Spaces of things: their pages have an ending, their own addresses redirect.
_REDIRECTED: Final = ("/id/", "/scheme/", "/source/", "/graph/")


class Markdown:
    """A layer around the pages.

    Args:
        inner: answers with HTML.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a WSGI request."""
        path = environ["PATH_INFO"]
        if not path.endswith(ENDING) and not _is_preferred(environ.get("HTTP_ACCEPT", "")):
            return self._inner(environ, start_response)
        taken: list[Any] = []
        asked = environ | {"PATH_INFO": _page_of(path), "HTTP_ACCEPT": "text/html"}
        pieces = self._inner(asked, lambda *given: taken.extend(given))
        try:
            body = b"".join(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()
        status, headers = taken[0], dict(taken[1])
        if headers.get("Content-Type", "").startswith("text/html") and body:
            body = _markdown(body, urljoin(address(environ), _page_of(path)))
            headers |= {"Content-Type": _CONTENT_TYPE, "Content-Length": str(len(body))}
            if "ETag" in headers:
                headers["ETag"] = f'"{tag(body)}"'
        location = headers.get("Location", "")
        if location.endswith(".html"):
            headers["Location"] = location.removesuffix(".html") + ENDING
        start_response(status, list(headers.items()))
        return [body]


def twin(path: str) -> str:
    """Return the address of a page as Markdown."""
    return (_HOME if path == "/" else path.removesuffix(".html")) + ENDING


def _page_of(path: str) -> str:
    """Return the address of the page whose Markdown is asked for."""
    plain = path.removesuffix(ENDING)
    if plain == _HOME:
        return "/"
    return f"{plain}.html" if plain != path and plain.startswith(_REDIRECTED) else plain


def _is_preferred(accept: str) -> bool:
    if _TYPE not in accept:
        return False
    return parse_accept_header(accept, MIMEAccept).best_match(_OTHERS) == _TYPE


def _markdown(page: bytes, where: str) -> bytes:
    """Return what a page holds, without its frame; links are whole, so that they lead on from anywhere."""
    soup = BeautifulSoup(page, "html.parser")
    main = soup.find("main") or soup
    for selector in _LEFT_OUT:
        for each in main.select(selector):
            each.decompose()
    for link in main.select("a[href]"):
        link["href"] = urljoin(where, str(link["href"]))
    for mark in main.select("a.mark"):
        mark.insert_before(" ")
    text: str = MarkdownConverter(heading_style="ATX", bullets="-").convert_soup(main)
    lines = (line.rstrip() for line in text.strip().splitlines())
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return ("\n".join(kept) + "\n").encode()
