"""What a parser takes and no file may do, told of a large file while it is read in pieces.

The same is told of small files by `bilat.graph.source.parse`, which has their whole text.
"""

from __future__ import annotations

import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from bilat.errors import Place
from bilat.graph.source.lost import Lost, invalid, lenient, relative
from bilat.graph.source.packed_files import opened
from bilat.graph.source.parse import entities_refused, is_plain_entity
from bilat.graph.source.syntax import Elements, other_than_rdfxml

_PIECE: Final = 1 << 22
#: More than the longest entity that is taken; pieces overlap by as much.
_OVERLAP: Final = 2048


def unmarked(path: Path) -> io.BufferedReader:
    """Return a file opened for reading, after the byte order mark that it may begin with."""
    source = cast(io.BufferedReader, opened(path))
    if source.peek(len(BOM_UTF8)).startswith(BOM_UTF8):
        source.read(len(BOM_UTF8))
    return source


def require_rdfxml(path: Path, file: str) -> None:
    """Refuse XML that is another language, was cut short, or declares entities which could blow up.

    Raises:
        SourceError: it does.
    """
    done, rest, elements = 0, b"", Elements(file)
    with unmarked(path) as source:
        if other := other_than_rdfxml(source.peek(_OVERLAP).decode(errors="replace"), file):
            raise other
        while piece := source.read(_PIECE):
            text = rest + piece
            whole = len(text) if len(piece) < _PIECE else len(text) - _OVERLAP
            for found in re.finditer(b"<!ENTITY", text[: whole + len("<!ENTITY")]):
                at = found.start()
                if at < whole and not is_plain_entity(text[at : at + _OVERLAP].decode("latin-1")):
                    raise entities_refused(Place(file, done + text.count(b"\n", 0, at) + 1))
            done += text.count(b"\n", 0, whole)
            rest = text[whole:]
            elements.read(piece)
    elements.require_end()


def absolute(quads: Iterator[ox.Quad], path: Path, file: str) -> Iterator[ox.Quad]:
    """Yield quads of JSON-LD, read against the base that stands for none.

    Raises:
        SourceError: an IRI is relative.
    """
    for quad in quads:
        if lost := relative(quad):
            raise lost.error(_near(lost, path, file))
        yield quad


def refuse_invalid(source: BinaryIO, path: Path, file: str) -> None:
    """Refuse JSON-LD of which statements would be lost.

    Raises:
        SourceError: a name in it is no IRI, or a tag no language.
    """
    lost = next(filter(None, map(invalid, lenient(source))), None)
    if lost is not None:
        raise lost.error(_near(lost, path, file))


def _near(lost: Lost, path: Path, file: str) -> Place:
    return Place(file, _line_with(path, f'"{lost.term}"') if lost.term else None)


def _line_with(path: Path, text: str) -> int | None:
    """Return the number of the first line that holds a text."""
    wanted = text.encode()
    with opened(path) as lines:
        return next((number for number, line in enumerate(lines, 1) if wanted in line), None)
