"""Responses made smaller on their way out, with the coding that suits them and the client.

Pages are made seldom and kept, so that they take the smallest coding; data is made for each question anew and
takes the quickest. What was compressed beforehand, such as downloads, passes through.
"""

from __future__ import annotations

import gzip
from typing import Final

import brotli
import zstandard

from bilat.web.http.response import Response

_TEXTS: Final = ("text/", "application/json", "application/problem+json", "application/sparql-results")
_TEXTS_TOO: Final = frozenset(
    {
        "application/rdf+xml",
        "application/ld+json",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/xml",
        "image/svg+xml",
    }
)
_PAGES: Final = frozenset({"text/html", "text/markdown"})
_FOR_PAGES: Final = ("br", "zstd", "gzip")
_FOR_DATA: Final = ("zstd", "br", "gzip")
_SMALLEST: Final = 1_000
#: Above this, compression costs more time than the network; downloads are compressed beforehand.
LARGEST: Final = 4 << 20
#: The next level costs half as much again for a hundredth less, on pages of our own.
_LEVEL: Final = {"br": 5, "zstd": 3, "gzip": 5}
#: For what is compressed once and then kept for ever; the highest takes a second for half a megabyte.
_BEST: Final = {"br": 11, "zstd": 19, "gzip": 9}
_LONG: Final = 65_536
_BEST_OF_LONG: Final = 9


def compressed(response: Response, taken: tuple[str, ...]) -> Response:
    """Return a response compressed, where that is worth it; its ETag gets weak, since the octets differ.

    Args:
        response: as it was made.
        taken: codings among which the client has no preference.
    """
    headers = dict(response.headers)
    media_type = headers.get("Content-Type", "").partition(";")[0]
    if not _SMALLEST <= len(response.body) <= LARGEST or "Content-Encoding" in headers:
        return response
    if not (media_type.startswith(_TEXTS) or media_type in _TEXTS_TOO):
        return response
    coding = next(each for each in (_FOR_PAGES if media_type in _PAGES else _FOR_DATA) if each in taken)
    if "ETag" in headers and not headers["ETag"].startswith("W/"):
        headers["ETag"] = f"W/{headers['ETag']}"
    packed = _pack(response.body, coding, _LEVEL[coding])
    return Response(response.status, (*headers.items(), ("Content-Encoding", coding)), packed)


def pack_well(body: bytes, coding: str) -> bytes:
    """Return content as small as a coding of `bilat.web.http.codings.MADE` makes it; this takes its time."""
    long = coding == "br" and len(body) > _LONG
    return _pack(body, coding, _BEST_OF_LONG if long else _BEST[coding])


def _pack(body: bytes, coding: str, level: int) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body, quality=level))
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=level).compress(body)
    return gzip.compress(body, level, mtime=0)
