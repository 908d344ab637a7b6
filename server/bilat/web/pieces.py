"""Pieces of text that people read, some of which name a thing and lead to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: What stands for a node without a name of which nothing is at hand.
UNNAMED: Final = "(unnamed)"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text.

    Args:
        text: what people read.
        iri: what it names, or empty text.
        language: where it is another than that of the page, or empty text.
        address: where on the web it leads, for what names nothing of the graph, or empty text.
    """

    text: str
    iri: str = ""
    language: str = ""
    address: str = ""


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with commas between them."""
    return between(", ", [[piece] for piece in pieces])


def between(sign: str, groups: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return groups of pieces with a sign between them."""
    return [part for group in groups for part in (Piece(sign), *group)][1:]
