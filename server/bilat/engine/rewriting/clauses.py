"""The dataset clauses of a query: the IRIs after FROM and FROM NAMED, resolved as its prologue says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.prologue import resolve, scope


def dataset_clauses(text: str, base: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the default and the named graphs of a query that has dataset clauses.

    An IRI that cannot be resolved is left out: the engine refuses its query, and says why.
    """
    found = tokens(text, sparql().keywords)
    known = scope(found, base)
    default, named = list[str](), list[str]()
    for before, token in pairwise(_clause_tokens(found)):
        iri = resolve(token, *known)
        if iri is not None and before.kind in {"FROM", "NAMED"}:
            (default if before.kind == "FROM" else named).append(iri)
    return tuple(default), tuple(named)


def _clause_tokens(found: list[Token]) -> Iterator[Token]:
    """Yield the tokens from the first FROM to the pattern."""
    inside = False
    for token in found:
        inside = inside or token.kind == "FROM"
        if inside and token.kind in {"{", "WHERE"}:
            return
        if inside:
            yield token
