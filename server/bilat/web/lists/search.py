"""``/search``: what a text finds, as page and JSON; suggestions while one types; how browsers search here."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.catalogue import SPARQL, address
from bilat.web.http.negotiate import HTML, JSON, Choice, Form
from bilat.web.lists.finding import LONGEST
from bilat.web.lists.found import Found, Hit, Suggestion
from bilat.web.lists.highlight import Part
from bilat.web.publication import Publication, choice_of

_SUGGESTIONS: Final = Form("application/x-suggestions+json", ("opensearch",))
#: It is written in one way, whatever a client would rather have.
_DESCRIPTION: Final = Choice(
    Form("application/opensearchdescription+xml", ("xml",)), "application/opensearchdescription+xml"
)


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the search."""
    routes = flask.Blueprint("search", __name__)
    search = _Search(publication)
    routes.add_url_rule("/search", "search", search.page)
    routes.add_url_rule("/search.<suffix>", "search_file", search.page)
    routes.add_url_rule("/search/suggest", "suggest", search.suggest)
    routes.add_url_rule("/opensearch.xml", "opensearch", search.description)
    return routes


class _Search:
    """Answers requests for the search."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication

    def page(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with what a text finds.

        Raises:
            RequestError: the text is too long, or there is no such form or group.
        """
        choice = choice_of((HTML, JSON), suffix)
        text, section = flask.request.args.get("q", "").strip(), flask.request.args.get("in") or None
        found = self._publication.index.search(text, section)
        if choice.form is JSON:
            return self._publication.answer_json(_as_json(found), choice)
        body = self._publication.renderer.page(
            "search.html",
            title=f"Search for {found.text}" if found.text else "Search",
            found=found,
            section=section,
            frequent=() if found.groups else self._publication.index.lists.frequent(),
            longest=LONGEST,
            json=f"/search.json?{urlencode(_asked(text, section))}",
        )
        return self._publication.answer(body, choice)

    def suggest(self) -> FlaskResponse:
        """Answer with a few things that may be meant by what is typed so far."""
        choice = choice_of((JSON, _SUGGESTIONS))
        text = flask.request.args.get("q", "").strip()
        suggestions = self._publication.index.suggest(text)
        return self._publication.answer_json(_suggested(text, suggestions, choice), choice)

    def description(self) -> FlaskResponse:
        """Answer with how a browser searches here (OpenSearch 1.1)."""
        home = address(flask.request.environ).removesuffix(SPARQL)
        frame = self._publication.renderer.frame
        return self._publication.answer(_opensearch(frame.brand, frame.title, home), _DESCRIPTION)


def _asked(text: str, section: str | None) -> dict[str, str]:
    return {"q": text, "in": section} if section else {"q": text}


def _as_json(found: Found) -> dict[str, Any]:
    """Return what was found, as JSON has it."""
    return {
        "text": found.text,
        "mended": found.mended or None,
        "loose": found.loose,
        "absent": found.absent,
        "cut": found.cut,
        "things": found.things,
        "groups": [
            {
                "name": group.name,
                "title": group.title,
                "things": group.things,
                "hits": [_hit(hit) for hit in group.hits],
            }
            for group in found.groups
        ],
        "near": [{"iri": thing.iri, "label": thing.label, "path": thing.path} for thing in found.near],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    thing = hit.thing
    return {
        "iri": thing.iri,
        "label": thing.label,
        "path": thing.path,
        "kind": thing.kind_label or None,
        "also": _plain(hit.also) or None,
        "line": _plain(hit.line) or None,
        "when": thing.when or None,
        "passages": [label for label, _ in thing.marks],
    }


def _plain(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def _suggested(text: str, suggestions: tuple[Suggestion, ...], choice: Choice) -> object:
    """Return suggestions, for browsers in the form that they know (OpenSearch Suggestions 1.1)."""
    if choice.form is JSON:
        return {"text": text, "suggestions": [asdict(each) for each in suggestions]}
    labels = [each.label for each in suggestions]
    return [text, labels, [each.kind for each in suggestions], [each.path for each in suggestions]]


def _opensearch(brand: str, title: str, home: str) -> str:
    suggest = escape(f"{home}/search/suggest?q={{searchTerms}}&format=opensearch")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{escape(brand[:16])}</ShortName>
<Description>{escape(title[:1024])}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" method="get" template="{home}/search?q={{searchTerms}}"/>
<Url type="application/json" method="get" template="{home}/search.json?q={{searchTerms}}"/>
<Url type="application/x-suggestions+json" method="get" template="{suggest}"/>
</OpenSearchDescription>
"""
