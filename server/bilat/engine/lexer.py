"""The tokens of a query: for what is rewritten in it, looked for in it, or wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_FUNCTIONS: Final = """
  ABS ADJUST BNODE BOUND CEIL COALESCE CONCAT CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HASLANG HASLANGDIR
  HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LCASE MD5 MINUTES
  MONTH NOW OBJECT PREDICATE RAND REGEX REPLACE ROUND SAMETERM SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER
  STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR TIMEZONE TRIPLE TZ UCASE
  URI UUID YEAR
"""
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())

#: The kind of token of a text that is unfinished, and of a sign that means nothing.
OPEN_STRING: Final = "open string"
OPEN_IRI: Final = "open iri"
STRAY: Final = "stray"
END: Final = "end"

#: What names may hold beside letters and digits (SPARQL 1.1, PN_CHARS): accents that stand alone, joiners.
MARKS: Final = "\u00b7\u0300-\u036f\u203f\u2040"
#: Strings and IRIs, in verbose patterns: what may hold anything and is none of it.
STRING: Final = r"""
    \"{3}(?>(?:[^"\\]|\\.|\"(?!\"\"))*)\"{3} | '{3}(?>(?:[^'\\]|\\.|'(?!''))*)'{3}
  | "(?!"")(?>(?:[^"\\\n\r]|\\.)*)" | '(?!'')(?>(?:[^'\\\n\r]|\\.)*)'
"""
IRI: Final = r"<(?>(?:[^<>\"{}|^`\\\x00-\x20]|\\[uU])*)>"
#: What stands for a sign in a name (SPARQL 1.1, PLX).
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-]"
_SIGNS = r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;=<>+*/|^!?~-]"
_LEXER = re.compile(
    rf"""
      (?P<space> [ \t\r\n]++ | \#[^\n\r]*+ )
    | (?P<string> {STRING} )
    | (?P<open_string> \"{{3}}.*+ | '{{3}}.*+ | ["'][^\n\r]*+ )
    | (?P<iri> {IRI} )
    | (?P<open_iri> <[A-Za-z][A-Za-z0-9+.-]*+://[^\s<>]*+ )
    | (?P<blank> _:[\w{MARKS}.-]*[\w{MARKS}-] )
    | (?P<pname> (?:[^\W\d_][\w{MARKS}.-]{{0,99}}+)?:
        (?:(?:[\w{MARKS}:.-]|{_ESCAPE})*(?:[\w{MARKS}:-]|{_ESCAPE}))? )
    | (?P<var> [?$][\w{MARKS}]++ )
    | (?P<lang> @[A-Za-z]++(?>(?:-[A-Za-z0-9]++)*)(?>(?:--[A-Za-z]++)?) )
    | (?P<nil> \([ \t\r\n]*+\) )
    | (?P<anon> \[[ \t\r\n]*+\] )
    | (?P<number> (?:[0-9]++\.[0-9]*+|\.[0-9]++|[0-9]++)[eE][+-]?[0-9]++ | [0-9]*+\.[0-9]++ )
    | (?P<signed> [+-](?:[0-9]++(?>(?:\.[0-9]++)?)|\.[0-9]++)(?>(?:[eE][+-]?[0-9]++)?) )
    | (?P<integer> [0-9]++ )
    | (?P<word> [^\W\d]\w*+ )
    | (?P<sign> {_SIGNS} )
    | (?P<stray> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Args:
        kind: as the grammar names it: a keyword in capitals, a sign, or a kind of token in lower case.
        text: as written.
        start: offset of its first character, in code points.
    """

    kind: str
    text: str
    start: int


@lru_cache(maxsize=4)
def tokens(text: str, keywords: frozenset[str]) -> list[Token]:
    """Return the tokens of a query, one of kind ``end`` last."""
    found = [
        Token(_kind(match, keywords), match[0], match.start())
        for match in _LEXER.finditer(text)
        if match.lastgroup != "space"
    ]
    return [*found, Token(END, "", len(text))]


def closings_of(found: list[Token]) -> list[int]:
    """Return for each bracket that opens the index of the one that closes it, or of the last token.

    For each other token its own index.
    """
    closings, opened = list(range(len(found))), list[int]()
    for index, token in enumerate(found):
        if token.kind == "(":
            opened.append(index)
        elif token.kind == ")" and opened:
            closings[opened.pop()] = index
    for index in opened:
        closings[index] = len(found) - 1
    return closings


def _kind(match: re.Match[str], keywords: frozenset[str]) -> str:
    group, written = match.lastgroup or STRAY, match[0]
    if group == "sign":
        return written
    if group != "word":
        return group.replace("_", " ")
    capitals = written.upper()
    if written == "a" or capitals in keywords:
        return "a" if written == "a" else capitals
    if capitals in FUNCTIONS:
        return "function"
    return "aggregate" if capitals in AGGREGATES else "word"
