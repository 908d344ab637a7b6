"""What the engine does with aggregates in its own way, written so that it does what SPARQL says.

GROUP_CONCAT(?x)                      STR(GROUP_CONCAT(STR(?x)))
    takes numbers and IRIs, as elsewhere, and is always a plain string (SPARQL 1.1, 18.5.1.7)
COUNT(YEAR(?x))                       SUM(COALESCE(IF(ISIRI(YEAR(?x)), 1, 1), 0))
    leaves out what cannot be computed (18.5.1.2)
(COUNT(*) AS ?n) (?n + 1 AS ?more)    (COUNT(*) AS ?n) ((COUNT(*)) + 1 AS ?more)
"""

from __future__ import annotations

import re
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft

_CONCATENATION: Final = "GROUP_CONCAT"
#: What may be a COUNT of more than a variable.
_COMPUTED: Final = re.compile(
    r"(?<![\w:?$])COUNT(?!\w|\s*+\(\s*+(?:DISTINCT\s*)?(?:\*|[?$]\w+)\s*\))", re.IGNORECASE
)
#: Stands for a value that cannot be computed.
_ERROR: Final = "urn:x-bilat:error"
#: Written twice, these are two values.
_VOLATILE: Final = frozenset({"BNODE", "RAND", "STRUUID", "UUID"})
#: Names may stand for others in turn, and double a text each time.
_LONGEST: Final = 1 << 16


def with_exact_aggregates(text: str) -> str:
    """Return a query in which aggregates do with errors, and with what is no string, what SPARQL says."""
    if _CONCATENATION not in text.upper() and not _COMPUTED.search(text):
        return text
    found = tokens(text, sparql().keywords)
    draft = Draft(text, found)
    for index, token in enumerate(found):
        end = _closing(found, index + 1) if token.kind == "aggregate" else 0
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
    draft = Draft(text, found)
    for index, token in enumerate(found):
        end = _closing(found, index + 1) if token.text.upper() == _CONCATENATION else 0
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
        # Strings that differ in language are two values: STR would make one of them.
        draft.wrap(first, last, "COALESCE(CONCAT(", f"), STR({draft.render(first, last)}))")
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


def with_names_spelt_out(text: str) -> str | None:
    """Return a query in which names that a SELECT has just given stand for themselves no more.

    None where there is no such name, or none that can be spelt out: what is volatile is another each time.
    """
    found = tokens(text, sparql().keywords)
    draft = Draft(text, found)
    spelt = [_spell_out(draft, found, index) for index, token in enumerate(found) if token.kind == "SELECT"]
    return draft.text() if any(spelt) else None


def _spell_out(draft: Draft, found: list[Token], select: int) -> bool:
    """Spell out the names in one SELECT clause; tell whether there are any."""
    given: dict[str, str] = {}
    index, changed = select + 1, False
    while found[index].kind in {"DISTINCT", "REDUCED", "var", "("}:
        if found[index].kind != "(":
            index += 1
            continue
        end = _closing(found, index)
        inside = range(index + 1, end - 2)
        kinds = {found[place].kind for place in inside}
        if "{" in kinds or found[end].kind != ")" or found[end - 2].kind != "AS":
            return changed
        for place in inside:
            if (written := given.get(draft.names[place])) is not None:
                draft.replace(place, place + 1, lambda _, written=written: written)  # type: ignore[misc]
                changed = True
        if not any(found[place].text.upper() in _VOLATILE for place in inside):
            given[draft.names[end - 1]] = f"({draft.render(inside.start, inside.stop)})"
        if sum(map(len, given.values())) > _LONGEST:
            return False
        index = end + 1
    return changed


def _closing(found: list[Token], opening: int) -> int:
    """Return the index of the bracket that closes another, or of the last token."""
    depth = 0
    for index in range(opening, len(found)):
        depth += (found[index].kind == "(") - (found[index].kind == ")")
        if not depth:
            return index
    return len(found) - 1
