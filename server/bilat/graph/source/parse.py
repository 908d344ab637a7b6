"""One RDF file, parsed strictly: its quads, or one error with place and remedy.

pyoxigraph is the gate for every format. It parses JSON-LD without ever fetching a context. There is no base
IRI: a file means the same wherever it lies, so a relative IRI is an error unless the file declares a base.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.source.escapes import lexical_form
from bilat.graph.source.lost import NO_BASE, invalid, lenient, relative
from bilat.graph.source.plain_xml import Plain, as_meant, plain_rdfxml
from bilat.graph.source.syntax import explain
from bilat.graph.source.terms import TRIPLE_TERM, of_rdf_1_2
from bilat.graph.source.tokens import Kind, tokenize
from bilat.graph.source.turtle import READABLE
from bilat.nesting import MOST_OF_JSON_LD, deep_json_line, deep_line

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
    plain = plain_rdfxml(text, file) if media_type == RDF_XML else Plain(text, anew=False)
    body = text.encode(errors="surrogatepass")
    require_shallow(lambda: io.BytesIO(body), media_type, file)
    base = NO_BASE if media_type == JSON_LD else None
    parser = ox.parse(plain.text, format=FORMATS[media_type], base_iri=base)
    try:
        quads = list(map(as_meant, parser) if plain.anew else parser)
    except SyntaxError as error:
        raise explain(error, plain.text, media_type, file, lines_only=plain.anew) from None
    if base:
        _refuse_lost(quads, text, file)
    tags = _capital_tags(text) if media_type in READABLE and _CAPITAL_TAG.search(text) else {}
    return Parsed(quads, parser.prefixes, tags)


def require_shallow(opened: Callable[[], BinaryIO], media_type: str, file: str) -> None:
    """Refuse a file that nests deeper than the parser has the stack for.

    Args:
        opened: opens it, in UTF-8.
        media_type: what it is parsed as.
        file: its name for people.

    Raises:
        SourceError: it does.
    """
    if media_type == JSON_LD:
        with opened() as source:
            line = deep_json_line(source.read())
        if line is not None:
            raise SourceError(
                f"The file nests objects and lists more than {MOST_OF_JSON_LD} deep.",
                remedy="Give what lies within others an @id, and say it in a list under @graph.",
                place=Place(file, line),
            )
    elif media_type != RDF_XML and (line := deep_line(opened)) is not None:
        raise of_rdf_1_2(TRIPLE_TERM, Place(file, line))


def place_of(error: SyntaxError, file: str) -> Place:
    """Return where pyoxigraph stopped."""
    return Place(file, error.lineno, error.offset)


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
