"""What SPARQL says of groups beside its grammar: where aggregates stand, what a SELECT may name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import AGGREGATES, END, Token
from bilat.engine.mistakes.causes import Cause

#: Whatever begins an expression, and what begins a list of them: an aggregate stands in the last of these.
_CLAUSES: Final = frozenset({"BIND", "FILTER", "GROUP", "HAVING", "ORDER", "SELECT"})
_REMEDIES: Final = {
    "BIND": "Compute it in SELECT: ({name}(?x) AS ?value).",
    "FILTER": "Write HAVING({name}(?x) > 1) after the last brace: it filters groups.",
    "GROUP": "Compute it in a SELECT of its own, in braces, and group by its result.",
}
#: The signs and words that `may_be_misplaced` looks at, in capitals; each begins as it is written, so that
#: other letters are passed over at once.
_MARKS: Final = re.compile(
    "|".join(
        [r"\{|\}"]
        + [rf"{word}(?<![\w:?$]{word})(?!\w)" for word in sorted(_CLAUSES)]
        + [rf"{name}(?<![\w:?$]{name})(?=[\s\#(])" for name in sorted(AGGREGATES)]
    )
)


def may_be_misplaced(capitals: str) -> bool:
    """Tell whether a query in capitals may have an aggregate at a wrong place, quicker than by its tokens."""
    suspect = False
    for mark in _MARKS.findall(capitals):
        if mark in _REMEDIES or mark == "}":
            suspect = True
        elif mark in AGGREGATES:
            if suspect:
                return True
        else:
            suspect = False
    return False


def misplaced(found: list[Token]) -> Cause | None:
    """Return what is wrong with the first aggregate out of its place (SPARQL 1.1, 19.8)."""
    clauses = [""]
    for token in found:
        if token.kind == "{":
            clauses.append("")
        elif token.kind == "}" and len(clauses) > 1:
            clauses.pop()
        elif token.kind in _CLAUSES:
            clauses[-1] = token.kind
        elif token.kind == "aggregate" and clauses[-1] in _REMEDIES:
            where, name = clauses[-1].replace("GROUP", "GROUP BY"), token.text.upper()
            remedy = _REMEDIES[clauses[-1]].format(name=name)
            return Cause(token.start, f"{name} cannot stand in {where}, before groups are made.", remedy)
    return None


def ungrouped(found: list[Token]) -> Cause | None:
    """Return what is wrong with the first SELECT that groups and names what has many values in a group."""
    for select in _selects(found):
        if not select.groups:
            continue
        if select.star:
            return Cause(
                select.star.start,
                "All variables are asked for, where GROUP BY or an aggregate leaves none but the groups'.",
                "Name what you want in SELECT; for CONSTRUCT, in a SELECT inside its braces.",
            )
        for token in select.named:
            if token.text[1:] not in select.keys:
                return Cause(
                    token.start,
                    f"SELECT names {token.text}, which is not grouped by or computed.",
                    f"Add it to GROUP BY, or take one value of it: (SAMPLE({token.text}) AS ?one).",
                )
    return None


@dataclass(slots=True)
class _Select:
    """A SELECT with what comes after its pattern.

    Args:
        star: the sign for all variables.
        named: variables that it names and does not compute.
        keys: names of the variables that it groups by.
        groups: it has GROUP BY, or an aggregate.
        clause: the one that is being read.
        depth: brackets that are open.
    """

    star: Token | None = None
    named: list[Token] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    groups: bool = False
    clause: str = ""
    depth: int = 0

    def take(self, before: Token, token: Token) -> None:
        """Read a token that is in no pattern."""
        self.depth += (token.kind == "(") - (token.kind == ")")
        if token.kind in _CLAUSES:
            self.clause = token.kind
        self.groups |= token.kind in {"GROUP", "aggregate"}
        if self.clause == "SELECT" and not self.depth:
            self.star = token if token.kind == "*" else self.star
            self.named += [token] if token.kind == "var" else []
        elif self.clause == "GROUP" and token.kind == "var" and (not self.depth or before.kind == "AS"):
            self.keys.add(token.text[1:])


def _selects(found: list[Token]) -> Iterator[_Select]:
    """Yield each SELECT when its end is reached."""
    braces: list[_Select | None] = [None]
    for before, token in pairwise([*found[:1], *found]):
        if token.kind in {"}", END}:
            if select := braces[-1]:
                yield select
            if len(braces) > 1:
                braces.pop()
        elif token.kind == "{":
            braces.append(None)
        elif token.kind == "SELECT":
            braces[-1] = _Select()
        if token.kind not in {"{", "}"} and (select := braces[-1]):
            select.take(before, token)
