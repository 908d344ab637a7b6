"""Where a statement stands: file, line and column.

Nothing is read before the first question, since a project without findings asks none, and then only the files
that speak of what is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib.term import Node

from bilat.errors import Place, SourceError
from bilat.graph.source import json_places, xml_places
from bilat.graph.source.contents import read_text
from bilat.graph.source.contexts import written_in
from bilat.graph.source.files import SourceFile, graph_of
from bilat.graph.source.noted import NOWHERE, placed
from bilat.graph.source.parse import RDF_XML, parse
from bilat.graph.source.statements import Statement, statements
from bilat.graph.source.terms import Terms
from bilat.graph.source.tokens import Lines
from bilat.graph.source.turtle import READABLE
from bilat.graph.source.wording import TurtleError

_Spot = tuple["Reading", int]
_Index = dict[tuple[Node | None, ...], _Spot]


@dataclass(frozen=True, slots=True)
class Reading:
    """The statements of one file with their places.

    Args:
        file: the file.
        lines: from an offset to line and column; None where the file can no longer be read.
        statements: in the order of the file.
    """

    file: SourceFile
    lines: Lines | None
    statements: tuple[Statement, ...]

    def place(self, offset: int) -> Place:
        """Return the place of an offset."""
        if self.lines is None or offset == NOWHERE:
            return Place(self.file.name)
        return Place(self.file.name, *self.lines.at(offset))


class Locations:
    """Answers where the statements of a project stand.

    Args:
        files: what was loaded.
        read: what has been read of them already, by name.
    """

    def __init__(self, files: tuple[SourceFile, ...], read: Mapping[str, Reading] | None = None) -> None:
        self._files = files
        self._read = dict(read or {})
        self._by_subject: dict[str, dict[Node, list[Statement]]] = {}
        self._known: dict[Node, _Index] = {}

    def find(
        self, s: Node, p: Node | None = None, o: Node | None = None, g: Node | None = None
    ) -> Place | None:
        """Return where a statement stands, else the subject with that predicate, else the subject.

        Args:
            s: subject.
            p: predicate, None for any.
            o: object, None for any.
            g: graph to prefer; a statement of another graph is better than none.

        Returns:
            The place of the object, the predicate or the subject that fits; the first one in the order of
            files and lines; the file alone where no more is known. None when no file has the subject.
        """
        keys = [(p, o), (p,), ()] if o is not None else [(p,), ()] if p is not None else [()]
        index = self._index_of(s)
        for key in keys:
            spot = index.get((g, *key)) or index.get((None, *key))
            if spot is not None:
                reading, offset = spot
                return reading.place(offset)
        return next((Place(file.name) for file in self._files if s in file.subjects), None)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The statements of all files with their places; what was not kept is read again from disk."""
        return tuple(map(self._reading, self._files))

    def _reading(self, file: SourceFile) -> Reading:
        """Return the statements of a file with their places."""
        if file.name not in self._read:
            self._read[file.name] = _read(file)
        return self._read[file.name]

    def _about(self, subject: Node) -> Iterator[tuple[Reading, Statement]]:
        """Yield what is said of a subject, in the order of files and lines."""
        for file in self._files:
            if subject in file.subjects:
                reading = self._reading(file)
                for statement in self._grouped(reading).get(subject, ()):
                    yield reading, statement

    def _grouped(self, reading: Reading) -> dict[Node, list[Statement]]:
        """Return the statements of a file by their subjects."""
        found = self._by_subject.get(reading.file.name)
        if found is None:
            found = self._by_subject[reading.file.name] = defaultdict(list)
            for statement in reading.statements:
                found[statement.subject].append(statement)
        return found

    def _index_of(self, subject: Node) -> _Index:
        """Return the first place of each statement, predicate and the subject; by graph and in any graph."""
        index = self._known.get(subject)
        if index is None:
            index = self._known[subject] = {}
            for reading, (_, p, o, named, s_at, p_at, o_at) in self._about(subject):
                for g in (None, graph_of(reading.file.part, named)):
                    index.setdefault((g, p, o), (reading, o_at))
                    index.setdefault((g, p), (reading, p_at))
                    index.setdefault((g,), (reading, s_at))
        return index


def _read(file: SourceFile) -> Reading:
    """Return the statements of a file; none when it has changed into something unreadable since."""
    try:
        text = read_text(file.path, file.name)
        if file.media_type in READABLE:
            return Reading(file, Lines(text), tuple(statements(text, file.media_type, file.name)))
        if file.media_type == RDF_XML:
            found, places = _parsed(text, file), xml_places.places_in(text)
        else:
            found = _parsed(written_in(text, file.copies, file.name), file)
            places = json_places.places_in(text, file.copies)
        return Reading(file, Lines(text), tuple(placed(found, places)))
    except (SourceError, TurtleError):
        return Reading(file, None, ())


def _parsed(text: str, file: SourceFile) -> Iterator[Statement]:
    """Yield the statements of a file that our own reader does not read, as if they stood nowhere."""
    terms = Terms(file.name)
    for quad in parse(text, file.media_type, file.name).quads:
        s, p, o = terms.term(quad.subject), terms.term(quad.predicate), terms.term(quad.object)
        yield Statement(s, p, o, terms.graph(quad.graph_name), NOWHERE, NOWHERE, NOWHERE)
