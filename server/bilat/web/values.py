"""The values of the lines of a page, one below the other or in a row of text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import inf
from typing import Final

from bilat.graph.index.text import in_order
from bilat.web.marks import Mark
from bilat.web.pieces import UNNAMED, Piece, joined

#: So many values of a line stand below each other; more of them, if short, stand in one row of text.
_TEXTS: Final = 3
_MOST_TEXTS: Final = 40
_SHORT: Final = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a line.

    Args:
        pieces: what people read.
        note: what stands below, or empty text.
        sign: sign of how a source puts it, or empty text.
        said: the same in a word.
        marks: where it is said.
        blank: it is not there, and that is what is said.
        iri: the thing that it names, or empty text.
        rank: where a number or a time stands among others.
    """

    pieces: tuple[Piece, ...]
    note: str = ""
    sign: str = ""
    said: str = ""
    marks: tuple[Mark, ...] = ()
    blank: bool = False
    iri: str = ""
    rank: float = inf

    @property
    def order(self) -> tuple[bool, bool, float, str]:
        """Return where it stands in its line: numbers and times by what they are, texts by their letters."""
        return self.blank, self.is_untold, self.rank, in_order(self.text.casefold())

    @property
    def text(self) -> str:
        """Return what people read as plain text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_untold(self) -> bool:
        """Tell whether it is a node without a name of which nothing is at hand."""
        return self.iri == "" and len(self.pieces) == 1 and self.pieces[0].text == UNNAMED

    @property
    def is_text(self) -> bool:
        """Tell whether it is a literal, and not that there is none."""
        return not self.iri and not self.blank

    @property
    def is_of_source(self) -> bool:
        """Tell whether a passage says it."""
        return any(not mark.kind for mark in self.marks)

    @property
    def is_short(self) -> bool:
        """Tell whether it can stand in a row of text with others."""
        plain = len(self.pieces) == 1 and not (self.blank or self.note or self.sign)
        # What is only inferred keeps its own mark, which tells why.
        followed = bool(self.marks) and all(mark.kind == "inf" for mark in self.marks)
        return plain and not followed and len(self.pieces[0].text) <= _SHORT


def gathered(values: list[Value]) -> list[Value]:
    """Return short values without a note, such as topics, in one row of text for each evidence."""
    short = [value for value in values if value.is_short]
    if not _TEXTS < len(short) <= _MOST_TEXTS:
        return values
    by_marks: dict[tuple[Mark, ...], dict[Piece, None]] = defaultdict(dict)
    for value in short:
        marks = tuple(mark for mark in value.marks if mark.kind != "inf")
        by_marks[marks][value.pieces[0]] = None
    if len(by_marks) > len(short) / 2:
        return values
    rows = [Value(pieces=tuple(joined(list(pieces))), marks=marks) for marks, pieces in by_marks.items()]
    return [*rows, *(value for value in values if value not in short)]
