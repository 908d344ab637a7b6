"""A page can be cited, with the release that was read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bilat.web.frame import Frame
from bilat.web.things.cite import Citation

CITATION = Citation(
    title="R&D {50%}", collection="Graph", address="https://example.org/id/r-d", release="0123456789abcdef99"
)


def test_plain_text_names_the_release() -> None:
    """The address leads to what was read, and says so if that has changed."""
    assert CITATION.text == (
        "\u201cR&D {50%}\u201d. In: Graph. Release 0123456789abcdef. "
        "https://example.org/id/r-d?release=0123456789abcdef"
    )


def test_bibtex_is_escaped() -> None:
    """What BibTeX gives a meaning is written so that it has none."""
    assert r"title = {{R\&D \{50\%\}}}" in CITATION.bibtex
    assert CITATION.bibtex.startswith("@misc{id-r-d,\n")


def test_who_and_when_are_told_if_they_are_known() -> None:
    """Styles of papers ask for an author and a year; that of a group is one name."""
    known = replace(CITATION, authors=("Makers & Co",), issued="2026-11-22T00:00:00Z", version="1.2")
    assert known.text.startswith("Makers & Co (2026). \u201cR&D")
    assert r"author = {{Makers \& Co}}" in known.bibtex
    assert "year = {2026}" in known.bibtex
    (entry,) = json.loads(known.csl)
    assert entry["author"] == [{"literal": "Makers & Co"}]
    assert entry["version"] == "1.2"
    assert entry["issued"] == {"date-parts": [[2026, 11, 22]]}


def test_each_page_has_a_key_of_its_own() -> None:
    """A bibliography that cites two passages has two entries: the last part of an address may be a number."""
    keys = {
        Citation(title="P", collection="G", address=f"https://e.org/source/{each}/19").bibtex.partition(",")[
            0
        ]
        for each in "ab"
    }
    assert keys == {"@misc{source-a-19", "@misc{source-b-19"}


def test_csl_leaves_out_what_is_not_known() -> None:
    """A citation without a release has its plain address."""
    (entry,) = json.loads(Citation(title="T", collection="G", address="https://example.org/a").csl)
    assert entry["URL"] == "https://example.org/a"
    assert "version" not in entry


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://e.org/onto#A", "https://e.org/onto?release=0123#A"),
        ("https://e.org/a?b=1", "https://e.org/a?b=1&release=0123"),
        ("urn:x:1", "urn:x:1"),
    ],
)
def test_the_release_is_named_where_addresses_have_their_queries(address: str, link: str) -> None:
    """A query stands before a fragment, and only addresses of the web have one."""
    assert Citation(title="T", collection="G", address=address, release="0123").permalink == link


def test_a_label_of_several_lines_is_cited_in_one() -> None:
    """A citation is one line."""
    assert "\n" not in Frame().cite("Two\n lines", "https://e.org/x").text
