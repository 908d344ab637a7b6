"""The mark at a statement leads to where it comes from."""

from __future__ import annotations

import pytest

from bilat.web.things.marks import mark_of


@pytest.mark.parametrize(
    ("graph", "href"),
    [
        ("https://e.org/g/1", "/g/1"),
        ("https://elsewhere.org/g", "https://elsewhere.org/g"),
        ("urn:g:1", "/iri/urn:g:1"),
        ("", "#"),
    ],
)
def test_a_mark_leads_to_its_graph(graph: str, href: str) -> None:
    """To its page, or to the web where its name is an address there; the default graph has none."""
    assert mark_of(graph, "1", "https://e.org/").href == href
