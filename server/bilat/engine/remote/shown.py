"""The variables of ``SELECT *``, in the order of the query: each store has an order of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final

from bilat.engine.lexer import Token

_CLOSES: Final = {"(": ")", "{": "}"}


def shown(found: list[Token]) -> tuple[str, ...]:
    """Return all variables that may have values, if the query itself, and none in it, selects what there is.

    What only a FILTER names has none (SPARQL 1.1, 18.2.1); Virtuoso shows it all the same.
    """
    head = [token.kind for token in takewhile(lambda token: token.kind != "{", found)]
    if "SELECT" not in head or "*" not in head[head.index("SELECT") :][:3]:
        return ()
    valued = {token.text[1:] for token in _without_filters(found) if token.kind == "var"}
    named = (token.text[1:] for token in found if token.kind == "var")
    return tuple(dict.fromkeys(name for name in named if name in valued))


def _without_filters(found: Iterable[Token]) -> Iterator[Token]:
    """Yield what is no condition: the first brackets after each FILTER are, with the function before them."""
    rest = iter(found)
    for token in rest:
        if token.kind == "FILTER":
            _pass_brackets(rest)
        else:
            yield token


def _pass_brackets(rest: Iterator[Token]) -> None:
    """Pass over what comes before the next brackets, and over these with all that is in them."""
    depth = 0
    for token in rest:
        depth += (token.kind in _CLOSES) - (token.kind in _CLOSES.values())
        if depth == 0 and token.kind in _CLOSES.values():
            return
