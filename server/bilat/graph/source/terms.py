"""From pyoxigraph's terms to rdflib's, lexical forms untouched."""

from __future__ import annotations

import logging
import warnings

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from bilat.errors import Place, SourceError
from bilat.graph.literal import value_of
from bilat.graph.source.blank_nodes import Numbered
from bilat.vocab import RDF, XSD

# rdflib logs a traceback for each literal outside its datatype; those are findings of our lint.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", "Parsing weird boolean", module="rdflib")


TRIPLE_TERM = "a triple term"
DIRECTED = "text with a base direction"
_IN_RDF_1_1 = {
    TRIPLE_TERM: "Say it of a node that stands for the statement (rdf:Statement), or put that into a "
    "graph of its own.",
    DIRECTED: "Leave out what follows -- in its language tag.",
}


#: Longest text that rdflib makes a value of; long numbers and any HTML take it a time by their square.
_LONGEST_READ = 4_096
#: Datatypes of text in which rdflib replaces white space.
_COLLAPSED = frozenset((XSD.normalizedString, XSD.token))


class UnsupportedTermError(Exception):
    """A term of RDF 1.2, which rdflib and the rest of the pipeline cannot hold."""


def of_rdf_1_2(what: str, place: Place) -> SourceError:
    """Return the error for a file with a term that only RDF 1.2 has: `TRIPLE_TERM` or `DIRECTED`."""
    message = f"The file holds {what}, which belongs to RDF 1.2."
    return SourceError(message, remedy=f"Write it in RDF 1.1. {_IN_RDF_1_1[what]}", place=place)


class Terms:
    """Converts the terms of one file; equal terms become one object.

    Args:
        file: name of the file, which its blank nodes are named after.
        tags: how the file writes language tags with capital letters, by text and tag in small letters;
            pyoxigraph itself gives small letters only.
    """

    def __init__(self, file: str, tags: dict[tuple[str, str], str] | None = None) -> None:
        self._blank = Numbered(file)
        self._tags = tags or {}
        self._iris: dict[str, URIRef] = {}
        self._literals: dict[ox.Literal, Literal] = {}

    def term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
        """Return the rdflib term.

        Raises:
            UnsupportedTermError: it is a triple term, or text with a base direction.
        """
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        if isinstance(term, ox.BlankNode):
            return self.blank(term)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        raise UnsupportedTermError(TRIPLE_TERM)

    def iri(self, value: str) -> URIRef:
        """Return the IRI."""
        found = self._iris.get(value)
        if found is None:
            found = self._iris[value] = URIRef(value)
        return found

    def blank(self, node: ox.BlankNode) -> BNode:
        """Return the blank node under its new name."""
        return self._blank.node(node.value)

    def graph(self, name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | ox.Triple) -> URIRef | BNode | None:
        """Return the name of a graph, None for the default graph."""
        if isinstance(name, ox.NamedNode):
            return self.iri(name.value)
        return self.blank(name) if isinstance(name, ox.BlankNode) else None

    def _literal(self, literal: ox.Literal) -> Literal:
        found = self._literals.get(literal)
        if found is None:
            found = self._literals[literal] = self._new_literal(literal)
        return found

    def _new_literal(self, literal: ox.Literal) -> Literal:
        value, language = literal.value, literal.language
        if language is None:
            return new_literal(value, datatype=self.iri(literal.datatype.value))
        if literal.direction is not None:
            raise UnsupportedTermError(DIRECTED)
        return new_literal(value, language=self._tags.get((value, language), language))


def new_literal(text: str, *, language: str | None = None, datatype: URIRef | None = None) -> Literal:
    """Return a literal with its lexical form as it stands.

    RDF 1.1 knows no difference between plain text and xsd:string; rdflib does, and gets plain text.
    """
    datatype = None if datatype == XSD.string else datatype
    if datatype is not None and (len(text) > _LONGEST_READ or datatype == RDF.HTML):
        return _unread(text, datatype)
    made = Literal(text, lang=language, datatype=datatype, normalize=False)
    return made if datatype not in _COLLAPSED or str(made) == text else _spelt(made, text)


def _unread(text: str, datatype: URIRef) -> Literal:
    """Return a literal of which rdflib makes no value."""
    made = str.__new__(Literal, text)
    ill_typed = not value_of(text, str(datatype)).valid
    for slot, value in zip(Literal.__slots__, (None, datatype, None, ill_typed), strict=True):
        setattr(made, slot, value)
    return made


def _spelt(literal: Literal, text: str) -> Literal:
    """Return a literal with a lexical form of its own: rdflib collapses spaces whatever it is told."""
    made = str.__new__(Literal, text)
    for slot in Literal.__slots__:
        setattr(made, slot, getattr(literal, slot))
    return made
