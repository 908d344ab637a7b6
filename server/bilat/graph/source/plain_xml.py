"""RDF/XML before the parser: refused where it is no XML, written anew where the parser would misread it.

pyoxigraph leaves line ends and white space in attributes as they are, which XML makes even, takes but one
piece of text for a value, and knows neither ``xml:lang=""`` nor all that may stand in a document type. Few
files have any of this. Of these expat, which has the whole of XML 1.0, makes a text that says the same in
plain words, its lines where they were.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.source.syntax import other_than_rdfxml
from bilat.graph.source.xml_writing import NO_LANGUAGE, Writing

_ODD: Final = re.compile(
    rb"""\r|<!\[CDATA\[|<!ATTLIST|<!ENTITY[^>]*['&]|<\?(?!xml\s)|-->\s*[^<\s]|xml:lang\s*=\s*(?:""|'')"""
    rb"""|parseType\s*=\s*(?!["'](?:Resource|Collection)["'])"""
    rb"""|=\s*(?:"[^"<]*[\t\n]|'[^'<]*[\t\n])"""
)
#: What XML says of its bytes, which are text by now; pyoxigraph reads nothing that is called otherwise.
_ENCODING: Final = re.compile(r"""\A(<\?xml\s[^>]*\bencoding\s*=\s*["'])([\w.-]*)(["'])""")
_WITHOUT_PREFIX: Final = re.compile(rb"""\s(?:about|ID|parseType|resource|type)\s*=\s*["']""")
_COMMENT: Final = re.compile(rb"<!--")
#: White space before a comment that is looked through for text.
_NEAR: Final = 200
#: What of a piece may be looked at again with the next.
_OVERLAP: Final = 1 << 16
#: Longest value of an entity: a word for a namespace.
_LONGEST_ENTITY: Final = 500
_WORDS: Final = {
    expat.errors.XML_ERROR_INVALID_TOKEN: "this cannot stand here",
    expat.errors.XML_ERROR_TAG_MISMATCH: "what is closed here was not opened last",
}
_REMEDIES: Final = {
    expat.errors.XML_ERROR_INVALID_TOKEN: "In text and attributes & is written &amp; and < is written &lt;; "
    "most control characters XML has no way to write.",
    expat.errors.XML_ERROR_MISPLACED_XML_PI: "Delete what stands before <?xml.",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "One element holds all others: <rdf:RDF>.",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "Write the character itself.",
}


class Plain(NamedTuple):
    """RDF/XML as the parser takes it, and whether it was written anew."""

    text: str
    anew: bool


def plain_rdfxml(text: str, file: str) -> Plain:
    """Return RDF/XML as the parser takes it, which goes by the encoding that a text says it has.

    Raises:
        SourceError: it is another language, no XML, was cut short, or declares entities which could blow up.
    """
    if other := other_than_rdfxml(text, file):
        raise other
    data, xml = text.encode(errors="surrogatepass"), XmlFile(file)
    xml.read(data, last=True)
    if xml.odd:
        return Plain(XmlFile(file, anew=True).read(data, last=True), anew=True)
    encoded = _ENCODING.sub(lambda found: f"{found[1]}UTF-8{found[3]}".ljust(len(found[0])), text, count=1)
    return Plain(encoded, anew=False)


def as_meant(quad: ox.Quad) -> ox.Quad:
    """Return a quad of what was written anew, its text without a language where it has none."""
    value = quad.object
    if isinstance(value, ox.Literal) and value.language == NO_LANGUAGE:
        return ox.Quad(quad.subject, quad.predicate, ox.Literal(value.value), quad.graph_name)
    return quad


class XmlFile:
    """A file in XML that is read piece by piece.

    Args:
        file: its name for people.
        anew: whether it is to be written anew.

    Attributes:
        odd: whether that is needed, as far as it has been read.
    """

    def __init__(self, file: str, *, anew: bool = False) -> None:
        self.odd = False
        self._file = file
        self._parser = expat.ParserCreate("utf-8")
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._skipped
        self._writing = Writing(self._parser, file) if anew else None
        self._rest = b""
        self._bases = 0

    def read(self, piece: bytes, *, last: bool = False) -> str:
        """Read on; return what is written anew of it, if it is.

        Args:
            piece: of the file, in UTF-8.
            last: whether no other follows.

        Raises:
            SourceError: it is not well-formed, was cut short, or declares entities which could blow up.
        """
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self._ill_formed(error) from None
        if self._writing:
            return self._writing.taken()
        self._look(piece)
        return ""

    def _look(self, piece: bytes) -> None:
        """Find out whether the parser would misread it."""
        self._bases += piece.count(b"xml:base")
        text = self._rest + piece
        self.odd = (
            self.odd
            or self._bases > 1
            or _ODD.search(text) is not None
            or _WITHOUT_PREFIX.search(text) is not None
            or any(_follows_text(text, found.start()) for found in _COMMENT.finditer(text))
        )
        self._rest = text[max(text.rfind(b"<") - _NEAR, len(text) - _OVERLAP, 0) :]

    def _entity(self, _name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        """Refuse an entity that is more than a word: a few, nested, blow up to gigabytes."""
        if is_parameter or value is None or len(value) > _LONGEST_ENTITY or "&" in value or "<" in value:
            raise SourceError(
                "The file declares XML entities that are nested, long or elsewhere, which are refused.",
                remedy="Write out what they stand for.",
                place=Place(self._file, self._parser.CurrentLineNumber),
            )

    def _skipped(self, name: str, _is_parameter: bool) -> None:
        """Refuse an entity that is declared elsewhere, if anywhere."""
        raise SourceError(
            f"The entity {name} is not declared in the file.",
            remedy="Write the character itself.",
            place=Place(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1),
        )

    def _ill_formed(self, error: expat.ExpatError) -> SourceError:
        reason = expat.ErrorString(error.code)
        place = Place(self._file, error.lineno, error.offset + 1)
        if reason == expat.errors.XML_ERROR_NO_ELEMENTS:
            return SourceError(
                "The file ends before its first element does.",
                remedy="Fetch it again if it was cut short; else close the element, as with </rdf:RDF>.",
                place=Place(self._file, error.lineno),
            )
        message = f"This is not well-formed XML: {_WORDS.get(reason, reason)}."
        return SourceError(message, remedy=_REMEDIES.get(reason), place=place)


def _follows_text(text: bytes, at: int) -> bool:
    """Tell whether text stands before an offset, and no tag."""
    before = text[max(at - _NEAR, 0) : at].rstrip()
    return bool(before) and not before.endswith(b">")
