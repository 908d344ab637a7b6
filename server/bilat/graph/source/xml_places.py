"""Where the statements of RDF/XML stand (RDF 1.1 XML Syntax, section 7).

The parser that a file has to pass gives no places. Here the same text is walked once more by expat, which
does, and what each element says is noted with the place where it begins. The statements are the parser's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple
from xml.parsers import expat

from rdflib import BNode, Literal
from rdflib.term import Node

from bilat.graph.source.statements import Statement, absolute
from bilat.vocab import RDF

#: Offset of what stands nowhere that is known.
NOWHERE = -1
_XML = "http://www.w3.org/XML/1998/namespace"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: Attributes of elements that are no statements.
_SYNTAX = frozenset(f"{RDF}{name}" for name in ("about", "ID", "nodeID", "resource", "datatype", "parseType"))
#: Stands for every blank node: the parser names them in its own way.
_BLANK = ""


class _Noted(NamedTuple):
    """One statement as it was met: the offsets of its three terms."""

    subject_at: int
    predicate_at: int
    object_at: int


_Key = tuple[str, str, str]


def with_places(quads: Iterable[tuple[Node, Node, Node]], text: str) -> Iterator[Statement]:
    """Yield statements with the offsets at which their elements begin in the text.

    One that is not found again, such as an XML literal, has the place of its property, or of its subject;
    where that is not known either, or expat does not take the text, it stands `NOWHERE`.

    Args:
        quads: what the text says, in its order.
        text: RDF/XML that a parser has taken.
    """
    walk = _Walk(text)
    for s, p, o in quads:
        yield Statement(s, p, o, None, *walk.places(_key(s), str(p), _key(o)))


def _key(node: Node) -> str:
    """Return what a term is found by: a literal by its text, since datatype and language need no telling."""
    if isinstance(node, BNode):
        return _BLANK
    return f'"{node}' if isinstance(node, Literal) else str(node)


class _Kind(Enum):
    """What an element is."""

    ROOT = auto()
    NODE = auto()
    PROPERTY = auto()
    LIST = auto()
    XML = auto()


@dataclass(slots=True)
class _Frame:
    """One element that is open.

    Args:
        kind: what it is.
        at: where it begins.
        base: base IRI within it.
        subject: key of the thing that a node element describes, or that a property element speaks of.
        subject_at: where that begins.
        predicate: IRI of a property element.
        text: what a property element holds.
        filled: whether the value of a property element has been noted.
        items: how many ``rdf:li`` a node element has had.
    """

    kind: _Kind
    at: int
    base: str
    subject: str = _BLANK
    subject_at: int = NOWHERE
    predicate: str = ""
    text: list[str] = field(default_factory=list)
    filled: bool = False
    items: int = 0


class _Walk:
    """One walk through a text.

    Attributes:
        noted: the places of each statement, by its terms, in the order of the text.
        properties: the places of the first statement with a subject and a predicate.
        subjects: where each thing is first described.
    """

    def __init__(self, text: str) -> None:
        self.noted: dict[_Key, list[_Noted]] = defaultdict(list)
        self.properties: dict[tuple[str, str], _Noted] = {}
        self.subjects: dict[str, int] = {}
        self._data = text.encode()
        self._bytes = self._offset = 0
        self._open: list[_Frame] = []
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        with suppress(expat.ExpatError):
            self._parser.Parse(self._data, True)

    def places(self, subject: str, predicate: str, value: str) -> _Noted:
        """Return the places of a statement, each time the next one of those that are alike."""
        found = self.noted[subject, predicate, value]
        if found:
            return found.pop(0)
        at = self.subjects.get(subject, NOWHERE)
        return self.properties.get((subject, predicate), _Noted(at, at, at))

    def _here(self) -> int:
        """Return the offset in the text, whose places expat counts in bytes."""
        index = self._parser.CurrentByteIndex
        self._offset += len(self._data[self._bytes : index].decode())
        self._bytes = index
        return self._offset

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        at, name = self._here(), tag.replace(" ", "", 1)
        given = {key.replace(" ", "", 1): value for key, value in attributes.items()}
        above = self._open[-1] if self._open else _Frame(_Kind.ROOT, at, "")
        base = above.base
        if f"{_XML}base" in given:
            base = _resolved(given[f"{_XML}base"], base)
        match above.kind:
            case _Kind.XML:
                self._open.append(_Frame(_Kind.XML, at, base))
            case _Kind.ROOT if name == f"{RDF}RDF":
                self._open.append(_Frame(_Kind.ROOT, at, base))
            case _Kind.ROOT | _Kind.PROPERTY | _Kind.LIST:
                self._node(above, at, base, name, given)
            case _:
                self._property(above, at, base, name, given)

    def _node(self, above: _Frame, at: int, base: str, name: str, given: Mapping[str, str]) -> None:
        """Open the element of a thing (production nodeElement)."""
        subject = _named(given, "about", base)
        self.subjects.setdefault(subject, at)
        if above.kind is _Kind.PROPERTY:
            above.filled = True
            self._note(above.subject, above.predicate, subject, _Noted(above.subject_at, above.at, at))
        elif above.kind is _Kind.LIST:
            self._note(_BLANK, str(RDF.first), subject, _Noted(at, at, at))
            self._note(_BLANK, str(RDF.rest), _BLANK, _Noted(at, at, at))
        if name != f"{RDF}Description":
            self._note(subject, str(RDF.type), name, _Noted(at, at, at))
        self._attributes(subject, at, given)
        self._open.append(_Frame(_Kind.NODE, at, base, subject, at))

    def _property(self, above: _Frame, at: int, base: str, name: str, given: Mapping[str, str]) -> None:
        """Open the element of a property (production propertyElt)."""
        if name == f"{RDF}li":
            above.items += 1
            name = f"{RDF}_{above.items}"
        frame = _Frame(_Kind.PROPERTY, at, base, above.subject, above.subject_at, name)
        places = _Noted(above.subject_at, at, at)
        kind = given.get(f"{RDF}parseType")
        if kind == "Resource":
            self._note(above.subject, name, _BLANK, places)
            frame = _Frame(_Kind.NODE, at, base, _BLANK, at)
        elif kind == "Collection":
            self._note(above.subject, name, _BLANK, places)
            frame.kind = _Kind.LIST
        elif kind is not None:
            frame.kind = _Kind.XML
            self.properties.setdefault((above.subject, name), places)
        elif f"{RDF}resource" in given or f"{RDF}nodeID" in given or given.keys() - _SYNTAX - _XML_NAMES:
            value = _named(given, "resource", base)
            frame.filled = True
            self._note(above.subject, name, value, places)
            self._attributes(value, at, given)
        self._open.append(frame)

    def _attributes(self, subject: str, at: int, given: Mapping[str, str]) -> None:
        """Note what attributes say (production propertyAttr)."""
        for name, value in given.items():
            if name not in _SYNTAX and name not in _XML_NAMES:
                self._note(subject, name, value if name == str(RDF.type) else f'"{value}', _Noted(at, at, at))

    def _characters(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _end(self, _tag: str) -> None:
        frame = self._open.pop()
        if frame.kind is _Kind.PROPERTY and not frame.filled:
            places = _Noted(frame.subject_at, frame.at, frame.at)
            self._note(frame.subject, frame.predicate, f'"{"".join(frame.text)}', places)

    def _note(self, subject: str, predicate: str, value: str, places: _Noted) -> None:
        self.noted[subject, predicate, value].append(places)
        self.properties.setdefault((subject, predicate), places)


_XML_NAMES = frozenset(f"{_XML}{name}" for name in ("base", "lang", "space", "id"))


def _named(given: Mapping[str, str], attribute: str, base: str) -> str:
    """Return the IRI that attributes name, or what stands for a blank node."""
    if f"{RDF}{attribute}" in given:
        return _resolved(given[f"{RDF}{attribute}"], base)
    if attribute == "about" and f"{RDF}ID" in given:
        return _resolved(f"#{given[f'{RDF}ID']}", base)
    return _BLANK


def _resolved(reference: str, base: str) -> str:
    """Return an IRI in full."""
    if _SCHEME.match(reference) or not base:
        return reference
    return absolute(f"<{reference}>", base)
