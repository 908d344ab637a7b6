"""From the parts of a Turtle text to triples as rdflib terms, each with the places of its three terms.

The order of triples is that of pyoxigraph, so that blank nodes numbered by first appearance get the same
numbers here and in `bilat.graph.load`; a test holds the two together.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node as RdfNode

from bilat.graph.blank_nodes import Numbered
from bilat.graph.tokens import Kind
from bilat.graph.tree import (
    Block,
    Collection,
    Directive,
    Document,
    GraphBlock,
    Node,
    Pair,
    PropertyList,
    Term,
    Triples,
)
from bilat.vocab import RDF, XSD

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_TYPE, _FIRST, _REST, _NIL = RDF.type, RDF.first, RDF.rest, RDF.nil


class Statement(NamedTuple):
    """One triple of a file and where its terms stand.

    Args:
        subject: IRI or blank node.
        predicate: IRI.
        object: any term, its lexical form as written.
        graph: the named graph, None for the default graph.
        subject_at: 0-based offset of the subject in the text.
        predicate_at: of the predicate, or of the member in a list.
        object_at: of the object.
    """

    subject: RdfNode
    predicate: RdfNode
    object: RdfNode
    graph: RdfNode | None
    subject_at: int
    predicate_at: int
    object_at: int


def statements(document: Document, file: str) -> list[Statement]:
    """Return the triples of a file in order.

    Args:
        document: what `bilat.graph.turtle.read` returned.
        file: name of the file, which blank nodes are named after.
    """
    resolver = _Resolver()
    for block in document.blocks:
        resolver.block(block)
    blank = Numbered(file)

    def numbered(term: RdfNode) -> RdfNode:
        return blank.node(str(term)) if isinstance(term, BNode) else term

    return [
        Statement(
            numbered(found.subject),
            found.predicate,
            numbered(found.object),
            None if found.graph is None else numbered(found.graph),
            *found[4:],
        )
        for found in resolver.found
    ]


def unescape(text: str) -> str:
    """Return quoted text or an IRI with its escapes replaced (Turtle 1.1, section 6.4)."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def lexical_form(text: str) -> str:
    """Return what a quoted token says, without quotes and escapes."""
    width = 3 if text.startswith(('"""', "'''")) else 1
    return unescape(text[width:-width])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])


class _Resolver:
    """Walks the parts of a document with the prefixes and the base in force at each place."""

    def __init__(self) -> None:
        self.found: list[Statement] = []
        self._anonymous = 0
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._graph: RdfNode | None = None
        self._iris: dict[str, URIRef] = {}

    def block(self, block: Block) -> None:
        match block:
            case Directive(name=None, iri=iri):
                self._base = str(self._iri(iri.text))
                self._iris.clear()
            case Directive(name=str(name), iri=iri):
                self._prefixes[name] = str(self._iri(iri.text))
                self._iris.clear()
            case GraphBlock():
                self._graph = None if block.name is None else self._graph_name(block.name)
                for inner in block.blocks:
                    self._triples(inner)
                self._graph = None
            case Triples():
                self._triples(block)

    def _graph_name(self, name: Node) -> RdfNode:
        return self._term(name) if isinstance(name, Term) else self._new()

    def _triples(self, block: Triples) -> None:
        at = block.subject.offset
        subject = self._subject(block.subject)
        self._pairs(subject, at, block.pairs)

    def _subject(self, node: Node) -> RdfNode:
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, PropertyList):
            subject = self._new()
            self._pairs(subject, node.offset, node.pairs)
            return subject
        return self._subject_list(node)

    def _pairs(self, subject: RdfNode, at: int, pairs: tuple[Pair, ...]) -> None:
        for pair in pairs:
            verb = _TYPE if pair.verb.text == "a" else self._term(pair.verb)
            for item in pair.items:
                self._object(subject, at, verb, pair.verb.offset, item.node)

    def _object(self, subject: RdfNode, at: int, verb: RdfNode, verb_at: int, node: Node) -> None:
        """Add a triple, after those of a nested object and amid those of a list."""
        if isinstance(node, Term):
            value = self._term(node)
        elif isinstance(node, PropertyList):
            value = self._new()
            self._pairs(value, node.offset, node.pairs)
        elif node.items:
            self._object_list(subject, at, verb, verb_at, node)
            return
        else:
            value = _NIL
        self.found.append(Statement(subject, verb, value, self._graph, at, verb_at, node.offset))

    def _object_list(self, subject: RdfNode, at: int, verb: RdfNode, verb_at: int, node: Collection) -> None:
        head = link = self._new()
        for index, item in enumerate(node.items):
            place = item.node.offset
            if index:
                link, previous = self._new(), link
                self._add(previous, _REST, link, place)
            self._object(link, place, _FIRST, place, item.node)
            if not index:
                self.found.append(Statement(subject, verb, head, self._graph, at, verb_at, node.offset))
        self._add(link, _REST, _NIL, node.offset)

    def _subject_list(self, node: Collection) -> RdfNode:
        if not node.items:
            return _NIL
        head = link = self._new()
        for index, item in enumerate(node.items):
            place = item.node.offset
            previous = link
            link = self._new() if index else link
            self._object(link, place, _FIRST, place, item.node)
            if index:
                self._add(previous, _REST, link, place)
        self._add(link, _REST, _NIL, node.offset)
        return head

    def _add(self, subject: RdfNode, predicate: RdfNode, value: RdfNode, at: int) -> None:
        self.found.append(Statement(subject, predicate, value, self._graph, at, at, at))

    def _new(self) -> BNode:
        """Return a blank node without a label; its name is no label that a file could hold."""
        self._anonymous += 1
        return BNode(f"[{self._anonymous}")

    def _term(self, term: Term) -> RdfNode:
        match term.kind:
            case Kind.IRI | Kind.NAME:
                return self._iri(term.text)
            case Kind.BLANK:
                return BNode(term.text[2:])
            case Kind.STRING:
                return self._literal(term)
            case Kind.NUMBER:
                return Literal(term.text, datatype=_number_type(term.text), normalize=False)
            case _:
                return Literal(term.text, datatype=XSD.boolean, normalize=False)

    def _literal(self, term: Term) -> Literal:
        datatype = None if term.datatype is None else self._iri(term.datatype.text)
        # RDF 1.1 knows no difference between plain text and xsd:string; rdflib does.
        datatype = None if datatype == XSD.string else datatype
        return Literal(lexical_form(term.text), lang=term.language, datatype=datatype, normalize=False)

    def _iri(self, text: str) -> URIRef:
        """Return the IRI that a token stands for, with the prefixes and the base in force."""
        found = self._iris.get(text)
        if found is None:
            found = self._iris[text] = URIRef(self._resolved(text))
        return found

    def _resolved(self, text: str) -> str:
        if text.startswith("<"):
            return _absolute(text, self._base) if self._base else unescape(text[1:-1])
        prefix, _, local = text.partition(":")
        return self._prefixes[prefix] + unescape(local)


def _absolute(token: str, base: str) -> str:
    """Return an IRI resolved against a base by pyoxigraph (RFC 3986; urllib does it for few schemes)."""
    quad = next(iter(parse(f"{token} <urn:x:p> 0 .", format=RdfFormat.TURTLE, base_iri=base)))
    subject = quad.subject
    return subject.value if isinstance(subject, NamedNode) else token[1:-1]


def _number_type(text: str) -> URIRef:
    """Return the datatype of a number written without quotes (Turtle 1.1, section 2.5.2)."""
    if "e" in text or "E" in text:
        return XSD.double
    return XSD.decimal if "." in text else XSD.integer
