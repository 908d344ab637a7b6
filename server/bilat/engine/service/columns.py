"""The variables that ``SELECT *`` has columns for, known without an answer (SPARQL 1.1, 18.2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.pattern import Element, Group, Select, query


def columns(text: str) -> tuple[str, ...]:
    """Return the variables of a query, each with its question mark; none if it is nested too deep."""
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
        return tuple(dict.fromkeys(_of_select(read, found))) if read else ()
    except RecursionError:
        return ()


def _of_select(select: Select, found: Sequence[Token]) -> Iterator[str]:
    depth, before = 0, ""
    for token in found[select.first : select.where.first]:
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if token.kind == "*" and not depth:
            yield from _of_group(select.where, found)
            yield from _variables(
                found[select.where.last : select.last]
            )  # Of VALUES: no other clause has new ones.
        elif token.kind == "var" and (not depth or before == "AS"):
            yield f"?{token.text[1:]}"
        before = token.kind


def _of_group(group: Group, found: Sequence[Token]) -> Iterator[str]:
    if group.select is not None:
        yield from _of_select(group.select, found)
    for element in group.elements:
        yield from _of_element(element, found)


def _of_element(element: Element, found: Sequence[Token]) -> Iterator[str]:
    if element.kind in {"FILTER", "MINUS"}:
        return
    if element.kind == "BIND":
        yield from _variables(found[element.last - 2 : element.last])
        return
    first, groups = element.first, element.groups
    yield from _variables(found[first : groups[0].first if groups else element.last])
    for group in groups:
        yield from _of_group(group, found)


def _variables(some: Iterable[Token]) -> Iterator[str]:
    return (f"?{token.text[1:]}" for token in some if token.kind == "var")
