"""Pages of documents and passages, of the real graph."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from clients import served
from werkzeug.test import Client

from bilat.graph.releases.release import Release
from bilat.settings import Settings


@pytest.fixture(scope="module")
def reader(own_release: Release, settings: Settings, documents: Path) -> Iterator[Client]:
    """Return a client of a server that has the documents at hand."""
    with served(own_release, replace(settings, sources=str(documents))) as client:
        yield client


def test_document_has_all_its_passages(own_client: Client) -> None:
    """Each stands in its section, with its place and the number of its statements."""
    text = own_client.get("/source/b.html").text
    assert text.count('<li id="p') == 49
    assert "characters 4042&#8211;4355" in text
    assert "Section on Japan" in text
    assert "heading supplied" in text


def test_passage_says_what_is_drawn_from_it(own_client: Client) -> None:
    """Steps and parts are told in the line of their thing, aims have their sign."""
    text = own_client.get("/source/b/29.html").text
    assert "16 June 2014 in <a" in text
    assert '<span class="sign aim">' in text
    assert "<dt>Signatory</dt>" in text
    assert 'rel="prev" href="/source/b/28"' in text
    assert 'rel="next" href="/source/b/30"' in text


def test_passage_has_nothing_fetched_ahead(own_client: Client) -> None:
    """Firefox fetches a ``link`` to the next page at once, which the policy of the page refuses aloud."""
    assert '<link rel="next"' not in own_client.get("/source/b/29.html").text


def test_place_in_the_document_can_be_addressed(own_client: Client) -> None:
    """The selector of a passage has an address within its page, to which pages of data lead."""
    assert 'id="position"' in own_client.get("/source/b/29.html").text


def test_text_is_shown_only_where_it_is_at_hand(own_client: Client, reader: Client) -> None:
    """Without the documents a page has position and digest; with them the passage is marked in the text."""
    without = own_client.get("/source/b/29.html").text
    assert "2dc0341cdb712fc4" in without
    assert "<mark>" not in without
    marked = reader.get("/source/b/29.html").text.partition("<mark>")[2].partition("</mark>")[0]
    assert len(marked) == 4355 - 4042
    assert '<p class="text">' in reader.get("/source/b.html").text


def test_document_with_its_text_is_light(reader: Client) -> None:
    """It needs no italic, which is a file of its own, and stays a page of few kilobytes."""
    page = reader.get("/source/b.html")
    assert "said-planned" not in page.text
    assert len(gzip.compress(page.data)) <= 12_000


def test_document_tells_what_each_passage_is_about(own_client: Client) -> None:
    """Without the text at hand the first things that it speaks of stand in its line."""
    line = own_client.get("/source/b.html").text.partition('<li id="p18">')[2].partition("</li>")[0]
    assert (
        "<summary>Cooperate in developing 5G; Joint Declaration on 5G between the EU and Japan</summary>"
        in line
    )


def test_altered_document_is_not_shown(
    own_release: Release, settings: Settings, documents: Path, tmp_path: Path
) -> None:
    """A file whose digest is another is not the one that was read."""
    for path in documents.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8") + " ", "utf-8")
    with served(own_release, replace(settings, sources=str(tmp_path))) as client:
        assert "<mark>" not in client.get("/source/b/29.html").text


def test_sources_lists_the_documents(own_client: Client) -> None:
    """Both documents are there, with how much they say."""
    text = own_client.get("/sources").text
    assert "2 documents, 102 passages" in text
    assert 'href="/source/a"' in text


def test_graph_is_paged(own_client: Client) -> None:
    """A large graph is read a page at a time, and has no page beyond its last."""
    first = own_client.get("/graph/ontology.html").text
    assert 'rel="next" href="/graph/ontology.html?page=2"' in first
    assert own_client.get("/graph/ontology.html?page=2").status_code == 200
    assert own_client.get("/graph/ontology.html?page=9999").status_code == 404
    assert own_client.get("/source/b.html?page=2").status_code == 404
