"""Results as tables for people."""

from __future__ import annotations

import json

from bilat.web.tables import html_table, markdown_table

RESULTS = json.dumps(
    {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {
                    "a": {"type": "uri", "value": "javascript:alert(1)"},
                    "b": {"type": "literal", "value": "<i>|x"},
                },
                {"a": {"type": "uri", "value": "https://example.org/?a&b|c"}},
                {
                    "a": {"type": "literal", "value": "ja", "xml:lang": "en"},
                    "b": {
                        "type": "triple",
                        "value": {
                            "subject": {"type": "bnode", "value": "s"},
                            "predicate": {"type": "uri", "value": "a:p"},
                            "object": {"type": "literal", "value": "o"},
                        },
                    },
                },
            ]
        },
    }
).encode()


def test_html() -> None:
    """Values are text, web addresses are links and nothing else is, and the query can be changed."""
    page = html_table("SELECT </textarea>", RESULTS)
    assert "3 rows" in page
    assert "&lt;i&gt;|x" in page
    assert '<a href="https://example.org/?a&amp;b|c" rel="nofollow">' in page
    assert 'href="javascript' not in page
    assert '<span lang="en">ja</span>' in page
    assert "_:s a:p o" in page
    assert "SELECT &lt;/textarea&gt;" in page


def test_markdown() -> None:
    """Each row is a line, and no value can break out of its cell."""
    lines = markdown_table("", RESULTS).splitlines()
    assert lines[:2] == ["| a | b |", "| --- | --- |"]
    assert lines[2] == r"| javascript:alert\(1\) | \<i\>\|x |"
    assert lines[3] == "| <https://example.org/?a&b%7Cc> |  |"


def test_truth_value() -> None:
    """ASK is answered with a word."""
    body = b'{"head":{},"boolean":true}'
    assert "<p>Yes</p>" in html_table("ASK {}", body)
    assert markdown_table("ASK {}", body.replace(b"true", b"false")) == "No\n"
