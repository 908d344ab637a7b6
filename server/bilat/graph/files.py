"""The files of a project that hold RDF: what each one is, its text, and the graph that it speaks to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef
from rdflib.term import Node

from bilat import vocab
from bilat.errors import Place, SourceError

#: The parts of a project that hold RDF, in the order in which they are read.
PARTS = ("ontology", "data", "shapes")
#: Graph of what data files say outside any named graph.
DATA: URIRef = vocab.GRAPH["data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that was read.

    Args:
        path: where it lies.
        name: its name for people, relative to the project.
        part: one of `PARTS`.
        media_type: what it was parsed as.
        prefixes: the prefixes that it declares.
        quads: number of its statements; a statement written twice counts twice.
    """

    path: Path
    name: str
    part: str
    media_type: str
    prefixes: Mapping[str, str]
    quads: int


def graph_of(part: str, named: Node | None) -> Node:
    """Return the graph that a statement goes to.

    Ontology and shapes are one graph each, whatever graphs their files name.

    Args:
        part: the part of the project that its file belongs to.
        named: the graph that the file names, None outside any.
    """
    if part == "ontology":
        return vocab.ONTOLOGY
    if part == "shapes":
        return vocab.SHAPES_GRAPH
    return DATA if named is None else named


def read_text(path: Path, file: str) -> str:
    """Return the text of a file, without byte order mark and with its line ends as they are.

    Raises:
        SourceError: it cannot be read or is not UTF-8; the place is that of the first bad byte.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"The file cannot be read: {reason}.", place=Place(file)) from error
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, file) from None


def _not_utf8(data: bytes, offset: int, file: str) -> SourceError:
    start = data.rfind(b"\n", 0, offset) + 1
    line = data.count(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode("utf-8")) + 1
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return SourceError(
        f"The byte 0x{data[offset]:02x} at offset {offset} is not UTF-8.",
        remedy="The file looks like UTF-16: save it as UTF-8." if utf16 else "Save the file as UTF-8.",
        place=Place(file, line, column),
    )
