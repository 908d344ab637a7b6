"""Products and quotients of decimals that the engine has no value for, computed with doubles.

It keeps 18 digits behind the point, and gives up where a product has more, or a division takes more room:
``1 / 3 * 0.5``, ``0 / 2.5`` and ``AVG(?x) / AVG(?y)`` may have no value. Other failures are told from these:

    ?x * ?y     COALESCE(?x * ?y, IF(<one is a decimal>, xsd:decimal(<text of xsd:double(?x) * ?y>), 1 / 0))
"""

from __future__ import annotations

import re
from typing import Final

from bilat.engine.lexer import MARKS, Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.operators import with_operators
from bilat.vocab import XSD

#: Bounded, so that a text of many beginnings is not read to its end from each.
_GAP: Final = r"(?>(?:\s++|\#[^\n\r]{0,200}+[\n\r])*)"
#: What may be one: paths have no variables, and IRIs seldom look so.
_OPERATION: Final = re.compile(
    rf"(?:[?$][\w{MARKS}]++|\)|(?<![\w:.-])\d++|\.\d++){_GAP}[*/](?!/)"
    rf"|\*{_GAP}\d*+\.\d|/{_GAP}(?:[?$(]|\d*+\.\d|(?:[\w:.-]{{1,100}}+|<[^<>\s]*+>){_GAP}\()"
)
#: An address, whose slashes divide nothing, with which nearly all queries begin.
_ADDRESS: Final = re.compile(r"<[A-Za-z][\w+.-]*+:[^\s<>]*+>")
_CALLED: Final = frozenset({"function", "aggregate", "iri", "pname"})
_VALUES: Final = frozenset({"var", "integer", "number", "signed", "iri", "pname"})
#: What a number with a sign of its own comes after: elsewhere the sign subtracts, or adds.
_BEFORE_NUMBERS: Final = frozenset({"(", ",", "=", "!=", "<", ">", "<=", ">=", "&&", "||", "*", "/"})
_SIGNS: Final = frozenset({"+", "-", "!"})
_DECIMAL: Final = f"<{XSD}decimal>"
#: No more digits than a decimal has.
_DIGITS: Final = "'([.][0-9]{18}).*', '$1'"
#: Operations on operations are written four times, and so on: most tokens of one, and letters.
_MOST: Final = 200
_LONGEST: Final = 1 << 12


def with_right_arithmetic(text: str) -> str:
    """Return a query in which products and quotients of decimals have values."""
    bare = _ADDRESS.sub("<>", text)
    if not ("*" in bare or "/" in bare) or not _OPERATION.search(bare):
        return text
    return with_operators(text, {"*", "/"}, start=_start, end=_end, rewrite=_rewrite)


def _start(found: list[Token], sign: int, closings: dict[int, int]) -> int | None:
    """Return the index of the first token of the left side, None where that is not plain."""
    index = sign
    while sign - index < _MOST:
        last = index - 1
        kind = found[last].kind
        if kind in {")", "nil"}:
            index = closings.get(last, last)
            if found[index - 1].kind in _CALLED:
                index -= 1
            elif kind == "nil":
                return None
        elif kind in _VALUES and (kind != "signed" or found[last - 1].kind in _BEFORE_NUMBERS):
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
    """Return the index after the last token of the right side, None where that is not plain."""
    while found[index].kind in _SIGNS:
        index += 1
    kind, after = found[index].kind, found[index + 1 : index + 2]
    opened = index if kind == "(" else index + 1
    if kind in {"(", *_CALLED} and found[opened].kind == "(" and opened in closings:
        return closings[opened] + 1
    if _is_whole(found[index]) or kind not in _VALUES or (after and after[0].kind in {"nil", "^^"}):
        return None  # With a whole number, the engine computes as it should.
    return index + 1


def _rewrite(draft: Draft, found: list[Token], places: tuple[int, int, int]) -> bool:
    first, sign, last = places
    if last - first > _MOST or any(found[index].kind == "{" for index in range(first, last)):
        return False
    if sign == first + 1 and found[sign].kind == "*" and _is_whole(found[first]):
        return False
    left, right, operator = draft.render(first, sign), draft.render(sign + 1, last), found[sign].text
    if len(left) + len(right) > _LONGEST:
        return False
    either = f"DATATYPE({left}) = {_DECIMAL} || DATATYPE({right}) = {_DECIMAL}"
    digits = f"REPLACE(STR(<{XSD}double>({left}) {operator} {right}), {_DIGITS})"
    written = f"COALESCE({left} {operator} {right}, IF({either}, {_DECIMAL}({digits}), 1 / 0))"
    draft.replace_in_sight(first, last, written)
    return True


def _is_whole(token: Token) -> bool:
    return token.kind in {"integer", "signed"} and token.text.lstrip("+-").isdigit()
