"""The pages of a document and of a passage: where it stands, what it says, the text where it is at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bilat.graph.catalogue.addresses import address_of
from bilat.web.lists.indexed import Thing, things
from bilat.web.marks import Mark, mark_of
from bilat.web.paging import number_of, pages_of
from bilat.web.pictures.strip import strip_of
from bilat.web.publication import Publication
from bilat.web.sources import Document, Passage, Sources
from bilat.web.things.cite import Citation
from bilat.web.things.graph_pages import Graphs

_PASSAGES: Final = 100
_DOCUMENTS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A passage in the list of its document.

    Args:
        passage: itself.
        mark: the way to its page.
        text: where it is at hand, else empty text.
        things: what it speaks of.
    """

    passage: Passage
    mark: Mark
    text: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document.

    Args:
        title: its label, or empty text.
        iri: its name, or empty text.
        supplied: whether the document has no heading for it.
        entries: its passages.
    """

    title: str
    iri: str
    supplied: bool
    entries: tuple[Entry, ...]


class PassagePages:
    """Makes the pages of documents and passages.

    Args:
        publication: what is published.
        sources: the documents.
        graphs: what passages say.
    """

    def __init__(self, publication: Publication, sources: Sources, graphs: Graphs) -> None:
        self._publication = publication
        self._renderer = publication.renderer
        self._base = publication.renderer.frame.base
        self._sources = sources
        self._graphs = graphs

    def overview(self, page: int) -> str:
        """Return a page of the list of documents, from 1.

        Raises:
            RequestError: it has not so many pages.
        """
        documents, passages, statements = self._sources.counts
        pages = pages_of(documents, _DOCUMENTS, page)
        shown = self._sources.documents((page - 1) * _DOCUMENTS, _DOCUMENTS)
        return self._renderer.page(
            "sources.html",
            title="Sources",
            description="The documents that the statements are drawn from, passage by passage.",
            current="/sources",
            strips=[(strip_of(document, (), self._sources, self._base), document) for document in shown],
            documents=documents,
            passages=passages,
            statements=statements,
            page=page,
            pages=pages,
        )

    def document(self, document: Document, path: str, arguments: Mapping[str, str]) -> str:
        """Return the page of a document.

        Raises:
            RequestError: it has not so many pages.
        """
        page = number_of(arguments.get("page", "1"))
        pages = pages_of(document.passages, _PASSAGES, page)
        shown = self._sources.passages(document, (page - 1) * _PASSAGES, _PASSAGES)
        text = self._sources.text(document)
        return self._renderer.page(
            "document.html",
            title=document.label,
            description=f"{document.label}: {document.passages} passages and what they say.",
            current="/sources",
            document=document,
            path=path,
            parts=self._parts(shown, text),
            strip=strip_of(document, (), self._sources, self._base),
            text=bool(text),
            page=page,
            pages=pages,
            uncovered=document.passages - document.stating,
        )

    def passage(self, passage: Passage, path: str, arguments: Mapping[str, str], client: str) -> str:
        """Return the page of a passage."""
        document, place = passage.document, passage.place
        text = self._sources.text(document)
        beside = {each.place: each for each in self._sources.passages(document, max(0, place - 1), 3)}
        around = [beside.get(at) for at in (place - 1, place + 1)]
        return self._renderer.page(
            "passage.html",
            title=f"{passage.label} of {document.label}",
            description=f"Passage {passage.label} of {document.label}: {passage.statements} statements.",
            current="/sources",
            other_release=self._renderer.frame.other(arguments.get("release", "")),
            document=document,
            passage=passage,
            place=place + 1,
            there=self._there(passage),
            path=path,
            strip=strip_of(document, (passage,), self._sources, self._base),
            before=around[0],
            after=around[1],
            text=_slice(text, passage),
            lead=_slice(text, around[0]) if around[0] else "",
            tail=_slice(text, around[1]) if around[1] else "",
            held=self._graphs.held(passage.iri, arguments, client),
            citation=self.citation(passage),
        )

    def citation(self, passage: Passage) -> Citation:
        """Return how to cite the page of a passage."""
        return self._renderer.frame.cite(f"{passage.label} of {passage.document.label}", passage.iri)

    def _there(self, passage: Passage) -> str:
        """Return where a passage stands on the page of its document."""
        page = passage.place // _PASSAGES + 1
        path = address_of(passage.document.iri, self._base)
        return f"{path}{f'.html?page={page}' if page > 1 else ''}#p{passage.place + 1}"

    def _parts(self, passages: Sequence[Passage], text: str) -> tuple[Part, ...]:
        spoken = self._spoken(passages)
        parts = []
        for (iri, title, supplied), members in groupby(
            passages, key=lambda it: (it.section, it.title, it.supplied)
        ):
            entries = tuple(self._entry(passage, text, spoken.get(passage.iri, ())) for passage in members)
            parts.append(Part(title, iri, supplied, entries))
        return tuple(parts)

    def _entry(self, passage: Passage, text: str, spoken: tuple[Thing, ...]) -> Entry:
        return Entry(
            passage=passage,
            mark=mark_of(passage.iri, passage.label, self._base),
            text=_slice(text, passage),
            things=spoken,
        )

    def _spoken(self, passages: Iterable[Passage]) -> dict[str, tuple[Thing, ...]]:
        """Return what each passage speaks of, as far as it is listed."""
        index = self._publication.index
        iris = [passage.iri for passage in passages]
        places = ", ".join("?" * len(iris))
        rows = index.rows(
            "SELECT mark.iri, thing FROM mark JOIN thing ON thing.id = thing JOIN section "  # noqa: S608
            f"ON section.id = thing.section WHERE section.listed AND mark.iri IN ({places}) ORDER BY thing",
            *iris,
        )
        numbers = sorted({number for _, number in rows})
        known = dict(zip(numbers, things(index.rows, numbers), strict=True))
        found: dict[str, list[Thing]] = defaultdict(list)
        for iri, number in rows:
            found[iri].append(known[number])
        return {iri: tuple(each) for iri, each in found.items()}


def _slice(text: str, passage: Passage) -> str:
    if not text or passage.start is None or passage.end is None:
        return ""
    return text[passage.start : passage.end]
