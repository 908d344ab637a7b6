"""Escapes in Turtle, its kin and SPARQL: what a quoted token says."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unescape(text: str) -> str:
    """Return quoted text or an IRI with its escapes replaced (Turtle 1.1, section 6.4)."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def lexical_form(text: str) -> str:
    """Return what a quoted token says, without quotes and escapes."""
    width = 3 if text.startswith(('"""', "'''")) else 1
    return unescape(text[width:-width])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])
