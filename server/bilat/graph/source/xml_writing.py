"""RDF/XML as expat reads it, written anew in words that the parser takes (`bilat.graph.source.plain_xml`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from bilat.errors import Place, SourceError
from bilat.graph.source.statements import absolute
from bilat.graph.source.xml_literal import XmlLiteral
from bilat.vocab import RDF

#: Stands for no language, which the parser has no other way to return to.
NO_LANGUAGE: Final = "x-bilat-none"
#: Attributes that may go without the prefix of RDF, as all once did (RDF 1.1 XML Syntax, 6.1.4).
_UNQUALIFIED: Final = frozenset(("ID", "about", "parseType", "resource", "type"))


class _Element(NamedTuple):
    """An element that is open: what its prefixes stand for, and its base."""

    spaces: Mapping[str, str]
    base: str


class Writing:
    """Writes what expat reads, its lines where they were: those that are left out are put into the next tag.

    Args:
        parser: of the file.
        file: its name for people.
    """

    def __init__(self, parser: expat.XMLParserType, file: str) -> None:
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        self._parser = parser
        self._file = file
        self._line = 1
        self._open = [_Element({}, "")]
        self._literal: XmlLiteral | None = None
        self._pieces: list[str] = []

    def taken(self) -> str:
        """Return what has been written, and forget it."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return text

    def _start(self, tag: str, given: list[str]) -> None:
        attributes = dict(zip(given[::2], given[1::2], strict=True))
        above = self._open[-1]
        declared = {
            name.partition(":")[2]: value
            for name, value in attributes.items()
            if name.partition(":")[0] == "xmlns"
        }
        spaces = {**above.spaces, **declared} if declared else above.spaces
        if self._literal:
            self._open.append(_Element(spaces, above.base))
            self._inside(self._literal, tag, attributes, spaces)
            return
        base = above.base
        if "xml:base" in attributes:
            base = attributes["xml:base"] = _resolved(attributes["xml:base"], base)
        if attributes.get("xml:lang") == "":
            attributes["xml:lang"] = NO_LANGUAGE
        self._open.append(_Element(spaces, base))
        self._tag(tag, self._understood(attributes, spaces))

    def _inside(
        self, literal: XmlLiteral, tag: str, attributes: Mapping[str, str], spaces: Mapping[str, str]
    ) -> None:
        """Begin an element of XML that is a value."""
        try:
            literal.start(tag, attributes, spaces)
        except KeyError as prefix:
            message = f"The prefix {prefix.args[0]}: is not declared."
            raise self._error(message, f'Declare it: xmlns:{prefix.args[0]}="...".') from None

    def _understood(self, attributes: Mapping[str, str], spaces: Mapping[str, str]) -> dict[str, str]:
        """Return attributes with their prefixes; what is XML itself becomes a text of that datatype."""
        prefix = next((name for name, space in spaces.items() if name and space == str(RDF)), None)
        found: dict[str, str] = {}
        for name, value in attributes.items():
            start, colon, local = name.rpartition(":")
            if not colon and local in _UNQUALIFIED and prefix:
                start = prefix
            if start and spaces.get(start) == str(RDF):
                name = f"{start}:{local}"
                if local == "parseType" and value not in ("Resource", "Collection"):
                    self._literal = XmlLiteral()
                    name, value = f"{start}:datatype", str(RDF.XMLLiteral)
            if name != "xml:base" or value:
                found[name] = value
        if self._literal and any(
            name.partition(":")[0] not in ("xml", "xmlns") and not name.endswith((":ID", ":datatype"))
            for name in found
        ):
            raise self._error("An element with rdf:parseType has no other attributes than rdf:ID.", None)
        return found

    def _tag(self, tag: str, attributes: Mapping[str, str]) -> None:
        pairs = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self._pieces.append(f"<{tag}{self._lines()}{pairs}>")

    def _end(self, tag: str) -> None:
        self._open.pop()
        if self._literal and self._literal.depth:
            self._literal.end(tag)
            return
        if self._literal:
            self._pieces.append(_quoted(self._literal.text))
            self._literal = None
        self._pieces.append(f"</{tag}{self._lines()}>")

    def _text(self, text: str) -> None:
        if self._literal:
            self._literal.characters(text)
        else:
            self._pieces.append(_quoted(text))

    def _comment(self, text: str) -> None:
        if self._literal:
            self._literal.comment(text)

    def _instruction(self, target: str, text: str) -> None:
        if self._literal:
            self._literal.instruction(target, text)

    def _error(self, message: str, remedy: str | None) -> SourceError:
        place = Place(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        return SourceError(message, remedy=remedy, place=place)

    def _lines(self) -> str:
        """Return the line ends that are missing up to here."""
        missing = self._parser.CurrentLineNumber - self._line
        self._line += missing
        return "\n" * missing


def _quoted(text: str) -> str:
    """Return text for an element, which takes no line: those that are missing stand in tags."""
    return escape(text, {"\n": "&#10;", "\r": "&#13;"})


def _resolved(reference: str, base: str) -> str:
    """Return a base in full; what is no IRI is the parser's to tell."""
    try:
        return absolute(f"<{reference}>", base) if base else reference
    except (SyntaxError, ValueError):
        return reference
