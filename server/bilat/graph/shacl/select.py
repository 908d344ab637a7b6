"""The queries of shapes, read into trees (`bilat.graph.shacl.query_tree`) as far as they can become SQL.

What is read is a SELECT of variables over patterns, paths, FILTER, BIND, EXISTS and UNION. All else, such as
subqueries, OPTIONAL, GRAPH and aggregates, is `UnreadableError`: the engine is asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from bilat.graph.shacl.paths import Alternative, Path, Predicate, Repeated, Sequence
from bilat.graph.shacl.query_tree import (
    COMPARISONS,
    Binding,
    Call,
    End,
    Exists,
    Expression,
    Group,
    Pattern,
    UnreadableError,
    Variable,
)
from bilat.vocab import RDF, XSD

_TOKEN = re.compile(
    r'(?P<string>"(?!"")(?:[^"\\\n])*"|\'(?!\'\')(?:[^\'\\\n])*\')'
    r"|(?P<iri><[^<>\"{}|^`\\\s]*>)|[?$](?P<variable>\w+)"
    r"|(?P<name>(?:[A-Za-z][\w.-]*)?:(?:[\w:%-](?:[\w.:%-]*[\w:%-])?)?)"
    r"|(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<mark>\|\||&&|!=|<=|>=|[{}().;,/|^*+?!<>=-])|(?P<space>\s+|\#[^\n]*)"
)
#: Variables that have a value from the start, besides ``$this``.
_GIVEN = ("currentShape", "shapesGraph")


def read_select(text: str) -> Group:
    """Return the pattern of a query whose rows are its solutions.

    Raises:
        UnreadableError: it is no plain SELECT, or has what cannot become SQL.
    """
    return _Reader(_tokens(text)).query()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise UnreadableError
        place = match.end()
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(_Token(kind, match[kind]))
    return [*found, _Token("end", "")]


@dataclass(slots=True)
class _Reader:
    """Reads tokens from the first to the last."""

    tokens: list[_Token]
    place: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)

    def query(self) -> Group:
        while self._is("PREFIX"):
            name, iri = self._take("name"), self._take("iri")
            self.prefixes[name.removesuffix(":")] = iri[1:-1]
        self._want("SELECT")
        if not self._is("DISTINCT"):
            self._is("REDUCED")
        if not self._is("*"):
            self._take("variable")
            while self._next.kind == "variable":
                self._take("variable")
        self._is("WHERE")
        group = self._group()
        self._take("end")
        return group

    @property
    def _next(self) -> _Token:
        return self.tokens[self.place]

    def _is(self, *wanted: str) -> bool:
        """Go past a word or mark, or one after the other, where they come next."""
        found = self.tokens[self.place : self.place + len(wanted)]
        if any(
            token.kind not in ("word", "mark") or token.text.upper() != word
            for token, word in zip(found, wanted, strict=False)
        ) or len(found) < len(wanted):
            return False
        self.place += len(wanted)
        return True

    def _want(self, wanted: str) -> None:
        if not self._is(wanted):
            raise UnreadableError

    def _take(self, kind: str) -> str:
        token = self._next
        if token.kind != kind:
            raise UnreadableError
        self.place += 1
        return token.text

    def _group(self) -> Group:
        parts: list[Pattern | Binding] = []
        filters: list[Expression] = []
        unions: list[tuple[Group, ...]] = []
        self._want("{")
        while not self._is("}"):
            if self._is("."):
                continue
            if self._next.text == "{":
                if any(isinstance(part, Binding) for part in parts):
                    raise UnreadableError  # BIND before a group knows nothing of its variables
                branches = [self._group()]
                while self._is("UNION"):
                    branches.append(self._group())
                unions.append(tuple(branches))
            elif self._is("FILTER"):
                filters.append(self._condition())
            elif self._is("BIND"):
                parts.append(self._binding())
            else:
                parts += self._patterns()
        return Group(tuple(parts), tuple(filters), tuple(unions))

    def _binding(self) -> Binding:
        self._want("(")
        expression = self._expression()
        self._want("AS")
        name = self._take("variable")
        self._want(")")
        return Binding(name, expression)

    def _patterns(self) -> Iterator[Pattern]:
        """Yield the patterns of one subject."""
        subject = self._term()
        more = True
        while more:
            path = self._verb()
            yield Pattern(subject, path, self._term())
            while self._is(","):
                yield Pattern(subject, path, self._term())
            more = False
            while self._is(";"):
                more = self._next.kind in ("variable", "iri", "name") or self._next.text in ("a", "^", "(")

    def _verb(self) -> Path | Variable:
        if self._next.kind == "variable":
            return Variable(self._take("variable"))
        return self._alternative()

    def _alternative(self) -> Path:
        parts = [self._sequence()]
        while self._is("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Alternative(tuple(parts))

    def _sequence(self) -> Path:
        parts = [self._step()]
        while self._is("/"):
            parts.append(self._step())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _step(self) -> Path:
        backwards = self._is("^")
        if self._is("("):
            path = self._alternative()
            self._want(")")
        else:
            path = Predicate(self._iri())
        for mark, (zero, many) in {"*": (True, True), "+": (False, True), "?": (True, False)}.items():
            if self._is(mark):
                path = Repeated(path, zero, many)
        return path.inverted() if backwards else path

    def _iri(self) -> URIRef:
        if self._next.kind == "iri":
            iri = self._take("iri")[1:-1]
            if ":" not in iri:
                raise UnreadableError
            return URIRef(iri)
        if self._next == _Token("word", "a"):
            self.place += 1
            return RDF.type
        prefix, _, local = self._take("name").partition(":")
        if prefix not in self.prefixes:
            raise UnreadableError
        return URIRef(self.prefixes[prefix] + local)

    def _term(self) -> End:
        """Return a variable, an IRI, a plain text or a number."""
        kind = self._next.kind
        if kind == "variable":
            name = self._take("variable")
            if name in _GIVEN:
                raise UnreadableError
            return Variable(name)
        if kind == "string":
            value = Literal(self._take("string")[1:-1])
            if self._next.text == "^":
                raise UnreadableError
            return value
        if kind == "number":
            number = self._take("number")
            return Literal(number, datatype=XSD.decimal if "." in number else XSD.integer)
        if kind == "word":
            raise UnreadableError
        return self._iri()

    def _condition(self) -> Expression:
        if self._next.text == "(":
            self.place += 1
            found = self._expression()
            self._want(")")
            return found
        return self._primary()

    def _expression(self) -> Expression:
        return self._joined(("||",), lambda: self._joined(("&&",), self._relation))

    def _joined(self, marks: tuple[str, ...], inner: Callable[[], Expression]) -> Expression:
        """Return what is joined by marks of the same rank, from left to right."""
        found = inner()
        while self._next.kind == "mark" and self._next.text in marks:
            mark = self._take("mark")
            found = Call(mark, (found, inner()))
        return found

    def _relation(self) -> Expression:
        left = self._sum()
        if self._next.kind == "mark" and self._next.text in COMPARISONS:
            mark = self._take("mark")
            return Call(mark, (left, self._sum()))
        if self._is("IN"):
            return Call("IN", (left, *self._arguments()))
        if self._is("NOT", "IN"):
            return Call("!", (Call("IN", (left, *self._arguments())),))
        return left

    def _sum(self) -> Expression:
        return self._joined(("+", "-"), lambda: self._joined(("*", "/"), self._unary))

    def _unary(self) -> Expression:
        if self._is("!"):
            return Call("!", (self._unary(),))
        if self._is("-"):
            return Call("-", (Literal("0", datatype=XSD.integer), self._unary()))
        self._is("+")
        return self._primary()

    def _primary(self) -> Expression:
        if self._is("("):
            found = self._expression()
            self._want(")")
            return found
        if self._is("NOT", "EXISTS"):
            return Call("!", (Exists(self._group()),))
        if self._is("EXISTS"):
            return Exists(self._group())
        if self._next.kind == "word":
            name = self._take("word").upper()
            return Call(name, self._arguments())
        term = self._term()
        if isinstance(term, URIRef) and self._next.text == "(":
            return Call(str(term), self._arguments())
        return term

    def _arguments(self) -> tuple[Expression, ...]:
        self._want("(")
        found: list[Expression] = []
        while not self._is(")"):
            if found:
                self._want(",")
            found.append(self._expression())
        return tuple(found)
