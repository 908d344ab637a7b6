"""Times and durations added up, which the engine does by chance.

It sorts what is added in an order of its own, and knows no duration to which a time is added, so that half of
such sums have no value. What is taken away keeps its place:

    ?day + ?span     COALESCE(?day + ?span, ?day - (-(?span)), ?span - (-(?day)))
"""

from __future__ import annotations

import re
from typing import Final

from bilat.engine.lexer import MARKS, Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.operators import with_operators

#: Two variables, or a datatype that tells of durations: all else are numbers.
_SUM: Final = re.compile(rf"[?$][\w{MARKS}]++\s*+\+\s*+[?$]|uration", re.IGNORECASE)
#: A sum of two has none of these around it.
_SIGNS: Final = frozenset({"*", "/", "+", "-", "!"})
_LONGEST: Final = 1 << 10


def with_right_sums(text: str) -> str:
    """Return a query in which a time and a duration have a sum."""
    if "+" not in text or not _SUM.search(text):
        return text
    return with_operators(text, {"+"}, start=_start, end=_end, rewrite=_rewrite)


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
    """Return the index after the last token on the right, None as on the left."""
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
    first, sign, last = places
    left, right = draft.render(first, sign), draft.render(sign + 1, last)
    if len(left) + len(right) > _LONGEST or any(token.kind == "{" for token in found[first:last]):
        return False
    written = f"COALESCE({left} + {right}, {left} - (-({right})), {right} - (-({left})))"
    draft.replace_in_sight(first, last, written)
    return True
