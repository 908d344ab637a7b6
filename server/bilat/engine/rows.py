"""Where the rows end in a result that the engine has written, or is still writing.

The engine tells nobody how many rows it has written, so they are found in the bytes: quickly, by a mark that
is never missing where a row ends, and exactly, where that finds too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bilat.engine import formats

_EMPTY_ROW: Final = b"{}"
#: A string that ends in ``}},{`` is followed by a bracket or comma, a row by the name of a variable.
_FULL_JSON_ROW: Final = re.compile(rb'\}\}(?=,\{"[^},])', re.DOTALL)
#: Strings are passed over, also one that is not finished.
_ANY_JSON_ROW: Final = re.compile(rb'"(?>(?:[^"\\]|\\.)*)(?:"|\\?\Z)|(\})(?=,\{)', re.DOTALL)
_CSV_ROW: Final = re.compile(rb'"[^"]*+(?:"|\Z)|(\r\n)')


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows are written in a format.

    Args:
        mark: what stands wherever a row ends; it may stand elsewhere too.
        opening: what ends the part before the rows.
        closing: what comes after the rows.
        ends: yields the place after each row from a place where a row ended.
        between: the mark is between two rows, not after each.
    """

    mark: bytes
    opening: bytes
    closing: bytes
    ends: Callable[[bytearray, int], Iterator[int]]
    between: bool = False

    def head(self, body: bytearray) -> int:
        """Return the place after the part before the rows, or -1 where that is not there yet."""
        start = body.find(self.opening)
        return start if start < 0 else start + len(self.opening)


def cut(body: bytearray, layout: Layout, *, rows: int, size: int) -> bytearray | None:
    """Return a result cut after a row, and closed; None when there is no room even for a result without rows.

    Args:
        body: a result, not necessarily finished.
        layout: how it is written.
        rows: most rows that are kept.
        size: most bytes of what is returned.
    """
    room, best = size - len(layout.closing), layout.head(body)
    if not 0 <= best <= room:
        return None
    for _, end in zip(range(rows), layout.ends(body, best), strict=False):
        if end > room:
            break
        best = end
    return body[:best] + layout.closing


def _json_ends(body: bytearray, start: int) -> Iterator[int]:
    if body.find(_EMPTY_ROW, start) < 0:
        return (match.end() for match in _FULL_JSON_ROW.finditer(body, start))
    return (match.end() for match in _ANY_JSON_ROW.finditer(body, start) if match[1])


def _csv_ends(body: bytearray, start: int) -> Iterator[int]:
    return (match.end() for match in _CSV_ROW.finditer(body, start) if match[1])


def _plain(mark: bytes) -> Callable[[bytearray, int], Iterator[int]]:
    """Return what finds the ends of rows where the mark stands nowhere else."""
    pattern = re.compile(re.escape(mark))
    return lambda body, start: (match.end() for match in pattern.finditer(body, start))


LAYOUTS: Final = {
    formats.JSON: Layout(b"},{", b'"bindings":[', b"]}}", _json_ends, between=True),
    formats.XML: Layout(b"</result>", b"<results>", b"</results></sparql>", _plain(b"</result>")),
    formats.CSV: Layout(b"\r\n", b"\r\n", b"", _csv_ends),
    formats.TSV: Layout(b"\n", b"\n", b"", _plain(b"\n")),
}
