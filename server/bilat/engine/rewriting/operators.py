"""Operators of expressions, found in a query to be written anew with what is on both of their sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.pattern import Group, query

#: Finds, of tokens and the other ends of their brackets, where a side begins or ends; None for no plain one.
Side = Callable[[list[Token], int, dict[int, int]], int | None]


def with_operators(
    text: str,
    kinds: set[str],
    *,
    start: Side,
    end: Side,
    rewrite: Callable[[Draft, list[Token], tuple[int, int, int]], bool],
) -> str:
    """Return a query with its operators written anew, those inside brackets before those around.

    Args:
        text: the query.
        kinds: the signs; in paths they are no operators.
        start: finds the first token on the left, given the index of the sign.
        end: finds the index after the last token on the right, given that after the sign.
        rewrite: writes one anew, given first token, sign, and the index after the last; tells whether it did.
    """
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
        paths = set(_triples([read.where, *read.groups])) if read else set(range(len(found)))
    except RecursionError:
        return text
    draft, closings, changed = Draft(text, found), _closings(found), False
    for index in _inner_first(found, kinds):
        if index not in paths:
            first, last = start(found, index, closings), end(found, index + 1, closings)
            if first is not None and last is not None:
                changed = rewrite(draft, found, (first, index, last)) or changed
    return draft.text() if changed else text


def _inner_first(found: list[Token], kinds: set[str]) -> list[int]:
    """Return the indexes of some signs, those inside brackets before those around."""
    depth, signs = 0, list[tuple[int, int]]()
    for index, token in enumerate(found):
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if token.kind in kinds:
            signs.append((-depth, index))
    return [index for _, index in sorted(signs)]


def _triples(groups: Iterable[Group]) -> Iterator[int]:
    """Yield the indexes of all tokens of triples, where a slash or star is one of a path."""
    for group in groups:
        if group.select is not None:
            yield from _triples([group.select.where, *group.select.groups])
        for element in group.elements:
            if element.kind == "TRIPLES":
                yield from range(element.first, element.last)
            yield from _triples(element.groups)


def _closings(found: list[Token]) -> dict[int, int]:
    """Return for each bracket the index of its other end."""
    ends, opened = dict[int, int](), list[int]()
    for index, token in enumerate(found):
        if token.kind == "(":
            opened.append(index)
        elif token.kind == ")" and opened:
            ends[opened[-1]] = index
            ends[index] = opened.pop()
    return ends
