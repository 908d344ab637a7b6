"""``SELECT *`` and what it stands for, where a pattern gets variables that are none of its author's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bilat.engine.lexer import Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.pattern import Group, Select

#: What passes the variables of its groups on.
_OPEN: Final = frozenset({"GROUP", "OPTIONAL", "LATERAL", "GRAPH", "SERVICE"})


def name_columns(draft: Draft, found: list[Token], select: Select) -> bool:
    """Have a query that selects everything name its columns, in the order in which they are named first.

    False where it cannot, as there are none.
    """
    star = _star(found, select)
    if star is None or any(token.kind == "GROUP" for token in found[select.where.last : select.last]):
        return True  # With a GROUP BY, the engine refuses the star.
    names = sorted(set(_columns(draft, found, select)), key=draft.names.index)
    if names:
        draft.replace(star, star + 1, lambda _: f" {' '.join(f'?{name}' for name in names)} ")
    return bool(names)


def _star(found: list[Token], select: Select) -> int | None:
    """Return the index of the star of a SELECT."""
    place = select.first
    while found[place].kind not in {"SELECT", "{"}:
        place += 1
    place += 1 + (found[place + 1].kind in {"DISTINCT", "REDUCED"})
    return place if found[place].kind == "*" else None


def _columns(draft: Draft, found: list[Token], select: Select) -> Iterator[str]:
    """Yield the variables that a query shows."""
    if _star(found, select) is None:
        depth = 0
        for index in range(select.first, select.where.first):
            kind = found[index].kind
            depth += (kind == "(") - (kind == ")")
            if kind == "var" and (not depth or found[index - 1].kind == "AS"):
                yield draft.names[index]
        return
    yield from _seen(draft, found, [select.where])
    for index in range(select.where.last, select.last):
        if found[index].kind == "VALUES":
            yield from filter(None, draft.names[index : select.last])
            return


def _seen(draft: Draft, found: list[Token], groups: Iterable[Group]) -> Iterator[str]:
    """Yield the variables that may have values in some groups."""
    for group in groups:
        if group.select is not None:
            yield from _columns(draft, found, group.select)
        for element in group.elements:
            if element.kind == "BIND":
                yield draft.names[element.last - 2]
            elif element.kind in {"TRIPLES", "VALUES"}:
                yield from filter(None, draft.names[element.first : element.last])
            elif element.kind in _OPEN:
                yield from filter(None, draft.names[element.first : element.groups[0].first])
                yield from _seen(draft, found, element.groups)
