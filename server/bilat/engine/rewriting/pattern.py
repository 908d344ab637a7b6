"""The groups of a query and what stands in each, read from its tokens, for rewriting some of them.

No more is read than where each element begins and ends: what is no SPARQL is the engine's to refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bilat.engine.lexer import END, Token

_WITH_A_GROUP: Final = frozenset({"OPTIONAL", "MINUS", "LATERAL", "GRAPH", "SERVICE"})
_OTHERS: Final = frozenset({"{", "}", "FILTER", "BIND", "VALUES", END}) | _WITH_A_GROUP


@dataclass(frozen=True, slots=True)
class Element:
    """What stands in a group.

    Args:
        kind: its keyword; ``TRIPLES``, or ``GROUP`` for one group or the UNION of several.
        first: index of its first token.
        last: index after its last token.
        groups: those in it, of its EXISTS too.
    """

    kind: str
    first: int
    last: int
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Select:
    """A query, or one inside it.

    Args:
        first: index of SELECT.
        where: its pattern.
        last: index after its last token.
        groups: those of EXISTS in its clauses.
    """

    first: int
    where: Group
    last: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between braces.

    Args:
        first: index of the opening brace.
        last: index after the closing one.
        elements: in their order.
        select: the query that stands there instead, or None.
    """

    first: int
    last: int
    elements: tuple[Element, ...] = ()
    select: Select | None = None


def query(found: Sequence[Token]) -> Select | None:
    """Return a query, None where the tokens are none or it has no pattern.

    Raises:
        RecursionError: it is nested too deep to be read.
    """
    reader = _Reader([token.kind for token in found])
    try:
        return reader.select(0)
    except (IndexError, ValueError):
        return None


class _Reader:
    def __init__(self, kinds: list[str]) -> None:
        self._kinds = kinds

    def select(self, first: int) -> Select:
        """Read from the first token of a query to the brace or end that closes it."""
        groups: list[Group] = []
        index = first
        while self._kinds[index] != "{":
            if self._kinds[index] == "CONSTRUCT" and self._kinds[index + 1] == "{":
                index = self._kinds.index("}", index)
            index = self._expression(index, groups)
        where = self.group(index)
        index = where.last
        while self._kinds[index] not in {"}", END}:
            index = self._data(index) if self._kinds[index] == "VALUES" else self._expression(index, groups)
        return Select(first, where, index, tuple(groups))

    def group(self, first: int) -> Group:
        """Read a group from its opening brace."""
        if self._kinds[first] != "{":
            raise IndexError
        if self._kinds[first + 1] == "SELECT":
            select = self.select(first + 1)
            if self._kinds[select.last] != "}":
                raise IndexError
            return Group(first, select.last + 1, select=select)
        elements: list[Element] = []
        index = first + 1
        while self._kinds[index] != "}":
            if self._kinds[index] == ".":
                index += 1
                continue
            elements.append(self._element(index))
            index = elements[-1].last
        return Group(first, index + 1, tuple(elements))

    def _element(self, first: int) -> Element:
        kind, groups, index = self._kinds[first], list[Group](), first + 1
        if kind == "{":
            groups.append(self.group(first))
            while self._kinds[groups[-1].last] == "UNION":
                groups.append(self.group(groups[-1].last + 1))
            return Element("GROUP", first, groups[-1].last, tuple(groups))
        if kind in _WITH_A_GROUP:
            index = self._kinds.index("{", first)
            groups.append(self.group(index))
            return Element(kind, first, groups[0].last, tuple(groups))
        if kind in {"FILTER", "BIND"}:
            while self._kinds[index] not in {"(", "{", "nil"}:
                index += 1
            last = self._expression(index, groups)
            return Element(kind, first, last, tuple(groups))
        if kind == "VALUES":
            return Element(kind, first, self._data(first))
        if kind in _OTHERS:
            raise IndexError
        while self._kinds[index] not in _OTHERS:
            index += 1
        return Element("TRIPLES", first, index)

    def _data(self, first: int) -> int:
        """Return the index after the data of VALUES."""
        return self._kinds.index("}", self._kinds.index("{", first)) + 1

    def _expression(self, first: int, groups: list[Group]) -> int:
        """Return the index after a token, or after all that it opens; add the groups in that."""
        if self._kinds[first] == "{":
            groups.append(self.group(first))
            return groups[-1].last
        index = first + 1
        if self._kinds[first] == "(":
            while self._kinds[index] != ")":
                index = self._expression(index, groups)
            index += 1
        return index
