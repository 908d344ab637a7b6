"""Escapes in Turtle, its kin and SPARQL: what a quoted token says."""

from __future__ import annotations

import re
import sys
from typing import Final

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SURROGATES: Final = range(0xD800, 0xE000)


def unescape(text: str) -> str:
    """Return quoted text or an IRI with its escapes replaced (Turtle 1.1, section 6.4)."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def lexical_form(text: str) -> str:
    """Return what a quoted token says, without quotes and escapes."""
    width = 3 if text.startswith(('"""', "'''")) else 1
    return unescape(text[width:-width])


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if not digits:
        return _CONTROLS.get(match[3], match[3])
    code = int(digits, 16)
    # What is no character stays as written: texts of shapes come here that no parser has seen.
    return chr(code) if code < _SURROGATES.start or _SURROGATES.stop <= code <= sys.maxunicode else match[0]
