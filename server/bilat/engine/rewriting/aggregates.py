"""What the engine does with aggregates in its own way, written so that it does what SPARQL says.

GROUP_CONCAT(?x)                      STR(GROUP_CONCAT(STR(?x)))
    takes numbers and IRIs, as elsewhere, and is always a plain string (SPARQL 1.1, 18.5.1.7)
COUNT(YEAR(?x))                       SUM(COALESCE(IF(ISIRI(YEAR(?x)), 1, 1), 0))
    leaves out what cannot be computed (18.5.1.2)
COUNT(DISTINCT *) over { .. }         COUNT(DISTINCT *) over { { SELECT * { .. } } }
    sees variables alone, not the nodes in brackets and between the steps of a path (18.2.1)
GROUP BY (?x AS ?y)                   GROUP BY (COALESCE(?x) AS ?y)
    is refused as it is written
(COUNT(*) AS ?n) (?n + 1 AS ?more)    (COUNT(*) AS ?n) ((COUNT(*)) + 1 AS ?more)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bilat.engine.lexer import MARKS, Token, closings_of, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.forms import with_selected_groups
from bilat.engine.rewriting.pattern import Group, Select, query
from bilat.errors import QueryRefused

_CONCATENATION: Final = "GROUP_CONCAT"
#: What may be a COUNT of more than a variable, in capitals.
_COMPUTED: Final = re.compile(r"COUNT(?<![\w:?$]COUNT)(?!\w|\s*+\(\s*+(?:DISTINCT\s*)?(?:\*|[?$]\w+)\s*\))")
#: Bounded, so that a text of many beginnings is not read to its end from each.
_BETWEEN: Final = r"(?>(?:\s|\#[^\n\r]{0,200}+[\n\r])*)"
#: What may be a COUNT of whole solutions, in capitals.
_WHOLE: Final = re.compile(rf"DISTINCT{_BETWEEN}\*{_BETWEEN}\)")
#: What may be a variable that a GROUP BY gives another name, as SELECT and BIND may, too; in capitals.
_RENAMED: Final = re.compile(rf"\({_BETWEEN}[?$][\w{MARKS}]++{_BETWEEN}AS(?!\w)")
#: Stands for a value that cannot be computed.
_ERROR: Final = "urn:x-bilat:error"
#: Written twice, these are two values.
_VOLATILE: Final = frozenset({"BNODE", "RAND", "STRUUID", "UUID"})
#: Names may stand for others in turn, and double a text each time: letters that are put in for all of them.
_LONGEST: Final = 1 << 16


def with_exact_aggregates(text: str) -> str:
    """Return a query in which groups and aggregates are what SPARQL says.

    Raises:
        QueryRefused: it counts whole solutions, and is nested too deep to be read.
    """
    text = with_selected_groups(text)
    capitals = text.upper()
    whole = _WHOLE.search(capitals)
    renamed = "GROUP" in capitals and _RENAMED.search(capitals)
    if not (whole or renamed or _CONCATENATION in capitals or _COMPUTED.search(capitals)):
        return text
    found = tokens(text, sparql().keywords)
    draft, closings = Draft(text, found), closings_of(found)
    if whole:
        _count_solutions(draft, found)
    for index, token in enumerate(found):
        if token.kind == "GROUP":
            _rename(draft, found, index + 2, closings)
        end = closings[index + 1] if token.kind == "aggregate" else 0
        if end <= index + 2:
            continue
        name = token.text.upper()
        if name == _CONCATENATION:
            _concatenate(draft, found, index, end)
        elif name == "COUNT":
            _count(draft, found, index, end)
    return draft.text()


def with_separators(text: str) -> str:
    """Return a query in which each GROUP_CONCAT names its separator, the usual one where it named none."""
    if _CONCATENATION not in text.upper():
        return text
    found = tokens(text, sparql().keywords)
    draft, closings = Draft(text, found), closings_of(found)
    for index, token in enumerate(found):
        end = closings[index + 1] if token.text.upper() == _CONCATENATION else 0
        if end > index + 2 and _separator(found, index + 2, end) == end:
            draft.insert(end, ' ; SEPARATOR=" "')
    return draft.text()


def _concatenate(draft: Draft, found: list[Token], index: int, end: int) -> None:
    """Have GROUP_CONCAT take all values as strings, those told apart before, and keep no language."""
    first = index + 2 + (found[index + 2].kind == "DISTINCT")
    last = _separator(found, first, end)
    if first == index + 2:
        draft.wrap(first, last, "STR(", ")")
    elif not any(found[place].kind == "{" for place in range(first, last)):
        # Strings that differ in language are two values, as are 1, 1.0 and "1": a language tells these apart.
        value = draft.render(first, last)
        kind = f"CONCAT('x-', COALESCE(SUBSTR(SHA1(STR(DATATYPE({value}))), 1, 8), 'iri'))"
        draft.wrap(first, last, "COALESCE(CONCAT(", f"), STRLANG(STR({value}), {kind}))")
    draft.wrap(index, end + 1, "STR(", ")")


def _separator(found: list[Token], first: int, end: int) -> int:
    """Return the index of the semicolon before SEPARATOR, or that of the end."""
    separated = (place - 1 for place in range(end, first, -1) if found[place].text.upper() == "SEPARATOR")
    return next(separated, end)


def _count(draft: Draft, found: list[Token], index: int, end: int) -> None:
    """Have COUNT leave out what cannot be computed, for which the engine counts nothing at all."""
    first = index + 2 + (found[index + 2].kind == "DISTINCT")
    if end == first + 1 or any(found[place].kind == "{" for place in range(first, end)):
        return
    value = draft.render(first, end)
    written = f"SUM(COALESCE(IF(ISIRI({value}), 1, 1), 0))"
    if first > index + 2:
        # Each error counts as one and the same value, of which one is taken away where there is any.
        failed = f"COALESCE(MAX(COALESCE(IF(ISIRI({value}), 0, 0), 1)), 0)"
        written = f"(COUNT(DISTINCT COALESCE({value}, <{_ERROR}>)) - {failed})"
    draft.replace(index, end + 1, lambda _: written)


def _count_solutions(draft: Draft, found: list[Token]) -> None:
    """Have each COUNT(DISTINCT *) see what SELECT * leaves of the solutions."""
    try:
        read = query(found)
        for each in _selects(read) if read else ():
            before, after = range(each.first, each.where.first), range(each.where.last, each.last)
            if any(_counts_solutions(found, index) for index in (*before, *after)):
                draft.wrap(each.where.first, each.where.last, "{ { SELECT * ", " } }")
    except RecursionError:
        raise QueryRefused("The query is nested too deep.", remedy="Nest it less.") from None


def _counts_solutions(found: list[Token], index: int) -> bool:
    kinds = [token.kind for token in found[index : index + 5]]
    return kinds == ["aggregate", "(", "DISTINCT", "*", ")"]


def _selects(read: Select) -> Iterator[Select]:
    """Yield a query and all inside it."""
    yield read
    yield from _selects_in((read.where, *read.groups))


def _selects_in(groups: Iterable[Group]) -> Iterator[Select]:
    for group in groups:
        if group.select is not None:
            yield from _selects(group.select)
        for element in group.elements:
            yield from _selects_in(element.groups)


def _rename(draft: Draft, found: list[Token], index: int, closings: list[int]) -> None:
    """Have a GROUP BY give names to what it computes only; ``index`` is that of its first condition."""
    while index < len(found) and found[index].kind in {"var", "(", "function", "iri", "pname"}:
        if found[index].kind == "(":
            kinds = [token.kind for token in found[index + 1 : index + 5]]
            if kinds == ["var", "AS", "var", ")"]:
                draft.wrap(index + 1, index + 2, "COALESCE(", ")")
            index = closings[index]
        index += 1


def with_names_spelt_out(text: str) -> str | None:
    """Return a query in which names that a SELECT has just given stand for themselves no more.

    None where there is no such name, or none that can be spelt out: what is volatile is another each time.
    """
    found = tokens(text, sparql().keywords)
    draft, closings = Draft(text, found), closings_of(found)
    written = 0
    for index, token in enumerate(found):
        if token.kind == "SELECT":
            written += _spell_out(draft, found, index, closings, _LONGEST - written)
            if written > _LONGEST:
                return None
    return draft.text() if written else None


def _spell_out(draft: Draft, found: list[Token], select: int, closings: list[int], room: int) -> int:
    """Spell out the names in one SELECT clause; return how many letters that takes, or too many."""
    given: dict[str, str] = {}
    index, taken = select + 1, 0
    while found[index].kind in {"DISTINCT", "REDUCED", "var", "("}:
        if found[index].kind != "(":
            index += 1
            continue
        end = closings[index]
        inside = range(index + 1, end - 2)
        kinds = {found[place].kind for place in inside}
        if "{" in kinds or found[end].kind != ")" or found[end - 2].kind != "AS":
            return taken
        for place in inside:
            if (written := given.get(draft.names[place])) is not None:
                draft.replace(place, place + 1, lambda _, written=written: written)  # type: ignore[misc]
                taken += len(written)
        if taken > room:
            return taken
        if not any(found[place].text.upper() in _VOLATILE for place in inside):
            given[draft.names[end - 1]] = f"({draft.render(inside.start, inside.stop)})"
        index = end + 1
    return taken
