"""Variables that have no value in a group, kept apart from those around it that are called the same.

A group in another is evaluated by itself (SPARQL 1.1, 18.2.2): what only its FILTER, BIND or MINUS names has
no value there. The engine hands values in from outside, where that is quicker:

    ?x ex:p ?y { ?x ex:q ?z FILTER NOT EXISTS { ?y ex:r ?z } }   .. FILTER NOT EXISTS { ?y_inside0 ex:r ?z } }
    ?x ex:p ?y OPTIONAL { ?x ex:q ?z MINUS { ?x ex:r ?y } }      .. MINUS { ?x ex:r ?y_inside0 } }

A MINUS that shares no variable with what is before it removes nothing; handed a value, it would. In a pattern
of EXISTS the values of the solution stand for its variables, however deep.

An OPTIONAL in an OPTIONAL is handed values of what is joined with both. They are made a query then:

    ?x ex:p ?y OPTIONAL { ?y ex:q ?z OPTIONAL { ?z ex:r ?x } } ?x ex:s ?w
    { SELECT * { ?x ex:p ?y OPTIONAL { ?y ex:q ?z OPTIONAL { ?z ex:r ?x } } } } ?x ex:s ?w
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.group_facts import NOTHING, Facts
from bilat.engine.rewriting.pattern import Element, Group, Select, query

#: Braces, and what may stand in a group of its own and name what has no value there.
_MARK: Final = re.compile(r"[{}]|\b(?:FILTER|MINUS|BIND|OPTIONAL)\b")
#: Around a group that is to have no solution.
_NEVER: Final = ("{ ", " FILTER(1 = 0) }")
#: Around what is to be evaluated by itself.
_BY_ITSELF: Final = ("{ SELECT * { ", " } }")


def with_own_scopes(text: str, constants: frozenset[str] = NOTHING) -> str:
    """Return a query whose groups see no values but their own.

    Args:
        text: the query.
        constants: variables that stand for a term everywhere, without question marks.
    """
    return _written(text, constants) if _may_name_others(text) else text


def _may_name_others(text: str) -> bool:
    """Tell whether a group in another may have a condition."""
    depth = 0
    for mark in _MARK.findall(text.upper()):
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif depth > 1:
            return True
    return False


@lru_cache(maxsize=64)
def _written(text: str, constants: frozenset[str]) -> str:
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
        return text if read is None else _Scopes(text, found, constants).of(read)
    except RecursionError:
        return text


class _Scopes:
    """A query that is being read from the inside to the outside.

    Args:
        text: the query.
        found: its tokens.
        constants: variables that stand for a term.
    """

    def __init__(self, text: str, found: list[Token], constants: frozenset[str]) -> None:
        self._text, self._found, self._constants = text, found, constants
        self._draft = Draft(text, found)
        self._names = tuple(self._draft.names)
        self._first = {name: place for place, name in reversed(list(enumerate(self._names)))}
        self._last = {name: place for place, name in enumerate(self._names)}
        self._suffix = "_inside"
        while any(self._suffix in name for name in self._names):
            self._suffix += "_"
        self._changes = 0
        #: By the first token of a group: what an OPTIONAL in it names, and may have no value before it.
        self._handed = defaultdict[int, frozenset[str]](frozenset)
        #: In a pattern of EXISTS.
        self._correlated = False

    def of(self, read: Select) -> str:
        """Return the query anew."""
        self._select(read, top=True)
        return self._draft.text() if self._changes else self._text

    # Each returns what is known of the solutions of what it has read. At the top there is no outside.

    def _select(self, select: Select, *, top: bool) -> Facts:
        inner = self._group(select.where, top=top)
        self._in_exists(select.groups)
        depth, shown = 0, set[str]()
        for index in range(select.first, select.where.first):
            kind = self._found[index].kind
            depth += (kind == "(") - (kind == ")")
            if kind == "*" and not depth:
                return Facts(inner.scope | self._named(select.where.last, select.last), inner.sure)
            if kind == "var" and (not depth or self._found[index - 1].kind == "AS"):
                shown.add(self._names[index])
        return Facts(frozenset(shown), inner.sure & shown)

    def _group(self, group: Group, given: frozenset[str] = NOTHING, *, top: bool = False) -> Facts:
        """Read a group; its own conditions see what is given, too."""
        if group.select is not None:
            return self._select(group.select, top=top)
        own = Facts()
        for place, element in enumerate(group.elements):
            facts = self._element(element, own, None if top else group)
            if element.kind == "OPTIONAL":
                self._handed[group.first] |= facts.scope - own.sure
                joined = not top or any(each.kind != "FILTER" for each in group.elements[place + 1 :])
                if joined and self._is_handed(element.groups[0]):
                    self._select_before(group, place)
                facts = Facts(facts.scope)
            for inner in element.groups:
                self._handed[group.first] |= self._handed[inner.first]
            own = own.join(facts)
        for element in group.elements:
            if element.kind == "FILTER":
                self._in_exists(element.groups)
                if not top:
                    self._keep_apart(element.first, element.last, own.scope | given, group)
        return own

    def _element(self, element: Element, before: Facts, group: Group | None) -> Facts:
        """Read an element of a group, None for the one at the top."""
        match element.kind:
            case "FILTER":
                return Facts()
            case "BIND":
                self._in_exists(element.groups)
                if group:
                    self._keep_apart(element.first, element.last - 2, before.scope, group)
                return Facts(self._named(element.last - 2, element.last))
            case "MINUS":
                removed = self._group(element.groups[0]).scope
                if group and before.scope & removed:
                    self._keep_apart(element.first, element.last, before.scope, group)
                elif group:
                    self._draft.wrap(element.groups[0].first, element.last, *_NEVER)
                    self._changes += 1
                return Facts()
            case "OPTIONAL":
                return self._group(element.groups[0], before.scope)
            case "LATERAL":
                return Facts(self._named(element.first, element.last))
            case "TRIPLES" | "VALUES":
                names = self._named(element.first, element.last)
                kinds = {token.kind for token in self._found[element.first : element.last]}
                return Facts(names, NOTHING if "UNDEF" in kinds else names)
        names = self._named(element.first, element.groups[0].first)
        return reduce(Facts.union, map(self._group, element.groups)).join(Facts(names, names))

    def _in_exists(self, groups: Iterable[Group]) -> None:
        """Read patterns of EXISTS, where nothing is kept apart."""
        correlated, self._correlated = self._correlated, True
        for group in groups:
            self._group(group)
        self._correlated = correlated

    def _is_handed(self, group: Group) -> bool:
        """Tell whether an OPTIONAL in a group may be handed a value from outside of the group."""
        return any(
            self._first[name] < group.first or self._last[name] >= group.last
            for name in self._handed[group.first] - self._constants
        )

    def _select_before(self, group: Group, last: int) -> None:
        """Make a query of the first elements of a group: nothing is handed into one that is joined."""
        elements = group.elements[: last + 1]
        if not self._correlated and all(each.kind != "FILTER" for each in elements):
            self._draft.wrap(elements[0].first, elements[-1].last, *_BY_ITSELF)
            self._changes += 1

    def _keep_apart(self, first: int, last: int, seen: frozenset[str], group: Group) -> None:
        """Rename what is named between two tokens, has no value there, and one outside of the group."""
        unseen = {
            name
            for name in self._named(first, last) - seen - self._constants
            if self._first[name] < group.first or self._last[name] >= group.last
        }
        if self._correlated:
            return
        for index in range(first, last) if unseen else ():
            if self._names[index] in unseen:
                self._draft.names[index] = f"{self._names[index]}{self._suffix}{self._changes}"
        self._changes += bool(unseen)

    def _named(self, first: int, last: int) -> frozenset[str]:
        return frozenset(name for name in self._names[first:last] if name)
