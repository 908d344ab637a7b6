"""Query results as a table of text, IRIs as prefixed names."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from bilat.graph.formats.names import Names
from bilat.graph.formats.quads import literal
from bilat.text import counted

_WIDE = frozenset("WF")


def as_table(body: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Return a result in SPARQL JSON as aligned columns, or yes or no for a truth value."""
    result = json.loads(body)
    if "boolean" in result:
        return b"yes\n" if result["boolean"] else b"no\n"
    names = Names(prefixes)
    columns = result["head"]["vars"]
    rows = [
        [_cell(row[column], names) if column in row else "" for column in columns]
        for row in result["results"]["bindings"]
    ]
    widths = [max(map(_width, cells)) for cells in zip(columns, *rows, strict=True)]
    lines = [columns, ["-" * width for width in widths], *rows]
    text = "\n".join("  ".join(map(_padded, cells, widths)).rstrip() for cells in lines)
    count = f"({counted(len(rows), 'row')})"
    return f"{text}\n{count}\n".encode()


def _cell(value: Mapping[str, Any], names: Names) -> str:
    """Return a value for people: text without quotes, IRIs shortened, languages marked."""
    if value["type"] == "uri":
        return names.term(f"<{value['value']}>").strip("<>")
    if value["type"] == "bnode":
        return f"_:{value['value']}"
    if value["type"] != "literal":
        return json.dumps(value, ensure_ascii=False)
    text = literal(value["value"])[1:-1].replace('\\"', '"')
    return f"{text}@{value['xml:lang']}" if "xml:lang" in value else text


def _padded(text: str, width: int) -> str:
    """Return text filled up to a width."""
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in _WIDE)
        for char in text
    )
