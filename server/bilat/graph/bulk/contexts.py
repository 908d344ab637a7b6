"""Copies of contexts in a large file of JSON-LD, of which only the contexts are read here.

The whole text may be held: the parser holds many times as much of JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from bilat.graph.bulk.strict import unmarked
from bilat.graph.source.contexts import require_room, written_in

_KEY = re.compile(r'"@context"\s*:\s*')
#: A key below JSON that is a value would be taken for a context.
_VALUES = '"@json"'
_decode = json.JSONDecoder().raw_decode


def with_copies(path: Path, copies: Mapping[str, str], name: str) -> bytes:
    """Return JSON-LD with copies in place of the contexts that it names; its lines stay what they are.

    Args:
        path: where the file lies.
        copies: contexts by their IRIs.
        name: of the file, for people.

    Raises:
        SourceError: the copies would make it too long.
    """
    with unmarked(path) as source:
        # What is no UTF-8 is for the parser to tell.
        text = source.read().decode(errors="surrogateescape")
    if any(_VALUES in each for each in (text, *copies.values())):
        whole = written_in(text, copies, name)
    else:
        whole = "".join(_pieces(text, copies, name))
    return whole.encode(errors="surrogateescape")


def _pieces(text: str, copies: Mapping[str, str], name: str) -> Iterator[str]:
    begin, end = '{"@context":', "}"

    @cache
    def whole(context: str) -> str:
        return written_in(f"{begin}{context}{end}", copies, name)[len(begin) : -len(end)]

    at, added = 0, 0
    for found in _KEY.finditer(text):
        start = found.end()
        if start < at:  # inside of the context before
            continue
        try:
            _, after = _decode(text, start)
        except (ValueError, RecursionError):
            continue  # for the parser to tell
        context = whole(text[start:after])
        yield text[at:start]
        yield context
        added += len(context) - (after - start)
        require_room(added, name)
        at = after
    yield text[at:]
