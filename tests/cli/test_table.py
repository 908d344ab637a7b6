"""Answers as tables in a terminal."""

from __future__ import annotations

import json

from bilat.cli.table import as_table
from bilat.graph.formats.quads import XSD


def test_a_table_is_aligned_whatever_it_holds() -> None:
    """Wide and combining characters, missing values, line breaks and languages keep the columns straight."""
    rows = [
        {"x": {"type": "literal", "value": "日本", "xml:lang": "ja"}, "y": {"type": "bnode", "value": "b0"}},
        {"y": {"type": "literal", "value": 'two\nlines "quoted"'}},
        {"x": {"type": "uri", "value": "http://e/id/japan"}, "y": {"type": "uri", "value": "http://other/x"}},
        {"x": {"type": "literal", "value": "cafe\u0301"}, "y": {"type": "literal", "value": "coffee"}},
    ]
    body = json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": rows}}).encode()
    assert as_table(body, {"id": "http://e/id/", "xsd": XSD}).decode() == (
        "x         y\n"
        "--------  -------------------\n"
        "日本@ja   _:b0\n"
        '          two\\nlines "quoted"\n'
        "id:japan  http://other/x\n"
        "cafe\u0301      coffee\n"
        "(4 rows)\n"
    )
