"""Where a result is written: a file object in memory that stops the engine at a limit.

The engine writes in pieces of about 8 KiB; an exception raised in `Sink.write` ends the query at once.
"""

from __future__ import annotations

from typing import Final

from bilat.engine import formats
from bilat.errors import NotAcceptable, ResultTooLarge

#: Bytes that end a row. In JSON a string that itself ends in these characters counts as one row more.
_ROW_ENDS: Final = {
    formats.JSON: b'}},{"',
    formats.XML: b"</result>",
    formats.CSV: b"\r\n",
    formats.TSV: b"\n",
}
_HEADER_ROWS: Final = {formats.CSV: 1, formats.TSV: 1}
_XML: Final = frozenset({formats.XML, formats.RDF_XML})
#: XML 1.0, production 2: these characters cannot be written in any way, not even as references.
_CONTROLS: Final = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_NONCHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
#: What the engine writes for a property whose IRI has no local name that XML could write.
_NO_NAME: Final = b"<oxprefix: "


class Sink:
    """A writable file object that holds a result.

    Args:
        media_type: how the result is written; it says what ends a row.
        rows: most rows; triples are counted by `count`, as they come.
        size: most bytes.
    """

    def __init__(self, media_type: str, *, rows: int, size: int) -> None:
        self._body = bytearray()
        self._rows = rows
        self._size = size
        self._found = 0
        self._end = _ROW_ENDS.get(media_type, b"")
        self._most = rows + _HEADER_ROWS.get(media_type, 0)
        self._xml = media_type in _XML

    def write(self, piece: bytes) -> int:
        """Add a piece.

        Raises:
            ResultTooLarge: the result passes a limit with this piece.
        """
        body = self._body
        if len(body) + len(piece) > self._size:
            raise too_large(f"{self._size:,} bytes")
        overlap = max(0, len(body) - len(self._end) + 1)
        body += piece
        if self._end:
            self._found += body.count(self._end, overlap)
            if self._found > self._most:
                raise too_large(f"{self._rows:,} rows")
        return len(piece)

    def flush(self) -> None:
        """Do nothing: there is nowhere further to write to."""

    def body(self) -> bytearray:
        """Return the whole result.

        Raises:
            NotAcceptable: it has something that XML cannot carry.
        """
        return _fit_for_xml(self._body) if self._xml else self._body


def too_large(limit: str) -> ResultTooLarge:
    """Return the error for a result that passes a limit."""
    return ResultTooLarge(f"The result is larger than {limit}.", remedy="Narrow the query or add a LIMIT.")


def _fit_for_xml(body: bytearray) -> bytearray:
    """Return XML that a parser reads back as it was meant, or refuse."""
    if len(body.translate(None, _CONTROLS)) != len(body) or any(each in body for each in _NONCHARACTERS):
        raise NotAcceptable(
            "The result has a control character, which XML cannot carry.", remedy="Ask for JSON or N-Triples."
        )
    if _NO_NAME in body:
        raise NotAcceptable(
            "The result has a property whose IRI does not end in an XML name, which RDF/XML cannot carry.",
            remedy="Ask for Turtle or N-Triples.",
        )
    # A raw carriage return would be read back as a line feed (XML 1.0, 2.11).
    return body.replace(b"\r", b"&#13;") if b"\r" in body else body
