"""A graph with another ontology, no shapes and no words of its own has pages that read well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

from bilat.graph.build import build
from bilat.project import Project
from bilat.settings import Settings
from bilat.web.app import create_app

PEOPLE = 450
DATA = """\
@prefix d: <https://example.org/data/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
d:bridge a schema:Bridge ;
  schema:name "Old Bridge"@en ;
  schema:foundingDate "1788-05-01"^^xsd:date ;
  schema:isAccessibleForFree true ;
  schema:crosses d:neckar ;
  schema:text "%s" ;
  schema:alternateName "<script>alert(1)</script>" ;
  rdfs:seeAlso <javascript:alert(1)> .
d:neckar a schema:RiverBodyOfWater ; schema:name "Neckar"@en .
d:hub a foaf:Group ; foaf:name "Hub" .
"""


@pytest.fixture(scope="module")
def bridges(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a small graph of others."""
    folder: Path = tmp_path_factory.mktemp("bridges")
    (folder / "data").mkdir()
    people = "".join(f'd:p{n} foaf:knows d:hub ; foaf:name "Person {n}" .\n' for n in range(PEOPLE))
    (folder / "data/bridges.ttl").write_text(DATA % ("x" * 3_000) + people, "utf-8")
    (folder / "bilat.toml").write_text('base = "https://example.org/data/"\nlanguage = "en"\n', "utf-8")
    built = build(Project.at(folder), tmp_path_factory.mktemp("releases"))
    assert built.release is not None
    app = create_app(built.release.root, settings)
    yield Client(app)
    app.close()


def test_things_answer_under_the_base_of_the_project(bridges: Client) -> None:
    """Whatever comes after it is the address of a page; what is not known is not found."""
    assert bridges.get("/bridge", headers={"Accept": "text/html"}).headers["Location"] == "/bridge.html"
    assert bridges.get("/bridge.ttl").status_code == 200
    assert bridges.get("/nothing").status_code == 404


def test_names_of_properties_are_words(bridges: Client) -> None:
    """Without labels the last part of an IRI is taken apart; dates and truth values read as usual."""
    text = bridges.get("/bridge.html").text
    assert "<h1>Old Bridge</h1>" in text
    for line in (
        "<dt>Founding date</dt>",
        "<dt>Is accessible for free</dt>",
        "1 May 1788",
        "<span>yes</span>",
    ):
        assert line in text
    assert '<a href="/neckar">Neckar</a>' in text


def test_nothing_is_said_to_be_missing(bridges: Client) -> None:
    """Only a project can tell what its readers expect."""
    assert 'class="unknown"' not in bridges.get("/bridge.html").text


def test_hostile_and_huge_values_are_tamed(bridges: Client) -> None:
    """Mark-up is text, a script is no link, and a long text is folded."""
    text = bridges.get("/bridge.html").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text
    assert '<details class="long"><summary>xxx' in text


def test_many_links_are_paged(bridges: Client) -> None:
    """A thing that hundreds point to has a short page, and further ones with all of them."""
    text = bridges.get("/hub.html").text
    assert "What points here" in text
    assert text.count("/p") < 60
    address = text.partition('href="/hub.html?all=')[2].partition('"')[0]
    last = -(-PEOPLE // 100)
    assert "<dd>" in bridges.get(f"/hub.html?all={address}&page={last}").text
    assert bridges.get(f"/hub.html?all={address}&page={last + 1}").status_code == 404


def test_graph_has_a_page(bridges: Client) -> None:
    """What a file holds can be read, a page at a time."""
    text = bridges.get("/graph/data.html").text
    assert "A named graph with" in text
    assert 'rel="next"' in text
