"""What ORDER BY sorts, told by its kind first, so that any two values have one order among all.

The engine compares by value what it can, and all else by text: 9 is before 10, 10 before "2", and "2"
before 9. Where a column has both, rows came in any order, and the engine gave up as soon as it noticed.
Numbers stand together therefore, as do points in time, texts, and values of each other datatype. Nor have
numbers of several types an order as they are: a decimal of 0.1 equals both a float and a double of 0.1, and
these differ. Nor have times with a zone beside others without.

    ORDER BY DESC(?x)     ORDER BY DESC(<what stands for the kind of ?x>) DESC(?x)
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from bilat.engine.lexer import IRI, STRING, Token, closings_of, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft
from bilat.vocab import RDF, XSD

_ORDER: Final = r"(?<![\w:?$.-])ORDER(?=[\s\#])"
#: All that is before the first ORDER BY.
_BEFORE: Final = re.compile(
    rf"(?>(?:[^\"'<\#Oo]++ | {STRING} | {IRI} | \#[^\n\r]*+ | (?!{_ORDER}).)*)(?={_ORDER})",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
#: What counts, where it gets its name.
_COUNTED: Final = re.compile(r"\(\s*COUNT\s*\([^()'\"#]*\)\s*AS\s+[?$](\w+)\s*\)", re.IGNORECASE)
_NAMED: Final = re.compile(r"[?$](\w+)")
#: What may come to values of several kinds.
_OPEN: Final = frozenset({"COALESCE", "IF", "MAX", "MIN", "SAMPLE"})
_CALLED: Final = frozenset({"function", "aggregate", "iri", "pname"})
#: It is written several times: letters of the longest that is.
_LONGEST: Final = 1 << 10
_TEXTS: Final = ", ".join(f"<{each}>" for each in (XSD + "string", RDF + "langString", RDF + "dirLangString"))
_TIME: Final = f"<{XSD}dateTime>"
_LAPSE: Final = f"<{XSD}dayTimeDuration>"
#: Days, months and years count from their beginning, without a zone in UTC.
_INSTANT: Final = (
    f"ADJUST(COALESCE({_TIME}({{0}}), {_TIME}(CONCAT(STR({{0}}), '-01-01T00:00:00')),"
    f" {_TIME}(CONCAT(STR({{0}}), '-01T00:00:00'))), 'PT0S'^^{_LAPSE})"
)
#: Time since long ago, a trifle more without a zone: P.. is after all numbers, of which it is none.
_AGE: Final = (
    f"{_INSTANT} - '-9999-01-01T00:00:00Z'^^{_TIME} +"
    f" IF(TZ({{0}}) = '', 'PT0.000000000000000001S'^^{_LAPSE}, 'PT0S'^^{_LAPSE})"
)
#: Other datatypes by their name, those of times with a zone and without apart.
_DATATYPE: Final = "CONCAT('T', STR(DATATYPE({0})), COALESCE(STR(TZ({0}) = ''), ''))"
#: Texts of keys of several kinds are in the order of the kinds, whatever the values.
_KEY: Final = (
    f"IF(ISLITERAL({{0}}), IF(ISNUMERIC({{0}}), <{XSD}double>({{0}}), IF(DATATYPE({{0}}) IN ({_TEXTS}), 'S',"
    f" COALESCE({_AGE}, {_DATATYPE}))), IF(ISTRIPLE({{0}}), '~', ''))"
)


def with_total_orders(text: str) -> str:
    """Return a query in which each ORDER BY sorts by kind before it sorts by value."""
    if "ORDER" not in text.upper():
        return text
    unordered = _BEFORE.match(text)
    if unordered is None:
        return text
    before, clause = unordered[0], text[unordered.end() :]
    found = tokens(clause, sparql().keywords)
    draft, closings = Draft(clause, found), closings_of(found)
    counts = _counts(before) if clause.upper().count("ORDER") == 1 else frozenset[str]()
    changed = [
        _sort(draft, found, index + 2, counts, closings)
        for index, token in enumerate(found[:-2])
        if token.kind == "ORDER" and found[index + 1].kind == "BY"
    ]
    return before + draft.text() if any(changed) else text


def _counts(text: str) -> frozenset[str]:
    """Return the variables of what is before the only ORDER BY that hold a count and nothing else."""
    counted = _COUNTED.findall(text)
    times = Counter(_NAMED.findall(text)) if counted else {}
    return frozenset(name for name in counted if times[name] == 1)


def _sort(draft: Draft, found: list[Token], index: int, counts: frozenset[str], closings: list[int]) -> bool:
    """Write the conditions from an index on anew; tell whether any is another then.

    Args:
        draft: of the clause and all behind it.
        found: its tokens.
        index: where the conditions begin.
        counts: variables that hold whole numbers.
        closings: where brackets close.
    """
    changed = False
    while (kind := found[index].kind) in {"ASC", "DESC", "(", "var"} | _CALLED:
        first = index + (kind in {"ASC", "DESC"})
        last = min(closings[first + (kind in _CALLED)] + 1, len(found) - 1)
        if last - first <= _LONGEST and _is_open(found, first, last, counts):
            value = draft.render(first, last)
            if len(value) <= _LONGEST:
                before = kind if first > index else ""
                draft.insert(index, f"{before}({_KEY.format(value)}) ")
                changed = True
        index = last
    return changed


def _is_open(found: list[Token], first: int, last: int, counts: frozenset[str]) -> bool:
    """Tell whether an expression may come to values of several kinds, and can be written several times."""
    while first < last and found[first].kind == "(":
        first, last = first + 1, last - 1
    inside = found[first:last]
    if len(inside) < 2:
        return bool(inside) and inside[0].kind == "var" and inside[0].text[1:] not in counts
    return inside[0].text.upper() in _OPEN and all(token.kind != "{" for token in inside)
