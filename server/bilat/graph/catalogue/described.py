"""What a project says of its documents and passages: file, length, positions, digests.

A passage is a node with `oa:hasSource` and `oa:hasSelector`, as in the Web Annotation Data Model, 4.2.4: its
selector gives start and end in code points of the UTF-8 text of its document, end exclusive. Document and
passage each give the SHA-256 of their text (`bilat:sha256`). Whether any of this is true is not asked here.
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Dataset, Graph, URIRef
from rdflib.term import Node

from bilat.vocab import BILAT, DCTERMS, OA, RDF, RDFS

#: More digits than any position in a text has; longer ones are no positions.
_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage; what is not stated, or stated more than once, is None.

    Args:
        iri: its name, which is also the name of the graph of what it states.
        name: what people call it.
        start: first code point, counted from 0.
        end: the code point after its last one.
        sha256: digest of its UTF-8 text, in hexadecimal.
    """

    iri: URIRef
    name: str
    start: int | None
    end: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document; what is not stated, or stated more than once, is None.

    Args:
        iri: its name; None for passages that belong to no document, or to several.
        name: what people call it.
        file: name of its file.
        length: number of its code points.
        sha256: digest of its bytes, in hexadecimal.
        passages: its passages, by position.
    """

    iri: URIRef | None
    name: str
    file: str | None
    length: int | None
    sha256: str | None
    passages: tuple[Passage, ...]


def passages(dataset: Dataset) -> tuple[URIRef, ...]:
    """Return the passages that a project describes, sorted by name."""
    typed = _subjects(dataset, RDF.type, BILAT.Passage)
    selecting = _subjects(dataset, OA.hasSelector) & _subjects(dataset, OA.hasSource)
    return tuple(sorted(node for node in typed | selecting if isinstance(node, URIRef)))


def documents(dataset: Dataset) -> tuple[Document, ...]:
    """Return the documents that a project describes, sorted by name; passages without one come last."""
    said = _union(dataset)
    members: dict[URIRef | None, list[Passage]] = {
        node: [] for node in said.subjects(RDF.type, BILAT.Document) if isinstance(node, URIRef)
    }
    for iri in passages(dataset):
        document = _one(said, iri, OA.hasSource)
        members.setdefault(URIRef(document) if document else None, []).append(_passage(said, iri))
    by_name = sorted(members.items(), key=lambda item: (item[0] is None, str(item[0])))
    return tuple(_document(said, iri, parts) for iri, parts in by_name)


def _subjects(dataset: Dataset, predicate: URIRef, value: Node | None = None) -> set[Node]:
    """Return the subjects of a property in any graph."""
    return {s for s, _, _, _ in dataset.quads((None, predicate, value, None)) if s is not None}


def _passage(said: Graph, iri: URIRef) -> Passage:
    selectors = set(said.objects(iri, OA.hasSelector))
    selector = selectors.pop() if len(selectors) == 1 else None
    return Passage(
        iri=iri,
        name=_name(said, iri),
        start=_number(_one(said, selector, OA.start)),
        end=_number(_one(said, selector, OA.end)),
        sha256=_one(said, iri, BILAT.sha256),
    )


def _document(said: Graph, iri: URIRef | None, parts: list[Passage]) -> Document:
    return Document(
        iri=iri,
        name=_name(said, iri) if iri else "",
        file=_one(said, iri, DCTERMS.identifier),
        length=_number(_one(said, iri, DCTERMS.extent)),
        sha256=_one(said, iri, BILAT.sha256),
        passages=tuple(sorted(parts, key=lambda part: (part.start or 0, part.iri))),
    )


def _name(said: Graph, node: URIRef) -> str:
    """Return what people call a passage or document: its label, and the end of its IRI."""
    mark = "/".join(str(node).rstrip("/").rsplit("/", 2)[-2:])
    label = _one(said, node, RDFS.label)
    return f"{label} ({mark})" if label else mark


def _one(said: Graph, subject: Node | None, predicate: URIRef) -> str | None:
    """Return the value of a property as text, None where there is none or more than one."""
    if subject is None:
        return None
    values = {str(value) for value in said.objects(subject, predicate)}
    return values.pop() if len(values) == 1 else None


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > _DIGITS:
        return None
    return int(text)


def _union(dataset: Dataset) -> Graph:
    """Return all graphs as one."""
    everything = Graph()
    for s, p, o, _ in dataset.quads((None, None, None, None)):
        everything.add((s, p, o))
    return everything
