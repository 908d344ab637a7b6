"""Turtle and TriG text as tokens: every character accounted for, in linear time.

The tokens of a text and the white space between them add up to the text, comments included. Nothing is
refused here: what fits no rule of the grammar becomes a token of kind `Kind.BAD`, and the reader
(`bilat.graph.source.turtle`) says in words what is wrong with it.

Source: W3C Turtle 1.1, section 6.5, and TriG 1.1, section 4.5 (the same terminals).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is; the names are those of the groups in the pattern below."""

    COMMENT = "COMMENT"
    IRI = "IRI"
    NAME = "NAME"
    BLANK = "BLANK"
    STRING = "STRING"
    LANGUAGE = "LANGUAGE"
    NUMBER = "NUMBER"
    WORD = "WORD"
    MARK = "MARK"
    BAD = "BAD"
    END = "END"


class Token(NamedTuple):
    """One token; a tuple, because a file of some thousand statements has tens of thousands.

    Args:
        kind: what it is.
        text: the characters as written, quotes and escapes included.
        offset: 0-based code point where it begins.
    """

    kind: Kind
    text: str
    offset: int

    @property
    def end(self) -> int:
        """Return the offset after the last character."""
        return self.offset + len(self.text)


class Lines:
    """From an offset to line and column of a text; lines end at LF, CR or both, as pyoxigraph has it."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Return 1-based line and column in code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST = _BASE + "_"
_CHARS = _FIRST + r"\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_PREFIX = rf"[{_BASE}][{_CHARS}]*+(?>(?:\.++[{_CHARS}]++)*)"
_LOCAL = (
    rf"(?:[{_FIRST}:0-9]|{_PLX})(?>(?:[{_CHARS}:]|{_PLX})*)"
    rf"(?>(?:\.++(?>(?:[{_CHARS}:]|{_PLX})+))*)"
)
_IRI_CHARS = r"[^\x00-\x20<>\"{}|^`\\]*+"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_EXPONENT = r"[eE][+-]?[0-9]++"

# Quantifiers are possessive: a text can be scanned in one way only, hence in linear time.
# A string that is never closed swallows the rest of its line (or of the file) as one BAD token.
_PATTERN = rf"""
      (?P<COMMENT>\#[^\n\r]*+)
    | (?P<IRI><{_IRI_CHARS}(?>(?:(?:{_UCHAR}){_IRI_CHARS})*)>)
    | (?P<NAME>(?:{_PREFIX})?:(?>(?:{_LOCAL})?))
    | (?P<BLANK>_:[{_FIRST}0-9][{_CHARS}]*+(?>(?:\.++[{_CHARS}]++)*))
    | (?P<STRING>
          \"\"\"(?>(?:[^"\\]++|\\[\s\S]|"(?!""))*)\"\"\"
        | '''(?>(?:[^'\\]++|\\[\s\S]|'(?!''))*)'''
        | (?!\"\"\")"(?>(?:[^"\\\n\r]++|\\[^\n\r])*)"
        | (?!''')'(?>(?:[^'\\\n\r]++|\\[^\n\r])*)'
      )
    | (?P<LANGUAGE>@[A-Za-z]++(?>(?:-[A-Za-z0-9]++)*))
    | (?P<NUMBER>[+-]?(?:
          (?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++){_EXPONENT}
        | [0-9]*+\.[0-9]++
        | [0-9]++
      ))
    | (?P<WORD>{_PREFIX})
    | (?P<MARK>\^\^|[.;,\[\](){{}}])
    | (?P<BAD>\"\"\"[\s\S]*+|'''[\s\S]*+|"[^\n\r]*+|'[^\n\r]*+|<[^<>\n\r]*+>?|[^\s])
    """
#: Looked up, since an enumeration takes longer to call than all else that a token needs.
_KINDS = {str(kind): kind for kind in Kind}
_LOCAL_ONLY = re.compile(rf"[{_FIRST}0-9][{_CHARS}]*+(?>(?:\.++[{_CHARS}]++)*)")


def tokenize(text: str, start: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text from an offset on, in order, comments included, and one of kind END.

    The END stands after the last character that is not white space: that is where something is missing.
    """
    for match in _compiled().finditer(text, start):
        yield Token(_KINDS[match.lastgroup or Kind.BAD], match.group(), match.start())
    yield Token(Kind.END, "", len(text.rstrip()))


@cache
def _compiled() -> re.Pattern[str]:
    """Return the pattern when it is first needed: it takes longer than all else that a query waits for."""
    return re.compile(_PATTERN, re.VERBOSE)


def is_plain_local(text: str) -> bool:
    """Return whether a text can stand after the colon without any escape or second colon."""
    return text == "" or _LOCAL_ONLY.fullmatch(text) is not None
