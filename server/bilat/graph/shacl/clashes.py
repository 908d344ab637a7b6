"""Which values are too many, and where each stands: two files that contradict each other are both named.

A result of SHACL names no value where a property has more than it may have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rdflib import BNode, Literal
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.source.prefixes import compact
from bilat.vocab import SH, WELL_KNOWN

COMPONENTS = (SH.MaxCountConstraintComponent, SH.UniqueLangConstraintComponent)
#: Values that are listed; the rest are counted.
_LISTED = 5
#: Characters of a text that are shown.
_READABLE = 60


def clashing(component: Node | None, values: Iterable[Node]) -> set[Node]:
    """Return which of the values of a property a result is about that names none of them.

    Args:
        component: the constraint component of the result.
        values: all that the focus node has.
    """
    values = set(values)
    if component == SH.MaxCountConstraintComponent:
        return values
    if component == SH.UniqueLangConstraintComponent:
        languages = Counter(value.language for value in values if isinstance(value, Literal))
        return {value for value in values if isinstance(value, Literal) and languages[value.language] > 1}
    return set()


def listed(found: Iterable[tuple[Node, Place | None]], prefixes: Mapping[str, str]) -> str | None:
    """Return values with their places in one sentence, None where there are less than two.

    Args:
        found: values, each with the place of its statement.
        prefixes: to write IRIs short.
    """
    short = {**WELL_KNOWN, **prefixes}
    told = [_told(value, place, short) for value, place in sorted(found, key=_order)]
    if len(told) < 2:
        return None
    rest = len(told) - _LISTED
    told = told if rest <= 0 else [*told[:_LISTED], f"{rest:,} more"]
    return f"Its values are {', '.join(told[:-1])} and {told[-1]}."


def _told(value: Node, place: Place | None, prefixes: Mapping[str, str]) -> str:
    return f"{_shown(value, prefixes)} ({place})" if place else _shown(value, prefixes)


def _shown(value: Node, prefixes: Mapping[str, str]) -> str:
    if isinstance(value, BNode):
        return "a node without a name"
    if not isinstance(value, Literal):
        return compact(str(value), prefixes)
    text = str(value) if len(value) <= _READABLE else f"{value[:_READABLE]}…"
    return f'"{text}"@{value.language}' if value.language else f'"{text}"'


def _order(found: tuple[Node, Place | None]) -> tuple[str, int, int, str]:
    value, place = found
    where = (place.file, place.line or 0, place.column or 0) if place else ("", 0, 0)
    return (*where, str(value))
