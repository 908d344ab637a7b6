"""The dataset clauses of a query: the IRIs after FROM and FROM NAMED, resolved as its prologue says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import RdfFormat, parse

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql


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


def scope(found: list[Token], base: str | None) -> tuple[str | None, dict[str, str]]:
    """Return the base IRI and the prefixes that the prologue declares."""
    prefixes: dict[str, str] = {}
    for index, token in enumerate(found[:-2]):
        if token.kind == "BASE" and found[index + 1].kind == "iri":
            base = _absolute(found[index + 1].text, base)
        elif token.kind == "PREFIX" and found[index + 2].kind == "iri":
            name = found[index + 1].text.rstrip(":")
            prefixes.pop(name, None)
            if (iri := _absolute(found[index + 2].text, base)) is not None:
                prefixes[name] = iri
    return base, prefixes


def resolve(token: Token, base: str | None, prefixes: dict[str, str]) -> str | None:
    """Return the IRI that a token stands for."""
    if token.kind == "iri":
        return _absolute(token.text, base)
    prefix, _, local = token.text.partition(":")
    if token.kind == "pname" and prefix in prefixes:
        return prefixes[prefix] + local.replace("\\", "")
    return None


def _absolute(written: str, base: str | None) -> str | None:
    """Return an IRI as the engine reads it: escapes stand for characters, and an empty fragment stays."""
    try:
        triple = f"{written} <x:p> <x:o> .".encode()
        return str(next(iter(parse(triple, RdfFormat.TURTLE, base_iri=base))).subject.value)
    except (SyntaxError, ValueError):
        return None
