"""The endpoint as people see it: a page to write a query on, with its answer or with what is wrong with it.

All is made here, order and pages of a long answer too; `server/frontend/editor` makes the field an editor
and puts answers in without leaving the page. Programs get the same from `bilat.web.endpoint.sparql` as data.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl

from bilat.engine.interface import Limits, Result
from bilat.engine.mistakes.causes import ADD_LINE
from bilat.errors import NotAcceptable, Overloaded, QuerySyntaxError, RequestError
from bilat.settings import Settings
from bilat.web import assets
from bilat.web.catalogue import SPARQL
from bilat.web.endpoint.answers import Answer, Asked, answer_of, writing_for
from bilat.web.endpoint.hints import header
from bilat.web.endpoint.questions import Question, questions_of
from bilat.web.http import truncation
from bilat.web.http.negotiate import HTML, choose
from bilat.web.http.problem import FORMS
from bilat.web.http.request_id import REQUEST_ID
from bilat.web.http.response import VARY, Environ, Response
from bilat.web.publication import Publication
from bilat.web.render import content_security_policy

_WORD: Final = re.compile(r"[^\s{}()\[\].;,]+|\S")
_HEADING: Final = "Query"
FIRST_QUERY: Final = """\
# What kinds of things are there, and how many of each?
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things)
WHERE {
  ?thing a ?kind
}
GROUP BY ?kind
ORDER BY DESC(?things)
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line with the place that is wrong.

    Args:
        before: text before the place.
        at: the word or sign at the place, a space at the end of a line.
        after: the rest.
    """

    before: str
    at: str
    after: str


def fault_of(error: QuerySyntaxError) -> Fault:
    """Return the line of a mistake, which its detail has above a caret."""
    line, _, caret = (error.detail or "").rpartition("\n")
    start = len(caret) - 1
    found = _WORD.match(line, start)
    end = found.end() if found else start
    return Fault(line[:start], line[start:end] or " ", line[end:])


def read_limits(limits: Limits, settings: Settings) -> Limits:
    """Return the limits of a result that people read, which is parsed and written here."""
    return replace(
        limits, rows=min(limits.rows, settings.table_rows), bytes=min(limits.bytes, settings.table_bytes)
    )


def with_line(asked: Asked, error: RequestError) -> str:
    """Return the address of a query with the line that it lacks, empty where no line alone would do."""
    line = (error.remedy or "").partition(ADD_LINE)[2]
    return replace(asked, text=f"{line}\n{asked.text}").address() if line else ""


class Editor:
    """Makes the pages.

    Args:
        publication: what is asked.
        settings: limits, some of which are told.
    """

    def __init__(self, publication: Publication, settings: Settings) -> None:
        self._publication = publication
        self._settings = settings
        self._questions = questions_of(publication)
        self.renderer = publication.renderer

    def limits(self, limits: Limits) -> Limits:
        """Return the limits of an answer on a page, which is cut where others are refused."""
        return replace(read_limits(limits, self._settings), truncate=True)

    def blank(self, query_string: str) -> Response:
        """Return the page with a first query, or the saved one that the address names."""
        named = self._questions.get(dict(parse_qsl(query_string)).get("question", ""))
        return self._page(named.text if named else FIRST_QUERY, named=named)

    def answer(
        self, asked: Asked, result: Result, hints: Iterable[str], seconds: float, client: str
    ) -> Response:
        """Return the page with an answer.

        Args:
            asked: the question.
            result: rows and verdicts as SPARQL results JSON, graphs as N-Triples.
            hints: what may be wrong with the question.
            seconds: what the engine took.
            client: on whose account names are looked up.
        """
        answer = answer_of(asked, result, writing_for(self._publication, client))
        told = tuple(hints)
        answer = replace(answer, notes=(*answer.notes, *told), milliseconds=round(seconds * 1000))
        headers = [*([header(told)] if told else []), *([truncation.HEADER] if result.truncated else [])]
        return self._page(asked.text, answer=answer, headers=headers)

    def failed(self, error: RequestError, environ: Environ) -> Response | None:
        """Return the page with what is wrong, None for a client that reads problems in another form."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not _reads_pages(environ):
            return None
        asked = Asked.of(environ.get("QUERY_STRING", ""))
        return self._page(asked.text, error=error, mended=with_line(asked, error), headers=error.headers)

    def _page(
        self,
        text: str,
        *,
        named: Question | None = None,
        answer: Answer | None = None,
        error: RequestError | None = None,
        mended: str = "",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Response:
        nonce = secrets.token_urlsafe(16)
        body = self.renderer.page(
            "sparql.html",
            title=_HEADING,
            description="Write a query in SPARQL and read, share and export its answer.",
            current=SPARQL,
            text=text,
            named=named,
            answer=answer,
            error=error,
            mended=mended,
            mistake=error if isinstance(error, QuerySyntaxError) else None,
            fault=fault_of(error) if isinstance(error, QuerySyntaxError) else None,
            late=isinstance(error, Overloaded),
            request=REQUEST_ID.get(),
            questions=self._questions.themes,
            settings=self._settings,
            graphs=len(self._publication.release.graphs),
            prefixes=sorted(self._publication.names.prefixes.items()),
            nonce=nonce,
            integrity=_integrity(),
        )
        own = (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),  # A nonce is used once.
            VARY,
            content_security_policy(nonce),
        )
        return Response(error.status if error else 200, (*own, *headers), body.encode("utf-8", "replace"))


def _reads_pages(environ: Environ) -> bool:
    try:
        return choose(FORMS, environ.get("HTTP_ACCEPT")).form is HTML
    except NotAcceptable:
        return False


def _integrity() -> str:
    """Return what the browser compares the editor with."""
    parts = json.loads(assets.assets()["vendor.json"].body)
    return next(str(each["integrity"]) for each in parts if each["file"] == "editor.js")
