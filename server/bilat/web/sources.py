"""The documents that statements are drawn from: passages in their order, with place and number of statements.

Asked of the engine once a release. The text is shown only where the documents are at hand: the setting
``sources`` names their folder, and a document is taken only when its digest is the one that was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from bilat.engine.interface import Operation
from bilat.graph.build import COVERAGE
from bilat.graph.index_text import last_part
from bilat.graph.originals import OriginalError, Originals
from bilat.project import Project
from bilat.web.labels import rows
from bilat.web.publication import Publication

_NOTHING: Final[Mapping[str, str]] = {"value": ""}


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
        statements: how many stand in its graph.
    """

    iri: str
    label: str
    number: int = 0
    kind: str = ""
    section: str = ""
    title: str = ""
    supplied: bool = False
    start: int | None = None
    end: int | None = None
    sha256: str = ""
    statements: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document.

    Args:
        iri: its name.
        label: what it is called.
        name: of its file, or empty text.
        extent: number of code points, or 0.
        sha256: digest, or empty text.
        passages: in order.
    """

    iri: str
    label: str
    name: str = ""
    extent: int = 0
    sha256: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def statements(self) -> int:
        """Return how many statements its passages make."""
        return sum(passage.statements for passage in self.passages)

    @property
    def stating(self) -> int:
        """Return how many of its passages state something."""
        return sum(1 for passage in self.passages if passage.statements)


class Sources:
    """The documents of a release.

    Args:
        publication: what is published.
        folder: where the documents lie; empty text where they are not at hand.
    """

    def __init__(self, publication: Publication, folder: str = "") -> None:
        self._publication = publication
        self._originals = Originals(Path(folder)) if folder else None
        self._texts: dict[str, str] = {}

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Return all documents, by IRI."""
        counts = _counts(self._publication.json(COVERAGE) or {})
        passages: dict[str, dict[str, Passage]] = defaultdict(dict)
        for row in self._rows("passages"):
            passage = _passage(row, counts)
            passages[row["document"]["value"]].setdefault(passage.iri, passage)
        documents = {}
        for row in self._rows("documents"):
            iri = row["document"]["value"]
            documents[iri] = Document(
                iri=iri,
                label=_value(row, "label") or last_part(iri),
                name=_value(row, "name"),
                extent=_whole(row, "extent") or 0,
                sha256=_value(row, "sha256"),
                passages=_in_order(passages[iri].values()),
            )
        return tuple(documents[iri] for iri in sorted(documents))

    @cached_property
    def by_passage(self) -> Mapping[str, tuple[Document, int]]:
        """Return document and place of each passage."""
        return {
            passage.iri: (document, place)
            for document in self.documents
            for place, passage in enumerate(document.passages)
        }

    @cached_property
    def passages(self) -> int:
        """Return how many passages there are."""
        return len(self.by_passage)

    def document(self, iri: str) -> Document | None:
        """Return the document of that name, None if there is none."""
        return next((document for document in self.documents if document.iri == iri), None)

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

    def _rows(self, name: str) -> Iterable[dict[str, Any]]:
        text = (Project.at().root / "queries" / "pages" / f"{name}.rq").read_text("utf-8")
        return rows(self._publication.engine, Operation(text=text), self._publication.limits, "")


def _passage(row: Mapping[str, Any], counts: Mapping[str, int]) -> Passage:
    iri = row["passage"]["value"]
    return Passage(
        iri=iri,
        label=_value(row, "label") or last_part(iri),
        number=_whole(row, "number") or 0,
        kind=_value(row, "kind"),
        section=_value(row, "section"),
        title=_value(row, "title"),
        supplied=_value(row, "supplied") == "true",
        start=_whole(row, "start"),
        end=_whole(row, "end"),
        sha256=_value(row, "sha256"),
        statements=counts.get(iri, 0),
    )


def _in_order(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    return tuple(sorted(passages, key=lambda it: (it.number, it.start or 0, it.label, it.iri)))


def _counts(coverage: Mapping[str, Any]) -> dict[str, int]:
    """Return the number of statements of each passage."""
    return {
        passage["iri"]: passage["statements"]
        for document in coverage.get("documents", ())
        for passage in document["passages"]
    }


def _value(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name, _NOTHING)["value"])


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    text = _value(row, name)
    return int(text) if text.isdecimal() else None
