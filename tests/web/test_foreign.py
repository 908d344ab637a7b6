"""A graph with another ontology, no shapes and no words of its own has pages that read well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from clients import built, served
from werkzeug.test import Client

from bilat.graph.start import begin
from bilat.settings import Settings
from bilat.web.index import Index

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
<https://example.org/data/S%%C3%%A3o%%20Jos%%C3%%A9> a schema:City ; schema:name "written in percent" .
<https://example.org/data/10.1000%%2F182> a schema:Book ; schema:name "written with a slash" .
<https://example.org/data/Łódź%%20Old> a schema:City ; schema:name "written with both" .
<https://example.org/data/> a schema:Dataset ; schema:name "Bridges" .
<https://example.org/data/graph/one> a schema:Dataset ; schema:name "named like a graph" .
d:network schema:name "named like a page" .
d:sparql schema:name "named like the endpoint" .
d:questions schema:name "named like the questions" .
<https://example.org/data/questions/one> schema:name "named like a question" .
<https://example.org/data/download/x> schema:name "named like a file" .
d:paper schema:name "Paper" ; schema:author ( d:ada d:bob [ schema:name "Cyd" ] ) .
d:ada schema:name "Ada" .
<https://example.org/data/terms#Span> a schema:Class ; schema:name "Span" ; schema:parts ( d:ada d:bob ) .
"""


@pytest.fixture(scope="module")
def bridges(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a small graph of others."""
    folder: Path = tmp_path_factory.mktemp("bridges")
    (folder / "data").mkdir()
    people = "".join(f'd:p{n} foaf:knows d:hub ; foaf:name "Person {n}" .\n' for n in range(PEOPLE))
    (folder / "data/bridges.ttl").write_text(DATA % ("x" * 3_000) + people, "utf-8")
    (folder / "bilat.toml").write_text('base = "https://example.org/data/"\nlanguage = "en"\n', "utf-8")
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def test_things_answer_under_the_base_of_the_project(bridges: Client) -> None:
    """Whatever comes after it is the address of a page; what is not known is not found."""
    assert bridges.get("/bridge", headers={"Accept": "text/html"}).headers["Location"] == "/bridge.html"
    assert bridges.get("/bridge.ttl").status_code == 200
    assert bridges.get("/nothing").status_code == 404


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("S%C3%A3o%20Jos%C3%A9", "written in percent"),
        ("10.1000%2F182", "written with a slash"),
        ("%C5%81%C3%B3d%C5%BA%20Old", "written with both"),
        ("graph/one", "named like a graph"),
        ("network", "named like a page"),
    ],
)
@pytest.mark.parametrize("ending", ["", ".ttl"])
def test_an_iri_can_be_asked_for_as_it_is_written(
    bridges: Client, name: str, label: str, ending: str
) -> None:
    """A client sends the IRI that it has read; its path may mean another thing, or none, to a server."""
    response = bridges.get(f"/{name}{ending}", headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    assert label in bridges.get(response.headers["Location"]).text


def test_a_page_stays_where_it_is(bridges: Client) -> None:
    """A thing of the same name has its page elsewhere, and links lead there."""
    assert bridges.get("/network", headers={"Accept": "text/html"}).status_code == 200
    assert bridges.get("/network", headers={"Accept": "text/csv"}).status_code == 200
    assert bridges.get("/network", headers={"Accept": "application/json"}).status_code == 200
    assert "named like a page" in bridges.get("/iri/https://example.org/data/network.html").text
    assert "/iri/https://example.org/data/network<" in bridges.get("/sitemap-1.xml").text


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("network", "like a page"),
        ("sparql", "like the endpoint"),
        ("questions", "like the questions"),
        ("questions/one", "like a question"),
        ("download/x", "like a file"),
    ],
)
def test_a_link_leads_to_the_thing_and_not_to_the_page_of_its_name(
    bridges: Client, name: str, label: str
) -> None:
    """Search finds it, and what it finds has a page."""
    (found,) = bridges.get(f"/search/suggest?q=named+{label}").json["suggestions"]
    assert found["path"].endswith(name)
    page = bridges.get(found["path"], headers={"Accept": "text/html"}, follow_redirects=True)
    assert f"<h1>named {label}</h1>" in page.text


def test_programs_are_led_to_what_there_is(bridges: Client, own_client: Client) -> None:
    """A graph without times, places and documents has pages for them that say so, to which nothing leads."""
    pages = ("timeline", "map", "network", "sources", "coverage", "questions")
    for client, there in ((bridges, False), (own_client, True)):
        listed = client.get("/llms.txt").text, client.get("/sitemap-1.xml").text
        assert [(f"/{page}.md)" in listed[0]) is there for page in pages] == [True] * 6
        assert [(f"<loc>http://localhost/{page}</loc>" in listed[1]) is there for page in pages] == [True] * 6


def test_the_base_can_be_a_thing(bridges: Client) -> None:
    """An ontology or dataset often has the name below which its terms lie."""
    answer = bridges.get("/", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert "Bridges" in answer.text


def test_a_list_is_described_to_its_end(bridges: Client) -> None:
    """A list that ends after its first member would be taken for whole."""
    assert '( d:ada d:bob [ schema:name "Cyd" ] )' in bridges.get("/paper.ttl").text
    assert "( d:ada d:bob )" in bridges.get("/terms.ttl").text


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


def test_passages_are_not_offered_where_there_are_none(bridges: Client) -> None:
    """No list is ordered by them, and no file is said to have them."""
    page = bridges.get("/browse").text
    assert ">CSV</a>" in page
    assert 'value="sources"' not in page


def test_hostile_and_huge_values_are_tamed(bridges: Client) -> None:
    """Mark-up is text, a script is no link, and a long text is folded."""
    text = bridges.get("/bridge.html").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text
    assert '<dd><div><details class="long"><summary><span>xxx' in text  # Nothing folds within a line.
    assert f": {'x' * 3_000} [" in " ".join(bridges.get("/bridge.md").text.split())  # Once, and no code.


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


SCATTERED = """\
@prefix d: <http://example.org/a/> .
@prefix o: <http://example.org/onto#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
o:Thing a owl:Class ; rdfs:label "Thing of ours" .
<http://elsewhere.org/onto#Other> a owl:Class ; rdfs:label "Other" ; rdfs:subClassOf o:Thing .
d:one a o:Thing ; rdfs:label "One" ; rdfs:seeAlso <http://elsewhere.org/x> , <urn:x:1> ,
    <http://nobody.org/> .
<http://example.org/a/b%20c> a o:Thing ; rdfs:label "With a space" .
<http://example.org/a/q?x=1&y=2> a o:Thing ; rdfs:label "With a query" .
<http://example.org/a/x.ttl> a o:Thing ; rdfs:label "Named as a file" .
<http://elsewhere.org/x> a o:Thing ; rdfs:label "Elsewhere" .
<http://example.org/a/ü> a o:Thing ; rdfs:label "With a letter of German" .
<urn:x:1> a o:Thing ; rdfs:label "Nowhere" ; rdfs:seeAlso d:one .
<http://example.org/a/./dot> a o:Thing ; rdfs:label "With a dot" .
d:x.csv a o:Thing ; rdfs:label "Named as a table" . d:x.cite.txt a o:Thing ; rdfs:label "Named as a note" .
d:x.md a o:Thing ; rdfs:label "Named as a twin" .
<http://example.org/a/x%20y.csv> a o:Thing ; rdfs:label "Named as a table with a space" .
<http://example.org//evil.org/x> a o:Thing ; rdfs:label "With two slashes" .
"""
UNNAMED = """\
@prefix d: <http://example.org/a/> .
@prefix o: <http://example.org/onto#> .
d:house a o:House ; o:address [ a o:Address ; o:street "Main Street" ; o:at [ o:lat 1.5 ; o:lon 2.5 ] ] ;
  o:rooms ( d:kitchen "hall" [ o:of d:cat ] ) ; o:knows _:b ; o:empty [] .
_:b o:knows _:b .
d:kitchen a o:Room .
[] a o:Visit ; o:to d:kitchen ; o:by "Ann" .
"""
SHAPES = """\
@prefix o: <http://example.org/onto#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
o:S a sh:NodeShape ; sh:targetClass o:Thing ; sh:severity sh:Warning ; sh:closed true ;
  sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .
"""
LINK = re.compile(r'href="(/[^"#]*)')


@pytest.fixture(scope="module")
def scattered(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a graph whose names have fragments, or lie on other sites, or on none."""
    folder: Path = tmp_path_factory.mktemp("scattered")
    for part, text in (("ontology", SCATTERED), ("shapes", SHAPES)):
        (folder / part).mkdir()
        (folder / part / "all.ttl").write_text(text, "utf-8")
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/onto%23Thing", "Thing of ours"),
        ("/a/b%2520c", "With a space"),
        ("/a/q%3Fx%3D1%26y%3D2", "With a query"),
        ("/a/x.ttl", "Named as a file"),
        ("/a/x.csv", "Named as a table"),
        ("/a/x.cite.txt", "Named as a note"),
        ("/a/x.md", "Named as a twin"),
        ("/a/x%2520y.csv", "Named as a table with a space"),
        ("/a/x%20y.csv", "Named as a table with a space"),
        ("/iri/http://elsewhere.org/x", "Elsewhere"),
        ("/iri/http:/elsewhere.org/x", "Elsewhere"),
        ("/iri/http://elsewhere.org/onto%23Other", "Other"),
        ("/iri/urn:x:1", "Nowhere"),
        ("/iri/http:%2F%2Fexample.org%2Fa%2F.%2Fdot", "With a dot"),
        ("/iri/http://example.org//evil.org/x", "With two slashes"),
    ],
)
def test_whatever_a_graph_describes_has_a_page(scattered: Client, address: str, title: str) -> None:
    """Fragments, names on other sites and names that are no addresses included; as data too."""
    page = scattered.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
    assert f"<h1>{title}</h1>" in page.text
    data = scattered.get(address, headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert (data.status_code, data.content_type) == (200, "text/turtle; charset=utf-8")
    assert title in data.text


@pytest.mark.parametrize(
    "start", ["/", "/browse", "/search?q=one", "/def", "/shapes", "/validation", "/a/one"]
)
def test_links_of_pages_open(scattered: Client, start: str) -> None:
    """What a page leads to is there."""
    page = scattered.get(start, headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.status_code == 200
    found = {unescape(link) for link in LINK.findall(page.text)}
    assert found
    for link in found:
        with scattered.get(link, headers={"Accept": "*/*"}, follow_redirects=True) as answer:
            assert answer.status_code == 200, link


def test_nodes_without_a_name_are_told_in_their_place(tmp_path: Path, settings: Settings) -> None:
    """Addresses, places and lists are part of what they belong to, with links; circles and empty ones end."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(UNNAMED)
    with served(built(tmp_path), settings) as client:
        text = re.sub(r"<[^>]*>", "", (page := client.get("/house.html").text))
        there = re.sub(r"<[^>]*>", "", client.get("/kitchen.html").text)
    assert "Visit; by: Ann; to: kitchen" in there
    assert "First" not in there
    assert "Address; at: (lat: 1.5; lon: 2.5); street: Main Street" in text
    assert "kitchen, hall, of: cat" in text.replace("Kitchen", "kitchen")
    assert 'href="/kitchen"' in page
    assert "knows: knows: knows: (unnamed)" in text.replace("Knows", "knows")


#: What collections of museums, libraries and registers hold.
ODD = """\
@prefix d: <http://example.org/> .
@prefix o: <http://example.org/onto#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
d:empty rdfs:label "" ; schema:size [ schema:value 12 ; schema:unitText "cm" ] .
d:spaces rdfs:label "  " .
d:city rdfs:label "\u0141\u00f3d\u017a" .
d:globe rdfs:label "Globe" ; rdfs:seeAlso d:spaces ;
  schema:description "<p>Found in <b>1983</b>, by Tom &amp; Co.</p><script>f(1)</script>"^^rdf:HTML ;
  schema:image <http://img.example/Old%20gl%C3%B6be.png> , <http://img.example/%E2%80%AEevil> ;
  schema:url "https://www.example.com/globe?a=b"^^xsd:anyURI , "http://example.org/doc#1"^^xsd:anyURI ;
  schema:period "P200Y6M"^^xsd:duration ; schema:feast "--07-15"^^xsd:gMonthDay ;
  schema:creator [ a o:Person ; rdfs:label "unknown hand" ; schema:birthPlace d:empty ] .
d:shop a o:Souk ; rdfs:label "\u0633\u0648\u0642"@ar ; schema:image "http://img.example/souk.jpg" .
o:Souk rdfs:label "\u0633\u0648\u0642"@ar .
d:arabic rdfs:label "\u0648\u0631\u0634\u0629"@ar ; schema:description "\u0635\u0627\u0646\u0639."@ar .
[] rdfs:label "Map without an address" ; schema:about d:globe .
_:a schema:knows _:b . _:b schema:knows _:a .
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a graph with values that other projects have."""
    folder: Path = tmp_path_factory.mktemp("odd")
    (folder / "data").mkdir()
    (folder / "data/a.ttl").write_text(ODD, "utf-8")
    (folder / "ontology").mkdir()
    (folder / "ontology/a.ttl").write_text(
        "@prefix o: <http://example.org/onto#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "o:Person a owl:Class .\no:workedOn a owl:ObjectProperty .\n",
        "utf-8",
    )
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def test_a_name_of_spaces_is_none(odd: Client) -> None:
    """A link that nobody can see leads nobody anywhere."""
    text = odd.get("/browse").text
    assert ">empty</a>" in text
    assert ">spaces</a>" in text
    assert "<h1>empty</h1>" in odd.get("/empty.html").text
    assert ">Spaces</a>" in odd.get("/globe.html").text


def test_values_read_as_people_write_them(odd: Client) -> None:
    """Mark-up, percent signs, addresses, lengths of time and days of any year."""
    text = odd.get("/globe.html").text
    for shown in (
        "Found in 1983, by Tom &amp; Co.",
        ">Old gl\u00f6be.png</a>",
        ">%E2%80%AEevil</a>",
        '<a href="https://www.example.com/globe?a=b" rel="nofollow">https://www.example.com/globe?a=b</a>',
        '<a href="http://example.org/doc#1" rel="nofollow">http://example.org/doc#1</a>',
        "200 years 6 months",
        "15 July",
    ):
        assert shown in text
    assert "Found in 1983, by Tom &amp; Co." in odd.get("/browse").text
    assert '<a href="http://img.example/souk.jpg" rel="nofollow">http' in odd.get("/shop.html").text


def test_a_node_without_an_iri_is_called_what_it_is_called(odd: Client) -> None:
    """Its label goes first, wherever it is told."""
    bare = re.sub(r"<[^>]*>", "", odd.get("/globe.html").text)
    assert "unknown hand; Person; birth place: empty" in bare


def test_the_page_of_a_graph_tells_all_of_it_once(odd: Client) -> None:
    """Nodes without an IRI stand where they belong, others and circles by themselves."""
    bare = re.sub(r"<[^>]*>", "", odd.get("/graph/data.html").text)
    assert bare.count("unit text: cm; value: 12") == bare.count("unknown hand") == 1
    assert "<h2>Map without an address</h2>" in odd.get("/graph/data.html").text
    assert "knows: knows: knows: (unnamed)" in bare


def test_names_are_set_in_one_type(odd: Client, own_client: Client) -> None:
    """Letters of other languages have faces where names have such letters; nobody else loads them."""
    style = re.search(r'href="(/static/letters\.[^"]+)"', odd.get("/browse").text)
    assert style
    faces = re.findall(r"url\(([^)]+)\)", odd.get(style[1]).text)
    assert [odd.get(face).content_type for face in faces] == ["font/woff2"] * 2
    assert "/static/letters" not in own_client.get("/browse").text


def test_a_line_from_right_to_left_ends_at_its_left(odd: Client) -> None:
    """The full stop of an Arabic line stands behind its last letter, whatever goes before."""
    assert "<bdi>\u0635\u0627\u0646\u0639.</bdi>" in odd.get("/browse").text
    assert "\u2068\u0633\u0648\u0642\u2069, 3 statements." in odd.get("/shop.html").text


def test_terms_without_a_label_have_words(odd: Client) -> None:
    """Their short name stands below."""
    text = odd.get("/def").text
    assert '<a href="#workedOn">worked on</a>' in text
    assert '<a href="#Person">Person</a>' in text


def test_individuals_of_an_ontology_are_listed(scattered: Client) -> None:
    """Things may stand beside the classes; the classes themselves are on the page of the model."""
    labels = {thing["label"] for thing in scattered.get("/browse.json").json["things"]}
    assert labels >= {"One", "With a space", "With a query", "Named as a file", "Elsewhere", "Nowhere"}
    assert not labels & {"Thing of ours", "Other"}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("d:a a skos:Concept", "Concept"),
        ("d:a a skos:Concept ; skos:inScheme d:s . d:s a skos:ConceptScheme ; skos:prefLabel 'S'", "S"),
        ("d:a a owl:Class", "class"),
    ],
)
def test_a_graph_of_terms_alone_is_listed(tmp_path: Path, statement: str, kind: str) -> None:
    """A thesaurus lists its concepts, an ontology its classes where there is nothing else."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/a.ttl").write_text(
        "@prefix d: <http://example.org/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        f"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{statement} ."
    )
    with closing(Index(built(tmp_path))) as index:
        listed = "SELECT kind_label FROM thing JOIN section ON section.id = section WHERE listed"
        assert index.rows(listed) == [(kind,)]


def test_numbers_of_the_catalogue_do_not_point_to_classes(scattered: Client) -> None:
    """What points to a class is what people wrote, not how often it is used."""
    text = scattered.get("/onto%23Thing.html").text
    assert "What points here" in text
    assert "/dataset%23class" not in text


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/a/one",
            "/onto%23Thing",
            "/a/b%2520c",
            "/a/x.ttl",
            "/iri/urn:x:1",
            "/a/%C3%BC",
            "/graph/ontology",
        ),
        "/iri/http:%2F%2Fexample.org%2Fa%2F.%2Fdot",
    ],
)
def test_each_thing_has_a_twin_in_markdown(scattered: Client, address: str) -> None:
    """Wherever its name lies, and whatever letters it has."""
    twin = scattered.get(f"{address}.md")
    assert (twin.status_code, twin.content_type) == (200, "text/markdown; charset=utf-8")
    assert "# " in twin.text


def test_a_name_that_ends_as_a_twin_can_be_asked_for_as_markdown(scattered: Client) -> None:
    """It leads to its own twin; what has no such name is not found, as ever."""
    wanted = {"Accept": "text/markdown"}
    assert scattered.get("/a/x.md", headers=wanted).headers["Location"] == "/a/x.md.md"
    answer = scattered.get("/a/nothing.md", headers=wanted)
    assert (answer.status_code, answer.mimetype) == (404, "text/markdown")


def test_a_document_says_what_its_fragments_are(scattered: Client) -> None:
    """Who asks for a name with a fragment asks for what stands before it, be that described or not."""
    for address, label in (("/onto", "Thing of ours"), ("/iri/http://elsewhere.org/onto", "Other")):
        page = scattered.get(address, headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["Location"]) == (303, "/def")
        data = scattered.get(address, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert label in data.text
    assert scattered.get("/ont", headers={"Accept": "text/html"}).status_code == 404


def test_what_nothing_is_said_of_leads_away(scattered: Client) -> None:
    """A mere value on another site is a link to that site."""
    text = scattered.get("/a/one.html").text
    assert 'href="http://nobody.org/"' in text
    assert 'href="/iri/http://elsewhere.org/x"' in text


def test_a_thing_on_no_site_and_without_a_label_is_led_to(tmp_path: Path, settings: Settings) -> None:
    """Graphs of entries in registers have nothing but such names."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.nt").write_text(
        "<urn:uuid:1> <urn:x:next> <urn:uuid:2> .\n<urn:uuid:2> <urn:x:next> <mailto:a@b.c> .\n"
    )
    with served(built(tmp_path), settings) as client:
        text = client.get("/iri/urn:uuid:2.html").text
        assert '<a href="/iri/urn:uuid:1">urn:uuid:1</a>' in text
        assert "<span>mailto:a@b.c</span>" in text


def test_a_list_without_filters_offers_none(tmp_path: Path, settings: Settings) -> None:
    """A button that narrows nothing leaves one wondering."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.nt").write_text('<urn:uuid:1> <urn:x:n> "1" .\n<urn:uuid:2> <urn:x:n> "2" .\n')
    with served(built(tmp_path), settings) as client:
        assert "Show results" not in client.get("/browse", headers={"Accept": "text/html"}).text


def test_model_of_others_is_shown(scattered: Client) -> None:
    """The pages of ontology and shapes have the terms and rules of the project, whatever its base."""
    assert "Thing of ours" in scattered.get("/def", headers={"Accept": "text/html"}).text
    assert "o:S" in scattered.get("/shapes", headers={"Accept": "text/html"}).text


def test_a_graph_without_ontology_says_so(bridges: Client) -> None:
    """The way around leads to the pages of the model in any project."""
    for address in ("/def", "/shapes"):
        page = bridges.get(address, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert 'href="/def.ttl"' not in page.text


def test_the_page_of_the_ontology_gives_way_where_there_is_none(tmp_path: Path, settings: Settings) -> None:
    """A thing of that name has its page there, as it has its data."""
    (tmp_path / "data").mkdir()
    data = '<https://example.org/def> a <https://schema.org/Thing> ; <https://schema.org/name> "Definition" .'
    (tmp_path / "data/a.ttl").write_text(data, "utf-8")
    (tmp_path / "bilat.toml").write_text('base = "https://example.org/"\n', "utf-8")
    with served(built(tmp_path), settings) as client:
        page = client.get("/def", headers={"Accept": "text/html"}).text
        assert "<h1>Definition</h1>" in page
        assert "Definition" in client.get("/def.ttl").text
        assert "<h1>Ontology</h1>" not in page


def test_names_come_in_the_language_of_the_project(tmp_path: Path, settings: Settings) -> None:
    """A graph in German and English says German first where it is German, on all its pages."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/a.ttl").write_text(
        "@prefix d: <http://example.org/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'd:Bridge a owl:Class ; rdfs:label "bridge"@en , "Br\u00fccke"@de .\n'
        'd:a a d:Bridge ; rdfs:label "old bridge"@en , "Alte Br\u00fccke"@de .\n',
        "utf-8",
    )
    query = "/sparql?query=SELECT%20%3Fa%20%7B%20%3Fa%20a%20%3Chttp%3A//example.org/Bridge%3E%20%7D"
    with served(built(tmp_path), settings) as client:
        for address in ("/browse", "/a.html", "/def", query):
            text = client.get(address, headers={"Accept": "text/html"}).text
            assert "Br\u00fccke" in text
            assert "bridge</" not in text.partition("<dt>Label</dt>")[0]


def test_titles_come_in_the_language_of_the_project(tmp_path: Path, settings: Settings) -> None:
    """The name of the whole stands on each page, whatever comes first in the alphabet."""
    (tmp_path / "data").mkdir()
    (tmp_path / "bilat.toml").write_text('language = "de"\n')
    (tmp_path / "data/a.ttl").write_text(
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "<http://example.org/s> a <http://www.w3.org/2004/02/skos/core#ConceptScheme> ;\n"
        '  dcterms:title "Bridges"@en , "Br\u00fccken"@de , "Ponts"@fr .\n',
        "utf-8",
    )
    with served(built(tmp_path), settings) as client:
        assert "<title>Br\u00fccken" in client.get("/", headers={"Accept": "text/html"}).text


def test_labels_that_are_things_name_what_has_them(tmp_path: Path, settings: Settings) -> None:
    """Concepts of a thesaurus in SKOS-XL are called, and found by, what their labels say."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(
        "@prefix d: <http://example.org/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .\n"
        "d:c1 a skos:Concept ; xl:prefLabel d:l1 ; xl:altLabel [ a xl:Label ; xl:literalForm 'scarlet' ] .\n"
        "d:l1 a xl:Label ; xl:literalForm 'red'@en . d:c2 a skos:Concept ; skos:related d:c1 .\n"
    )
    query = "SELECT%20%2A%20%7B%20%3Fa%20%3Chttp://www.w3.org/2004/02/skos/core%23related%3E%20%3Fb%20%7D"
    with served(built(tmp_path), settings) as client:
        assert "<h1>red</h1>" in client.get("/c1.html").text
        for address in ("/c2.html", "/search?q=scarlet", f"/sparql?query={query}"):
            assert re.search(
                '<a href="/c1"[^>]*>[Rr]ed</a>', client.get(address, headers={"Accept": "text/html"}).text
            ), address


def test_a_new_project_has_no_link_to_nothing(tmp_path: Path, settings: Settings) -> None:
    """Its questions are told as data too; what needs documents is not praised without any."""
    begin(tmp_path / "books")
    with served(built(tmp_path / "books"), settings) as client:
        assert "who-wrote-what" in client.get("/questions/who-wrote-what.ttl").text
        assert "accounted for" not in client.get("/coverage", headers={"Accept": "text/html"}).text
        assert "/coverage" not in client.get("/sources", headers={"Accept": "text/html"}).text


def test_errors_stand_in_the_frame_of_the_project(bridges: Client) -> None:
    """The page of an error has its name and navigation, and leads to its names."""
    page = bridges.get("/bridg", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "- bilat</title>" not in page.text
    assert 'href="/map"' not in page.text
    assert 'Did you mean <a href="/bridge">/bridge</a>?' in page.text


BOOKS = """\
@prefix d: <https://books.example.org/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
d:dataset a dcat:Dataset ; dcterms:title "Une petite biblioth\u00e8que des rives de la mer"@fr ;
  dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> .
d:etranger a schema:Book ; schema:name "L'\u00c9tranger"@fr , "\u0627\u0644\u063a\u0631\u064a\u0628"@ar ;
  schema:author d:camus ; schema:about d:exil , d:absurde .
d:peste a schema:Book ; schema:name "La Peste"@fr ; schema:author d:camus ; schema:hasPart d:un , d:deux ;
  schema:license <https://creativecommons.org/publicdomain/zero/1.0/> .
d:etranger schema:hasPart d:un .
d:un a schema:Chapter ; schema:name "Un"@fr . d:deux a schema:Chapter ; schema:name "Deux"@fr .
d:camus a schema:Person ; schema:name "Albert Camus"@fr ; schema:url <https://www.camus.example/> .
d:exil a schema:DefinedTerm ; schema:name "exil"@fr .
d:absurde a schema:DefinedTerm ; schema:name "absurde"@fr .
"""
BOOK_SHAPE = """\
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://books.example.org/shape> a sh:NodeShape ; sh:targetClass schema:Book ;
  sh:property [ sh:path schema:isbn ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "No number." ] .
"""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a library in French and Arabic, without any term of ours."""
    folder: Path = tmp_path_factory.mktemp("books")
    for part, text in (("data", BOOKS), ("shapes", BOOK_SHAPE)):
        (folder / part).mkdir()
        (folder / part / "all.ttl").write_text(text, "utf-8")
    (folder / "bilat.toml").write_text('base = "https://books.example.org/"\nlanguage = "fr"\n', "utf-8")
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def test_the_dataset_is_none_of_its_things(books: Client) -> None:
    """It has a page of its own, and its three types would be kinds."""
    listed = books.get("/browse.json").get_json()
    assert "https://books.example.org/dataset" not in {thing["iri"] for thing in listed["things"]}
    assert "Dataset" not in {value["label"] for value in listed["facets"][0]["values"]}


def test_names_of_kinds_and_filters_are_words(books: Client) -> None:
    """A class or property without a label is read as words; addresses keep its name."""
    kinds, *others = books.get("/browse.json").get_json()["facets"]
    assert {value["label"]: value["name"] for value in kinds["values"]}["Defined term"] == "DefinedTerm"
    assert "has part" in {facet["title"] for facet in others}
    assert ">Defined term</div>" in books.get("/browse").text


def test_things_in_answers_have_their_names(books: Client) -> None:
    """Whatever property names them, and in the language of the project."""
    query = "SELECT ?a { ?a <https://schema.org/author> ?b }"
    page = books.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    assert ">L&#39;\u00c9tranger</a>" in page


def test_links_to_elsewhere_read_as_addresses(books: Client) -> None:
    """The name of a server has no capital, and a number alone says nothing."""
    assert ">www.camus.example</a>" in books.get("/camus.html").text
    assert ">creativecommons.org/publicdomain/zero/1.0</a>" in books.get("/peste.html").text


def test_the_way_around_has_no_sources_without_documents(books: Client) -> None:
    """Nobody is led to a page that has nothing."""
    assert 'href="/sources"' not in books.get("/browse").text


def test_the_guide_explains_the_marks_that_there_are(books: Client) -> None:
    """The mark of a file is one of them; passages, plans and inferences are not."""
    page = books.get("/guide").text.partition("<main")[2]
    assert '<span class="mark ref">data</span>' in page
    assert '<span class="mark ref">shapes</span>' in page
    for word in ("passage", "planned", "inferred", "ours", "B20"):
        assert word not in page


def test_the_project_is_named_and_cited_as_it_is_called(books: Client) -> None:
    """A long title is cut between words in the head of pages alone, and not cited as part of itself."""
    page = books.get("/dataset", headers={"Accept": "text/html"}).text
    title = "Une petite biblioth\u00e8que des rives de la mer"
    assert "Une petite biblioth\u00e8que\u2026</bdi></a>" in page
    assert f"\u201c{title}\u201d. Release" in page
    assert f"In: {title}." in books.get("/camus.html").text


def test_pages_offer_what_works(books: Client) -> None:
    """The example is a thing, downloads speak of no passages, and one kind of finding needs no filter."""
    page = books.get("/dataset", headers={"Accept": "text/html"}).text
    assert "text/turtle&#39; http://localhost/absurde</pre>" in page.replace("'", "&#39;")
    assert "passage" not in page.partition("<main")[2]
    report = books.get("/validation", headers={"Accept": "text/html"}).text
    assert "No number." in report
    assert ">Show</button>" not in report
    model = books.get("/def", headers={"Accept": "text/html"}).text
    assert '<p class="lede">' not in model


def test_the_home_page_counts_what_the_project_says(books: Client) -> None:
    """The record that is made of it is not counted."""
    found = re.search(r"([\d]+) statements from", books.get("/validation").text)
    checked = found[1] if found else ""
    assert f"{checked} statements in 2 named graphs" in books.get("/").text


def test_a_name_of_which_nothing_is_said_says_so(books: Client) -> None:
    """A class of others has a page with what points to it, which counts no statements of its own."""
    page = books.get(
        "/iri/https://schema.org/Book", headers={"Accept": "text/html"}, follow_redirects=True
    ).text
    assert "A name that this graph uses, and of which it says nothing itself." in page
    assert "0 statements" not in page


PLAIN = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix v: <http://v.example/ns#> .
@prefix : <https://example.org/data/> .
:item-2 v:partOf :item-10 ; v:page <https://w.example/a/index.html?q=1> ; v:code :c1 .
:item-10 v:partOf :all ; v:code :c2 .
:item-1 v:partOf :all ; v:code :c3 .
:scheme a skos:ConceptScheme ; skos:hasTopConcept :top .
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a graph without labels and, but for a scheme, without kinds."""
    folder: Path = tmp_path_factory.mktemp("plain")
    (folder / "data").mkdir()
    (folder / "data/a.ttl").write_text(PLAIN, "utf-8")
    (folder / "bilat.toml").write_text('base = "https://example.org/data/"\nlanguage = "en"\n', "utf-8")
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def test_numbers_in_names_count_as_such(plain: Client) -> None:
    """In a list the tenth does not stand before the second."""
    assert re.findall(r">(item-\d+)</a></h2>", plain.get("/browse").text) == ["item-1", "item-2", "item-10"]


def test_what_stands_in_for_a_name_is_told_as_it_is(plain: Client) -> None:
    """The end of an IRI keeps its letters, a class is told in words, and of a page of the web all is told."""
    page = plain.get("/item-2.html").text
    assert '<a href="/item-10">item-10</a>' in page
    assert ">w.example/a/index.html?q=1</a>" in page
    page = plain.get("/scheme.html").text
    assert "Concept scheme, 2 statements." in page
    assert ">Concept scheme</a>" in page


def test_values_that_are_no_kinds_are_not_shown_as_such(plain: Client) -> None:
    """The home page leads to all things; a list is narrowed by what several things have, not by codes."""
    home = plain.get("/").text
    assert "tallies" not in home
    assert '<a href="/browse">All 3 things, with filters</a>' in home
    legends = re.findall(r"<legend>([^<]*)", plain.get("/browse").text)
    assert legends == ["Part of"]


def test_nobody_is_led_to_questions_where_there_are_none(plain: Client, own_client: Client) -> None:
    """Neither by the way around nor by advice; the page itself says so."""
    for path in ("/", "/dataset", "/guide", "/search?q=xylophone", "/search", "/nothing"):
        assert 'href="/questions"' not in plain.get(path, headers={"Accept": "text/html"}).text
    assert "Nobody has saved a question" in plain.get("/questions").text
    assert own_client.get("/dataset").text.count('href="/questions"') == 2


def test_statements_are_counted_alike(plain: Client) -> None:
    """What the first page leaves out the page of the dataset names."""
    (stated,) = re.findall(r"([\d,]+) statements in 2 named graphs", plain.get("/dataset").text)
    (record,) = re.findall(r"([\d,]+) of them the record", plain.get("/dataset").text)
    assert f"{int(stated) - int(record)} statements in 1 named graph" in plain.get("/").text
