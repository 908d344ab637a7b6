"""Where the statements of RDF/XML stand (RDF 1.1 XML Syntax, section 7).

The parser that a file has to pass gives no places. Here the same text is walked once more by expat, which
does, and what each element says is noted with the place where it begins. The statements are the parser's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from xml.parsers import expat

from bilat.graph.source.noted import BLANK, NOWHERE, Noted, Places
from bilat.graph.source.statements import absolute
from bilat.vocab import RDF

_XML = "http://www.w3.org/XML/1998/namespace"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: Attributes of elements that are no statements.
_SYNTAX = frozenset(f"{RDF}{name}" for name in ("about", "ID", "nodeID", "resource", "datatype", "parseType"))


def places_in(text: str) -> Places:
    """Return the offsets at which the elements of RDF/XML begin; none where expat does not take the text."""
    return _Walk(text).places


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
    subject: str = BLANK
    subject_at: int = NOWHERE
    predicate: str = ""
    text: list[str] = field(default_factory=list)
    filled: bool = False
    items: int = 0


class _Walk:
    """One walk through a text.

    Attributes:
        places: what was met, and where.
    """

    def __init__(self, text: str) -> None:
        self.places = Places()
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
        self.places.subjects.setdefault(subject, at)
        if above.kind is _Kind.PROPERTY:
            above.filled = True
            self.places.note(above.subject, above.predicate, subject, Noted(above.subject_at, above.at, at))
        elif above.kind is _Kind.LIST:
            self.places.note(BLANK, str(RDF.first), subject, Noted(at, at, at))
            self.places.note(BLANK, str(RDF.rest), BLANK, Noted(at, at, at))
        if name != f"{RDF}Description":
            self.places.note(subject, str(RDF.type), name, Noted(at, at, at))
        self._attributes(subject, at, given)
        self._open.append(_Frame(_Kind.NODE, at, base, subject, at))

    def _property(self, above: _Frame, at: int, base: str, name: str, given: Mapping[str, str]) -> None:
        """Open the element of a property (production propertyElt)."""
        if name == f"{RDF}li":
            above.items += 1
            name = f"{RDF}_{above.items}"
        frame = _Frame(_Kind.PROPERTY, at, base, above.subject, above.subject_at, name)
        places = Noted(above.subject_at, at, at)
        kind = given.get(f"{RDF}parseType")
        if kind == "Resource":
            self.places.note(above.subject, name, BLANK, places)
            frame = _Frame(_Kind.NODE, at, base, BLANK, at)
        elif kind == "Collection":
            self.places.note(above.subject, name, BLANK, places)
            frame.kind = _Kind.LIST
        elif kind is not None:
            frame.kind = _Kind.XML
            self.places.note_property(above.subject, name, places)
        elif f"{RDF}resource" in given or f"{RDF}nodeID" in given or given.keys() - _SYNTAX - _XML_NAMES:
            value = _named(given, "resource", base)
            frame.filled = True
            self.places.note(above.subject, name, value, places)
            self._attributes(value, at, given)
        self._open.append(frame)

    def _attributes(self, subject: str, at: int, given: Mapping[str, str]) -> None:
        """Note what attributes say (production propertyAttr)."""
        for name, value in given.items():
            if name not in _SYNTAX and name not in _XML_NAMES:
                self.places.note(
                    subject, name, value if name == str(RDF.type) else f'"{value}', Noted(at, at, at)
                )

    def _characters(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _end(self, _tag: str) -> None:
        frame = self._open.pop()
        if frame.kind is _Kind.PROPERTY and not frame.filled:
            places = Noted(frame.subject_at, frame.at, frame.at)
            self.places.note(frame.subject, frame.predicate, f'"{"".join(frame.text)}', places)


_XML_NAMES = frozenset(f"{_XML}{name}" for name in ("base", "lang", "space", "id"))


def _named(given: Mapping[str, str], attribute: str, base: str) -> str:
    """Return the IRI that attributes name, or what stands for a blank node."""
    if f"{RDF}{attribute}" in given:
        return _resolved(given[f"{RDF}{attribute}"], base)
    if attribute == "about" and f"{RDF}ID" in given:
        return _resolved(f"#{given[f'{RDF}ID']}", base)
    return BLANK


def _resolved(reference: str, base: str) -> str:
    """Return an IRI in full."""
    if _SCHEME.match(reference) or not base:
        return reference
    return absolute(f"<{reference}>", base)
