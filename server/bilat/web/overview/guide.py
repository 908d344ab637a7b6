"""How to read the pages, and the model in five minutes: what each mark means, and live examples of the graph.

The examples are page queries of the project, ``queries/pages/views/guide-*.rq``: title, a sentence or two in
``includes``, and rows from the release. ``guide-picture.rq`` gives the links of a picture as ?from ?link ?to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import flask

from bilat.graph.formats.quads import literal
from bilat.vocab import GRAPH
from bilat.web.index import Answer, Term
from bilat.web.marks import LAYERS, Mark, mark_of
from bilat.web.pictures.diagram import Diagram, diagram
from bilat.web.publication import Publication, choice_of
from bilat.web.wording import literal_text

_PREFIX: Final = "guide-"
_PICTURE: Final = "guide-picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value in a table.

    Args:
        text: what people read.
        href: where it leads, or None.
        language: of the text, or empty.
        mark: in place of the text, where the value is a passage.
    """

    text: str
    href: str | None = None
    language: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the guide.

    Args:
        anchor: of its place on the page.
        title: what it is about.
        text: what is to be known.
        heads: of the columns.
        rows: cells.
        query: address of the query, to try it.
    """

    anchor: str
    title: str
    text: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    query: str


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route of the guide."""
    routes = flask.Blueprint("guide", __name__)
    guide = _Guide(publication)
    routes.add_url_rule("/guide", "guide", lambda: publication.answer(guide.page(), choice_of()))
    return routes


class _Guide:
    """Makes the page."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._index = publication.index
        self._base = publication.renderer.frame.base
        self._href = publication.renderer.href

    def page(self) -> str:
        """Return the page."""
        names = [name for name in self._index.answers(_PREFIX) if name != _PICTURE]
        answers = (self._index.answer(name) for name in names)
        picture = self._index.answer(_PICTURE)
        return self._publication.renderer.page(
            "guide.html",
            title="How to read the pages",
            description="What the marks mean, and the model in five minutes with examples",
            current="/guide",
            sections=[self._section(answer) for answer in answers if answer],
            picture=self._picture(picture) if picture and picture.rows else None,
            found=self._found(),
            caption=picture.includes if picture else "",
            links=self._links(picture.rows) if picture else [],
        )

    def _found(self) -> frozenset[str]:
        """Return what the release has to be explained: layers of graphs, and ways to say something."""
        names = {
            name.removeprefix(GRAPH) for name in self._publication.release.graphs if name.startswith(GRAPH)
        }
        said = ["said"] if self._index.rows("SELECT 1 FROM thing WHERE said IS NOT NULL LIMIT 1") else []
        passages = ["passages"] if "/sources" in self._publication.renderer.frame.pictures else []
        return frozenset({*(names & LAYERS), *(["files"] if names - LAYERS else []), *said, *passages})

    def _section(self, answer: Answer) -> Section:
        return Section(
            anchor=answer.name,
            title=answer.title,
            text=answer.includes,
            heads=answer.variables,
            rows=tuple(tuple(self._cell(row.get(name)) for name in answer.variables) for row in answer.rows),
            query=f"/sparql?{urlencode({'query': answer.query, 'format': 'html'})}",
        )

    def _cell(self, term: Term | None) -> Cell | None:
        if term is None:
            return None
        if term.kind != "uri":
            return Cell(text=_words(term), language=term.language)
        thing = self._index.thing(term.value)
        if thing is not None and thing.section == "passages":
            return Cell(text=thing.label, mark=mark_of(term.value, thing.label, self._base))
        return Cell(text=self._index.label(term.value), href=self._href(term.value))

    def _picture(self, answer: Answer) -> Diagram:
        names = {
            row[end].value: (_name(row, end), self._address(row[end]))
            for row in answer.rows
            for end in ("from", "to")
            if f"{end}Label" in row
        }
        rows = [(row["from"].value, row["link"].value, row["to"].value) for row in answer.rows]
        return diagram(rows, names)

    def _address(self, term: Term) -> str | None:
        return self._href(term.value) if term.kind == "uri" else None

    def _links(self, rows: Iterable[Mapping[str, Term]]) -> list[tuple[str, str, str, Mark | None]]:
        """Return the links of the picture for its table."""
        found = []
        for row in rows:
            graph = row.get("graph")
            label = self._index.label(graph.value) if graph else ""
            mark = mark_of(graph.value, label, self._base) if graph else None
            found.append((_name(row, "from"), row["link"].value, _name(row, "to"), mark))
        return found


def _name(row: Mapping[str, Term], end: str) -> str:
    """Return what an end of a link is called."""
    label = row.get(f"{end}Label")
    return label.value if label and not row[end].datatype else _words(row[end])


def _words(term: Term) -> str:
    """Return a literal as the pages write it: 16 June 2014, yes, 1,000."""
    return literal_text(literal(term.value, term.datatype))
