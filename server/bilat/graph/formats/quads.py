"""Statements as text: quads of canonical N-Triples terms, the form in which a release is made.

A term that is text cannot be normalised by a library on its way out, which is why downloads are
written from these and never from a store. Reading RDF files is not done here; see `bilat.graph.source.load`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph

from bilat import vocab
from bilat.graph.formats.alike import costly
from bilat.graph.source.escapes import unescape

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.term import Node

#: As plain text, which has the methods of text.
RDF, XSD = str(vocab.RDF), str(vocab.XSD)

#: Escapes of canonical N-Quads (RDF Dataset Canonicalization, appendix A).
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord(char): f"\\{letter}" for char, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?')
_LINE = re.compile(
    r'(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
    r" (?:(<[^>]*>|_:\S+) )?\."
)
#: pyoxigraph writes language tags in lower case; inside a datatype they pass as they are.
_KEPT_TAG = "urn:x-bilat:language:"
#: A label of a blank node passes as an IRI.
_KEPT_LABEL = "urn:x-bilat:blank:"
_TAGGED = re.compile(rf'"\^\^<{_KEPT_TAG}([A-Za-z0-9-]+)>(?= (?:<[^>]*> |_:\S+ )?\.$)')


class Quad(NamedTuple):
    """A statement and its graph, each term in canonical N-Triples; the default graph is empty text."""

    subject: str
    predicate: str
    object: str
    graph: str = ""


class Literal(NamedTuple):
    """The parts of a literal: text without escapes, datatype IRI, language tag or empty text."""

    text: str
    datatype: str
    language: str


def quads_of(dataset: Dataset) -> list[Quad]:
    """Return the quads of an rdflib dataset, lexical forms as they are."""
    default = dataset.default_graph.identifier
    known = lru_cache(maxsize=None)(term_of)

    def text(node: Node) -> str:
        # To rdflib "a"@en and "a"@EN are equal: of two that are stated, the first would stand for both.
        return term_of(node) if getattr(node, "language", None) else known(node)

    return [
        Quad(text(s), text(p), text(o), "" if g is None or g == default else text(g))
        for s, p, o, g in dataset.quads((None, None, None, None))
    ]


def term_of(node: Node) -> str:
    """Return an rdflib term in canonical N-Triples."""
    import rdflib  # costs 0.1 s, which a reader of a finished release need not pay

    if isinstance(node, rdflib.Literal):
        return literal(str(node), str(node.datatype or ""), node.language or "")
    return f"_:{node}" if isinstance(node, rdflib.BNode) else f"<{node}>"


def node_of(term: str) -> Node:
    """Return the rdflib term for a term in canonical N-Triples, its lexical form as it is."""
    import rdflib

    from bilat.graph.source.terms import new_literal

    if term[0] == "<":
        return rdflib.URIRef(term[1:-1])
    if term[0] == "_":
        return rdflib.BNode(term[2:])
    text, datatype, language = literal_parts(term)
    return new_literal(
        text, language=language or None, datatype=None if language else rdflib.URIRef(datatype)
    )


def literal(text: str, datatype: str = "", language: str = "") -> str:
    """Return a literal in canonical N-Triples; no datatype means a plain string."""
    quoted = f'"{text.translate(_ESCAPES)}"'
    if language:
        return f"{quoted}@{language}"
    return quoted if datatype in ("", XSD + "string") else f"{quoted}^^<{datatype}>"


@lru_cache(maxsize=65_536)
def literal_parts(term: str) -> Literal:
    """Return text, datatype and language of a literal in N-Triples.

    Raises:
        ValueError: the term is no literal.
    """
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise ValueError(f"No literal: {term}")
    quoted, language, datatype = match.groups()
    text = unescape(quoted)
    return Literal(text, datatype or (RDF + "langString" if language else XSD + "string"), language or "")


def text_of(term: str | None) -> str:
    """Return the text of a literal, empty text for any other term and for none."""
    return literal_parts(term).text if term and term[0] == '"' else ""


def canonical(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return the dataset with the blank node labels of RDFC-1.0, sorted, each quad once.

    Blank nodes that would take too long keep the labels that they have; see `bilat.graph.formats.alike`.
    """
    every = set(quads)
    kept = costly(every)
    body = "".join(_line(Quad(*(_hidden(term, kept) for term in quad))) for quad in every).encode()
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = (pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b"").decode()
    if _KEPT_TAG in written:
        written = "\n".join(_TAGGED.sub(r'"@\1', line) for line in written.split("\n"))
    if kept:
        written = "\n".join(_line(Quad(*map(_shown, quad)))[:-1] for quad in read_lines(written.split("\n")))
    return read_lines(sorted(written.split("\n")))


def nquads(quads: Iterable[Quad]) -> bytes:
    """Return canonical N-Quads: one line a quad, sorted by code point."""
    return "".join(sorted({_line(quad) for quad in quads})).encode()


def ntriples(quads: Iterable[Quad]) -> bytes:
    """Return canonical N-Triples of the union of all graphs."""
    return nquads(Quad(s, p, o) for s, p, o, _ in quads)


def read_nquads(body: bytes) -> tuple[Quad, ...]:
    """Return the quads of canonical N-Quads, such as this module writes.

    Raises:
        ValueError: a line is not canonical N-Quads.
    """
    return read_lines(body.decode().split("\n"))


def read_lines(lines: Iterable[str]) -> tuple[Quad, ...]:
    """Return the quads of lines of canonical N-Quads; empty lines are passed over.

    Raises:
        ValueError: a line is not canonical N-Quads.
    """
    quads = []
    for line in filter(None, lines):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"Not canonical N-Quads: {line[:100]}")
        quads.append(Quad(match[1], match[2], match[3], match[4] or ""))
    return tuple(quads)


def _line(quad: Quad) -> str:
    """Return a quad as a line of N-Quads."""
    s, p, o, g = quad
    return f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n"


def _hidden(term: str, kept: Container[str]) -> str:
    """Return a term with a tag in mixed case in a datatype, and a label that stays in an IRI."""
    if term in kept:
        return f"<{_KEPT_LABEL}{term[2:]}>"
    if term[:1] != '"' or term[-1] in '">':
        return term
    quoted, _, tag = term.rpartition("@")
    return term if tag.islower() else f"{quoted}^^<{_KEPT_TAG}{tag}>"


def _shown(term: str) -> str:
    """Return a term with the label that stays."""
    return f"_:{term[len(_KEPT_LABEL) + 1 : -1]}" if term.startswith(f"<{_KEPT_LABEL}") else term
