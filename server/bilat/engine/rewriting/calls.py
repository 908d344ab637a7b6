"""Calls as the engine reads them: with nothing between some functions and their bracket.

SPARQL lets white space and comments stand between all tokens (SPARQL 1.1, 19.4), and the engine reads
``COALESCE (?x, 1)`` as no call.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql

_NAMES: Final = frozenset({"BNODE", "COALESCE", "CONCAT"})
_APART: Final = re.compile(rf"(?:{'|'.join(sorted(_NAMES))})[\s\#]")


def with_closed_calls(text: str) -> str:
    """Return a query with what stands before such a bracket moved before the name; all else stays."""
    if not _APART.search(text.upper()):
        return text
    pieces, end = [], 0
    found = tokens(text, sparql().keywords)
    for token, bracket in pairwise(found):
        if token.kind == "function" and token.text.upper() in _NAMES and bracket.kind in {"(", "nil"}:
            between = text[token.start + len(token.text) : bracket.start]
            pieces += [text[end : token.start], between, token.text]
            end = bracket.start
    return "".join(pieces) + text[end:]
