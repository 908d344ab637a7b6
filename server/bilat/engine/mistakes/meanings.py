"""What breaks a rule of SPARQL that is no rule of grammar: looked for when the engine refuses a query."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import Token, closings_of
from bilat.engine.mistakes.causes import Cause
from bilat.engine.mistakes.grouping import ungrouped

_OPENS: Final = {"(": ")", "{": "}", "[": "]"}
#: How many arguments functions take; those that take any number are left out.
_ARGUMENTS: Final = {
    "NOW RAND STRUUID UUID": (0, 0),
    "BNODE": (0, 1),
    "ABS BOUND CEIL DATATYPE DAY ENCODE_FOR_URI FLOOR HASLANG HASLANGDIR HOURS IRI ISBLANK ISIRI ISLITERAL": (
        1,
        1,
    ),
    "ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LCASE MD5 MINUTES MONTH OBJECT PREDICATE ROUND SECONDS SHA1": (
        1,
        1,
    ),
    "SHA256 SHA384 SHA512 STR STRLEN SUBJECT TIMEZONE TZ UCASE URI YEAR": (1, 1),
    "ADJUST": (1, 2),
    "CONTAINS LANGMATCHES SAMETERM STRAFTER STRBEFORE STRDT STRENDS STRLANG STRSTARTS": (2, 2),
    "REGEX SUBSTR": (2, 3),
    "IF STRLANGDIR TRIPLE": (3, 3),
    "REPLACE": (3, 4),
}
_COUNTS: Final = {name: count for names, count in _ARGUMENTS.items() for name in names.split()}
#: Most characters in a part of a language tag.
_LONGEST_PART: Final = 8
_ESCAPE: Final = re.compile(r"\\(.)([0-9A-Fa-f]{0,8})", re.DOTALL)
_BARE_PERCENT: Final = re.compile(r"\\%(?![0-9A-Fa-f]{2})")
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_DIGITS: Final = {"u": 4, "U": 8}
#: What the engine says of a SELECT that names what has many values in a group.
_UNGROUPED: Final = ("SELECT contains a variable that is unbound", "SELECT * is not authorized with GROUP BY")
#: A part of what the engine says, what it means, and what to do.
_SAID: Final = (
    (
        "SELECT overrides an existing variable",
        "SELECT gives a variable a value that has one already.",
        "Choose another name after AS.",
    ),
    ("Duplicated variable name in SELECT", "SELECT names a variable twice.", "Take one out."),
    ("IRI parsing failed", "This is no IRI.", "Escape what an IRI cannot hold with percent signs."),
    ("should be a non negative integer", "This number is too large.", "Write a smaller one."),
    ("['t' | 'b'", "This is no escape.", "Write two backslashes for one."),
    ("Prefix not found", "A prefix is not declared.", None),
    (
        "Unexpected aggregate",
        "An aggregate stands where nothing is grouped.",
        "Compute it in a SELECT: (COUNT(?x) AS ?n).",
    ),
)


def meaning(found: list[Token], engine_message: str, start: int) -> Cause:
    """Return what the engine has against a query that grammar has nothing against.

    Args:
        found: tokens of the query.
        engine_message: what the engine said.
        start: where it stopped.
    """
    if (cause := _unfit_escape(found) or _unfit_percent(found)) is not None:
        return cause
    if any(part in engine_message for part in _UNGROUPED) and (cause := ungrouped(found)) is not None:
        return cause
    for part, sentence, remedy in _SAID:
        if part in engine_message:
            return Cause(start, sentence, remedy)
    for look in _LOOKS:
        if (cause := look(found)) is not None:
            return cause
    if "SELECT contains an expression with a variable that is unbound" in engine_message:
        return Cause(
            start,
            "SELECT computes with a variable that is not grouped by.",
            "Name what you group by, and select the name: SELECT ?year ... GROUP BY (YEAR(?date) AS ?year).",
        )
    return Cause(
        start,
        "The part that ends here breaks a rule of SPARQL.",
        "Look for a variable bound twice, a misplaced aggregate or a misused blank node.",
    )


def relative(found: list[Token]) -> Cause | None:
    """Look for an IRI that is relative, where no BASE says to what."""
    for before, token in pairwise([Token("", "", 0), *found]):
        if token.kind == "iri" and not _ABSOLUTE.match(token.text):
            return Cause(
                token.start,
                f"{token.text} is a relative IRI, and nothing says to what.",
                "Write the whole of it, or begin with BASE <https://...>.",
            )
        if before.kind == "BASE":
            return None
    return None


def _miscounted(found: list[Token]) -> Cause | None:
    """Look for a function that has too few arguments, or too many."""
    counts = _counts(found)
    for index, token in enumerate(found):
        least, most = _COUNTS.get(token.text.upper(), (0, None)) if token.kind == "function" else (0, None)
        if most is None:
            continue
        count = counts.get(index + 1, 0)
        if not least <= count <= most:
            wanted = str(least) if least == most else f"{least} or {most}"
            takes = "no argument" if most == 0 else f"{wanted} argument{'' if most == 1 else 's'}"
            return Cause(token.start, f"{token.text.upper()} takes {takes}, and has {count} here.")
    return None


def _counts(found: list[Token]) -> dict[int, int]:
    """Return how many arguments there are in each bracket with something in it, by the index of that."""
    counts = dict[int, int]()
    opened = list[int]()
    for index, token in enumerate(found):
        if token.kind in _OPENS:
            opened.append(index)
            counts[index] = 1
        elif token.kind in _OPENS.values() and opened:
            opened.pop()
        elif token.kind == "," and opened:
            counts[opened[-1]] += 1
    return counts


def _starred(found: list[Token]) -> Cause | None:
    """Look for an aggregate of all that is not COUNT."""
    for index, token in enumerate(found[:-3]):
        place = index + 2 + (found[index + 2].kind == "DISTINCT")
        if token.kind == "aggregate" and token.text.upper() != "COUNT" and found[place].kind == "*":
            return Cause(found[place].start, "Only COUNT takes *.", "Name a variable.")
    return None


def _bound_of_no_variable(found: list[Token]) -> Cause | None:
    """Look for BOUND of something else than a variable."""
    for index, token in enumerate(found):
        if token.text.upper() == "BOUND" and token.kind == "function":
            kinds = [each.kind for each in found[index + 1 : index + 4]]
            if kinds != ["(", "var", ")"]:
                return Cause(token.start, "BOUND takes a variable.", "Write BOUND(?x).")
    return None


def _unfit_tag(found: list[Token]) -> Cause | None:
    """Look for a language tag with too long a part (RFC 5646, 2.1), or an unknown direction (SPARQL 1.2)."""
    for token in found:
        if token.kind != "lang":
            continue
        tag, mark, direction = token.text[1:].partition("--")
        if any(len(part) > _LONGEST_PART for part in tag.split("-")):
            return Cause(token.start, "This is no language tag.", "Its parts have eight signs at most.")
        if mark and direction not in {"ltr", "rtl"}:
            return Cause(token.start, f"A text has no direction {direction}.", "Write --ltr or --rtl.")
    return None


def _unfit_escape(found: list[Token]) -> Cause | None:
    """Look for an escape with too few digits, or one of half a surrogate pair or of more than Unicode has."""
    for token in found:
        for escape in _ESCAPE.finditer(token.text) if token.kind in {"string", "iri"} else ():
            wanted, start = _DIGITS.get(escape[1], 0), token.start + escape.start()
            if len(escape[2]) < wanted:
                digits = "four" if escape[1] == "u" else "eight"
                what = f"After \\{escape[1]} there are {digits} hexadecimal digits."
                return Cause(start, what, "Write two backslashes for one.")
            if wanted and _is_no_character(int(escape[2][:wanted], 16)):
                return Cause(start, "This escape stands for no character.", "Write the character itself.")
    return None


def _is_no_character(code: int) -> bool:
    return 0xD800 <= code < 0xE000 or code > sys.maxunicode


def _unfit_percent(found: list[Token]) -> Cause | None:
    """Look for a name that stands for an IRI in which a percent sign escapes nothing (RFC 3987, 2.2)."""
    for token in found:
        if token.kind == "pname" and (sign := _BARE_PERCENT.search(token.text)):
            return Cause(
                token.start + sign.start(),
                f"the name {token.text} stands for no IRI: two hexadecimal digits follow a percent sign.",
                "Write %25 for the sign itself.",
            )
    return None


def _bound_twice(found: list[Token]) -> Cause | None:
    """Look for BIND with a variable that its group has named before (SPARQL 1.1, 18.2.1)."""
    groups: list[set[str]] = [set()]
    closings = closings_of(found)
    for index, token in enumerate(found):
        if token.kind == "{":
            groups.append(set())
        elif token.kind == "}" and len(groups) > 1:
            # The larger takes in the smaller: groups may be nested without end.
            smaller, larger = sorted((groups.pop(), groups.pop()), key=len)
            larger |= smaller
            groups.append(larger)
        elif token.kind == "BIND" and (last := found[closings[index + 1] - 1]).text[1:] in groups[-1]:
            return Cause(last.start, f"{last.text} has a value before BIND.", "Choose another name after AS.")
        elif token.kind == "var":
            groups[-1].add(token.text[1:])
    return None


def _used_at_once(found: list[Token]) -> Cause | None:
    """Look for SELECT that computes with what it has just named, which the engine cannot where it groups."""
    named, in_select = set[str](), False
    for before, token in pairwise(found):
        in_select = (in_select or before.kind == "SELECT") and token.kind not in {"{", "WHERE", "FROM"}
        if not in_select:
            named.clear()
        elif token.kind == "var" and before.kind == "AS":
            named.add(token.text[1:])
        elif token.kind == "var" and token.text[1:] in named:
            return Cause(
                token.start,
                f"{token.text} is computed in this SELECT, and cannot be used in it beside aggregates.",
                "Compute with it in a SELECT around this one.",
            )
    return None


def _blank_twice(found: list[Token]) -> Cause | None:
    """Look for the label of a blank node in two patterns (SPARQL 1.1, 5.1.1)."""
    groups, number = [0], 0
    seen: dict[str, int] = {}
    for token in found:
        if token.kind == "{":
            number += 1
            groups.append(number)
        elif token.kind == "}" and len(groups) > 1:
            groups.pop()
        elif token.kind == "blank" and seen.setdefault(token.text, groups[-1]) != groups[-1]:
            return Cause(
                token.start, f"{token.text} stands in two patterns.", "Write a variable in its place."
            )
    return None


def _uneven_values(found: list[Token]) -> Cause | None:
    """Look for a row of VALUES that has more or fewer values than there are variables."""
    closings = closings_of(found)
    for index, token in enumerate(found):
        if token.kind != "VALUES" or found[index + 1].kind not in {"(", "nil"}:
            continue
        end = closings[index + 1]
        wanted, place = max(0, end - index - 2), end + 2
        while place < len(found) and found[place].kind in {"(", "nil"}:
            close = closings[place]
            count = _terms(found[place + 1 : close])
            if count != wanted:
                return Cause(
                    found[place].start,
                    f"This row is {count} long, and VALUES names {wanted}.",
                    "Write UNDEF for a value that is open.",
                )
            place = close + 1
    return None


def _terms(row: list[Token]) -> int:
    """Return the number of terms in a row, however many tokens they have."""
    count, depth, kind = 0, 0, ""
    for token in row:
        depth -= token.kind == ")>>"
        count += not depth and token.kind not in {"lang", "^^", ")>>"} and kind != "^^"
        depth += token.kind == "<<("
        kind = token.kind
    return count


_LOOKS: Final[tuple[Callable[[list[Token]], Cause | None], ...]] = (
    _miscounted,
    _unfit_tag,
    _starred,
    _bound_of_no_variable,
    _uneven_values,
    _used_at_once,
    _bound_twice,
    _blank_twice,
    ungrouped,
)
