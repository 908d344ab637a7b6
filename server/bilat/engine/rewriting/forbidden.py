"""What the engine takes though SPARQL forbids it, and answers with something that nobody meant."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import AGGREGATES, Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.grouping import may_be_misplaced, misplaced
from bilat.engine.mistakes.syntax import at

_NAMES: Final = "|".join(sorted(AGGREGATES))
#: What may be a call of one; most texts have none, and are not read.
_CALL: Final = re.compile(rf"(?:{_NAMES})[\s\#(]")
_NAME: Final = re.compile(rf"(?<![\w:?$])(?:{_NAMES})(?!\w)")
#: An aggregate that surely has no other in it; texts with no others are not read.
_FLAT: Final = re.compile(
    rf"(?<![\w:?$])(?:{_NAMES})\s*+\(\s*+(?:DISTINCT\s*+)?(?:\*|[?$]\w++)\s*+"
    r"(?:;\s*+SEPARATOR\s*+=\s*+(?:\"[^\"\\]*+\"|'[^'\\]*+')\s*+)?\)"
)

_BEFORE_EXPRESSIONS: Final = frozenset({"BIND", "FILTER", "HAVING", "SELECT", "aggregate", "function"})
_NO_SUBJECTS: Final = frozenset({"<<(", "string", "integer", "number", "signed", "TRUE", "FALSE"})


def check(text: str) -> None:
    """Refuse a query that has what SPARQL forbids and the engine takes.

    Raises:
        QuerySyntaxError: an aggregate is inside another (SPARQL 1.2, 11.1) or where there are no groups
            (19.8), or a triple term in an expression has a subject that no triple can have (19.8).
    """
    if "<<(" in text:
        _check_subjects(text)
    capitals = text.upper()
    if not _CALL.search(capitals):
        return
    if may_be_misplaced(capitals):
        cause = misplaced(tokens(text, sparql().keywords))
        if cause is not None:
            raise at(text, cause.start, cause.message, cause.remedy)
    if len(_NAME.findall(capitals)) in {0, 1, len(_FLAT.findall(capitals))}:
        return
    inner = _inner_aggregate(tokens(text, sparql().keywords))
    if inner is not None:
        raise at(
            text,
            inner.start,
            f"{inner.text.upper()} is inside another aggregate.",
            "Compute the inner one in a SELECT of its own, in braces.",
        )


def _check_subjects(text: str) -> None:
    """Refuse triple terms with a literal or a triple term for a subject; patterns may have them."""
    inside: list[bool] = []  # For each open bracket, whether it is an expression, or in one.
    found = tokens(text, sparql().keywords)
    for before, token in pairwise([*found[:1], *found]):
        if before.kind == "<<(" and token.kind in _NO_SUBJECTS and inside and inside[-1]:
            what = "triple term" if token.kind == "<<(" else "literal"
            remedy = "Its subject is an IRI or a variable."
            raise at(text, token.start, f"a {what} is the subject of a triple term.", remedy)
        if token.kind in {"(", "{"}:
            expression = before.kind in _BEFORE_EXPRESSIONS or bool(inside and inside[-1])
            inside.append(token.kind == "(" and expression)
        elif token.kind in {")", "}"} and inside:
            inside.pop()


def _inner_aggregate(found: list[Token]) -> Token | None:
    """Return the first aggregate that is inside another, and not in a pattern of its own there."""
    inside: list[bool] = []  # For each open bracket, whether it is in an aggregate of its pattern, or of one.
    for before, token in pairwise([*found[:1], *found]):
        if token.kind == "aggregate" and inside and inside[-1]:
            return token
        if token.kind == "{":
            inside.append(False)
        elif token.kind == "(":
            inside.append(before.kind == "aggregate" or bool(inside and inside[-1]))
        elif token.kind in {")", "}"} and inside:
            inside.pop()
    return None
