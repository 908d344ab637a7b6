"""What a parser takes and no file may do, told of a large file while it is read in pieces.

The same is told of small files by `bilat.graph.source.parse`, which has their whole text.
"""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import pyoxigraph as ox

from bilat.errors import Place
from bilat.graph.source.lost import Lost, invalid, lenient, relative
from bilat.graph.source.packed_files import opened
from bilat.graph.source.plain_xml import XmlFile
from bilat.graph.source.syntax import other_than_rdfxml

_PIECE: Final = 1 << 22
#: Of a file that may be in another language.
_BEGINNING: Final = 2048


def unmarked(path: Path) -> io.BufferedReader:
    """Return a file opened for reading, after the byte order mark that it may begin with."""
    source = cast(io.BufferedReader, opened(path))
    if source.peek(len(BOM_UTF8)).startswith(BOM_UTF8):
        source.read(len(BOM_UTF8))
    return source


def is_odd_rdfxml(path: Path, file: str) -> bool:
    """Tell whether RDF/XML has to be written anew for the parser.

    Raises:
        SourceError: it is another language, no XML, was cut short, or declares entities which could blow up.
    """
    xml = XmlFile(file)
    with unmarked(path) as source:
        if other := other_than_rdfxml(source.peek(_BEGINNING).decode(errors="replace"), file):
            raise other
        while piece := source.read(_PIECE):
            xml.read(piece)
    xml.read(b"", last=True)
    return xml.odd


def written_anew(path: Path, file: str) -> BinaryIO:
    """Return RDF/XML opened for reading, written anew as it is read."""
    return io.BufferedReader(_Anew(path, file))


class _Anew(io.RawIOBase):
    """Reads RDF/XML as the parser takes it.

    Args:
        path: where the file lies.
        file: its name for people.
    """

    def __init__(self, path: Path, file: str) -> None:
        super().__init__()
        self._source = unmarked(path)
        self._xml = XmlFile(file, anew=True)
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; return how much there was."""
        while not self._ready and (piece := self._source.read(_PIECE)):
            self._ready = memoryview(self._xml.read(piece).encode())
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        """Close the file."""
        self._source.close()
        super().close()


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
    return Place(file, line_with(path, f'"{lost.term}"') if lost.term else None)


def line_with(path: Path, text: str) -> int | None:
    """Return the number of the first line that holds a text."""
    wanted = text.encode()
    with opened(path) as lines:
        return next((number for number, line in enumerate(lines, 1) if wanted in line), None)
