"""A thing of which more is said than a page takes: what is left out is told, and can be had."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from clients import built, served
from werkzeug.test import Client

from bilat.settings import Settings

BASE = "https://example.org/data/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OWN, NAMELESS = 1_100, 450
HEAD = f"""\
@prefix : <{BASE}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:hub a :Box ; rdfs:label "Hub"@en, "Nabe"@de, "Moyeu"@fr ; :near :hub .
:shelf a :Box ; rdfs:label "Shelf"@en .
:board a :Box ; rdfs:label "Board"@en, "Brett"@de, "Planche"@fr ; skos:prefLabel "Brett"@de, "Board"@en .
:small a :Box ; rdfs:label "Small"@en ; :near :shelf .
"""


@pytest.fixture(scope="module")
def much(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a graph with a hub, and a shelf with many nodes without a name."""
    folder: Path = tmp_path_factory.mktemp("much")
    (folder / "data").mkdir()
    values = "".join(f':hub :tag "value {n}" .\n' for n in range(OWN))
    nodes = "".join(
        f':shelf :holds [ rdfs:label "Book {n}" ; :pages {n} ; :by [ rdfs:label "Author {n}" ] ] .\n'
        for n in range(NAMELESS)
    )
    (folder / "data/much.ttl").write_text(HEAD + values + nodes, "utf-8")
    (folder / "bilat.toml").write_text(f'base = "{BASE}"\n', "utf-8")
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def line(client: Client, thing: str, key: str, page: int = 1) -> str:
    """Return the page of all values of a line."""
    answer = client.get(f"/{thing}.html?all={quote(key)}&page={page}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_no_number_is_told_that_was_not_counted(much: Client) -> None:
    """A page that has looked at the first statements says that there are more."""
    assert re.search(r", more than 40\d statements\.", much.get("/hub.html").text)
    assert "more than" not in much.get("/small.html").text


def test_the_query_for_all_of_it_asks_for_both_directions(much: Client) -> None:
    """What points to the thing was left out as well; where nothing was, its own statements are asked for."""
    for thing, directions in (("hub", 2), ("small", 1)):
        found = re.search(r'href="(/sparql\?query=[^"]*)"', much.get(f"/{thing}.html").text)
        assert found
        assert unquote(found[1]).count(f"<{BASE}{thing}>") == directions
        answer = much.get(found[1].replace("&amp;", "&"), headers={"Accept": "text/csv"})
        assert answer.status_code == 200
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert len(rows) - 1 == (OWN + 6 if thing == "hub" else 3)


def test_table_of_statements_says_that_it_is_cut(much: Client) -> None:
    """It has as many statements as a description, and the same header; a whole one has none."""
    for thing, rows, cut in (("hub", 1_001, "true"), ("small", 3, None)):
        answer = much.get(f"/{thing}.csv")
        assert answer.text.count("\n") - 1 == rows
        assert answer.headers.get("Bilat-Truncated") == cut


def test_names_that_are_no_title_are_told(much: Client) -> None:
    """What a thing is called in other languages stands on its page, each with its language, and once."""
    text = much.get("/board.html").text.partition('<dl class="facts">')[2]
    assert re.findall(r'<span lang="(\w+)">(\w+)</span>', text) == [("fr", "Planche"), ("de", "Brett")]
    assert "<dt>Label</dt>" not in much.get("/small.html").text


def test_names_have_a_page_too(much: Client) -> None:
    """Every name of a thing is there, in each language."""
    text = line(much, "hub", f"<{LABEL}>")
    assert all(name in text for name in ("Hub", "Nabe", "Moyeu"))


def test_a_loop_has_a_page_too(much: Client) -> None:
    """A thing that points to itself is among what points to it."""
    assert 'href="/hub"' in line(much, "hub", f"^<{BASE}near>")


@pytest.mark.parametrize("page", [1, 3, 5])
def test_nodes_without_a_name_are_told_on_each_page(much: Client, page: int) -> None:
    """Each is told by what it says, with the nodes inside it, however many come before it."""
    text = line(much, "shelf", f"<{BASE}holds>", page)
    assert len(set(re.findall(r"Book \d+", text))) == (50 if page == 5 else 100)
    assert len(set(re.findall(r"Author \d+", text))) == (50 if page == 5 else 100)
    assert "(unnamed)" not in text


def test_nodes_of_which_something_is_at_hand_come_first(much: Client) -> None:
    """The page of the thing begins with those that it can tell."""
    text = much.get("/shelf.html").text.partition("<dt>Holds</dt>")[2].partition("</div>")[0]
    assert len(set(re.findall(r"Book \d+", text))) == 12
    assert "(unnamed)" not in text
