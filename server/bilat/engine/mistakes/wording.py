"""Tokens and kinds of token in words, for sentences about mistakes."""

from __future__ import annotations

from typing import Final

from bilat.engine.lexer import AGGREGATES, END, FUNCTIONS, Token

_LONGEST: Final = 30

#: Kinds of token that are told together, when all of the first are among those expected.
_GROUPS: Final[tuple[tuple[frozenset[str], frozenset[str], str], ...]] = (
    (
        frozenset({"OPTIONAL", "FILTER", "BIND"}),
        frozenset(["OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "LATERAL", "{"]),
        "a pattern such as OPTIONAL or FILTER",
    ),
    (
        frozenset({"ORDER", "LIMIT"}),
        frozenset(["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"]),
        "a closing clause such as ORDER BY or LIMIT",
    ),
    (
        frozenset({"=", "||", "+"}),
        frozenset(["=", "!=", "<", ">", "<=", ">=", "||", "&&", "+", "-", "*", "/", "IN", "NOT", "signed"]),
        "an operator",
    ),
    (
        frozenset({"function", "aggregate"}),
        frozenset(["function", "aggregate", "EXISTS", "NOT"]),
        "a function",
    ),
    (
        frozenset({"string", "integer"}),
        frozenset(["string", "integer", "number", "signed", "TRUE", "FALSE"]),
        "a literal",
    ),
    (frozenset({"iri", "pname"}), frozenset({"iri", "pname"}), "an IRI or prefixed name"),
    (frozenset({"blank", "anon"}), frozenset(["blank", "anon", "nil", "[", "<<(", "<<"]), "a blank node"),
    (frozenset({"^", "!"}), frozenset({"^", "!", "a"}), "a property path"),
    (frozenset({"(", "nil"}), frozenset({"(", "nil"}), '"("'),
)
_NAMES: Final = {
    "var": "a variable",
    "integer": "a whole number",
    "string": "a string",
    "lang": "a language tag",
    "signed": "a number",
    "iri": "an IRI in < >",
    "pname": "a prefixed name",
    "a": '"a"',
    END: "the end of the query",
}


def found_words(token: Token) -> str:
    """Return a token as one would quote it, cut short when it is long."""
    written = token.text if len(token.text) <= _LONGEST else token.text[: _LONGEST - 1] + "…"
    shown = "".join(sign if sign.isprintable() else "�" for sign in written)
    names = {"var": "the variable ", "pname": "the name ", "iri": "the IRI ", "word": "the word "}
    known = token.text.upper() in FUNCTIONS | AGGREGATES
    return f'{"the function " if known else names.get(token.kind, "")}"{shown}"'


def list_words(kinds: frozenset[str]) -> str:
    """Return kinds of token as a list in words: signs first, then terms, then keywords."""
    left, words = set(kinds), list[str]()
    for marks, members, name in _GROUPS:
        if marks <= left:
            words.append(name)
            left -= members
    signs = sorted(f'"{kind}"' for kind in left if not kind[0].isalnum())
    names = sorted(_NAMES.get(kind, kind) for kind in left if kind[0].islower())
    keywords = sorted(kind for kind in left if kind[0].isupper())
    every = [*signs, *names, *words, *keywords]
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} or {every[-1]}"
