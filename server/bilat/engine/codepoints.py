"""Escapes for characters, which may stand anywhere in a query (SPARQL 1.1, 19.2).

The engine knows those in IRIs and strings.
"""

from __future__ import annotations

import re
from typing import Final

#: What keeps its escapes: comments, strings and IRIs. Elsewhere one stands for its character.
_ESCAPE: Final = re.compile(
    r"""
      \#[^\n\r]*+
    | \"{3}(?>(?:[^"\\]|\\.|\"(?!\"\"))*)(?:\"{3}|\Z) | '{3}(?>(?:[^'\\]|\\.|'(?!''))*)(?:'{3}|\Z)
    | "(?>(?:[^"\\\n\r]|\\.)*)"? | '(?>(?:[^'\\\n\r]|\\.)*)'?
    | <(?>(?:[^<>"{}|^`\\\x00-\x20]|\\[uU])*)>
    | \\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})) | \\.
    """,
    re.VERBOSE | re.DOTALL,
)


def with_codepoints(text: str) -> str:
    """Return a query with characters for its escapes, but in strings and IRIs."""
    if "\\u" not in text and "\\U" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits is None:
        return found[0]
    try:
        character = chr(int(digits, 16))
        character.encode()
    except (ValueError, OverflowError):
        return found[0]
    return character
