"""Every page as Markdown too, for programs that read text: at its address with ``.md``, or by Accept.

The HTML of the page is what is turned into Markdown, so that the two cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urljoin

from bilat.graph.catalogue.addresses import is_page
from bilat.web.catalogue import address
from bilat.web.http.negotiate import accepted
from bilat.web.http.response import Application, Environ, StartResponse, tag

ENDING: Final = ".md"
_TYPE: Final = "text/markdown"
_CONTENT_TYPE: Final = "text/markdown; charset=utf-8"
_HOME: Final = "/index"
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
        if path.endswith(ENDING) and unquote_to_bytes(headers.get("Location", "")) == html.encode("latin-1"):
            status, headers, body = self._ask(
                environ, html
            )  # What has this name is a thing, and that its page.
        if path.endswith(ENDING) and status.startswith("404"):  # The name of a thing may end so.
            if not _is_preferred(environ.get("HTTP_ACCEPT", "")):
                asked = {"PATH_INFO": page} if is_page(path[1:]) else {}
                return self._inner(environ | asked, start_response)
            named = self._ask(environ, path)
            status, headers, body = named if named[0].startswith("303") else (status, headers, body)
        if headers.get("Content-Type", "").startswith("text/html") and body:
            from bilat.web.markdown_text import markdown  # Parsers of HTML, which few requests need.

            body = markdown(body, urljoin(address(environ), page))
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
    return accepted(accept).best_match(_OTHERS) == _TYPE
