"""Comparisons for a store that loses rows where it looks bounds up in an index.

Virtuoso plans a query by samples, another way each time it is started, and some plans look for the objects
that a FILTER admits in an index, of which they miss some. What is computed is compared row by row:

    FILTER(?day <= "2017-12-31"^^xsd:date)     FILTER(COALESCE(?day) <= "2017-12-31"^^xsd:date)
"""

from __future__ import annotations

from typing import Final

from bilat.engine.lexer import closings_of, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft

_SIGNS: Final = frozenset({"<", "<=", ">", ">="})


def with_computed_comparisons(text: str) -> str:
    """Return a query whose filters compare no variable as it is."""
    if "FILTER" not in text.upper() or not ("<" in text or ">" in text):
        return text
    found = tokens(text, sparql().keywords)
    draft, closings, end = Draft(text, found), closings_of(found), 0
    compared = set[int]()
    for index, token in enumerate(found):
        if token.kind == "FILTER":
            # Its bracket, or that of a call; EXISTS has none, and filters of its own inside.
            opened = index + 1 if found[index + 1].kind in {"(", "end"} else index + 2
            end = max(end, closings[opened])
        elif index < end and token.kind in _SIGNS:
            compared |= {place for place in (index - 1, index + 1) if found[place].kind == "var"}
    for place in compared:
        draft.wrap(place, place + 1, "COALESCE(", ")")
    return draft.text() if compared else text
