"""A few words to write RDF with: statements about a node, gathered in the graph of the catalogue as text."""

from __future__ import annotations

from collections.abc import Iterable

from bilat.graph.formats.quads import XSD, Quad, literal
from bilat.vocab import CATALOGUE

MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"


class Description:
    """Statements of the catalogue, each once."""

    def __init__(self) -> None:
        self._graph = iri(CATALOGUE)
        self._quads: set[Quad] = set()

    def say(self, subject: str, predicate: str, *objects: str) -> None:
        """Add a statement for each object; subject and predicate are IRIs, objects are terms."""
        self._quads.update(Quad(iri(subject), iri(predicate), term, self._graph) for term in objects)

    @property
    def quads(self) -> tuple[Quad, ...]:
        """Return what was said, sorted."""
        return tuple(sorted(self._quads))


def iri(value: str) -> str:
    """Return the term for an IRI."""
    return f"<{value}>"


def iris(values: Iterable[str]) -> tuple[str, ...]:
    """Return the terms for IRIs."""
    return tuple(iri(value) for value in values)


def english(text: str) -> str:
    """Return a literal for text that bilat itself writes."""
    return literal(text, "", "en")


def whole(number: int) -> str:
    """Return a literal for a count."""
    return literal(str(number), XSD + "integer")
