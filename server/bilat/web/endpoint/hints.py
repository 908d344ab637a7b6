"""What may be wrong with a query that is right: it names what the graph does not have.

Looked into only when a result is empty, or is shown to a person; the usual answer does not pay for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import quote

from bilat.engine import formats
from bilat.engine.interface import Kind, Operation, Result
from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.prologue import resolve, scope
from bilat.engine.rewriting.pattern import Group, query
from bilat.errors import RequestError
from bilat.graph.formats.quads import XSD, literal
from bilat.graph.source.escapes import lexical_form
from bilat.web.things.labels import LONGEST_KEPT
from bilat.web.things.things import Things

_KEYWORDS: Final = frozenset({"BASE", "CONSTRUCT", "PREFIX", "SERVICE"})
#: Tokens that belong to a declaration.
_DECLARED: Final = {"BASE": 1, "PREFIX": 2}
#: What ends a SELECT or HAVING clause, for the names in it.
_PARTS_END: Final = frozenset({"{", "}", "ORDER", "LIMIT", "OFFSET", "VALUES"})
#: Header of a response whose query names what is not there.
HINT: Final = "Bilat-Hint"
_LONGEST: Final = 8_192
_LONGEST_HEADER: Final = 2_000
_MOST_NAMES: Final = 20
_MOST_KEPT: Final = 10_000
#: Names that stand behind a prefix as they are.
_LOCAL: Final = re.compile(r"\w(?:[\w.-]*[\w-])?")
_LONGEST_TEXT: Final = 200
#: What stands before a text that is a value: a property, the end of a path, another value or VALUES; and
#: before one that a variable is held against. What functions take is not looked for as a whole.
_BEFORE_VALUES: Final = (["pname"], ["iri"], [")"], ["*"], ["+"], ["{"], ["string"], ["lang"])
_BEFORE_COMPARED: Final = (["var", "="], ["IN", "("], ["var", "var"], ["string", ","], ["lang", ","])
_COMPARISONS: Final = frozenset({"=", "!=", "<", ">", "<=", ">="})
_DATE: Final = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
#: A small result that has one row, with a nought in it, is as good as empty.
_SMALL: Final = 600
_NOUGHT: Final = {
    formats.JSON: b'"value":"0"',
    formats.XML: b">0</literal>",
    formats.CSV: b"\n0\r\n",
    formats.TSV: b"\n0\n",
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name in a query that the graph does not have.

    Args:
        start: offset of its first character, in code points.
        text: as written.
        near: the name most like it, written in the same way; empty where none is like it.
    """

    start: int
    text: str
    near: str


class Hints:
    """Finds what a query asks in vain: names that are not in the graph, and values that are not there.

    Args:
        things: what is known.
        language: tag of the language that the graph is written in, or empty text.
    """

    def __init__(self, things: Things, language: str = "") -> None:
        self._things = things
        self._language = language
        self._nearest: dict[str, str | None] = {}

    def of(self, operation: Operation, client: str) -> tuple[str, ...]:
        """Return a sentence for each unknown name and value; none when looking them up takes too long."""
        if len(operation.text) > _LONGEST:
            return ()
        found = tokens(operation.text, sparql().keywords)
        told = (*_outside(found), *_too_early(found), *dict.fromkeys(_no_dates(found)))
        return (*told, *self._unknown(operation, found, client))

    def unknown(self, operation: Operation, client: str) -> tuple[Unknown, ...]:
        """Return the names that are not in the graph, where they stand; none when that takes too long."""
        if len(operation.text) > _LONGEST:
            return ()
        named = [*_names(operation)][:_MOST_NAMES]
        try:
            nearest = [self._near(name, client) for _, name in named]
        except RequestError:
            return ()
        return tuple(
            Unknown(token.start, token.text, near and _written(near, token, name))
            for (token, name), near in zip(named, nearest, strict=True)
            if near is not None
        )

    def _unknown(self, operation: Operation, found: list[Token], client: str) -> tuple[str, ...]:
        names = [*dict.fromkeys(name for _, name in _names(operation))][:_MOST_NAMES]
        texts = [*dict.fromkeys(_texts(found))][:_MOST_NAMES]
        try:
            told = [self._sentence(name, client) for name in names]
            told += [self._in_other_words(*text, client) for text in texts]
        except RequestError:
            return ()
        return tuple(filter(None, told))

    def _in_other_words(self, text: str, language: str, client: str) -> str | None:
        """Return what is to be said of a text that the graph has with a language, or only without one."""
        asked, other = (
            literal(text, language=language),
            literal(text, language="" if language else self._language),
        )
        if asked == other or self._things.is_value(asked, client) or not self._things.is_value(other, client):
            return None
        return f"{asked} is not in the graph. Did you mean {other}?"

    def _sentence(self, name: str, client: str) -> str | None:
        """Return what is to be said of a name, None of one that is known."""
        near = self._near(name, client)
        if near is None:
            return None
        return f"<{name}> is not in the graph.{f' Did you mean <{near}>?' if near else ''}"

    def _near(self, name: str, client: str) -> str | None:
        """Return the name most like an unknown one, empty text where there is none; None for a known one."""
        if len(self._nearest) > _MOST_KEPT:
            self._nearest = {}
        if name in self._nearest:
            return self._nearest[name]
        known = self._things.is_known(name, client)
        near = None if known else next(iter(self._things.nearest.names(name)), "")
        if len(name) <= LONGEST_KEPT:
            self._nearest[name] = near
        return near


def header(hints: tuple[str, ...]) -> tuple[str, str]:
    """Return the header that tells hints; other characters than ASCII are percent-encoded."""
    told = quote(" ".join(hints), safe=" <>#%/:?.,;=&+@!()'~-_\"^")
    return HINT, told if len(told) <= _LONGEST_HEADER else f"{told[:_LONGEST_HEADER]} ..."


def is_poor(result: Result) -> bool:
    """Tell whether a result says nothing: no rows, no triples, no, or a count of nought."""
    if result.kind is not Kind.SELECT:
        return result.empty
    if len(result.body) > _SMALL:
        return False
    body = bytes(result.body)
    if _NOUGHT.get(result.media_type, b"\0") in body:
        return True
    if result.media_type == formats.JSON:
        return body.rstrip().endswith(b'"bindings":[]}}')
    return b"<result>" not in body if result.media_type == formats.XML else body.count(b"\n") < 2


def _too_early(found: list[Token]) -> Iterator[str]:
    """Yield a sentence for each name that HAVING uses before SELECT has given it (SPARQL 1.1, 18.2.4)."""
    given, used, part = set[str](), dict[str, None](), ""
    for before, token in pairwise(found):
        if token.kind in {"SELECT", "HAVING"} or before.kind in _PARTS_END:
            part = token.kind
        if token.kind == "var" and part == "SELECT" and before.kind == "AS":
            given.add(token.text[1:])
        elif token.kind == "var" and part == "HAVING" and token.text[1:] in given:
            used[token.text[1:]] = None
    for name in used:
        yield f"?{name} has no value in HAVING yet: write there what it stands for."


def _no_dates(found: list[Token]) -> Iterator[str]:
    """Yield a sentence for each date that is none: one without quotes is a sum, one without type a text."""
    for index, token in enumerate(found):
        if token.kind == "integer":
            sum_of = found[index : index + 3]
            written = "".join(each.text for each in sum_of)
            together = sum_of[-1].start + len(sum_of[-1].text) - token.start == len(written)
            if together and _DATE.fullmatch(written):
                number = sum(int(each.text) for each in sum_of)
                yield f'{written} is computed here, and is {number}: a date is "{written}"^^xsd:date.'
        elif token.kind == "string" and found[index + 1].kind != "^^" and _DATE.fullmatch(token.text[1:-1]):
            near = [found[max(index - 2, 0) : index], found[index + 1 : index + 3][::-1]]
            if any(len(two) == 2 and two[0].kind == "var" and two[1].kind in _COMPARISONS for two in near):
                yield f'{token.text} is a text, and no date: a date is "{token.text[1:-1]}"^^xsd:date.'


def _outside(found: list[Token]) -> Iterator[str]:
    """Yield a sentence for each variable of GRAPH that is compared in its group, where it has no value."""
    try:
        read = query(found)
    except RecursionError:
        return
    for name in dict.fromkeys(_compared(found, [read.where], frozenset()) if read else ()):
        yield f"?{name} has no value inside its GRAPH: compare it after the closing brace."


def _compared(found: list[Token], groups: Iterable[Group], graphs: frozenset[str]) -> Iterator[str]:
    """Yield the variables of graphs that FILTER and BIND name in groups, where nothing else does."""
    for group in groups:
        if group.select is not None:
            yield from _compared(found, [group.select.where], graphs)
        triples = (each for each in group.elements if each.kind in {"TRIPLES", "VALUES"})
        graphs -= {token.text[1:] for each in triples for token in found[each.first : each.last]}
        for element in group.elements:
            if element.kind in {"FILTER", "BIND"}:
                inside = found[element.first : element.last]
                yield from (
                    each.text[1:] for each in inside if each.kind == "var" and each.text[1:] in graphs
                )
                continue
            name = found[element.first + 1]
            named = {name.text[1:]} if element.kind == "GRAPH" and name.kind == "var" else set[str]()
            yield from _compared(found, element.groups, graphs | named)


def _names(operation: Operation) -> Iterator[tuple[Token, str]]:
    """Yield the IRIs that a query asks this graph for, as written and whole, but for datatypes and casts."""
    found = list(_asked_here(tokens(operation.text, _KEYWORDS)))
    known = scope(found, operation.base)
    declared = 0
    for token in found:
        if declared:
            declared -= 1
        elif token.kind in _DECLARED:
            declared = _DECLARED[token.kind]
        else:
            name = resolve(token, *known)
            if name and not name.startswith(XSD):
                yield token, name


def _asked_here(found: list[Token]) -> Iterator[Token]:
    """Yield the tokens of a query without what it makes by CONSTRUCT, and what it asks others by SERVICE."""
    passed, depth = False, 0
    for token, following in pairwise(found):
        if token.kind == "SERVICE" or (token.kind, following.kind) == ("CONSTRUCT", "{"):
            passed = True
        elif passed and token.kind in {"{", "}"}:
            depth += 1 if token.kind == "{" else -1
            passed = depth > 0
        if not passed:
            yield token
    yield found[-1]


def _written(near: str, token: Token, name: str) -> str:
    """Return an IRI in the way in which another was written, with its prefix where it has one."""
    prefix, _, local = token.text.partition(":")
    space = name[: len(name) - len(local.replace("\\", ""))]
    rest = near.removeprefix(space)
    return (
        f"{prefix}:{rest}"
        if token.kind == "pname" and rest != near and _LOCAL.fullmatch(rest)
        else f"<{near}>"
    )


def _texts(found: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield each text that stands as a value or is compared with a variable, and its language."""
    for index, token in enumerate(found[:-1]):
        if token.kind != "string" or len(token.text) > _LONGEST_TEXT or found[index + 1].kind == "^^":
            continue
        before = [each.kind for each in found[max(index - 2, 0) : index]]
        if before[-1:] in _BEFORE_VALUES or before in _BEFORE_COMPARED:
            following = found[index + 1]
            yield lexical_form(token.text), following.text[1:] if following.kind == "lang" else ""
