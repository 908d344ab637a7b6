"""The mark at a statement leads to where it comes from."""

from __future__ import annotations

import pytest

from bilat.vocab import BASE, GRAPH
from bilat.web.marks import LONGEST_KEPT, _kept_href, href_of, mark_of


@pytest.mark.parametrize(
    ("graph", "href"),
    [
        ("https://e.org/g/1", "/g/1"),
        ("https://elsewhere.org/g", "/iri/https://elsewhere.org/g"),
        ("urn:g:1", "/iri/urn:g:1"),
        ("", "#"),
    ],
)
def test_a_mark_leads_to_its_graph(graph: str, href: str) -> None:
    """To its page, wherever its name lies; the default graph has none."""
    assert mark_of(graph, "1", "https://e.org/").href == href


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("sources", "From the layout"),
        ("evidence", "From the build"),
        ("editorial", "Set by the editors: ours"),
    ],
)
def test_a_mark_is_heard_as_words(name: str, heard: str) -> None:
    """And nobody is named for what a build counts."""
    mark = mark_of(GRAPH + name, "", BASE)
    assert mark.spoken + mark.text == heard


def test_addresses_of_any_length_are_not_kept() -> None:
    """A query may make an IRI of megabytes, and thousands of them: they are not held for ever."""
    iri = "https://example.org/" + "x" * LONGEST_KEPT
    kept = _kept_href.cache_info().currsize
    assert href_of(iri) == iri
    assert _kept_href.cache_info().currsize == kept
