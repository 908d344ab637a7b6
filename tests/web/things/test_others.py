"""Pages of graphs that others made say what the graph says: no less, in order, with links that stay here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from clients import built, served
from werkzeug.test import Client

from bilat.settings import Settings

DATA = """\
@prefix d: <https://example.org/data/> .
@prefix o: <https://example.org/onto#> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
d:a rdfs:label "Paris" ; o:rank 5 . d:b rdfs:label "Paris" . d:c rdfs:label "Bonn" . d:e rdfs:label "Oslo" .
d:trip rdfs:label "Trip" ; o:visits d:a, d:b, d:c, d:e ; o:days 9, 10, 110 ; o:near d:trip, d:c ;
  o:steps "day 10", "day 9" ; o:on "2020-05-02"^^xsd:date, "2019-04-10"^^xsd:date ;
  o:atoms 602214076000000000000000000000000000000000000000 ; dc:subject "one" ; dct:subject d:a .
<https://example.org/data/q?x=1&y=(2)> rdfs:label "Query" .
<http://elsewhere.org/doc?id=3> rdfs:label "Elsewhere" .
d:note oa:hasTarget d:target, [ oa:hasSource <http://elsewhere.org/page> ] .
d:target oa:hasSource d:book ; oa:hasSelector [ oa:exact "words" ] .
d:book rdfs:label "Book" ; o:pages 12 .
"""
GRAPHS = """\
@prefix d: <https://example.org/data/> .
@prefix o: <https://example.org/onto#> .
@prefix dct: <http://purl.org/dc/terms/> .
_:nameless { d:e o:size 7 . }
<http://elsewhere.org/graph> { d:a o:size 5 . }
d:graph { d:b o:size 6 . d:graph dct:title "Sizes" . }
"""


DATA += "d:def rdfs:label 'Named like the model' .\n"
DATA += "d:checks rdfs:label 'Named like a page' . d:ada a <http://schema.org/Person> ; rdfs:label 'Ada' .\n"
DATA += "<https://example.org/data/questions/7> rdfs:label 'Asked by a visitor' .\n"
DATA += "".join(f"d:v{n} o:to d:post . [] o:to d:post ; o:n {n} .\n" for n in range(5))
DATA += "".join(f"[] o:to d:post ; o:m {n} .\n" for n in range(15))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of such a graph."""
    folder: Path = tmp_path_factory.mktemp("others")
    (folder / "data").mkdir()
    (folder / "data/a.ttl").write_text(DATA, "utf-8")
    (folder / "data/b.trig").write_text(GRAPHS, "utf-8")
    (folder / "bilat.toml").write_text('base = "https://example.org/data/"\n', "utf-8")
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def line(page: str, label: str) -> str:
    """Return the words of a line."""
    found = page.partition(f"<dt>{label}</dt>")[2].partition("</div>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found)).split())


def test_things_of_one_name_are_all_there(others: Client) -> None:
    """Two places may be called Paris; each has its link."""
    page = others.get("/trip.html").text
    assert line(page, "Visits").startswith("Bonn , Oslo , Paris , Paris")
    assert all(f'href="/{place}"' in page for place in "abce")


def test_properties_of_one_name_are_told_apart(others: Client) -> None:
    """The subject of Dublin Core is a text in one of its vocabularies and a thing in the other."""
    page = others.get("/trip.html").text
    assert line(page, "Subject (dc:subject)").startswith("one")
    assert line(page, "Subject (dct:subject)").startswith("Paris")


def test_values_stand_in_their_order(others: Client) -> None:
    """Numbers by size, dates by time, and numbers within texts as numbers."""
    page = others.get("/trip.html").text
    assert line(page, "Days").startswith("9 From data 10 From data 110")
    assert line(page, "On").startswith("10 April 2019 From data 2 May 2020")
    assert line(page, "Steps").startswith("day 9 From data day 10")


def test_all_values_of_a_line_are_counted(others: Client) -> None:
    """Those that stand in one row of text too."""
    assert re.findall(r">(All [^<]*)</a>", others.get("/post.html").text) == ["All 25"]
    assert len(re.findall('href="/v[0-9]', others.get("/post.html?all=%5Eo%3Ato").text)) == 5


def test_a_number_of_many_digits_is_told_as_it_is(others: Client) -> None:
    """More than decimal arithmetic has by default."""
    assert line(others.get("/trip.html").text, "Atoms").startswith("602214076" + "0" * 39)


def test_a_thing_is_no_neighbour_of_its_own(others: Client) -> None:
    """Though it is linked with itself."""
    table = others.get("/trip.html").text.partition("Neighbours as a table")[2].partition("</table>")[0]
    assert 'href="/c"' in table
    assert 'href="/trip"' not in table


def test_marks_lead_to_graphs_wherever_their_names_lie(others: Client) -> None:
    """A graph has its page here, and nothing need be found at its name."""
    assert 'href="/iri/http://elsewhere.org/graph"' in others.get("/a.html").text
    assert "A named graph with 1 statement" in others.get("/iri/http://elsewhere.org/graph.html").text


def test_one_number_of_two_matters_is_told_twice(others: Client) -> None:
    """A rank does not repeat a size, though one stands in a graph of its own and the other in a file."""
    page = others.get("/a.html").text
    assert [line(page, label)[:2] for label in ("Rank", "Size")] == ["5 ", "5 "]


def test_a_graph_that_is_described_tells_what_it_holds(others: Client) -> None:
    """What is said of it goes first."""
    page = others.get("/graph.html").text
    assert "<h1>Sizes</h1>" in page
    assert "<dt>Size</dt>" in page.partition("What the graph of this name holds")[2]
    assert others.get("/graph.html?page=2").status_code == 404


def test_a_graph_may_have_no_name(others: Client) -> None:
    """Its statements are told, and no page of it is looked for."""
    assert re.search(r'href="#"><span class="vh">Passage </span>_:', others.get("/e.html").text)
    assert ",7,_:" in others.get("/e.csv").text


def test_targets_of_annotations_are_no_passages(others: Client) -> None:
    """Nothing is drawn from them; they and what they are of are things like others, with all that is said."""
    assert others.get("/sources").text.count("<h2") == 0
    assert "exact: words" in others.get("/target.html").text.replace("\n", " ")
    assert "<dt>Pages</dt>" in others.get("/book.html").text


@pytest.mark.parametrize(
    ("path", "iri", "home"),
    [
        ("/q%3Fx%3D1%26y%3D(2).ttl", "https://example.org/data/q?x=1&y=(2)", "q%3Fx%3D1%26y%3D%282%29.ttl"),
        ("/iri/http://elsewhere.org/doc%3Fid%3D3.ttl", "http://elsewhere.org/doc?id=3", ""),
    ],
)
def test_the_header_names_the_very_thing(others: Client, path: str, iri: str, home: str) -> None:
    """A question mark that is escaped is another name (RFC 3986, 2.2)."""
    links = others.get(path).headers["Link"]
    assert f'<{iri}>; rel="describes"' in links
    assert (f'<https://example.org/data/{home}>; rel="canonical"' in links) is bool(home)


def test_only_our_own_addresses_have_a_release(others: Client) -> None:
    """Another server does not know what to do with it."""
    assert "?release=" in others.get("/trip.cite.txt").text
    elsewhere = others.get("/iri/http://elsewhere.org/doc%3Fid%3D3.cite.txt").text
    assert elsewhere.endswith(" http://elsewhere.org/doc?id=3\n")


def test_a_thing_may_be_named_like_any_page(others: Client) -> None:
    """Its own page lies elsewhere."""
    assert 'href="/iri/https://example.org/data/checks"' in others.get("/search?q=named").text
    assert "Named like the model" in others.get("/def.ttl").text
    assert others.get("/shapes.ttl").status_code == 404
    assert "Named like a page" in others.get("/iri/https://example.org/data/checks.html").text


@pytest.mark.parametrize("ending", ["", ".html", ".ttl", ".csv", ".md"])
def test_a_thing_may_be_named_like_a_question(others: Client, ending: str) -> None:
    """As those of a forum are; what is saved here goes first, and what is neither is not found."""
    answer = others.get(f"/questions/7{ending}", headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Asked by a visitor" in answer.text
    assert others.get(f"/questions/8{ending}").status_code == 404


@pytest.mark.parametrize("ending", ["", ".html", ".ttl", ".csv", ".bib"])
def test_a_property_that_is_only_used_is_not_found(others: Client, ending: str) -> None:
    """Nothing leads to a page that is not there, and the advice is not the same name again."""
    answer = others.get(f"/iri/https://example.org/onto%23visits{ending}")
    assert answer.status_code == 404
    assert answer.text.count("onto#visits") == 1


def test_search_engines_know_schema_org_by_its_old_name(others: Client) -> None:
    """Most graphs write it without an s."""
    assert '"@type": "Person"' in others.get("/ada.html").text
