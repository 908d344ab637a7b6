"""Where a query leaves the grammar of SPARQL, and what could have stood there.

The engine's own parser tells neither. This one only recognises: a predictive LL(1) parser driven by
``sparql.grammar``, with a stack of its own, so that no nesting overflows it. It runs on queries that the
engine has already refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from bilat.engine.lexer import END, Token

_PIECE = re.compile(r"'[^']+'|[A-Za-z]+|[()|*+?]")
_RULE = re.compile(r"^(\w+) *=", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)  # Each there is once: hashed in no time.
class Part:
    """A part of a rule.

    Args:
        kind: ``token``, ``rule``, ``all`` (one after the other), ``any`` (one of), ``?``, ``*`` or ``+``.
        name: of the token or rule.
        parts: what it is made of.
    """

    kind: str
    name: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Departure:
    """The first token that does not fit.

    Args:
        index: which token.
        expected: kinds of token that would have fitted.
    """

    index: int
    expected: frozenset[str]


class Grammar:
    """Rules, with what each part can start with.

    Args:
        rules: by name; parsing starts with ``Query``.
    """

    def __init__(self, rules: dict[str, Part]) -> None:
        self._rules = rules
        self._first: dict[Part, frozenset[str]] = {}
        self._rule_first: dict[str, frozenset[str]] = {}
        self._empty: set[str] = set()
        self._chosen: dict[tuple[Part, str], tuple[Part, ...]] = {}
        self._solve()

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Return the words that the rules name."""
        found = (part.name for rule in self._rules.values() for part in _walk(rule) if part.kind == "token")
        return frozenset(name for name in found if name.isalpha() and name.isupper())

    def departure(self, found: Sequence[Token]) -> Departure | None:
        """Return where tokens leave the grammar, or None where they don't."""
        stack = [Part("token", END), Part("rule", "Query")]
        index, expected = 0, set[str]()
        while stack:
            part, kind = stack.pop(), found[index].kind
            first = self.first(part)
            if kind not in first:
                expected |= first
                if not self.empty(part):
                    return Departure(index, frozenset(expected))
            elif part.kind == "token":
                if index + 1 == len(found):
                    return None
                index, expected = index + 1, set()
            else:
                key = (part, kind)
                if key not in self._chosen:
                    self._chosen[key] = self._choose(part, kind)[::-1]
                stack.extend(self._chosen[key])
        return None

    def _choose(self, part: Part, kind: str) -> tuple[Part, ...]:
        """Return what a part stands for when the next token is of a kind it can start with."""
        match part.kind:
            case "rule":
                return (self._rules[part.name],)
            case "any":
                return (next(each for each in part.parts if kind in self.first(each)),)
            case "*":
                return (*part.parts, part)
            case "+":
                return (*part.parts, Part("*", parts=part.parts))
            case _:
                return part.parts

    def first(self, part: Part) -> frozenset[str]:
        """Return the kinds of token that a part can start with."""
        if part not in self._first:
            self._first[part] = self._find_first(part)
        return self._first[part]

    def empty(self, part: Part) -> bool:
        """Tell whether a part can stand for nothing."""
        match part.kind:
            case "token":
                return False
            case "rule":
                return part.name in self._empty
            case "all" | "+":
                return all(self.empty(each) for each in part.parts)
            case "any":
                return any(self.empty(each) for each in part.parts)
            case _:
                return True

    def _find_first(self, part: Part) -> frozenset[str]:
        if part.kind == "token":
            return frozenset({part.name})
        if part.kind == "rule":
            return self._rule_first.get(part.name, frozenset())
        found: frozenset[str] = frozenset()
        for each in part.parts:
            found |= self.first(each)
            if part.kind == "all" and not self.empty(each):
                break
        return found

    def _solve(self) -> None:
        """Find the first tokens of all rules: repeat until nothing is added."""
        changed = True
        while changed:
            changed = False
            for name, body in self._rules.items():
                self._first = {}
                first, empty = self._find_first(body), self.empty(body)
                if first != self._rule_first.get(name, frozenset()) or empty != (name in self._empty):
                    self._rule_first[name] = first
                    self._empty |= {name} if empty else set()
                    changed = True
        self._first = {}


@cache
def sparql() -> Grammar:
    """Return the grammar of SPARQL queries."""
    return read((files("bilat.engine.mistakes") / "sparql.grammar").read_text("utf-8"))


def read(text: str) -> Grammar:
    """Return the grammar that a text in the notation of ``sparql.grammar`` describes."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    names, bodies = _RULE.findall(lines), _RULE.split(lines)[2::2]
    return Grammar(
        {name: _alternatives(_PIECE.findall(body)) for name, body in zip(names, bodies, strict=True)}
    )


def _alternatives(pieces: list[str]) -> Part:
    """Read alternatives up to a closing bracket or the end, using pieces up."""
    choices: list[Part] = []
    row: list[Part] = []
    while pieces and pieces[0] != ")":
        piece = pieces.pop(0)
        if piece == "|":
            choices.append(Part("all", parts=tuple(row)))
            row = []
        elif piece in {"?", "*", "+"}:
            row[-1] = Part(piece, parts=(row[-1],))
        elif piece == "(":
            row.append(_alternatives(pieces))
            pieces.pop(0)
        else:
            row.append(_atom(piece))
    choices.append(Part("all", parts=tuple(row)))
    return choices[0] if len(choices) == 1 else Part("any", parts=tuple(choices))


def _atom(piece: str) -> Part:
    """Return a token or the name of a rule: a rule has capitals and small letters."""
    quoted = piece.startswith("'")
    if quoted or piece.islower() or piece.isupper():
        return Part("token", piece.strip("'"))
    return Part("rule", piece)


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for each in part.parts:
        yield from _walk(each)
