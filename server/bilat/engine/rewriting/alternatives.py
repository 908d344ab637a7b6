"""Paths with alternatives, each of which has its own solutions.

``?x ex:p|ex:q ?y`` has two solutions where both hold (SPARQL 1.1, 18.4), and the engine gives one. So do
alternatives in a sequence, and ``!(ex:p|^ex:q)``; not those in what is repeated, whose solutions all differ:

    ?x ex:p/(ex:q|^ex:r)/ex:s* ?y     ?x ex:p ?b . { ?b ex:q ?c } UNION { ?c ex:r ?b } ?c ex:s* ?y

Nothing is written anew where it is all the same how many solutions there are: in ASK, DESCRIBE, EXISTS and
MINUS, and below SELECT DISTINCT and aggregates that do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.path_triples import Path, path_triples
from bilat.engine.rewriting.pattern import Element, Group, Select, query
from bilat.engine.rewriting.stars import name_columns

#: A bar that is no part of another sign. Most texts have none.
_BAR: Final = re.compile(r"\|(?<![|{]\|)(?![|}])")
#: Aggregates to which it is all the same how often they see a value.
_UNCOUNTING: Final = frozenset({"MAX", "MIN", "SAMPLE"})


def with_all_alternatives(text: str) -> str:
    """Return a query in which each alternative of a path has its own solutions."""
    return _written(text) if "|" in text and _BAR.search(text) else text


@lru_cache(maxsize=64)
def _written(text: str) -> str:
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
        return text if read is None else _Alternatives(text, found).of(read)
    except RecursionError:
        return text


class _Alternatives:
    """A query that is being read from the outside to the inside.

    Args:
        text: the query.
        found: its tokens.
    """

    def __init__(self, text: str, found: list[Token]) -> None:
        self._text, self._found = text, found
        self._draft = Draft(text, found)
        self._prefix = "path"
        while any(name.startswith(self._prefix) for name in self._draft.names):
            self._prefix += "_"
        self._made = 0
        #: Variables for blank nodes, by label.
        self._nodes: dict[str, str] = {}
        #: First tokens of what is written anew.
        self._changed = set[int]()
        self._nameless = False

    def of(self, read: Select) -> str:
        """Return the query anew."""
        forms = {token.kind for token in self._found[: read.where.first]}
        self._select(read, counted=not forms.isdisjoint({"SELECT", "CONSTRUCT"}))
        if self._nameless or not self._changed:
            return self._text
        for index in range(read.where.first, read.where.last) if self._nodes else ():
            token = self._found[index]
            node = self._nodes.get(token.text[2:]) if token.kind == "blank" else None
            if node and index not in self._changed:
                self._draft.replace(index, index + 1, lambda _, node=node: node)  # type: ignore[misc]
        return self._draft.text()

    # Where solutions are counted, each of a pattern is one; elsewhere, it may be there once or many times.

    def _select(self, select: Select, *, counted: bool) -> None:
        made = self._made
        clauses = [*range(select.first, select.where.first), *range(select.where.last, select.last)]
        kinds = {self._found[index].kind for index in clauses}
        if not kinds.isdisjoint({"GROUP", "aggregate"}):
            counted = any(self._counts(index) for index in clauses)
        elif not kinds.isdisjoint({"DISTINCT", "REDUCED"}):
            counted = False
        elif not kinds.isdisjoint({"LIMIT", "OFFSET"}):
            counted = True
        self._groups([select.where], counted=counted)
        self._groups(select.groups, counted=False)
        if self._made > made and not name_columns(self._draft, self._found, select):
            self._nameless = True

    def _counts(self, index: int) -> bool:
        """Tell whether an aggregate comes to another value when it sees one twice."""
        token = self._found[index]
        if token.kind != "aggregate" or token.text.upper() in _UNCOUNTING:
            return False
        return self._found[index + 2].kind != "DISTINCT"

    def _groups(self, groups: Iterable[Group], *, counted: bool) -> None:
        for group in groups:
            if group.select is not None:
                self._select(group.select, counted=counted)
            for element in group.elements:
                if element.kind == "TRIPLES":
                    if counted:
                        self._triples(element)
                elif element.kind != "SERVICE":
                    passed = counted and element.kind not in {"BIND", "FILTER", "MINUS"}
                    self._groups(element.groups, counted=passed)

    def _triples(self, element: Element) -> None:
        """Replace triples whose paths have alternatives by those of each."""
        if all(token.kind != "|" for token in self._found[element.first : element.last]):
            return
        triples = path_triples(self._draft, self._found, element, self._node)
        if any(triple.path.several for triple in triples):
            written = " ".join(self._ways(each.subject, each.path, each.object) for each in triples)
            self._draft.replace(element.first, element.last, lambda _: f" {written} ")
            self._changed.add(element.first)

    def _ways(self, subject: str, path: Path, node: str) -> str:
        """Return what leads from one node to another by a path."""
        if not path.several:
            return f"{subject} {path.text} {node} ."
        if path.kind == "^":
            return self._ways(node, path.parts[0], subject)
        if path.kind == "/":
            between = [self._variable() for _ in path.parts[1:]]
            steps = zip([subject, *between], path.parts, [*between, node], strict=True)
            return " ".join(self._ways(*step) for step in steps)
        if path.kind == "|":
            either = [self._ways(subject, part, node) for part in path.parts]
        else:
            ways = (tuple(part for part in path.parts if part.kind == kind) for kind in ("", "^"))
            either = [self._ways(subject, Path("!", names), node) for names in ways]
        return " UNION ".join(f"{{ {each} }}" for each in either)

    def _node(self, label: str) -> str:
        """Return the variable for a blank node."""
        return self._nodes.setdefault(label, self._variable()) if label else self._variable()

    def _variable(self) -> str:
        self._made += 1
        return f"?{self._prefix}{self._made}"
