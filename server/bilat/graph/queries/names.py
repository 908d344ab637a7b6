"""The IRIs in the text of a SPARQL query, each with its place; comments and quoted text are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bilat.errors import Place
from bilat.graph.source.escapes import unescape
from bilat.graph.source.tokens import Kind, Lines, Token, tokenize

_COMPARISON = re.compile(r"<=?")


def iris(text: str, declared: Mapping[str, str] | None = None) -> Iterator[tuple[str, int]]:
    """Yield each IRI that a query names, outside its prologue, and the offset of the name.

    Names with prefixes that are not declared are passed over: that is for the parser to tell.

    Args:
        text: the query.
        declared: prefixes that come with the query rather than in its prologue.
    """
    prefixes = dict(declared or {})
    tokens = [token for token in _tokens(text) if token.kind is not Kind.COMMENT]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        keyword = token.text.upper() if token.kind is Kind.WORD else ""
        if keyword == "PREFIX" and index + 2 < len(tokens):
            prefixes[tokens[index + 1].text.removesuffix(":")] = tokens[index + 2].text[1:-1]
            index += 3
            continue
        if keyword == "BASE":
            index += 2
            continue
        iri = _iri(token, prefixes)
        if iri is not None:
            yield iri, token.offset
        index += 1


def _iri(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind is Kind.IRI:
        return unescape(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if token.kind is Kind.NAME and prefix in prefixes:
        return prefixes[prefix] + unescape(local)
    return None


def _tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; what begins with a bare ``<`` is read again from behind it."""
    start = 0
    while True:
        for token in tokenize(text, start):
            if token.kind is Kind.BAD and token.text.startswith("<"):
                start = token.offset + len(_COMPARISON.match(token.text)[0])  # type: ignore[index]
                break
            yield token
        else:
            return


def prefix_place(text: str, prefix: str, file: str) -> Place:
    """Return where a text declares a prefix, in whatever format, or the file when it cannot be told."""
    name = re.escape(prefix)
    found = re.search(rf"(?i:prefix)\s+({name}):", text) or re.search(
        rf"""xmlns{":" if prefix else ""}({name})\s*=|"({name})"\s*:""", text
    )
    return Place(file, *Lines(text).at(found.start(found.lastindex or 0))) if found else Place(file)
