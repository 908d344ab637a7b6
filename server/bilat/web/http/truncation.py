"""How a result that was cut is announced: by a header, and in the body where there is a place for it."""

from __future__ import annotations

from typing import Final

from bilat.engine import formats
from bilat.vocab import BASE

HEADER: Final = ("Bilat-Truncated", "true")
SENTENCE: Final = "There is more: this result was cut at a limit of the server."
_MORE: Final = f"{BASE}problem#truncated"
#: The head of a result may link to further information (SPARQL 1.1 Results JSON 3.1.2, XML 2.2).
_JSON: Final = (b'{"head":{', f'{{"head":{{"link":["{_MORE}"],'.encode())
_XML: Final = (b"</head>", f'<link href="{_MORE}"/></head>'.encode())
_REPLACED: Final = {formats.JSON: _JSON, formats.XML: _XML}
_COMMENTED: Final = frozenset({formats.TURTLE, formats.N_TRIPLES, formats.TRIG, formats.N_QUADS})


def announced(body: bytes, media_type: str) -> bytes:
    """Return a cut result that says so; one in a format that has no place for it as it is.

    It is copied once: a large one keeps others waiting meanwhile.
    """
    if media_type in _REPLACED:
        mark, new = _REPLACED[media_type]
        place = body.find(mark)
        return _joined(body, place, place + len(mark), new) if place >= 0 else body
    if media_type in _COMMENTED:
        return _joined(body, len(body), len(body), f"# {SENTENCE}\n".encode())
    if media_type == formats.RDF_XML:
        return _joined(body, len(body), len(body), f"\n<!-- {SENTENCE} -->\n".encode())
    return body


def _joined(body: bytes, start: int, end: int, new: bytes) -> bytes:
    """Return octets with others in the place of some."""
    view = memoryview(body)
    return b"".join((view[:start], new, view[end:]))
