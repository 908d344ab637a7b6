"""Reader of Turtle 1.1 and TriG 1.1 that keeps the text: every part with its place and its comments.

It serves the canonical layout (`bilat.graph.formats.format`), the places of findings
(`bilat.graph.source.locate`) and the words of syntax errors (`bilat.graph.source.syntax`). What a project
loads goes through pyoxigraph; this reader is no second opinion on that, and knows neither RDF 1.2 nor the
finer rules of IRIs.

Sources: W3C Turtle 1.1 and TriG 1.1; N-Quads for the graph name after an object.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bilat.graph.source import prefixes
from bilat.graph.source.comments import Cursor
from bilat.graph.source.tokens import Kind, Token
from bilat.graph.source.tree import (
    Block,
    Collection,
    Comments,
    Directive,
    Document,
    GraphBlock,
    Item,
    Node,
    Pair,
    PropertyList,
    Term,
    Triples,
    Version,
)
from bilat.graph.source.wording import (
    OBJECT,
    PREDICATE,
    SUBJECT,
    TurtleError,
    after_name,
    after_object,
    unexpected,
)

#: Deepest nesting of [] and (); each level takes some frames of Python's stack.
MAX_DEPTH = 100

TURTLE = "text/turtle"
TRIG = "application/trig"
NTRIPLES = "application/n-triples"
NQUADS = "application/n-quads"
READABLE = (TURTLE, TRIG, NTRIPLES, NQUADS)

_ESCAPE = re.compile(r"""\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})|(\\.?)""", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STATEMENT_END = "';', ',' or '.'"


def read(text: str, media_type: str) -> Document:
    """Return the parts of a text.

    Args:
        text: the whole file, without byte order mark.
        media_type: one of `READABLE`.

    Raises:
        TurtleError: the text does not follow the grammar, uses a prefix or a base that it does not declare,
            or nests deeper than `MAX_DEPTH`.
    """
    return _Reader(text, media_type).document()


class _Reader:
    """Recursive descent, one method for each rule of the grammar."""

    def __init__(self, text: str, media_type: str) -> None:
        self._cursor = Cursor(text)
        self._media_type = media_type
        self._prefixes: dict[str, str] = {}
        self._has_base = False
        self._depth = 0

    def document(self) -> Document:
        cursor = self._cursor
        blocks: list[Block] = []
        while cursor.token.kind is not Kind.END:
            blocks.extend(self._block(cursor.take_before(blank_lines=True)))
        return Document(tuple(blocks), cursor.take_before(blank_lines=True))

    def _block(self, before: Comments) -> tuple[Block, ...]:
        token = self._cursor.token
        if token.text.upper() in ("@VERSION", "VERSION") and self._media_type in (TURTLE, TRIG):
            return (self._version(before),)
        if token.kind is Kind.LANGUAGE or (
            token.kind is Kind.WORD and token.text.upper() in ("PREFIX", "BASE")
        ):
            return (self._directive(before),)
        if token.text == "{" or (token.kind is Kind.WORD and token.text.upper() == "GRAPH"):
            return (self._graph(before, None),)
        subject = self._subject()
        if self._cursor.token.text == "{" and _can_name_a_graph(subject):
            return (self._graph(before, subject),)
        if self._media_type == NQUADS:
            return (self._quad(before, subject),)
        return (self._triples(before, subject, inside_graph=False),)

    def _version(self, before: Comments) -> Version:
        """Read the announcement of RDF 1.2, which a text may have and use nothing of it."""
        cursor = self._cursor
        start = cursor.advance()
        version = cursor.token
        if version.kind is not Kind.STRING or version.text.startswith(('"""', "'''")):
            raise unexpected(version, "a version in quotes")
        cursor.advance()
        if start.text[0] == "@":
            self._expect(".", f"the '.' that ends {start.text}")
        return Version(version.text, before, cursor.take_after())

    def _directive(self, before: Comments) -> Directive:
        cursor = self._cursor
        start = cursor.advance()
        keyword = start.text.lstrip("@").lower()
        if keyword not in ("prefix", "base") or (start.text[0] == "@" and start.text[1:] != keyword):
            remedy = "The directives are @prefix and @base."
            raise TurtleError(f"{start.text} is no directive.", start.offset, remedy)
        name = self._prefix_name() if keyword == "prefix" else None
        iri = cursor.token
        if iri.kind is not Kind.IRI:
            raise unexpected(iri, "an IRI in <>")
        cursor.advance()
        term = self._checked_iri(iri)
        if name is None:
            self._has_base = True
        else:
            self._prefixes[name] = iri.text[1:-1]
        if start.text[0] == "@":
            self._expect(".", f"the '.' that ends {start.text}")
        elif cursor.token.text == ".":
            raise unexpected(cursor.token, "the next statement", f"{start.text} takes no '.' at its end.")
        return Directive(name, term, before, cursor.take_after())

    def _prefix_name(self) -> str:
        token = self._cursor.token
        if token.kind is Kind.NAME and token.text.endswith(":") and token.text.count(":") == 1:
            return self._cursor.advance().text[:-1]
        remedy = "It is written with its colon: @prefix ex: <http://example.org/> ."
        raise unexpected(token, "the name of a prefix", remedy)

    def _graph(self, before: Comments, name: Node | None) -> GraphBlock:
        cursor = self._cursor
        if self._media_type != TRIG:
            remedy = "Only TriG has named graphs: give the file the ending .trig."
            raise unexpected(cursor.token, SUBJECT if name is None else PREDICATE, remedy)
        if name is None and cursor.token.text != "{":
            cursor.advance()
            name = self._graph_name()
        if isinstance(name, PropertyList):
            for comment in name.closing:
                cursor.keep(comment)
            name = PropertyList(name.offset, ())
        opening = self._expect("{", "the '{' of a graph")
        open_after = cursor.take_after()
        blocks: list[Triples] = []
        while cursor.token.text != "}":
            if cursor.token.kind is Kind.END:
                raise TurtleError("The graph that begins here is never closed.", opening.offset, "Add '}'.")
            block_before = cursor.take_before(blank_lines=True)
            blocks.append(self._triples(block_before, self._subject(), inside_graph=True))
        closing = cursor.take_before(blank_lines=True)
        cursor.advance()
        return GraphBlock(name, tuple(blocks), before, open_after, closing, cursor.take_after())

    def _graph_name(self) -> Node:
        name = self._subject()
        if not _can_name_a_graph(name):
            raise TurtleError("A graph is named by an IRI or a blank node.", name.offset)
        return name

    def _quad(self, before: Comments, subject: Node) -> GraphBlock | Triples:
        """Read the rest of a line of N-Quads; a graph name may follow the object."""
        pair = Pair(self._verb(), (Item(self._node(OBJECT)),))
        triples = Triples(subject, (pair,), before)
        name = None if self._cursor.token.text == "." else self._graph_name()
        self._expect(".", "'.'")
        after = self._cursor.take_after()
        if name is None:
            return replace(triples, after=after)
        return GraphBlock(name, (replace(triples, before=()),), before, after=after)

    def _triples(self, before: Comments, subject: Node, *, inside_graph: bool) -> Triples:
        cursor = self._cursor
        subject_after = cursor.take_after()
        alone = isinstance(subject, PropertyList) and subject.pairs and cursor.token.text in (".", "}")
        pairs: list[Pair] = [] if alone else self._pairs(".", "}" if inside_graph else ".")
        on_its_line = cursor.follows_on_line
        closing = cursor.take_before()
        if cursor.token.text == "." or not (inside_graph and cursor.token.text == "}"):
            end = "'.'" if self._media_type in (NTRIPLES, NQUADS) else _STATEMENT_END
            advice = after_object(*self._neighbours()) if pairs and end is _STATEMENT_END else None
            self._expect(".", end if pairs else "'.' or a predicate", advice)
        after = cursor.take_after()
        if after and on_its_line and pairs and not closing and pairs[-1].items[-1].after is None:
            pairs[-1] = _with_after(pairs[-1], after)
            after = None
        return Triples(subject, tuple(pairs), before, subject_after, closing, after)

    def _pairs(self, *ends: str) -> list[Pair]:
        """Read predicates and objects up to one of the closing marks, which is left to the caller."""
        cursor = self._cursor
        pairs: list[Pair] = []
        while True:
            before = cursor.take_before()
            verb = self._verb()
            pairs.append(Pair(verb, self._objects(), before))
            while cursor.token.text == ";":
                cursor.advance()
                after = cursor.take_after()
                if after and pairs[-1].items[-1].after is None:
                    pairs[-1] = _with_after(pairs[-1], after)
                elif after:
                    cursor.keep(after)
                if cursor.token.text in ends:
                    return pairs
            if cursor.previous.text != ";":
                return pairs

    def _objects(self) -> tuple[Item, ...]:
        cursor = self._cursor
        items: list[Item] = []
        while True:
            before = cursor.take_before()
            node = self._node(OBJECT)
            after = cursor.take_after()
            if cursor.token.text != ",":
                return (*items, Item(node, before, after))
            cursor.advance()
            second = cursor.take_after()
            if after and second:
                cursor.keep(second)
            items.append(Item(node, before, after or second))

    def _verb(self) -> Term:
        token = self._cursor.token
        if token.kind is Kind.WORD and token.text == "a":
            self._cursor.advance()
            return Term(token.kind, token.text, token.offset)
        if token.kind in (Kind.IRI, Kind.NAME):
            return self._iri()
        raise unexpected(token, PREDICATE, after_name(*self._neighbours()))

    def _subject(self) -> Node:
        token = self._cursor.token
        if token.kind in (Kind.IRI, Kind.NAME, Kind.BLANK) or token.text in ("[", "("):
            return self._node(SUBJECT)
        if token.text == "}":
            raise unexpected(token, SUBJECT, "There is no open graph to close here.")
        raise unexpected(token, SUBJECT)

    def _node(self, expected: str) -> Node:
        token = self._cursor.token
        match token.kind:
            case Kind.IRI | Kind.NAME:
                return self._iri()
            case Kind.BLANK | Kind.NUMBER:
                self._cursor.advance()
                return Term(token.kind, token.text, token.offset)
            case Kind.STRING:
                return self._literal()
            case Kind.WORD if token.text in ("true", "false"):
                self._cursor.advance()
                return Term(token.kind, token.text, token.offset)
            case Kind.MARK if token.text in ("[", "("):
                return self._nested(token)
            case _:
                raise unexpected(token, expected)

    def _nested(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"[] and () are nested more than {MAX_DEPTH} deep here."
            raise TurtleError(message, opening.offset, "Give the inner nodes names of their own.")
        self._cursor.advance()
        node = self._property_list(opening) if opening.text == "[" else self._collection(opening)
        self._depth -= 1
        return node

    def _property_list(self, opening: Token) -> PropertyList:
        cursor = self._cursor
        pairs = [] if cursor.token.text == "]" or cursor.token.kind is Kind.END else self._pairs("]")
        if cursor.token.kind is Kind.END:
            raise TurtleError("The '[' that stands here is never closed.", opening.offset, "Add ']'.")
        closing = cursor.take_before()
        self._expect("]", "';', ',' or ']'")
        return PropertyList(opening.offset, tuple(pairs), closing)

    def _collection(self, opening: Token) -> Collection:
        cursor = self._cursor
        items: list[Item] = []
        while cursor.token.text != ")":
            if cursor.token.kind is Kind.END:
                raise TurtleError("The '(' that stands here is never closed.", opening.offset, "Add ')'.")
            before = cursor.take_before()
            node = self._node("a member of the list or ')'")
            items.append(Item(node, before, cursor.take_after()))
        closing = cursor.take_before()
        cursor.advance()
        return Collection(opening.offset, tuple(items), closing)

    def _literal(self) -> Term:
        cursor = self._cursor
        token = cursor.advance()
        for match in _ESCAPE.finditer(token.text) if "\\" in token.text else ():
            if match[1] is not None:
                remedy = r"The escapes are \t \b \n \r \f \" \' \\ \uXXXX and \UXXXXXXXX."
                message = f"{match[1]} is no escape of Turtle."
                raise TurtleError(message, token.offset + match.start(), remedy)
        if cursor.token.kind is Kind.LANGUAGE:
            tag = cursor.advance().text[1:]
            return Term(token.kind, token.text, token.offset, language=tag)
        if cursor.token.text == "^^":
            cursor.advance()
            if cursor.token.kind not in (Kind.IRI, Kind.NAME):
                raise unexpected(cursor.token, "a datatype (an IRI or a prefixed name)")
            return Term(token.kind, token.text, token.offset, datatype=self._iri())
        return Term(token.kind, token.text, token.offset)

    def _iri(self) -> Term:
        token = self._cursor.advance()
        if token.kind is Kind.IRI:
            return self._checked_iri(token)
        prefix = token.text.partition(":")[0]
        if prefix not in self._prefixes:
            if self._media_type in (NTRIPLES, NQUADS):
                remedy = "N-Triples and N-Quads have no prefixes: write the IRI in full, in <>."
            else:
                remedy = prefixes.advice(prefix, self._prefixes)
            raise TurtleError(f"The prefix {prefix}: is not declared.", token.offset, remedy)
        return Term(token.kind, token.text, token.offset)

    def _checked_iri(self, token: Token) -> Term:
        if not self._has_base and not _SCHEME.match(token.text, 1):
            message = f"The IRI {token.text} is relative, and the file declares no base."
            if self._media_type in (NTRIPLES, NQUADS):
                remedy = "Write it in full."
            else:
                remedy = (
                    "Write it in full, or declare at the top what it is relative to: @base <https://...> ."
                )
            raise TurtleError(message, token.offset, remedy)
        return Term(token.kind, token.text, token.offset)

    def _expect(self, mark: str, expected: str, advice: str | None = None) -> Token:
        if self._cursor.token.text != mark:
            raise unexpected(self._cursor.token, expected, advice)
        return self._cursor.advance()

    def _neighbours(self) -> tuple[Token, Token, bool]:
        """Return the token before, the token here, and whether both stand on one line."""
        cursor = self._cursor
        return cursor.previous, cursor.token, cursor.follows_on_line


def _can_name_a_graph(node: Node) -> bool:
    """Return whether a node is an IRI or a blank node without properties (TriG 1.1, rule labelOrSubject)."""
    if isinstance(node, Term):
        return node.kind in (Kind.IRI, Kind.NAME, Kind.BLANK)
    return isinstance(node, PropertyList) and not node.pairs


def _with_after(pair: Pair, comment: str) -> Pair:
    """Return a pair with a comment at the end of the line of its last object."""
    return replace(pair, items=(*pair.items[:-1], replace(pair.items[-1], after=comment)))
