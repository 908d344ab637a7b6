"""Empty lists of IN, as SPARQL has them: nothing is in one (SPARQL 1.1, 17.4.1.9).

The engine asks in vain whether what stands before is true, which no IRI is: ``?x NOT IN ()`` has no value.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql

_EMPTY: Final = re.compile(r"\([ \t\r\n]*+\)")
_IN: Final = re.compile(r"\bIN\b", re.IGNORECASE)
#: A list that nothing is in.
_NOTHING: Final = "(<urn:x-bilat:nothing>)"


def with_filled_lists(text: str) -> str:
    """Return a query in which each empty list of IN has something that nothing is."""
    if not (_EMPTY.search(text) and _IN.search(text)):
        return text
    pieces, end = [], 0
    for word, after in pairwise(tokens(text, sparql().keywords)):
        if word.kind == "IN" and after.kind == "nil":
            pieces += [text[end : after.start], _NOTHING]
            end = after.start + len(after.text)
    return "".join(pieces) + text[end:]
