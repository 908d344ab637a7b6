"""What the engine does with aggregates in its own way, written so that it does what SPARQL says.

GROUP_CONCAT(?x)                        STR(GROUP_CONCAT(?x))     always a plain string (SPARQL 1.1, 18.5.1.7)
(COUNT(*) AS ?n) (?n + 1 AS ?more)      (COUNT(*) AS ?n) ((COUNT(*)) + 1 AS ?more)
"""

from __future__ import annotations

from typing import Final

from bilat.engine.draft import Draft
from bilat.engine.grammar import sparql
from bilat.engine.lexer import Token, tokens

_CONCATENATION: Final = "GROUP_CONCAT"
#: Written twice, these are two values.
_VOLATILE: Final = frozenset({"BNODE", "RAND", "STRUUID", "UUID"})
#: Names may stand for others in turn, and double a text each time.
_LONGEST: Final = 1 << 16


def with_plain_concatenations(text: str) -> str:
    """Return a query in which GROUP_CONCAT has no language; the engine keeps one that all strings have."""
    if _CONCATENATION not in text.upper():
        return text
    found = tokens(text, sparql().keywords)
    draft = Draft(text, found)
    for index, token in enumerate(found):
        if token.kind == "aggregate" and token.text.upper() == _CONCATENATION:
            draft.wrap(index, _closing(found, index + 1) + 1, "STR(", ")")
    return draft.text()


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
        if "{" in kinds or found[end - 2].kind != "AS":
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
