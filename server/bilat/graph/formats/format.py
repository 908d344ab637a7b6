"""Bring Turtle and TriG files into the layout of `bilat.graph.formats.layout` without changing a triple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.formats import layout
from bilat.graph.source import turtle
from bilat.graph.source.contents import read_text
from bilat.graph.source.packed_files import is_packed
from bilat.graph.source.parse import parse
from bilat.graph.source.tokens import Kind, Lines, tokenize
from bilat.graph.source.wording import TurtleError
from bilat.project import media_type_of
from bilat.whole_file import write_whole

FORMATTED = (turtle.TURTLE, turtle.TRIG)


def format_text(text: str, media_type: str, file: str = "-") -> str:
    """Return a text in the canonical layout; formatting the result again changes nothing.

    Args:
        text: Turtle or TriG.
        media_type: one of `FORMATTED`.
        file: its name for people.

    Raises:
        SourceError: the text is not well-formed, or its triples would not survive.
    """
    before = parse(text, media_type, file).quads
    try:
        written = layout.write(turtle.read(text, media_type))
    except TurtleError as error:
        place = Place(file, *Lines(text).at(error.offset))
        raise SourceError(error.message, remedy=error.remedy, place=place) from None
    labels = {token.text[2:] for token in tokenize(text) if token.kind is Kind.BLANK}
    if _content(before, labels) != _content(parse(written, media_type, file).quads, labels):
        raise SourceError(
            "Formatting would change what the file says, so it is left alone.", place=Place(file)
        )
    return written


def format_file(path: Path, *, check: bool = False) -> bool:
    """Format a file in place and tell whether it changed, or would change.

    Args:
        path: a file with the ending .ttl or .trig; another, or one that is packed, is left alone, since it
            has no layout.
        check: whether to only look and write nothing.

    Raises:
        SourceError: the file cannot be read or written, or is not well-formed.
    """
    media_type = media_type_of(path)
    if media_type not in FORMATTED or is_packed(path):
        return False
    written = format_text(read_text(path, str(path)), media_type, str(path)).encode()
    if written == path.read_bytes():
        return False
    if not check:
        _replace(path, written)
    return True


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the permissions it had."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise SourceError(
            f"The file cannot be written: {error.strerror or type(error).__name__}.", place=Place(str(path))
        ) from error


def _content(quads: list[ox.Quad], labels: Container[str]) -> Counter[tuple[object, ...]]:
    """Return quads in a form that is equal for equal texts: a node without a label is what is said of it.

    It is mentioned once, where it is written, so that no circle leads through it.
    """
    said: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        for node in filter(lambda term: _is_anonymous(term, labels), (quad.subject, quad.object)):
            said.setdefault(node, [])
        if quad.subject in said:
            said[quad.subject].append(quad)
    graphs = {name: number for number, name in enumerate(dict.fromkeys(quad.graph_name for quad in quads))}
    known: dict[object, object] = {name: graphs[name] for name in graphs if _is_anonymous(name, labels)}

    def key(quad: ox.Quad) -> tuple[object, ...]:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        return tuple(str(known.get(term, term)) for term in terms)

    inside = {node: {quad.object for quad in found} & said.keys() for node, found in said.items()}
    for each in TopologicalSorter(inside).static_order():
        keys = sorted(key(quad)[1:] for quad in said[each])
        known[each] = sha256(repr(keys).encode()).hexdigest()
    return Counter(map(key, quads))


def _is_anonymous(term: object, labels: Container[str]) -> bool:
    return isinstance(term, ox.BlankNode) and term.value not in labels
