"""The SERVICE blocks of a query: whom they ask what, and the query with the answers in their place.

A block is evaluated where it leads, and its solutions are joined with the rest (SPARQL 1.1 Federated Query):
VALUES with these solutions says the same. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.syntax import explain
from bilat.engine.prologue import resolve, scope
from bilat.errors import QueryRefused

_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_MOST_BLOCKS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What another endpoint is asked.

    Args:
        endpoint: its IRI.
        text: the query.
        variables: those that an answer may bind.
    """

    endpoint: str
    text: str
    variables: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBlock:
    """A SERVICE with its pattern.

    Args:
        start: offset of the keyword.
        end: offset after the closing brace.
        silent: a failure counts as one solution that binds nothing.
        question: what it asks.
    """

    start: int
    end: int
    silent: bool
    question: Question


def service_blocks(text: str, base: str | None) -> tuple[ServiceBlock, ...]:
    """Return the SERVICE blocks of a query, in their order.

    Args:
        text: the query.
        base: IRI that relative IRIs are resolved against.

    Raises:
        QuerySyntaxError: the text is not SPARQL.
        QueryRefused: a block names its endpoint by a variable, or has another within it; or there are too
            many.
    """
    found = tokens(text, sparql().keywords)
    if sparql().departure(found) is not None:
        raise explain(text, "")
    first = next(token.start for token in found if token.kind in _FORMS)
    prologue = (f"BASE <{base}>\n" if base else "") + text[:first]
    starts = [index for index, token in enumerate(found) if token.kind == "SERVICE"]
    if len(starts) > _MOST_BLOCKS:
        raise QueryRefused(f"The query has more than {_MOST_BLOCKS} SERVICE blocks.", remedy="Join them.")
    known = scope(found, base)
    return tuple(_block(text, found[index:], known, prologue) for index in starts)


def with_values(text: str, values: Mapping[ServiceBlock, str]) -> str:
    """Return a query in which each block is replaced by what stands for its solutions."""
    pieces, done = list[str](), 0
    for block in sorted(values, key=lambda block: block.start):
        lines = "\n" * text.count("\n", block.start, block.end)  # Mistakes keep their line.
        pieces += (text[done : block.start], f" {values[block]} {lines}")
        done = block.end
    return "".join((*pieces, text[done:]))


def _block(
    text: str, found: Sequence[Token], known: tuple[str | None, dict[str, str]], prologue: str
) -> ServiceBlock:
    """Return the block that begins with the first of these tokens."""
    silent = found[1].kind == "SILENT"
    name = found[2 if silent else 1]
    inside = _pattern(found)
    if name.kind == "var":
        raise QueryRefused(
            f"SERVICE {name.text} leaves open whom to ask.", remedy="Name one endpoint by its IRI."
        )
    if any(token.kind == "SERVICE" for token in inside):
        raise QueryRefused("A SERVICE stands inside another.", remedy="Put them side by side.")
    start, end = inside[0].start, inside[-1].start + 1
    question = Question(
        endpoint=resolve(name, *known) or name.text,
        text=f"{prologue}SELECT * {text[start:end]}",
        variables=frozenset(token.text[1:] for token in inside if token.kind == "var"),
    )
    return ServiceBlock(start=found[0].start, end=end, silent=silent, question=question)


def _pattern(found: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens from the first opening brace to the one that closes it."""
    first = next(index for index, token in enumerate(found) if token.kind == "{")
    depth = 0
    for index in range(first, len(found)):
        depth += {"{": 1, "}": -1}.get(found[index].kind, 0)
        if not depth:
            return found[first : index + 1]
    raise AssertionError("the grammar closes what it opens")
