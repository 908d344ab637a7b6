"""The text of a query before it goes to a store: nothing in it that would leave that store, values put in.

The embedded engine runs in a process without a network; a store has one. So what is sent is what the
grammar of SPARQL reads as a query without SERVICE, and nothing that only the store would understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.syntax import mistake
from bilat.engine.outline import admit, no_service
from bilat.engine.remote.dialect import Dialect
from bilat.errors import QueryRefused

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
#: Escaped, these could open or close what a string or an IRI is to a reader who does not look at escapes.
_PLAIN: Final = frozenset(map(chr, range(0x80)))


def sendable(text: str, dialect: Dialect) -> str:
    """Return a query as it may be sent.

    Raises:
        QuerySyntaxError: it is not SPARQL.
        QueryRefused: an update, SERVICE, or what only the store would understand.
    """
    if any(_character(found) in _PLAIN for found in _ESCAPE.finditer(text)):
        raise QueryRefused(
            "A character of ASCII is written as an escape.", remedy="Write the character itself."
        )
    admit(text)
    error = mistake(text)
    if error is not None:
        raise error
    if any(token.kind == "SERVICE" for token in tokens(text, sparql().keywords)):
        raise no_service()
    if dialect.refused and dialect.refused.search(text):
        raise QueryRefused("The query uses a namespace of the store.", remedy="Use the functions of SPARQL.")
    return text


def bound(text: str, values: Mapping[str, str]) -> str:
    """Return a query with values in the place of variables; where it selects one, the value goes by its name.

    Args:
        text: a query that neither groups by such a variable nor gives it a value.
        values: terms in N-Triples, by the names of variables.
    """
    if not values:
        return text
    pieces, end = list[str](), 0
    for token, selected in _variables(tokens(text, sparql().keywords)):
        value = values.get(token.text[1:])
        if value is not None:
            pieces += [text[end : token.start], f"({value} AS {token.text})" if selected else value]
            end = token.start + len(token.text)
    return "".join(pieces) + text[end:]


def _variables(found: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield the variables of a query, and whether each stands alone in a SELECT clause."""
    inside, depth = False, 0
    for token in found:
        if token.kind == "SELECT":
            inside, depth = True, 0
        elif token.kind in {"{", "WHERE", "FROM"}:
            inside = False
        elif token.text in {"(", ")"}:
            depth += 1 if token.text == "(" else -1
        elif token.kind == "var":
            yield token, inside and depth == 0


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 else ""
