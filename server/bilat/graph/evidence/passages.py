"""Evidence: which passages speak of a thing, and whether documents and passages are still what was read.

How much each passage states is told by `bilat.graph.evidence.coverage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from bilat import vocab
from bilat.errors import BilatError
from bilat.graph.catalogue.described import Document, Passage, documents, passages
from bilat.graph.evidence.originals import Original, OriginalError, Originals
from bilat.graph.report.findings import Finding, Severity, in_order
from bilat.graph.source.load import Source
from bilat.vocab import BILAT, DCTERMS, RDF

NOTHING_DESCRIBED = "evidence-missing"
DOCUMENT_MISSING = "document-missing"
DOCUMENT_UNREADABLE = "document-unreadable"
DOCUMENT_ALTERED = "document-altered"
DOCUMENT_LENGTH = "document-length"
DOCUMENT_INCOMPLETE = "document-incomplete"
PASSAGE_ALTERED = "passage-altered"
PASSAGE_MOVED = "passage-moved"
PASSAGE_INCOMPLETE = "passage-incomplete"
PASSAGE_OUT_OF_RANGE = "passage-out-of-range"

#: What mends a document that is not the one that was read.
_RESTORE = "Put back the document that was read, or read what has changed anew and state its digests."

Quad = tuple[URIRef, URIRef, URIRef, URIRef]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of comparing documents with their descriptions.

    Args:
        findings: what differs, in the order of reports; none when all is as described.
        documents: number of documents whose digest holds.
        passages: number of passages whose digest holds at their position.
    """

    findings: tuple[Finding, ...]
    documents: int
    passages: int


def references(source: Source) -> tuple[Quad, ...]:
    """Return `dcterms:isReferencedBy` from each thing to every passage that says something of it, sorted.

    A thing is an IRI that is the subject of a statement in the graph of the passage. The quads belong into
    the graph `vocab.EVIDENCE`.
    """
    found = {
        (thing, DCTERMS.isReferencedBy, passage, vocab.EVIDENCE)
        for passage in passages(source.dataset)
        for thing in source.dataset.graph(passage).subjects()
        if isinstance(thing, URIRef)
    }
    return tuple(sorted(found))


def verify(source: Source, folder: Path) -> Verification:
    """Compare the documents in a folder with what the project says of them and of their passages.

    A document is the file that `dcterms:identifier` names, else the file with its digest. Nothing outside
    the folder is read, and no finding holds text of a document.

    Args:
        source: the project.
        folder: where the documents lie; its subfolders are not searched.

    Raises:
        BilatError: there is no such folder.
    """
    if not folder.is_dir():
        raise BilatError(f"There is no folder {folder}.", remedy="Name the folder that holds the documents.")
    check = _Check(source, Originals(folder))
    described = documents(source.dataset)
    if not described:
        check.find(
            NOTHING_DESCRIBED,
            "The project describes no document, so there is nothing to compare.",
            remedy="Describe documents and passages, or leave the documents out of the check.",
        )
    for document in described:
        check.document(document)
    return Verification(findings=in_order(check.findings), documents=check.documents, passages=check.passages)


class _Check:
    """Gathers findings and counts what holds.

    Args:
        source: the project, asked for the places of its statements.
        originals: the documents at hand.
    """

    def __init__(self, source: Source, originals: Originals) -> None:
        self._locations = source.locations
        self._originals = originals
        self.findings: list[Finding] = []
        self.documents = self.passages = 0

    def document(self, document: Document) -> None:
        """Compare a document, then its passages."""
        if document.iri is None:
            for part in document.passages:
                self.find(PASSAGE_INCOMPLETE, f"{part.name} names no document, or several.", passage=part)
            return
        try:
            original = self._originals.find(document.file, document.sha256)
        except OriginalError as error:
            self.find(DOCUMENT_UNREADABLE, f"{document.name}: {error}", focus=document.iri)
            return
        if original is None:
            wanted = f"neither {document.file} nor any file" if document.file else "no file"
            message = f"{document.name}: the folder holds {wanted} with its digest."
            remedy = "Put the document there, or name the folder that holds it."
            self.find(DOCUMENT_MISSING, message, focus=document.iri, path=DCTERMS.identifier, remedy=remedy)
            return
        self._whole(document, original)
        shift = original.length - document.length if document.length is not None else 0
        for part in document.passages:
            self._passage(part, original, shift)

    def _whole(self, document: Document, original: Original) -> None:
        """Compare digest, encoding and length of a document."""
        name, file, focus = document.name, original.name, document.iri
        if document.sha256 == original.sha256:
            self.documents += 1
        elif document.sha256 is None:
            remedy = f"State its SHA-256 as bilat:sha256, once. {file} has {original.sha256}."
            self.find(
                DOCUMENT_INCOMPLETE, f"{name} states no digest, or several.", focus=focus, remedy=remedy
            )
        else:
            message = f"{name}: the digest of {file} differs from the one stated."
            remedy = f"{_RESTORE} {file} has {original.sha256}."
            self.find(DOCUMENT_ALTERED, message, focus=focus, path=BILAT.sha256, remedy=remedy)
        if original.bad_byte is not None:
            message = f"{name}: the byte at offset {original.bad_byte} of {file} is not UTF-8."
            self.find(DOCUMENT_UNREADABLE, message, focus=focus)
        if document.length not in (None, original.length):
            message = f"{name}: {file} has {original.length} code points instead of {document.length}."
            self.find(DOCUMENT_LENGTH, message, focus=focus, path=DCTERMS.extent)

    def _passage(self, part: Passage, original: Original, shift: int) -> None:
        """Compare a passage with the text at its position.

        Args:
            part: the passage.
            original: its document.
            shift: by how many code points the document is longer than stated.
        """
        start, end, name = part.start, part.end, part.name
        digest = None if start is None or end is None else original.digest(start, end)
        has = f" The text at {start} to {end} of {original.name} has {digest}." if digest else ""
        if start is None or end is None or part.sha256 is None:
            remedy = f"State oa:start, oa:end and bilat:sha256, each once.{has}"
            message = f"{name} states no position or digest that can be checked, or several."
            self.find(PASSAGE_INCOMPLETE, message, passage=part, remedy=remedy)
        elif digest == part.sha256:
            self.passages += 1
        elif shift and original.digest(start + shift, end + shift) == part.sha256:
            message = (
                f"{name} is unchanged but has moved by {shift:+d} from {start} to {end} in {original.name}."
            )
            self.find(PASSAGE_MOVED, message, passage=part, severity=Severity.INFO)
        elif not start < end <= original.length:
            message = f"{name}: {original.name} has {original.length} code points and no {start} to {end}."
            self.find(PASSAGE_OUT_OF_RANGE, message, passage=part)
        else:
            message = f"{name}: the text at {start} to {end} of {original.name} has another digest."
            self.find(
                PASSAGE_ALTERED,
                message,
                passage=part,
                path=BILAT.sha256,
                remedy=f"{_RESTORE} It has {digest}.",
            )

    def find(
        self,
        rule: str,
        message: str,
        *,
        focus: URIRef | None = None,
        passage: Passage | None = None,
        path: URIRef | None = None,
        remedy: str = _RESTORE,
        severity: Severity = Severity.VIOLATION,
    ) -> None:
        """Add a finding, at the place of the statement that does not hold."""
        about = passage.iri if passage else focus
        self.findings.append(
            Finding(
                severity=severity,
                rule=rule,
                message=message,
                remedy=remedy,
                focus=about,
                path=str(path) if path else None,
                passage=passage.iri if passage else None,
                place=self._locations.find(about, path or RDF.type) if about else None,
            )
        )
