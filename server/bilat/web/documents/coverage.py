"""What is stated of each passage of the documents: how much of a text is read, and what rests on nothing.

Numbers and passages come from the index, a page of documents at a time; only whether every passage and every
statement is accounted for is taken from the report of the build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.graph.releases.release import COVERAGE
from bilat.web.http.negotiate import HTML, JSON
from bilat.web.marks import Mark, mark_of
from bilat.web.paging import number_of, pages_of
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.sources import Document, Passage, Sources

#: Documents of a page, and passages that are shown of each; the page of a document has all.
_DOCUMENTS: Final = 10
_PASSAGES: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A passage and what was read from it.

    Args:
        mark: the way to it.
        kind: such as sentence or heading; may be empty.
        statements: number of them.
        share: of the most that any passage beside it has, 0 to 1.
        own: whether it has a fact that no other layer adds.
    """

    mark: Mark
    kind: str
    statements: int
    share: float
    own: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """A document with the first of its passages.

    Args:
        document: itself.
        reads: its first passages.
    """

    document: Document
    reads: tuple[Read, ...]

    @property
    def factless(self) -> int:
        """Return the number of passages that state nothing and need not."""
        return self.document.passages - self.document.stating - self.document.owing

    @property
    def more(self) -> int:
        """Return the number of passages that are not shown."""
        return self.document.passages - len(self.reads)


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("coverage", __name__)
    coverage = _Coverage(publication)
    routes.add_url_rule("/coverage", "coverage", coverage.answer)
    routes.add_url_rule("/coverage.<suffix>", "coverage_as", coverage.answer)
    return routes


class _Coverage:
    """Answers requests for the coverage."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._files = {file.name: file for file in publication.release.files}
        self._sources = Sources(publication.index)

    def answer(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with a page of documents, or with the report of the build.

        Raises:
            RequestError: the release has no report, or the list not so many pages.
        """
        if COVERAGE not in self._files:
            raise not_found("This release has no report on coverage.", "Build it again.")
        choice = choice_of((HTML, JSON), suffix)
        if choice.form is JSON:
            return self._publication.answer_file(self._files[COVERAGE], choice)
        return self._publication.answer(self._page(number_of(flask.request.args.get("page", "1"))), choice)

    def _page(self, page: int) -> str:
        documents, _, _ = self._sources.counts
        pages = pages_of(documents, _DOCUMENTS, page)
        shown = self._sources.documents((page - 1) * _DOCUMENTS, _DOCUMENTS)
        base = self._publication.renderer.frame.base
        complete, strays = self._verdict
        return self._publication.renderer.page(
            "coverage.html",
            title="Coverage",
            description="Which passages of the documents carry which statements",
            current="/sources",
            complete=complete,
            strays=strays,
            covered=[
                Covered(each, _reads(self._sources.passages(each, 0, _PASSAGES), base)) for each in shown
            ],
            page=page,
            pages=pages,
        )

    @cached_property
    def _verdict(self) -> tuple[bool, int]:
        """Return whether everything is accounted for, and the number of graphs without a passage."""
        report = self._publication.json(COVERAGE)
        owing = self._publication.index.rows("SELECT 1 FROM document WHERE owing LIMIT 1")
        return report["complete"] and not owing, len(report["statementsWithoutPassage"])


def _reads(passages: Sequence[Passage], base: str) -> tuple[Read, ...]:
    most = max((each.statements for each in passages), default=0) or 1
    return tuple(
        Read(
            mark=mark_of(each.iri, each.label, base),
            kind=each.kind,
            statements=each.statements,
            share=each.statements / most,
            own=each.statements > 0 or not each.factless,
        )
        for each in passages
    )
