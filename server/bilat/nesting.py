"""Triple terms within triple terms, deeper than a parser has the stack for: found before it is asked.

RDF 1.2 sets no bound. The libraries read and forget them by recursion, and some thousand end the process,
not only what reads: an answer of a few hundred kilobytes is enough.
"""

from __future__ import annotations

import re
from typing import Final

#: The parser of JSON has the stack for four thousand, in a thread of 8 MiB.
MOST: Final = 100
_OPENING: Final = b"<<("
#: What may hold the marks of triple terms without being one, and these.
_TOKEN: Final = re.compile(
    rb'''"""(?>(?:[^"\\]|\\.?|"(?!""))*)(?:""")?|"(?>(?:[^"\\\n]|\\.?)*)"?'''
    rb"""|'''(?>(?:[^'\\]|\\.?|'(?!''))*)(?:''')?|'(?>(?:[^'\\\n]|\\.?)*)'?"""
    rb"|<[^<>\s]*>|#[^\n]*+|<<\(|\)>>",
    re.DOTALL,
)
_DEPTHS: Final = {_OPENING: 1, b")>>": -1}
_KIND: Final = b'"triple"'
#: Read once, also where nothing ends it, as strings above.
_STRING: Final = re.compile(rb'"(?>(?:[^"\\]|\\.?)*)"?', re.DOTALL)
#: A letter of ASCII that is written as an escape, which may hide a word.
_HIDDEN: Final = re.compile(rb"\\u00[67]")
_BRACKETS: Final = b"{}[]"
_OTHERS: Final = bytes(set(range(256)) - set(_BRACKETS))
#: Objects of JSON for each triple term, and for all around them.
_EACH, _AROUND = 2, 10


def is_deep(text: bytes) -> bool:
    """Tell whether N-Triples, N-Quads, Turtle or TriG nests triple terms more than `MOST` deep."""
    if text.count(_OPENING) <= MOST:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        depth = max(0, depth + _DEPTHS.get(token[0], 0))
        if depth > MOST:
            return True
    return False


def is_deep_json(body: bytes) -> bool:
    """Tell whether SPARQL results in JSON nest triple terms more than `MOST` deep."""
    if body.count(_KIND) <= MOST and not (b"\\u00" in body and _HIDDEN.search(body)):
        return False
    left = _STRING.sub(b"", body).translate(None, _OTHERS)
    for _ in range(_EACH * MOST + _AROUND):
        outer = left.replace(b"{}", b"").replace(b"[]", b"")
        if len(outer) == len(left):  # Nothing is left, or what does not end.
            return len(left) > _EACH * MOST
        left = outer
    return True
