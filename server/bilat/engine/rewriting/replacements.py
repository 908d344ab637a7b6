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
from functools import partial
from typing import Final

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.draft import Draft

_NAME: Final = "REPLACE"
#: In the text of a query, where a backslash is two.
_PIECE: Final = re.compile(r"\\\\\\\\|\\\\\$|\\.|\$\$|\$(\d+)", re.DOTALL)
#: Escapes and classes of a pattern, and brackets of a group.
_GROUP: Final = re.compile(r"\\\\(?:\\.|.)|\[(?:\\\\(?:\\.|.)|[^\]\\])*+\]?|(\((?!\?))", re.DOTALL)
#: Groups that a pattern may have that is computed: one digit is read.
_UNKNOWN: Final = 9


def with_plain_replacements(text: str) -> str:
    """Return a query in which what REPLACE puts in is written as the engine reads it."""
    if _NAME not in text.upper() or not ("$" in text or "\\\\" in text):
        return text
    found = tokens(text, sparql().keywords)
    draft, changed = Draft(text, found), False
    for index, token in enumerate(found):
        if token.kind == "function" and token.text.upper() == _NAME:
            changed = _rewrite(draft, found, _arguments(found, index + 1)) or changed
    return draft.text() if changed else text


def _arguments(found: list[Token], opening: int) -> list[list[int]]:
    """Return the indexes of the tokens of each argument of a call."""
    arguments: list[list[int]] = [[]]
    depth = 0
    for index in range(opening, len(found)):
        kind = found[index].kind
        if kind in {")", "}"}:
            depth -= 1
        if depth == 0 and kind != "(":
            break
        if depth == 1 and kind == ",":
            arguments.append([])
        elif depth:
            arguments[-1].append(index)
        if kind in {"(", "{"}:
            depth += 1
    return arguments


def _rewrite(draft: Draft, found: list[Token], arguments: list[list[int]]) -> bool:
    """Write the third argument anew if it is a text; tell whether it is another then."""
    texts = [
        found[each[0]].text if [found[index].kind for index in each] == ["string"] else None
        for each in arguments
    ]
    if len(texts) not in {3, 4} or (put_in := texts[2]) is None:
        return False
    if len(texts) == 4 and "q" in (texts[3] or ""):
        written = put_in.replace("$", "$$")
    else:
        groups = _UNKNOWN if texts[1] is None else sum(1 for each in _GROUP.finditer(texts[1]) if each[1])
        written = _PIECE.sub(partial(_piece, groups), put_in)
    place = arguments[2][0]
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
