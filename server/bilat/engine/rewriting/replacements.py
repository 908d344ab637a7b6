r"""What REPLACE puts in, as the engine reads it.

SPARQL has ``$1`` for a group, with as many digits as there are groups for, and a backslash before a dollar
sign or a backslash that stand for themselves (SPARQL 1.1, 17.4.3.15; XPath Functions, 5.6.4). The engine
takes all letters and digits after the dollar sign for a name, and no backslash:

    REPLACE(?x, "(\\d+)-(\\d+)", "$2_$1")     REPLACE(?x, "(\\d+)-(\\d+)", "${2}_${1}")
    REPLACE(?x, "EUR", "\\$")                  REPLACE(?x, "EUR", "$$")

Only a text that stands in the query is read, not one that is computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft

_NAME: Final = "REPLACE"
#: In the text of a query, where a backslash is two.
_PIECE: Final = re.compile(r"\\\\\\\\|\\\\\$|\\.|\$\$|\$(\d+)", re.DOTALL)
#: Escapes and classes of a pattern, and brackets of a group.
_GROUP: Final = re.compile(r"\\\\(?:\\.|.)|\[(?>(?:\\\\(?:\\.|.)|[^\]\\])*)\]?|(\((?!\?))", re.DOTALL)
#: Groups that a pattern may have that is computed: one digit is read.
_UNKNOWN: Final = 9


def with_plain_replacements(text: str) -> str:
    """Return a query in which what REPLACE puts in is written as the engine reads it."""
    if _NAME not in text.upper() or not ("$" in text or "\\\\" in text):
        return text
    found = tokens(text, sparql().keywords)
    draft = Draft(text, found)
    changed = [_rewrite(draft, found, marks) for marks in _calls(found)]
    return draft.text() if any(changed) else text


def _calls(found: list[Token]) -> Iterator[list[int]]:
    """Yield for each call the indexes of its brackets and of the commas between its arguments."""
    opened: list[list[int]] = []
    for index, token in enumerate(found):
        if token.kind in {"(", "{"}:
            opened.append([index])
        elif token.kind == "," and opened:
            opened[-1].append(index)
        elif token.kind in {")", "}"} and opened:
            marks = [*opened.pop(), index]
            before = found[max(marks[0] - 1, 0)]
            if before.kind == "function" and before.text.upper() == _NAME:
                yield marks


def _rewrite(draft: Draft, found: list[Token], marks: list[int]) -> bool:
    """Write the third argument anew if it is a text; tell whether it is another then."""
    texts = [
        found[first + 1].text if last == first + 2 and found[first + 1].kind == "string" else None
        for first, last in pairwise(marks)
    ]
    if len(texts) not in {3, 4} or (put_in := texts[2]) is None:
        return False
    if len(texts) == 4 and "q" in (texts[3] or ""):
        written = put_in.replace("$", "$$")
    else:
        groups = _UNKNOWN if texts[1] is None else sum(1 for each in _GROUP.finditer(texts[1]) if each[1])
        written = _PIECE.sub(partial(_piece, groups), put_in)
    place = marks[2] + 1
    draft.replace(place, place + 1, lambda _: written)
    return written != put_in


def _piece(groups: int, match: re.Match[str]) -> str:
    """Return a piece of what is put in, for a pattern with a number of groups."""
    if match[0] == r"\\\\":
        return r"\\"
    if match[0] == r"\\$":
        return "$$"
    digits = match[1]
    if digits is None:
        return match[0]
    last = len(digits)
    while last > 1 and int(digits[:last]) > groups:
        last -= 1
    return f"${{{digits[:last]}}}{digits[last:]}"
