"""What crawlers and language models look for first: robots.txt, the site map and llms.txt."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.vocab import GRAPH
from bilat.web.catalogue import address
from bilat.web.http.negotiate import Choice, Form
from bilat.web.markdown import twin
from bilat.web.publication import Publication, not_found

_TEXT: Final = Choice(Form("text/plain", ("txt",)), "text/plain; charset=utf-8")
_MARKDOWN: Final = Choice(Form("text/markdown", ("md",)), "text/markdown; charset=utf-8")
_XML: Final = Choice(Form("application/xml", ("xml",)), "application/xml")
#: Most addresses that a site map may have (sitemaps.org, protocol).
_MOST: Final = 50_000
_SPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES: Final = {
    "/guide": "how to read the pages, and the model with live examples",
    "/questions": "saved questions, each with a query that works as it is",
    "/def": "every class and property",
    "/shapes": "what well-made data looks like",
    "/dataset": "downloads, licence, how to cite, snippets",
    "/sources": "the documents, passage by passage",
    "/coverage": "which passages carry which statements",
    "/validation": "what the last check found",
    "/timeline": "what happened when, as precise as it is known",
    "/map": "partners on a map, with a table",
    "/network": "who works with whom, with a table",
    "/browse": "everything, to be narrowed down",
    "/compare": "two of them side by side, such as two partners",
}
#: In one site map: the first has `/` and the pages as well.
_THINGS: Final = _MOST - len(_PAGES) - 1


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes."""
    routes = flask.Blueprint("machines", __name__)
    machines = _Machines(publication)
    routes.add_url_rule("/robots.txt", "robots", machines.robots)
    routes.add_url_rule("/llms.txt", "llms", machines.llms)
    routes.add_url_rule("/sitemap.xml", "sitemap", machines.sitemap)
    routes.add_url_rule("/sitemap-<int:number>.xml", "sitemap_part", machines.sitemap_part)
    return routes


class _Machines:
    """Answers the requests."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        pictures = publication.renderer.frame.pictures
        there = {
            "/shapes": GRAPH + "shapes" in publication.release.graphs,
            "/compare": publication.index.lists.foremost is not None,
            **{
                path: path in pictures for path in ("/sources", "/questions", "/timeline", "/map", "/network")
            },
            "/coverage": "/sources" in pictures,
        }
        self._pages = {path: words for path, words in _PAGES.items() if there.get(path, True)}

    def robots(self) -> FlaskResponse:
        """Answer with what crawlers should leave alone: queries and lists without end (RFC 9309)."""
        lines = (
            "User-agent: *",
            "Disallow: /sparql?",
            "Disallow: /browse?",
            "Disallow: /compare?",
            "Disallow: /search?",
            "",
        )
        return self._publication.answer("\n".join((*lines, f"Sitemap: {_root()}/sitemap.xml", "")), _TEXT)

    def llms(self) -> FlaskResponse:
        """Answer with what a language model should read first (llmstxt.org)."""
        frame, root = self._publication.renderer.frame, _root()
        pages = "\n".join(
            f"- [{path[1:]}]({root}{twin(path)}): {words}" for path, words in self._pages.items()
        )
        prefixes = self._publication.names.prefixes
        body = (
            f"# {frame.title}\n\n> {frame.description}\n\n{frame.rights}\n\n"
            f"Ask with SPARQL 1.1: `GET {root}/sparql?query=...`, rows as `application/sparql-results+json`, "
            "`text/csv` or `text/markdown`. Every page has a twin in Markdown at its address with `.md`, "
            f"every thing one in Turtle with `.ttl`. Release {frame.release}.\n\n"
            f"Absence means: not stated. Prefixes in the data: {', '.join(sorted(prefixes))}.\n\n"
            f"## Pages\n\n{pages}\n"
        )
        return self._publication.answer(body, _MARKDOWN)

    def sitemap(self) -> FlaskResponse:
        """Answer with the list of site maps, one for each 50,000 things."""
        parts = range(1, self._parts() + 1)
        entries = (f"<sitemap><loc>{_root()}/sitemap-{n}.xml</loc></sitemap>" for n in parts)
        return self._answer("sitemapindex", entries)

    def sitemap_part(self, number: int) -> FlaskResponse:
        """Answer with one site map; the first has the pages as well."""
        if not 1 <= number <= self._parts():
            raise not_found("There is no such site map.", "See /sitemap.xml.")
        query = "SELECT path FROM thing ORDER BY id LIMIT ? OFFSET ?"
        found = self._publication.index.rows(query, _THINGS, (number - 1) * _THINGS)
        paths = [*(("/", *self._pages) if number == 1 else ()), *(path for (path,) in found)]
        return self._answer("urlset", (f"<url><loc>{_root()}{escape(path)}</loc></url>" for path in paths))

    def _parts(self) -> int:
        """Return how many site maps there are; one where nothing has a page."""
        things = int(self._publication.index.rows("SELECT count(*) FROM thing")[0][0])
        return -(-things // _THINGS) or 1

    def _answer(self, element: str, entries: Iterable[str]) -> FlaskResponse:
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} {_SPACE}>\n' + "\n".join(entries)
        return self._publication.answer(f"{body}\n</{element}>\n", _XML)


def _root() -> str:
    """Return the address of the server as the client sees it."""
    return address(flask.request.environ).removesuffix("/sparql")
