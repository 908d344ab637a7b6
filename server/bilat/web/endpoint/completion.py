"""What the editor asks while one types: names that may come next, and what is wrong with a text.

The words of a release are gathered once; things are looked up as they are typed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine.interface import Operation
from bilat.engine.mistakes.syntax import mistake, place
from bilat.errors import RequestError
from bilat.graph.index.text import words
from bilat.web.catalogue import address
from bilat.web.endpoint.hints import Hints
from bilat.web.http.negotiate import JSON
from bilat.web.lists.finding import LONGEST
from bilat.web.lists.matching import all_of
from bilat.web.publication import Publication, choice_of, client
from bilat.web.queries import page_query, rows

_LONGEST: Final = 16_384
_MOST_THINGS: Final = 12
#: Names that are put in order; of more, those come first that tell most surely what is meant.
_MOST_NAMES: Final = 2_000
_THINGS: Final = """
SELECT thing.iri, thing.label, thing.kind_label
FROM (SELECT rowid FROM name_text WHERE name_text MATCH ? LIMIT ?) AS found
  JOIN name ON name.id = found.rowid JOIN thing ON thing.id = name.thing
WHERE thing.section NOT IN (SELECT id FROM section WHERE name = 'questions')
GROUP BY thing.id
ORDER BY min(length(name.folded)), thing.id
LIMIT ?
"""


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes."""
    routes = flask.Blueprint("completion", __name__)
    known = _Words(publication)
    hints = Hints(publication.things)

    @routes.get("/sparql/completion")
    def completion() -> FlaskResponse:
        typed = flask.request.args.get("q")
        found = known.all if typed is None else {"things": known.things(typed.strip())}
        return publication.answer(_dump(found), choice_of((JSON,)))

    @routes.route("/sparql/check", methods=["GET", "POST"])
    def check() -> FlaskResponse:
        return _check(hints)

    return routes


class _Words:
    """What a query on a release may name."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication

    @cached_property
    def all(self) -> dict[str, Any]:
        """Return prefixes, and classes and properties by use: each with its name and what it means.

        How often each is used the build has counted: the engine would go through the whole graph for it.
        """
        publication = self._publication
        uses, infos = dict(publication.catalogue.terms), dict[tuple[str, str], str]()
        operation = Operation(text=page_query("terms"))
        for row in rows(publication.engine, operation, replace(publication.limits, client=client())):
            term = row["kind"]["value"], row["term"]["value"]
            uses.setdefault(term, 0)
            if "definition" in row:
                infos.setdefault(term, row["definition"]["value"])
        labels = publication.labels.of((iri for _, iri in uses), client())
        terms = [
            {"kind": term[0], "iri": term[1], "uses": uses[term]}
            | ({"info": infos[term]} if term in infos else {})
            | {"label": labels[term[1]].text if term[1] in labels else ""}
            for term in sorted(uses, key=lambda term: (-uses[term], term[1], term[0]))
        ]
        return {"prefixes": dict(publication.names.widened().prefixes), "terms": terms}

    def things(self, typed: str) -> list[dict[str, str]]:
        """Return things that have a name with words that begin like those typed, short names first.

        Saved questions have whole sentences for names, which many words begin like, and hardly any query asks
        for one.
        """
        parts = words(typed[:LONGEST])
        if not parts:
            return []
        ask = self._publication.index.rows
        found = ask(_THINGS, all_of(((part,) for part in parts), ask), _MOST_NAMES, _MOST_THINGS)
        return [
            {"kind": "thing", "iri": iri, "label": label, "info": kind or ""} for iri, label, kind in found
        ]


def _check(hints: Hints) -> FlaskResponse:
    """Return what the grammar has against a query, else the names that the graph does not have."""
    request = flask.request
    text = request.get_data(as_text=True) if request.method == "POST" else request.args.get("query", "")
    if len(text) > _LONGEST:
        raise RequestError("The query is longer than can be checked.", status=413, title="Body too long")
    error = mistake(text)
    said: dict[str, Any] = {}
    if error is not None:
        said = {"line": error.line, "column": error.column, "message": error.message, "remedy": error.remedy}
    elif unknown := hints.unknown(Operation(text=text, base=address(request.environ)), client()):
        places = [place(text, each.start) for each in unknown]
        said["names"] = [
            {"line": line, "column": column, "name": each.text, "near": each.near}
            for (line, column), each in zip(places, unknown, strict=True)
        ]
    answer = FlaskResponse(_dump(said), content_type=JSON.media_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
