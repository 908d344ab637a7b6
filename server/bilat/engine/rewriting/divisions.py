"""Nothing divided by a decimal, which is nothing: ``0 / 2.5`` has no value in the engine.

It divides as it should by whole numbers and doubles. Elsewhere its failure is told from others:

    ?x / ?y     COALESCE(?x / ?y, IF(?x = 0 && ABS(?y) > 0, 0.0, 1 / 0))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bilat.engine.lexer import MARKS, Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.pattern import Group, query

#: Bounded, so that a text of many beginnings is not read to its end from each.
_GAP: Final = r"(?>(?:\s++|\#[^\n\r]{0,200}+[\n\r])*)"
#: What may be a division: paths have no variables, and IRIs seldom look so.
_DIVISION: Final = re.compile(
    rf"(?:[?$][\w{MARKS}]++|\)|\b0(?>(?:\.0*)?)){_GAP}/(?!/)"
    rf"|/{_GAP}(?:[?$(]|\d*+\.\d|(?:[\w:.-]{{1,100}}+|<[^<>\s]*+>){_GAP}\()"
)
_CALLED: Final = frozenset({"function", "aggregate", "iri", "pname"})
_VALUES: Final = frozenset({"var", "integer", "number", "signed", "string", "iri", "pname"})
_SIGNS: Final = frozenset({"+", "-", "!"})
#: Divisions of divisions are written three times, and so on: most tokens of one, and letters.
_MOST: Final = 200
_LONGEST: Final = 1 << 12


def with_exact_divisions(text: str) -> str:
    """Return a query in which nothing, divided by what is not nothing, is nothing."""
    if not _DIVISION.search(text):
        return text
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
        paths = set(_triples([read.where, *read.groups])) if read else set(range(len(found)))
    except RecursionError:
        return text
    draft, closings, changed = Draft(text, found), _closings(found), False
    for index, token in enumerate(found):
        if token.kind == "/" and index not in paths:
            first, last = _start(found, index, closings), _end(found, index + 1, closings)
            if first is not None and last is not None:
                changed = _rewrite(draft, found, (first, index, last)) or changed
    return draft.text() if changed else text


def _triples(groups: Iterable[Group]) -> Iterator[int]:
    """Yield the indexes of all tokens of triples, where a slash is one of a path."""
    for group in groups:
        if group.select is not None:
            yield from _triples([group.select.where, *group.select.groups])
        for element in group.elements:
            if element.kind == "TRIPLES":
                yield from range(element.first, element.last)
            yield from _triples(element.groups)


def _start(found: list[Token], slash: int, closings: dict[int, int]) -> int | None:
    """Return the index of the first token of what is divided, None where that is not plain."""
    index = slash
    while slash - index < _MOST:
        last = index - 1
        kind = found[last].kind
        if kind in {")", "nil"}:
            index = closings.get(last, last)
            if found[index - 1].kind in _CALLED:
                index -= 1
            elif kind == "nil":
                return None
        elif kind in _VALUES - {"signed"}:
            index = last - 2 if found[last - 1].kind == "^^" else last
        else:
            return None
        before, further = found[index - 1].kind, found[index - 2].kind
        if before == "!" or (before in _SIGNS and further in {"*", "/"}):
            return None
        if before not in {"*", "/"}:
            return index
        index -= 1
    return None


def _end(found: list[Token], index: int, closings: dict[int, int]) -> int | None:
    """Return the index after the last token of what is divided by, None where that is not plain."""
    while found[index].kind in _SIGNS:
        index += 1
    kind, after = found[index].kind, found[index + 1 : index + 2]
    opened = index if kind == "(" else index + 1
    if kind in {"(", *_CALLED} and opened in closings:
        return closings[opened] + 1
    if kind == "integer" or kind not in _VALUES or (after and after[0].kind in {"nil", "^^"}):
        return None  # By a whole number, the engine divides as it should.
    return index + 1


def _rewrite(draft: Draft, found: list[Token], places: tuple[int, int, int]) -> bool:
    first, slash, last = places
    if last - first > _MOST or any(found[index].kind == "{" for index in range(first, last)):
        return False
    divided, by = draft.render(first, slash), draft.render(slash + 1, last)
    if len(divided) + len(by) > _LONGEST:
        return False
    nothing = f"IF({divided} = 0 && ABS({by}) > 0, 0.0, 1 / 0)"
    draft.replace(first, last, lambda _: f"COALESCE({divided} / {by}, {nothing})")
    return True


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
