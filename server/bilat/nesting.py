"""Terms and things within each other, deeper than a parser has the stack for: found before it is asked.

Neither RDF 1.2 nor JSON-LD sets a bound. The libraries read and forget triple terms, and things in things, by
recursion, and some thousand end the process, not only what reads: a few hundred kilobytes are enough.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import BinaryIO, Final

#: The parser of JSON has the stack for four thousand, in a thread of 8 MiB.
MOST: Final = 100
#: Objects and lists of JSON-LD: the parser has the stack for some thousand things, and takes memory by the
#: square of their depth, a gigabyte at two thousand.
MOST_OF_JSON_LD: Final = 500
#: Of a file, at a time.
_PIECE: Final = 1 << 22
_OPENING: Final = b"<<("
#: What may hold the marks of triple terms without being one, and these.
_TOKEN: Final = re.compile(
    rb'''"""(?>(?:[^"\\]|\\.?|"(?!""))*)(?:""")?|"(?>(?:[^"\\\n]|\\.?)*)"?'''
    rb"""|'''(?>(?:[^'\\]|\\.?|'(?!''))*)(?:''')?|'(?>(?:[^'\\\n]|\\.?)*)'?"""
    rb"|<[^<>\s]*>|#[^\n]*+|<<\(|\)>>",
    re.DOTALL,
)
_DEPTHS: Final = {_OPENING: 1, b")>>": -1}
_SPACES: Final = (b" ", b"\t", b"\r", b"\n")
_KIND: Final = b'"triple"'
#: Read once, also where nothing ends it, as strings above.
_STRING: Final = re.compile(rb'"(?>(?:[^"\\]|\\.?)*)"?', re.DOTALL)
#: A letter of ASCII that is written as an escape, which may hide a word.
_HIDDEN: Final = re.compile(rb"\\u00[67]")
_BRACKETS: Final = b"{}[]"
_STEPS: Final = dict(zip(_BRACKETS, (1, -1, 1, -1), strict=True))
_JSON_TOKEN: Final = re.compile(_STRING.pattern + rb"|[][{}]", re.DOTALL)
_OTHERS: Final = bytes(set(range(256)) - set(_BRACKETS))
#: Objects of JSON for each triple term, and for all around them.
_EACH, _AROUND = 2, 10


def is_deep(text: bytes) -> bool:
    """Tell whether N-Triples, N-Quads, Turtle or TriG nests triple terms more than `MOST` deep."""
    return deep_line(lambda: io.BytesIO(text)) is not None


def deep_line(opened: Callable[[], BinaryIO]) -> int | None:
    """Return the line in which a file nests triple terms more than `MOST` deep, None where it never does.

    Args:
        opened: opens N-Triples, N-Quads, Turtle or TriG, which is read in pieces.
    """
    with opened() as source:
        if not _has_many(source):
            return None
    depth = 0
    with opened() as source:
        for line, token in _tokens(source):
            depth = max(0, depth + _DEPTHS.get(token[0], 0))
            if depth > MOST:
                return line + token.string.count(b"\n", 0, token.start())
    return None


def _tokens(source: BinaryIO) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield what holds or is a mark, with the line in which the piece of the file begins that has it."""
    line, text, piece = 1, b"", b"\n"
    while piece:
        piece = source.read(max(_PIECE, len(text)))
        text += piece
        # Behind the last space an IRI may be cut, of which the rest would look like something else.
        end = max(map(text.rfind, _SPACES)) + 1 if piece else len(text)
        for token in _TOKEN.finditer(text):
            if piece and (token.end() > end or token.end() == len(text)):
                end = min(end, token.start())
                break
            yield line, token
        line += text.count(b"\n", 0, end)
        text = text[end:]


def _has_many(source: BinaryIO) -> bool:
    """Tell whether a file opens more triple terms than `MOST`, or seems to."""
    count, rest = 0, b""
    while piece := source.read(_PIECE):
        text = rest + piece
        count += text.count(_OPENING)
        if count > MOST:
            return True
        rest = text[1 - len(_OPENING) :]
    return False


def deep_json_line(text: bytes) -> int | None:
    """Return the line in which JSON-LD nests more than `MOST_OF_JSON_LD` deep, None where it never does."""
    brackets = _STRING.sub(b"", text).translate(None, _OTHERS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) <= MOST_OF_JSON_LD:
        return None
    depth = 0
    for token in _JSON_TOKEN.finditer(text):
        depth += _STEPS.get(token[0][0], 0)
        if depth > MOST_OF_JSON_LD:
            return text.count(b"\n", 0, token.start()) + 1
    return None


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
