"""The guide: marks explained, and the project's own examples where it has some."""

from __future__ import annotations


def test_page_explains_the_marks(client) -> None:
    """The guide is there for a project without examples of its own."""
    page = client.get("/guide").text
    assert "How to read the pages" in page
    assert "The model in five minutes" not in page


def test_page_explains_only_what_the_release_has(client, own_client) -> None:
    """Signs of how something is said, and passages, are explained where there are any."""
    own, other = own_client.get("/guide").text, client.get("/guide").text
    assert '<h2 id="marks">Marks and signs</h2>' in own
    assert '<h2 id="marks">Marks</h2>' in other


def test_dates_of_examples_are_told_in_words(own_client) -> None:
    """Tables and picture write days as the pages do that they explain; their other form broke over lines."""
    page = own_client.get("/guide").text
    assert "<span>16 June 2014</span>" in page
    assert ">16 June 2014</text>" in page
    assert "2014-06-16" not in page.replace("2014-06-16T", "")


def test_page_tells_how_a_spreadsheet_opens_tables(client) -> None:
    """Excel takes the files for another encoding when they are double-clicked, and names are lost."""
    page = client.get("/guide").text
    assert '<h2 id="tables">Tables for a spreadsheet</h2>' in page
    assert "65001: Unicode (UTF-8)" in page
    assert 'href="/browse.csv"' in page
