"""Text as people look for it: without case, accents and punctuation, cut into words.

Both who writes the index and who searches it fold in this way, so that "Giappone", "ΙΑΠΩΝΙΑ" and "japón" are
found. Letters that Unicode does not take apart, such as ł and ø, are listed here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import unquote

from bilat.vocab import RDF

_PLAIN: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "\u0131": "i",
        "ŋ": "n",
    }
)
_NUMBER: Final = re.compile(r"[0-9]+")
_DIGITS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+")
_JOINTS: Final = re.compile(r"(?<=[a-z0-9])([A-Z])(?![A-Z])|[_-]+")
_LAST: Final = re.compile(r"[^/#:]+(?=[/#:]*$)")
#: Datatypes of texts with elements in them.
MARKED_UP: Final = frozenset({RDF + "HTML", RDF + "XMLLiteral"})
_TAG: Final = re.compile(r"</?([A-Za-z][\w-]*+)[^<>]*+>")
#: What browsers do not show, up to its end.
_HIDDEN: Final = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
#: Elements of HTML that go on within a line: no space comes of them.
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup"}
)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents, with single spaces between them."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    if text.isascii():
        return _WORD.findall(text.lower())
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return _WORD.findall(bare.casefold().translate(_PLAIN))


def in_order(text: str) -> str:
    """Return what a text is sorted by: numbers in it count as such, chapter 2 stands before chapter 10."""
    return _NUMBER.sub(lambda found: found[0].zfill(_DIGITS), text)


@lru_cache(16_384)
def last_part(iri: str) -> str:
    """Return the last part of an IRI in plain letters, which stands in for a label where there is none."""
    match = _LAST.search(iri)
    return _decoded(match[0]) if match else iri


def _decoded(part: str) -> str:
    """Return what percent signs stand for, the part as it is where that is no text."""
    try:
        plain = unquote(part, errors="strict")
    except UnicodeDecodeError:
        return part
    return plain if plain.isprintable() and plain.strip() else part


def apart(name: str) -> str:
    """Return the last part of an IRI as words: partOf, part_of and part-of are part of."""
    return _JOINTS.sub(lambda found: f" {found[1].lower()}" if found[1] else " ", name)


def without_mark_up(html: str) -> str:
    """Return the text of a piece of HTML in one line."""
    shown = _HIDDEN.sub(" ", html)
    bare = _TAG.sub(lambda tag: "" if tag[1].lower() in _INLINE else " ", shown)
    return " ".join(unescape(bare).split())


def has_mark_up(text: str) -> bool:
    """Tell whether a text has a tag of HTML or XML in it."""
    return _TAG.search(text) is not None
