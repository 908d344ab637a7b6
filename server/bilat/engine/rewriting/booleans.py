"""TRUE and False as the engine reads them: in small letters.

SPARQL takes keywords in any case (SPARQL 1.1, 19.8), and the engine takes these two in small letters only.
"""

from __future__ import annotations

import re

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql

_OTHERWISE = re.compile(r"\b(?!true\b|false\b)(?i:true|false)\b")


def with_plain_booleans(text: str) -> str:
    """Return a query with its boolean keywords in small letters; places in the text stay as they are."""
    capitals = text.upper()
    if ("TRUE" not in capitals and "FALSE" not in capitals) or not _OTHERWISE.search(text):
        return text
    pieces, end = [], 0
    for token in tokens(text, sparql().keywords):
        if token.kind in {"TRUE", "FALSE"}:
            pieces += [text[end : token.start], token.text.lower()]
            end = token.start + len(token.text)
    return "".join(pieces) + text[end:]
