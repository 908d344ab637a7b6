"""One RDF file, parsed strictly: its quads, or one error with place and remedy.

pyoxigraph is the gate for every format. It parses JSON-LD without ever fetching a context. There is no base
IRI: a file means the same wherever it lies, so a relative IRI is an error unless the file declares a base.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.source.escapes import lexical_form
from bilat.graph.source.lost import NO_BASE, invalid, lenient, relative
from bilat.graph.source.syntax import Elements, explain, other_than_rdfxml
from bilat.graph.source.terms import TRIPLE_TERM, of_rdf_1_2
from bilat.graph.source.tokens import Kind, tokenize
from bilat.graph.source.turtle import READABLE
from bilat.nesting import is_deep

#: The formats of pyoxigraph by media type.
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
JSON_LD = "application/ld+json"
RDF_XML = "application/rdf+xml"
#: A word for a namespace, as editors of ontologies declare them; nothing in it is a reference.
_PLAIN_ENTITY = re.compile(r"""<!ENTITY\s+[^\s%]+\s+("[^"&%]{0,500}"|'[^'&%]{0,500}')\s*>""")
#: What XML says of its bytes, which are text by now; pyoxigraph reads nothing that is called otherwise.
_ENCODING = re.compile(r"""\A(<\?xml\s[^>]*\bencoding\s*=\s*["'])([\w.-]*)(["'])""")
_CAPITAL_TAG = re.compile(r"""["']@[a-zA-Z0-9-]*[A-Z]""")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The content of one file.

    Args:
        quads: in the order of the file, lexical forms untouched.
        prefixes: the prefixes that the file declares.
        tags: language tags with capital letters, by text and tag in small letters.
    """

    quads: list[ox.Quad]
    prefixes: Mapping[str, str]
    tags: dict[tuple[str, str], str]


def parse(text: str, media_type: str, file: str) -> Parsed:
    """Return the content of a file.

    Args:
        text: the whole file.
        media_type: one of the values of `bilat.project.RDF_ENDINGS`.
        file: its name for people.

    Raises:
        SourceError: it is not well-formed, or does what no file may do here.
    """
    if media_type == RDF_XML:
        text = plain_rdfxml(text, file)
    elif media_type != JSON_LD and is_deep(text.encode(errors="surrogatepass")):
        raise of_rdf_1_2(TRIPLE_TERM, Place(file))
    base = NO_BASE if media_type == JSON_LD else None
    parser = ox.parse(text, format=FORMATS[media_type], base_iri=base)
    try:
        quads = list(parser)
    except SyntaxError as error:
        raise explain(error, text, media_type, file) from None
    if base:
        _refuse_lost(quads, text, file)
    tags = _capital_tags(text) if media_type in READABLE and _CAPITAL_TAG.search(text) else {}
    return Parsed(quads, parser.prefixes, tags)


def plain_rdfxml(text: str, file: str) -> str:
    """Return RDF/XML as the parser takes it, which goes by the encoding that a text says it has.

    Raises:
        SourceError: it is another language, was cut short, or declares entities which could blow up.
    """
    if other := other_than_rdfxml(text, file):
        raise other
    _refuse_entities(text, file)
    elements = Elements(file)
    elements.read(text.encode(errors="surrogatepass"))
    elements.require_end()
    return _ENCODING.sub(lambda found: f"{found[1]}UTF-8{found[3]}".ljust(len(found[0])), text, count=1)


def place_of(error: SyntaxError, file: str) -> Place:
    """Return where pyoxigraph stopped."""
    return Place(file, error.lineno, error.offset)


def is_plain_entity(text: str, offset: int = 0) -> bool:
    """Tell whether an entity that is declared at a place is no more than a word for a namespace."""
    return _PLAIN_ENTITY.match(text, offset) is not None


def entities_refused(place: Place) -> SourceError:
    """Return the error for entities that are more than short words: a few, nested, blow up to gigabytes."""
    return SourceError(
        "The file declares XML entities that are nested, long or elsewhere, which are refused.",
        remedy="Write out what they stand for.",
        place=place,
    )


def _refuse_entities(text: str, file: str) -> None:
    for found in re.finditer("<!ENTITY", text):
        if not is_plain_entity(text, found.start()):
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            raise entities_refused(Place(file, line, column))


def _refuse_lost(quads: list[ox.Quad], text: str, file: str) -> None:
    """Refuse JSON-LD that says more than was read."""
    lost = next(filter(None, map(relative, quads)), None)
    if lost is None:
        every = list(lenient(text))
        lost = next(filter(None, map(invalid, every)), None) if len(every) > len(quads) else None
    if lost is not None:
        raise lost.error(lost.place(text, file))


def _capital_tags(text: str) -> dict[tuple[str, str], str]:
    """Return how language tags with capital letters are written; pyoxigraph makes them small."""
    tags: dict[tuple[str, str], str] = {}
    literal = ""
    for token in tokenize(text):
        if token.kind is Kind.LANGUAGE and literal and token.text != token.text.lower():
            tag = token.text[1:]
            tags.setdefault((lexical_form(literal), tag.lower()), tag)
        if token.kind is not Kind.COMMENT:
            literal = token.text if token.kind is Kind.STRING else ""
    return tags
