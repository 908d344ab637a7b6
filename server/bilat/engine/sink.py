"""Where a result is written: a file object in memory that stops the engine at a limit.

The engine writes in pieces of about 8 KiB; an exception raised in `Sink.write` ends the query at once.
"""

from __future__ import annotations

from typing import Final

from bilat.engine import formats
from bilat.engine.interface import Limits
from bilat.engine.rows import LAYOUTS, cut
from bilat.errors import NotAcceptable, ResultTooLarge
from bilat.text import counted

_XML: Final = frozenset({formats.XML, formats.RDF_XML})
#: XML 1.0, production 2: these characters cannot be written in any way, not even as references.
_CONTROLS: Final = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_NONCHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
#: What the engine writes for a property whose IRI has no local name that XML could write.
_NO_NAME: Final = b"<oxprefix: "


class EnoughError(Exception):
    """The sink has all that will be sent; the query is to end here."""


class Sink:
    """A writable file object that holds a result.

    Args:
        media_type: how the result is written; it says where rows end.
        limits: most rows and bytes, and whether to cut a result that passes them. A graph is not cut here:
            its triples are counted as they come.
    """

    def __init__(self, media_type: str, limits: Limits) -> None:
        self.truncated = False
        self._body = bytearray()
        self._limits = limits
        self._xml = media_type in _XML
        self._layout = layout = LAYOUTS.get(media_type)
        self._mark = layout.mark if layout else b""
        # How many marks are too many to be sure, without looking, that there are no more rows than allowed.
        self._sure = limits.rows - 1 if layout and layout.between else limits.rows
        self._marks = -1 if layout and layout.mark == layout.opening else 0
        self._counted = (0, 0)

    def __len__(self) -> int:
        """Return the number of bytes."""
        return len(self._body)

    def write(self, piece: bytes) -> int:
        """Add a piece.

        Raises:
            ResultTooLarge: the result passes a limit with this piece, and is not to be cut.
            EnoughError: it is to be cut, and has all that it may have.
        """
        body, mark = self._body, self._mark
        overlap = max(0, len(body) - len(mark) + 1)
        # A raw carriage return would be read back as a line feed (XML 1.0, 2.11).
        body += piece.replace(b"\r", b"&#13;") if self._xml else piece
        if len(body) > self._limits.bytes:
            self._end(f"{self._limits.bytes:,} bytes")
        if mark:
            self._marks += body.count(mark, overlap)
            if self._marks > self._sure and self._count_rows() > self._sure:
                self._end(counted(self._limits.rows, "row"))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: there is nowhere further to write to."""

    def body(self) -> bytearray:
        """Return the result: whole, or cut after a row.

        Raises:
            NotAcceptable: it has something that XML cannot carry.
            ResultTooLarge: it was to be cut, and there is no room for a result without rows.
        """
        if self.truncated and self._layout:
            limits = self._limits
            left = cut(self._body, self._layout, rows=limits.rows, size=limits.bytes)
            if left is None:
                raise too_large(f"{limits.bytes:,} bytes")
            self._body = left
        if self._xml:
            _check_xml(self._body)
        return self._body

    def _end(self, limit: str) -> None:
        """Raise what ends the query."""
        if not (self._limits.truncate and self._layout):
            raise too_large(limit)
        self.truncated = True
        raise EnoughError

    def _count_rows(self) -> int:
        """Return how many rows have ended, exactly, going on from the last one that was counted."""
        rows, start = self._counted
        if self._layout:
            for end in self._layout.ends(self._body, start or self._layout.head(self._body)):
                rows, start = rows + 1, end
        self._counted, self._marks = (rows, start), rows
        return rows


def too_large(limit: str) -> ResultTooLarge:
    """Return the error for a result that passes a limit."""
    return ResultTooLarge(f"The result is larger than {limit}.", remedy="Narrow the query or add a LIMIT.")


def _check_xml(body: bytearray) -> None:
    """Refuse what a parser would not read back as it was meant."""
    if len(body.translate(None, _CONTROLS)) != len(body) or any(each in body for each in _NONCHARACTERS):
        raise NotAcceptable(
            "The result has a control character, which XML cannot carry.", remedy="Ask for JSON or N-Triples."
        )
    if _NO_NAME in body:
        raise NotAcceptable(
            "The result has a property whose IRI does not end in an XML name, which RDF/XML cannot carry.",
            remedy="Ask for Turtle or N-Triples.",
        )
