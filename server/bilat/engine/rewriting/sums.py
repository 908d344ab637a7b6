"""Times and durations added up, which the engine does by chance.

It sorts what is added in an order of its own, and knows no duration to which a time is added, so that half of
such sums have no value. What is taken away keeps its place:

    ?day + ?span     COALESCE(?day + ?span, ?day - (-(?span)), ?span - (-(?day)))

Of a longer sum, each part may be the time: what comes before it is added to it, and then what comes after.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import MARKS, Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.operators import with_operators

#: Two variables, or a datatype that tells of durations: all else are numbers.
_SUM: Final = re.compile(rf"[?$][\w{MARKS}]++\s*+\+\s*+[?$]|uration", re.IGNORECASE)
#: A sum has none of these before it.
_SIGNS: Final = frozenset({"*", "/", "+", "-", "!"})
_LONGEST: Final = 1 << 10


def with_right_sums(text: str) -> str:
    """Return a query in which a time and a duration have a sum."""
    if "+" not in text or not _SUM.search(text):
        return text
    return with_operators(text, {"+", "-"}, start=_start, end=_end, rewrite=_rewrite)


def _start(found: list[Token], sign: int, closings: dict[int, int]) -> int | None:
    """Return the index of the first token on the left, None where that is a number or more than one value."""
    last = sign - 1
    kind, before = found[last].kind, found[last - 1].kind
    if kind == ")" and last in closings:
        first = closings[last] - (found[closings[last] - 1].kind in {"function", "aggregate", "iri", "pname"})
    elif kind == "nil" and before == "function":
        first = last - 1
    elif kind in {"iri", "pname"} and before == "^^":
        first = last - 2
    elif kind == "var":
        first = last
    else:
        return None
    return None if found[first - 1].kind in _SIGNS else first


def _end(found: list[Token], first: int, closings: dict[int, int]) -> int | None:
    """Return the index after the last token on the right, all that is added there or taken away."""
    last = _value_end(found, first, closings)
    while last is not None and found[last].kind in {"+", "-"}:
        further = _value_end(found, last + 1, closings)
        if further is None:
            break
        last = further
    return last


def _value_end(found: list[Token], first: int, closings: dict[int, int]) -> int | None:
    """Return the index after the last token of a value, None where it is a number or a product."""
    kinds = [token.kind for token in found[first : first + 2]]
    if kinds[0] == "var":
        last = first + 1
    elif kinds == ["string", "^^"]:
        last = first + 3
    elif kinds == ["function", "nil"]:
        last = first + 2
    elif kinds[0] == "(" and first in closings:
        last = closings[first] + 1
    elif kinds[0] in {"function", "aggregate", "iri", "pname"} and kinds[1] == "(" and first + 1 in closings:
        last = closings[first + 1] + 1
    else:
        return None
    return None if found[last].kind in {"*", "/"} else last


def _rewrite(draft: Draft, found: list[Token], places: tuple[int, int, int]) -> bool:
    first, _, last = places
    if any(found[index].kind == "{" for index in range(first, last)):
        return False
    written, signs = draft.render(first, last), _signs(found, first, last)
    if len(written) * len(signs) > _LONGEST or all(found[sign].kind == "-" for sign in signs):
        return False
    parts = [draft.render(sign + 1, end) for sign, end in pairwise([first - 1, *signs, last])]
    later = [f" - {part}" for part in parts]
    for place, sign in enumerate(signs, 1):
        if found[sign].kind == "+":
            later[place] = f" - (-({parts[place]}))"
    ways = [written, parts[0] + "".join(later[1:])]
    for place, sign in enumerate(signs, 1):
        if found[sign].kind == "+":
            earlier = draft.render(first, sign)
            ways.append(f"{parts[place]} - (-({earlier})){''.join(later[place + 1 :])}")
    draft.replace_in_sight(first, last, f"COALESCE({', '.join(ways)})")
    return True


def _signs(found: list[Token], first: int, last: int) -> list[int]:
    """Return the indexes of the signs between the parts of a sum."""
    signs, depth = list[int](), 0
    for index in range(first, last):
        kind = found[index].kind
        depth += (kind == "(") - (kind == ")")
        if kind in {"+", "-"} and not depth:
            signs.append(index)
    return signs
