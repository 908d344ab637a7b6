"""CONSTRUCT, DESCRIBE and ASK of groups, which the engine takes in a SELECT only.

CONSTRUCT { .. } WHERE { .. } GROUP BY ?x HAVING (COUNT(*) > 1)
CONSTRUCT { .. } WHERE { SELECT ?x WHERE { .. } GROUP BY ?x HAVING (COUNT(*) > 1) }
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.pattern import query

_FORM: Final = re.compile(r"\b(?:CONSTRUCT|DESCRIBE|ASK)\b", re.IGNORECASE)
_GROUPS: Final = frozenset({"GROUP", "HAVING", "aggregate"})
#: Whatever follows the conditions of a GROUP BY.
_CLAUSES: Final = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
#: What a SELECT without names would name.
_NOTHING: Final = "(1 AS ?group)"


def with_selected_groups(text: str) -> str:
    """Return a query in which groups are those of a SELECT, whatever is made of them."""
    if not ("GROUP" in text.upper() or "HAVING" in text.upper()) or not _FORM.search(text):
        return text
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
    except RecursionError:
        return text
    if read is None or any(token.kind == "SELECT" for token in found[: read.where.first]):
        return text
    form, after = {token.kind for token in found[: read.where.first]}, found[read.where.last : read.last]
    if ("CONSTRUCT" in form and "}" not in form) or _GROUPS.isdisjoint(token.kind for token in after):
        return text  # Without a template, the pattern is one.
    draft = Draft(text, found)
    names = " ".join(dict.fromkeys(_keys(after))) or _NOTHING
    draft.wrap(read.where.first, read.last, f"{{ SELECT {names} ", " }")
    return draft.text()


def _keys(after: list[Token]) -> Iterator[str]:
    """Yield the variables that a GROUP BY groups by, or names."""
    depth, grouping, before = 0, False, ""
    for token in after:
        grouping = token.kind == "GROUP" or (grouping and token.kind not in _CLAUSES)
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if grouping and token.kind == "var" and (not depth or before == "AS"):
            yield token.text
        before = token.kind
