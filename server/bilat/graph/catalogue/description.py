"""A few words to write RDF with: statements about a node, gathered in the graph of the catalogue as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from bilat.graph.formats.quads import XSD, Quad, literal
from bilat.vocab import CATALOGUE

MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"

#: What IRIs may have elsewhere, and not in their fragment (RFC 3987, 2.2).
_NO_FRAGMENT = re.compile(r"[#\[\]\ue000-\uf8ff\U000f0000-\U0010ffff]")


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


def part_of(node: str, name: str) -> str:
    """Return the IRI of a part of what is described: ``…/x#service``, or ``…/x#a/service`` of ``…/x#a``."""
    joint = "#" if "#" not in node else "" if node.endswith("#") else "/"
    return f"{node}{joint}{_NO_FRAGMENT.sub(lambda found: quote(found[0]), name)}"


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
