"""The documents that statements are drawn from: passages in their order, with place and number of statements.

Read from the index, as far as a page needs it. The text is shown only where the documents are at hand: the
setting ``sources`` names their folder, and a document is taken only when its digest is the one that was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from bilat.graph.evidence.originals import OriginalError, Originals
from bilat.web.index import Index

_TOGETHER: Final = 500
#: Documents whose passages are kept at hand.
_KEPT: Final = 64
_DOCUMENT: Final = (
    "SELECT id, iri, label, name, extent, sha256, first, passages, stating, owing, statements FROM document"
)
_PASSAGE: Final = (
    "SELECT id, document, iri, label, number, kind, section, title, supplied, start, stop, sha256, "
    "factless, statements FROM passage"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage.

    Args:
        iri: its name, and that of the graph of its statements.
        label: what it is called.
        number: its place in the document, or 0.
        kind: what it is, such as a heading, or empty text.
        section: IRI of the section, or empty text.
        title: label of the section.
        supplied: whether the section has no heading in the document.
        start: code points before it, or None.
        end: where it ends, or None.
        sha256: digest of its text, or empty text.
        factless: whether it is of a kind that need not state a fact.
        statements: how many stand in its graph.
        place: counted from 0, in the order of the document.
        document: of which it is a passage.
    """

    iri: str
    label: str
    number: int
    kind: str
    section: str
    title: str
    supplied: bool
    start: int | None
    end: int | None
    sha256: str
    factless: bool
    statements: int
    place: int
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document.

    Args:
        iri: its name.
        label: what it is called.
        name: of its file, or empty text.
        extent: number of code points, or 0.
        sha256: digest, or empty text.
        passages: how many it has.
        stating: how many of them state something.
        owing: how many state nothing and ought to.
        statements: how many all of them make.
        first: number of its first passage in the index.
    """

    iri: str
    label: str
    name: str
    extent: int
    sha256: str
    passages: int
    stating: int
    owing: int
    statements: int
    first: int


class Sources:
    """The documents of a release.

    Args:
        index: of the release.
        folder: where the documents lie; empty text where they are not at hand.
    """

    def __init__(self, index: Index, folder: str = "") -> None:
        self._rows = index.rows
        self._originals = Originals(Path(folder)) if folder else None
        self._texts: dict[str, str] = {}
        self._numbered = lru_cache(_KEPT)(self._by_number)
        self.all_passages = lru_cache(_KEPT)(lambda document: self.passages(document, 0, document.passages))

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of documents, of passages and of the statements that these make."""
        found = self._rows(
            "SELECT count(*), coalesce(sum(passages), 0), coalesce(sum(statements), 0) FROM document"
        )
        documents, passages, statements = found[0]
        return documents, passages, statements

    def documents(self, start: int, count: int) -> tuple[Document, ...]:
        """Return so many documents by IRI, from a place on."""
        found = self._rows(f"{_DOCUMENT} ORDER BY id LIMIT ? OFFSET ?", count, start)
        return tuple(_document(row) for row in found)

    def document(self, iri: str) -> Document | None:
        """Return the document of that name, None if there is none."""
        found = self._rows(f"{_DOCUMENT} WHERE iri = ?", iri)
        return _document(found[0]) if found else None

    def passages(self, document: Document, start: int, count: int) -> tuple[Passage, ...]:
        """Return so many passages of a document in order, from a place on."""
        first, last = document.first + start, document.first + min(start + count, document.passages)
        found = self._rows(f"{_PASSAGE} WHERE id >= ? AND id < ? ORDER BY id", first, last)
        return tuple(_passage(row, document) for row in found)

    def passage(self, iri: str) -> Passage | None:
        """Return the passage of that name, None if there is none."""
        return self.known((iri,)).get(iri)

    def known(self, iris: Iterable[str]) -> Mapping[str, Passage]:
        """Return those of some IRIs that are passages, in their order."""
        wanted, found = list(dict.fromkeys(iris)), list[tuple[Any, ...]]()
        for start in range(0, len(wanted), _TOGETHER):
            some = wanted[start : start + _TOGETHER]
            found += self._rows(f"{_PASSAGE} WHERE iri IN ({', '.join('?' * len(some))})", *some)
        return {row[2]: _passage(row, self._numbered(row[1])) for row in sorted(found)}

    def text(self, document: Document) -> str:
        """Return the text of a document, empty where it is not at hand as it was read."""
        if self._originals is None or not document.sha256:
            return ""
        if document.iri not in self._texts:
            self._texts[document.iri] = self._read(document)
        return self._texts[document.iri]

    def _read(self, document: Document) -> str:
        try:
            original = self._originals.find(document.name, document.sha256) if self._originals else None
        except OriginalError:
            return ""
        return original.text if original and original.sha256 == document.sha256 else ""

    def _by_number(self, number: int) -> Document:
        return _document(self._rows(f"{_DOCUMENT} WHERE id = ?", number)[0])


def _document(row: tuple[Any, ...]) -> Document:
    _, iri, label, name, extent, sha256, first, passages, stating, owing, statements = row
    return Document(
        iri=iri,
        label=label,
        name=name,
        extent=extent,
        sha256=sha256,
        passages=passages,
        stating=stating,
        owing=owing,
        statements=statements,
        first=first,
    )


def _passage(row: tuple[Any, ...], document: Document) -> Passage:
    at, _, iri, label, number, kind, section, title, supplied, start, end, sha256, factless, statements = row
    return Passage(
        iri=iri,
        label=label,
        number=number,
        kind=kind,
        section=section,
        title=title,
        supplied=bool(supplied),
        start=start,
        end=end,
        sha256=sha256,
        factless=bool(factless),
        statements=statements,
        place=at - document.first,
        document=document,
    )
