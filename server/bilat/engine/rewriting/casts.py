"""Casts of doubles and floats to whole and decimal numbers, without loss.

The engine divides by powers of two in decimals, so that ``xsd:integer(1e5)`` is 99999. By way of their text
they are what they are:

    xsd:integer(?x)     xsd:integer(COALESCE(xsd:decimal(IF(ISNUMERIC(?x), STR(?x), <error>)), ?x))
"""

from __future__ import annotations

from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.prologue import resolve, scope
from bilat.engine.rewriting.draft import Draft
from bilat.vocab import XSD

_EXACT: Final = frozenset({XSD + "integer", XSD + "decimal"})
#: What may stand before a call. Elsewhere an IRI before a bracket is a node before a path, or a property.
_BEFORE: Final = frozenset(
    {"(", ",", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||", "!"}
    | {"FILTER", "HAVING", "BY", "DISTINCT"}
)
#: A cast in a cast is written three times, and so on: most tokens of one that is written anew, and letters.
_MOST: Final = 200
_LONGEST: Final = 1 << 12


def with_exact_casts(text: str) -> str:
    """Return a query in which a cast of a double or float is the number that it was."""
    if XSD not in text or not ("integer" in text or "decimal" in text):
        return text
    found = tokens(text, sparql().keywords)
    draft, known, changed = Draft(text, found), scope(found, None), False
    opened: list[int] = []
    for index, token in enumerate(found):
        if token.kind in {"(", "{"}:
            opened.append(index)
        elif token.kind in {")", "}"} and opened:
            first = opened.pop()
            # Calls may be nested without end.
            inside = found[first + 1 : index] if index - first <= _MOST else []
            if inside and _is_cast(found, first, known) and _is_plain(inside):
                changed = _rewrite(draft, first + 1, index) or changed
    return draft.text() if changed else text


def _is_cast(found: list[Token], bracket: int, known: tuple[str | None, dict[str, str]]) -> bool:
    """Tell whether a bracket opens what is cast."""
    return (
        bracket > 1 and found[bracket - 2].kind in _BEFORE and resolve(found[bracket - 1], *known) in _EXACT
    )


def _is_plain(inside: list[Token]) -> bool:
    """Tell whether tokens may be a number, and can be written several times."""
    kinds = [token.kind for token in inside]
    return kinds != ["string"] and "{" not in kinds


def _rewrite(draft: Draft, first: int, last: int) -> bool:
    value = draft.render(first, last)
    if len(value) > _LONGEST:
        return False
    number = f"<{XSD}decimal>(IF(ISNUMERIC({value}), STR({value}), <urn:x-bilat:error>))"
    draft.replace_in_sight(first, last, f"COALESCE({number}, {value})")
    return True
