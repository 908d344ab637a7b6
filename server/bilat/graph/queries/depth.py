"""How deep a query nests: Oxigraph reads it by recursion, and one that nests too deep ends the process."""

from __future__ import annotations

import re
from typing import Final

#: Deeper than anybody writes, and far from the some hundreds at which the stack of a process ends.
DEEPEST: Final = 100
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>|\#[^\n]*"
    r"|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<sign>[!+^-])|(?P<other>[^\s])"
)


def nests_too_deep(text: str) -> bool:
    """Tell whether brackets stand more than `DEEPEST` deep in each other, or as many signs in a row."""
    if all(sum(map(text.count, kind)) <= DEEPEST for kind in ("{([", "!+^-")):
        return False  # Most queries have fewer of them in all.
    depth = signs = 0
    for token in _TOKEN.finditer(text):
        signs = signs + 1 if token["sign"] else 0
        depth += 1 if token["open"] else -1 if token["close"] else 0
        if max(depth, signs) > DEEPEST:
            return True
    return False
