"""From a text to triples as rdflib terms, each with the places of its three terms."""

from __future__ import annotations

import re
from typing import NamedTuple

from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node as RdfNode

from bilat.graph.source.blank_nodes import Numbered
from bilat.graph.source.escapes import lexical_form, unescape
from bilat.graph.source.terms import new_literal
from bilat.graph.source.tokens import Kind
from bilat.graph.source.tree import (
    Block,
    Collection,
    Directive,
    GraphBlock,
    Node,
    Pair,
    PropertyList,
    Term,
    Triples,
)
from bilat.graph.source.turtle import read
from bilat.vocab import RDF, XSD

#: Formats that have a statement a line.
BY_LINE = frozenset({"application/n-triples", "application/n-quads"})
_LINES = re.compile(r"[^\r\n]+")
_IRI, _BLANK = r'<[^<>"]*>', r'_:[^\s<>"]+'
_LINE = re.compile(
    rf"""[ \t]*({_IRI}|{_BLANK})[ \t]+({_IRI})[ \t]+
    ({_IRI}|{_BLANK}|("(?:[^"\\]|\\.)*")(?:@([A-Za-z0-9-]+)|\^\^({_IRI}))?)
    (?:[ \t]+({_IRI}|{_BLANK}))?[ \t]*\.[ \t]*(?:\#.*)?""",
    re.VERBOSE,
)
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


def statements(text: str, media_type: str, file: str) -> list[Statement]:
    """Return the triples of a text in order; a parser must have taken it already.

    Args:
        text: what the file holds.
        media_type: one that `bilat.graph.source.turtle` reads.
        file: name of the file, which blank nodes are named after.

    Raises:
        TurtleError: it cannot be read.
    """
    found = _by_line(text, file) if media_type in BY_LINE else None
    if found is not None:
        return found
    resolver = _Resolver(file)
    for block in read(text, media_type).blocks:
        resolver.block(block)
    return resolver.found


def _by_line(text: str, file: str) -> list[Statement] | None:
    """Return the triples of a text with a statement a line, as most are written; else None."""
    found: list[Statement] = []
    blank, iris = Numbered(file), dict[str, URIRef]()

    def iri(token: str) -> URIRef:
        if token not in iris:
            iris[token] = URIRef(unescape(token[1:-1]))
        return iris[token]

    def node(token: str) -> URIRef | BNode:
        return blank.node(token[2:]) if token.startswith("_") else iri(token)

    for line in _LINES.finditer(text):
        match = _LINE.fullmatch(text, *line.span())
        if match is None:
            if line[0].strip()[:1] in ("", "#"):
                continue
            return None
        s, p, o, quoted, language, datatype, g = match.groups()
        graph, subject = node(g) if g else None, node(s)
        kind = iri(datatype) if datatype else None
        value = new_literal(lexical_form(quoted), language=language, datatype=kind) if quoted else node(o)
        found.append(Statement(subject, iri(p), value, graph, *map(match.start, (1, 2, 3))))
    return found


class _Resolver:
    """Walks the parts of a document with the prefixes and the base in force at each place."""

    def __init__(self, file: str) -> None:
        self.found: list[Statement] = []
        self._blank = Numbered(file)
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
            case _:  # a version says nothing
                pass

    def _graph_name(self, name: Node) -> RdfNode:
        return self._term(name) if isinstance(name, Term) else self._new()

    def _triples(self, block: Triples) -> None:
        self._pairs(self._node(block.subject), block.subject.offset, block.pairs)

    def _pairs(self, subject: RdfNode, at: int, pairs: tuple[Pair, ...]) -> None:
        for pair in pairs:
            verb = _TYPE if pair.verb.text == "a" else self._term(pair.verb)
            for item in pair.items:
                value = self._node(item.node)
                place = (at, pair.verb.offset, item.node.offset)
                self.found.append(Statement(subject, verb, value, self._graph, *place))

    def _node(self, node: Node) -> RdfNode:
        """Return the term that stands for a node, after adding what is said inside it."""
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, PropertyList):
            blank = self._new()
            self._pairs(blank, node.offset, node.pairs)
            return blank
        return self._list(node)

    def _list(self, node: Collection) -> RdfNode:
        """Return the head of a list, whose links stand where its members stand."""
        links = [self._new() for _ in node.items]
        for link, rest, item in zip(links, [*links[1:], _NIL], node.items, strict=False):
            at = (item.node.offset,) * 3
            self.found.append(Statement(link, _FIRST, self._node(item.node), self._graph, *at))
            self.found.append(Statement(link, _REST, rest, self._graph, *at))
        return links[0] if links else _NIL

    def _new(self) -> BNode:
        """Return a blank node without a label, under a label that no file could hold."""
        self._anonymous += 1
        return self._blank.node(f"[{self._anonymous}")

    def _term(self, term: Term) -> RdfNode:
        match term.kind:
            case Kind.IRI | Kind.NAME:
                return self._iri(term.text)
            case Kind.BLANK:
                return self._blank.node(term.text[2:])
            case Kind.STRING:
                return self._literal(term)
            case Kind.NUMBER:
                return new_literal(term.text, datatype=_number_type(term.text))
            case _:
                return new_literal(term.text, datatype=XSD.boolean)

    def _literal(self, term: Term) -> Literal:
        datatype = None if term.datatype is None else self._iri(term.datatype.text)
        return new_literal(lexical_form(term.text), language=term.language, datatype=datatype)

    def _iri(self, text: str) -> URIRef:
        """Return the IRI that a token stands for, with the prefixes and the base in force."""
        found = self._iris.get(text)
        if found is None:
            found = self._iris[text] = URIRef(self._resolved(text))
        return found

    def _resolved(self, text: str) -> str:
        if text.startswith("<"):
            return absolute(text, self._base) if self._base else unescape(text[1:-1])
        prefix, _, local = text.partition(":")
        return self._prefixes[prefix] + unescape(local)


def absolute(token: str, base: str) -> str:
    """Return an IRI resolved against a base by pyoxigraph (RFC 3986; urllib does it for few schemes)."""
    quad = next(iter(parse(f"{token} <urn:x:p> 0 .", format=RdfFormat.TURTLE, base_iri=base)))
    subject = quad.subject
    return subject.value if isinstance(subject, NamedNode) else token[1:-1]


def _number_type(text: str) -> URIRef:
    """Return the datatype of a number written without quotes (Turtle 1.1, section 2.5.2)."""
    if "e" in text or "E" in text:
        return XSD.double
    return XSD.decimal if "." in text else XSD.integer
