"""Every page as Markdown too, for programs that read text: at its address with ``.md``, or by Accept.

The HTML of the page is what is turned into Markdown, so that the two cannot say different things. Pictures
and forms are left out; the tables beside them stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from bilat.web.catalogue import address
from bilat.web.response import Application, Environ, StartResponse, tag

ENDING: Final = ".md"
_TYPE: Final = "text/markdown"
_CONTENT_TYPE: Final = "text/markdown; charset=utf-8"
_HOME: Final = "/index"
_LEFT_OUT: Final = (
    "svg",
    "form",
    "script",
    "style",
    "figure > figcaption",
    ".years",  # The axis of a picture,
    ".inks",  # and what its inks mean.
    "td summary",  # The beginning of what it unfolds.
)
#: What a style sheet sets apart, and what stands around it where there is none.
_APART: Final = {".note:not(p)": (" (", ")"), ".time .when": (", ", ""), ".named + .named": ("; ", "")}
_INLINE: Final = ("a", "b", "code", "em", "i", "span", "strong")
#: What may be asked for beside Markdown, in the order in which it is given where nothing is preferred.
_OTHERS: Final = ("text/html", _TYPE, "application/json", "text/turtle", "application/ld+json", "text/csv")


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
        page = _page_of(path)
        status, headers, body = self._ask(environ, page)
        html = f"{page}.html"
        if path.endswith(ENDING) and headers.get("Location") == quote(html.encode("latin-1")):
            status, headers, body = self._ask(
                environ, html
            )  # What has this name is a thing, and that its page.
        if headers.get("Content-Type", "").startswith("text/html") and body:
            body = _markdown(body, urljoin(address(environ), page))
            headers |= {"Content-Type": _CONTENT_TYPE, "Content-Length": str(len(body))}
            if "ETag" in headers:
                headers["ETag"] = f'"{tag(body)}"'
        location = headers.get("Location", "")
        if location.endswith(".html"):
            headers["Location"] = location.removesuffix(".html") + ENDING
        start_response(status, list(headers.items()))
        return [body]

    def _ask(self, environ: Environ, page: str) -> tuple[str, dict[str, str], bytes]:
        """Return status, headers and body of a page in HTML."""
        taken: list[Any] = []
        asked = environ | {"PATH_INFO": page, "HTTP_ACCEPT": "text/html"}
        pieces = self._inner(asked, lambda *given: taken.extend(given))
        try:
            body = b"".join(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()
        return taken[0], dict(taken[1]), body


def twin(path: str) -> str:
    """Return the address of a page as Markdown."""
    return (_HOME if path == "/" else path.removesuffix(".html")) + ENDING


def _page_of(path: str) -> str:
    """Return the address of the page whose Markdown is asked for."""
    plain = path.removesuffix(ENDING)
    return "/" if plain == _HOME else plain


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
        link.attrs.pop("title", None)
    _set_apart(main)
    text: str = MarkdownConverter(heading_style="ATX", bullets="-").convert_soup(main)
    lines = (line.rstrip() for line in text.strip().splitlines())
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return ("\n".join(kept) + "\n").encode()


def _set_apart(main: Tag) -> None:
    """Give words what a style sheet gives them on a page: room, and a place in a line."""
    for selector, (before, after) in _APART.items():
        for each in main.select(selector):
            each.insert_before(before)
            each.insert_after(after)
    for each in main.find_all(_INLINE):
        if isinstance(each.previous_sibling, Tag):
            each.insert_before(" ")
    for summary in main.find_all("summary"):
        summary.name = "p"
    for hit in main.select(".hits > li"):
        _flatten(hit)


def _flatten(hit: Tag) -> None:
    """Put what is found into one line: its name, its kind, what is known of it, where that is said."""
    name, kind, line = hit.find(["h2", "h3"]), hit.select_one(".kind"), hit.find("p")
    marks = [mark.extract() for mark in hit.select("a.mark")]
    parts: list[PageElement] = []
    if isinstance(name, Tag):
        name.name = "strong"
        parts.append(name.extract())
    if kind and kind.get_text(strip=True):
        parts.append(NavigableString(f" ({kind.get_text(', ', strip=True)})"))
    if isinstance(line, Tag) and line.get_text(strip=True):
        line.name = "span"
        parts += [NavigableString(": "), line.extract()]
    hit.clear()
    for part in (*parts, *(each for mark in marks for each in (NavigableString(" "), mark))):
        hit.append(part)
