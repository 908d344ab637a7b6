"""Lists are narrowed by facets, and each list is also a query, a table and JSON."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from clients import built, files_from, served
from werkzeug.test import Client

from bilat.errors import SourceError
from bilat.graph.index.schema import INDEXES, SCHEMA
from bilat.graph.pages.queries import page_queries
from bilat.project import Project
from bilat.settings import Settings
from bilat.web.app import App
from bilat.web.lists import listing
from bilat.web.lists.selection import ORDERS, selection_of

SMALL = Path(__file__).parents[2] / "fixtures/small"
SELECTIONS = (
    "",
    "topic=5g",
    "topic=5g&topic=iot&partner=japan",
    "kind=joint-declaration",
    "region=asia&said=planned",
    "year-from=2014&year-to=2016",
    "year-to=2012&year-undated=yes&partner=china",
    "status=running&said=asserted&partner=south-korea",
    "topic=5g&partner=india",
)
TOWNS = """\
@prefix : <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a a :Town ; rdfs:label "Aton"@en-GB, "Aberg"@de ; :founded "1200"^^xsd:gYear ; :people 10 ; :side "left" .
:a :line "red" .
:b a :Town ; rdfs:label "Beton"@en-GB, "Bberg"@de ; :founded "1300"^^xsd:gYear ; :people 20 ; :side "" .
:c a :Town ; rdfs:label "Ceton"@en-GB ; :founded "1400"^^xsd:gYear ; :people 30, "1000"^^xsd:decimal .
:d a :Town ; rdfs:label "Deton"@en-GB ; :people %s .
""" % ("9" * 5_000)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a graph with another ontology and no queries for pages."""
    with served(built(SMALL, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Client]:
    """Return a client of a graph in British English with facets of its own, as other people write them."""
    folder = tmp_path_factory.mktemp("towns")
    (folder / "bilat.toml").write_text(
        'base = "https://example.org/"\nlanguage = "en-GB"\n[settings]\npublish = "readable"\n'
    )
    (folder / "data").mkdir()
    (folder / "data/towns.ttl").write_text(TOWNS)
    (folder / "queries/pages/facets").mkdir(parents=True)
    for name, form in (("founded", "range"), ("people", "range"), ("side", "choice"), ("line", "choice")):
        (folder / f"queries/pages/facets/{name}.rq").write_text(
            f"# id: {name}\n# form: {form}\n\n"
            f"SELECT ?thing ?value {{ ?thing <https://example.org/{name}> ?value }}\n"
        )
    with served(built(folder, tmp_path_factory.mktemp("releases")), settings) as client:
        yield client


def listed(client: Any, query: str) -> dict[str, Any]:
    response = client.get(f"/browse.json?{query}")
    assert response.status_code == 200
    return dict(response.json)


def all_things(client: Any, query: str) -> list[str]:
    """Return the IRIs of all pages of a list."""
    found, address = [], f"/browse.json?{query}"
    while address:
        page = client.get(address).json
        found += [thing["iri"] for thing in page["things"]]
        address = page["next"]
    return found


def facet(answer: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    return {
        value["name"]: value for each in answer["facets"] if each["name"] == name for value in each["values"]
    }


def test_of_very_many_values_the_most_frequent_are_offered(
    own_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is chosen, however rare; the others are counted, and can be chosen by address."""
    whole = facet(own_client.get("/browse.json").json, "topic")
    rare = list(whole)[-1]
    monkeypatch.setattr(listing, "_OFFERED", 5)
    offered = facet(own_client.get("/browse.json?order=kind").json, "topic")
    assert list(offered) == list(whole)[:5]
    answer = own_client.get(f"/browse.json?topic={rare}").json
    assert rare in facet(answer, "topic")
    assert answer["total"] == whole[rare]["things"]
    (topic,) = (each for each in answer["facets"] if each["name"] == "topic")
    assert topic["furtherValues"] == len(whole) - 6
    page = own_client.get("/browse?order=kind", headers={"Accept": "text/html"}).text
    assert f"And {len(whole) - 5} that are rarer" in page


def test_long_lists_come_in_files(uncached_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file says where the next is; all of them have what one would, and the last says nothing."""
    whole = uncached_client.get("/browse.csv?partner=japan&order=date").text.splitlines()
    assert len(whole) > 30
    monkeypatch.setattr("bilat.web.lists.browse.IN_A_FILE", 10)
    assert (
        "CSV with passages, 10 things a file"
        in uncached_client.get("/browse?partner=japan", headers={"Accept": "text/html"}).text
    )
    files = list(files_from(uncached_client, "/browse.csv?partner=japan&order=date"))
    assert len(files) > 2
    rows = [*whole[:1], *(row for file in files for row in file.text.splitlines()[1:])]
    assert rows == whole


@pytest.mark.parametrize("query", SELECTIONS)
def test_the_query_of_a_list_has_the_same_things(own_client: Any, query: str) -> None:
    """What the link “as SPARQL” leads to answers with exactly this list, and so does the table."""
    things = all_things(own_client, query)
    page = own_client.get(f"/browse?{query}").text
    link = unescape(next(part for part in page.split('"') if part.startswith("/sparql?query=")))
    asked = parse_qs(urlsplit(link).query)["query"][0]
    assert asked == listed(own_client, query)["query"]
    answer = own_client.post(
        "/sparql", data={"query": asked}, headers={"Accept": "application/sparql-results+json"}
    )
    rows = answer.json["results"]["bindings"]
    assert sorted(row["thing"]["value"] for row in rows) == sorted(things)
    assert all(row["label"]["value"] for row in rows)
    table = list(csv.DictReader(io.StringIO(own_client.get(f"/browse.csv?{query}").text)))
    assert [row["iri"] for row in table] == things


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ("", "abcd"),
        ("founded-from=1250", "bc"),
        ("founded-to=1250&founded-undated=yes", "ad"),
        ("people-from=15&people-to=2000", "bc"),
        ("people-from=900", "c"),
        ("side=%22%22", "b"),
    ],
)
def test_the_query_of_a_list_knows_years_and_what_is_empty(towns: Client, query: str, things: str) -> None:
    """Years are no numbers to SPARQL, tags of languages have no capitals there, and no text is a text too."""
    assert [thing[-1] for thing in all_things(towns, query)] == [*things]
    answer = towns.post(
        "/sparql",
        data={"query": listed(towns, query)["query"]},
        headers={"Accept": "application/sparql-results+json"},
    )
    rows = answer.json["results"]["bindings"]
    assert [row["thing"]["value"][-1] for row in rows] == [*things]
    assert all(row["label"]["value"].endswith("eton") or row["label"]["value"] == "Aton" for row in rows)


def test_a_form_that_nobody_has_chosen_is_none(towns: Client) -> None:
    """As at the endpoint: forms of pages send fields that are empty, too."""
    assert towns.get("/browse?format=&side=left").status_code == 200


def test_each_value_can_be_chosen(towns: Client) -> None:
    """By its name, which is never empty: nobody has chosen what is empty in a form."""
    values = facet(listed(towns, ""), "side")
    assert set(values) == {"left", '""'}
    assert values['""']["label"] == '""'


def test_a_range_of_very_many_values_has_no_picture(towns: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor has one of very large numbers, whose bars nobody would see."""
    page = towns.get("/browse?side=left", headers={"Accept": "text/html"}).text
    assert page.count("years-strip") == 1
    monkeypatch.setattr(listing, "_OFFERED", 2)
    answer = listed(towns, "order=kind")
    (founded,) = (each for each in answer["facets"] if each["name"] == "founded")
    assert (founded["values"], founded["furtherValues"]) == ([], 3)
    assert "years-strip" not in towns.get("/browse?order=kind", headers={"Accept": "text/html"}).text


def test_a_long_range_costs_no_more_than_its_things(
    own_app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Things are not looked up with each of its values, and these have room in a statement."""
    monkeypatch.setattr(listing, "_LISTED_AT_ONCE", 0)

    def steps(number: int) -> int:
        """Return how much SQLite does for a range of so many values, each of one thing."""
        taken = [0]

        def count() -> None:
            taken[0] += 1

        with closing(sqlite3.connect(":memory:")) as database:
            database.executescript(SCHEMA + INDEXES)
            database.execute("INSERT INTO section VALUES (1, 'all', '', 1, TRUE, '', '', ?)", (number,))
            database.execute("INSERT INTO facet VALUES (1, 'size', '', 'range', '', '')")
            for each in range(1, number + 1):
                thing = f"{each}, 'x:{each}', '{each}', '', 1, NULL, '', '/', '', '', '', '', '', '', '', 0"
                database.execute(f"INSERT INTO thing VALUES ({thing})")  # noqa: S608 -- numbers
                database.execute("INSERT INTO facet_value VALUES (?1, 1, ?1, ?1, ?1, 1)", (each,))
                database.execute("INSERT INTO facet_thing VALUES (1, ?1, ?1)", (each,))
            database.executescript(
                "CREATE INDEX facet_thing_thing ON facet_thing (thing, facet, value); ANALYZE"
            )
            database.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 100)
            lists = listing.Lists(lambda text, *values: database.execute(text, values).fetchall())
            selection = selection_of({"size-from": ["1"]}, lists.forms)
            database.set_progress_handler(count, 100)
            assert lists.listing(selection, 7).total == number
        return taken[0]

    assert steps(1_600) < 3 * steps(800)


def test_a_facet_has_no_name_that_addresses_of_lists_have(tmp_path: Path) -> None:
    """What is chosen would be taken for the order of the list."""
    (tmp_path / "queries/pages/facets").mkdir(parents=True)
    path = tmp_path / "queries/pages/facets/order.rq"
    path.write_text("# id: order\n\nSELECT ?thing ?value { ?thing <http://example.org/order> ?value }\n")
    with pytest.raises(SourceError, match="by which the address of a list"):
        page_queries(Project.at(tmp_path), "facets")


def test_the_table_says_what_the_list_says(own_client: Any) -> None:
    """A row has what the list says of its thing, under the names of the columns."""
    query = "partner=china&year-undated=yes"
    things, address = [], f"/browse.json?{query}"
    while address:
        page = own_client.get(address).json
        things += page["things"]
        address = page["next"]
    rows = list(csv.DictReader(io.StringIO(own_client.get(f"/browse.csv?{query}").text)))
    plain = ("iri", "label", "first", "last", "when", "said", "line")
    for row, thing in zip(rows, things, strict=True):
        assert [row[name] for name in plain] == [thing[name] or "" for name in plain]
        assert row["kind"] == thing["kind"]["label"]
        assert row["passages"].startswith(" ".join(each["label"] for each in thing["passages"]))
    assert any(row["first"] for row in rows)
    assert any(row["when"] and not row["first"] for row in rows)


@pytest.mark.parametrize("query", SELECTIONS[1:])
def test_numbers_beside_values_hold(own_client: Any, query: str) -> None:
    """Choosing a value that is not chosen yet, alone in its facet, leaves as many things as it says."""
    answer = listed(own_client, query)
    chosen = parse_qs(query)
    for each in answer["facets"]:
        if each["name"] in {*chosen, "year"} or not each["values"]:
            continue
        value = each["values"][-1]
        assert listed(own_client, f"{query}&{each['name']}={value['name']}")["total"] == value["things"]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", SELECTIONS)
def test_a_list_is_the_same_however_it_is_gone_through(
    own_app: App, monkeypatch: pytest.MonkeyPatch, query: str, order: str
) -> None:
    """Whether the things with a value are listed beforehand, or each thing is asked, the list is the same."""
    lists = own_app._index.lists
    selection = selection_of(parse_qs(f"{query}&order={order}"), lists.forms)
    one = lists.listing(selection, 7), lists.listing(selection.at(2), 7), lists.facets(selection)
    monkeypatch.setattr(listing, "_LISTED_AT_ONCE", 0)
    assert (lists.listing(selection, 7), lists.listing(selection.at(2), 7), lists.facets(selection)) == one


def test_numbers_of_very_many_things_say_what_they_are_of(
    own_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where several values may choose more than is gone through, so many are, and no value is left out."""
    lists = own_app._index.lists
    selection = selection_of(parse_qs("said=asserted&status=running"), lists.forms)
    before = {facet.name: facet for facet in lists.facets(selection)}
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    after = {facet.name: facet for facet in lists.facets(selection)}
    assert (before["kind"].among, after["kind"].among) == (0, 5)
    assert sum(value.things for value in before["kind"].values) > 5
    assert sum(value.things for value in after["kind"].values) == 5
    assert {value.name for value in before["kind"].values} <= {value.name for value in after["kind"].values}
    assert after["status"] == before["status"], "the build has counted what one value leaves"


def test_values_of_one_facet_are_alternatives(own_client: Any) -> None:
    """Numbers of a facet do not depend on what is chosen in it."""
    one, both = listed(own_client, "topic=5g"), listed(own_client, "topic=5g&topic=iot")
    assert both["total"] > one["total"]
    counts = {name: value["things"] for name, value in facet(one, "topic").items()}
    assert counts == {name: value["things"] for name, value in facet(both, "topic").items()}


def test_the_page_says_what_it_shows(own_client: Any) -> None:
    """Heading, chips that can be dropped, checked boxes, dates, blanks and marks."""
    page = own_client.get("/browse?topic=5g&said=asserted").text
    total = listed(own_client, "topic=5g&said=asserted")["total"]
    assert f"<h1>{total} things about 5G said as asserted</h1>" in page
    assert (
        '<a class="chip" href="/browse?said=asserted"><span class="vh">Remove filter Topic: </span>5G</a>'
        in page
    )
    assert '<input type="checkbox" name="topic" value="5g" checked>' in page
    assert '<span class="when">Signed 16 June 2014.</span>' in page
    assert '<span class="unknown">date not stated.</span>' in page
    assert '<a class="mark" href="/source/b/29"><span class="vh">Passage </span>B29</a>' in page
    planned = own_client.get("/browse?topic=5g&said=planned").text
    assert '<span class="sign planned">planned</span></div><h2 class="said-planned">' in planned


def test_a_range_keeps_undated_things_only_if_asked(own_client: Any) -> None:
    """Years narrow to dated things."""
    dated = listed(own_client, "topic=5g&year-from=2014&year-to=2014")
    kept = listed(own_client, "topic=5g&year-from=2014&year-to=2014&year-undated=yes")
    assert [thing["label"] for thing in dated["things"]] == [
        "Joint Declaration on 5G between the European Commission and South Korea"
    ]
    assert kept["total"] > dated["total"]
    everything = listed(own_client, "topic=5g")["total"]
    assert kept["total"] < everything


@pytest.mark.parametrize("order", ["name", "date", "kind", "sources"])
def test_orders(own_client: Any, order: str) -> None:
    """Each order is kept from page to page, and has the same things."""
    answer = listed(own_client, f"order={order}")
    things = all_things(own_client, f"order={order}")
    assert len(things) == len(set(things)) == answer["total"]
    shown = answer["things"]
    keys = {
        "name": [thing["label"][:1].casefold() for thing in shown],
        "date": [thing["first"] or "9999" for thing in shown],
        "kind": [thing["kind"]["label"] for thing in shown],
        "sources": [-len(thing["passages"]) for thing in shown],
    }[order]
    assert keys == sorted(keys)


def test_values_of_a_facet_are_told_apart(own_client: Any) -> None:
    """No two boxes to tick have one name, such as a class and what a source calls things of it."""
    for facet in listed(own_client, "")["facets"]:
        names = [value["label"].lower() for value in facet["values"]]
        assert len(names) == len(set(names)), facet["title"]


def test_projects_are_called_projects(own_client: Any) -> None:
    """Each of the five, though one passage calls one of them an action, and another one an initiative."""
    kinds = {thing["label"]: thing["kind"]["label"] for thing in listed(own_client, "kind=project")["things"]}
    for name in ("PICASSO", "DISCOVERY", "Idealist2018", "EPIC", "IST-Africa"):
        assert kinds[name] == "project"


@pytest.mark.parametrize(
    ("query", "thing"),
    [
        ("partner=south-korea&topic=radio-spectrum", "korea-5g-declaration-spectrum"),
        ("partner=south-korea&topic=interoperability", "korea-5g-declaration-interoperability"),
        ("partner=japan&topic=5g&said=aim", "japan-5g-declaration-objective"),
        ("partner=india&topic=internet-governance", "india-joint-ict-working-group"),
    ],
)
def test_aims_are_found_by_the_partner_of_what_pursues_them(own_client: Any, query: str, thing: str) -> None:
    """Part by part and end by end, up to the text, group or project."""
    assert f"https://w3id.org/bilat/id/{thing}" in all_things(own_client, query)


@pytest.mark.parametrize(
    ("query", "thing"),
    [
        ("region=africa&said=aim", "ist-africa-coordination"),
        ("region=north-america&said=aim", "discovery-dialogues"),
        ("region=asia&said=evaluative", "asia-vibrant-economy"),
        ("region=asia&kind=Observation", "japan-market-services-share"),
        ("region=asia", "japan-mic"),
    ],
)
def test_aims_and_what_is_said_are_found_by_region_as_by_partner(
    own_client: Any, query: str, thing: str
) -> None:
    """By what pursues an aim, and by the subject of a figure or judgement, up to the region of a country."""
    assert f"https://w3id.org/bilat/id/{thing}" in all_things(own_client, query)


@pytest.mark.parametrize(
    ("query", "thing"),
    [
        ("topic=standardisation", "india-joint-ict-working-group"),
        ("topic=radio-spectrum", "asean-ict-cooperation"),
        ("kind=agreement", "eu-korea-free-trade-agreement"),
        ("kind=programme", "horizon-2020"),
    ],
)
def test_what_is_narrower_stands_in_the_list_too(own_client: Any, query: str, thing: str) -> None:
    """A thing on ICT standardisation is one on standardisation, a free trade agreement an agreement."""
    assert f"https://w3id.org/bilat/id/{thing}" in all_things(own_client, query)


def test_nothing_at_all_is_worded(own_client: Any) -> None:
    """An empty list says so, and which choice to drop."""
    page = own_client.get("/browse?topic=5g&partner=india").text
    assert "<h1>Nothing with India about 5G</h1>" in page
    assert "about this graph, not about the world" in page
    assert '<a href="/browse?topic=5g">without India</a>' in page
    beyond = own_client.get("/browse?page=999").text
    assert "The list ends at page" in beyond


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("topic=5g&topic=iot&partner=japan&order=kind", 1),
        ("topic=5g&partner=india&order=kind", 3),
        ("topic=5g&topic=ethics&partner=india&order=kind", 2),
    ],
)
def test_other_lists_are_gone_through_only_for_an_empty_one(
    own_client: Any, own_app: App, monkeypatch: pytest.MonkeyPatch, query: str, asked: int
) -> None:
    """And not for one of several values of a facet, which are alternatives: 200 cost as many lists."""
    listings = []
    lists = own_app._index.lists

    def counted(*given: Any) -> Any:
        listings.append(given)
        return type(lists).listing(lists, *given)

    monkeypatch.setattr(lists, "listing", counted, raising=False)
    assert own_client.get(f"/browse?{query}", headers={"Accept": "text/html"}).status_code == 200
    assert len(listings) == asked


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("topic=5gg", "Did you mean 5g?"),
        ("topic=%00", "There is no topic"),
        ("partner=%27%20OR%201=1", "There is no partner"),
        ("order=size", "no order"),
        ("year-from=x", "whole number"),
        ("page=-1x", "whole number"),
    ],
)
def test_what_does_not_exist_is_refused(own_client: Any, query: str, words: str) -> None:
    """The message names it and what is near."""
    response = own_client.get(f"/browse.json?{query}")
    assert response.status_code == 400
    assert words in str(response.json)


def test_a_foreign_graph_can_be_browsed_and_searched(foreign: Client) -> None:
    """Kinds narrow it, labels or ends of IRIs name it, and its query has the same things."""
    answer = foreign.get("/browse.json").get_json()
    labels = {thing["label"] for thing in answer["things"]}
    assert "old-bridge" in {label.lower().replace(" ", "-") for label in labels}
    assert [each["title"] for each in answer["facets"]] == ["Kind"]  # Each has its own river.
    rows = foreign.get("/sparql", query_string={"query": answer["query"], "format": "json"}).get_json()
    things = [thing["iri"] for thing in answer["things"]]
    assert sorted(row["thing"]["value"] for row in rows["results"]["bindings"]) == sorted(things)
    hits = foreign.get("/search.json?q=iron+brige").get_json()["groups"][0]["hits"]
    assert hits[0]["iri"] == "http://example.org/bridges/id/iron-bridge"
    assert foreign.get("/browse").status_code == 200


def test_lists_without_dates_are_not_ordered_by_them(foreign: Client, own_client: Any) -> None:
    """An order that leaves all things alike is offered only to those who have it already."""
    assert 'value="date"' in own_client.get("/browse").text
    assert 'value="date"' not in foreign.get("/browse").text
    assert 'value="date" selected' in foreign.get("/browse?order=date").text
    assert 'value="sources"' in own_client.get("/browse").text


def test_an_unknown_value_is_named_in_a_sentence(own_client: Any) -> None:
    """What was asked for and what it was taken for stand in the error, with what it may have meant."""
    answer = own_client.get("/browse.json?kind=dialoge")
    assert answer.status_code == 400
    assert answer.json["detail"] == "There is no kind 'dialoge' here."
    assert "dialogue" in answer.json["remedy"]


def test_pages_of_a_list_lead_to_each_other(own_client: Any) -> None:
    """The first, the last and those near this one are linked, with all that was chosen."""
    begun = listed(own_client, "said=asserted")
    last = -(-begun["total"] // len(begun["things"]))
    page = own_client.get("/browse?said=asserted&page=2").text
    found = re.findall(r'<a href="([^"]*)"><span class="vh">Page </span>(\d+)</a>', page)
    assert last > 2
    assert [int(number) for _, number in found] == sorted({1, 3, min(4, last), last})
    for address, number in found:
        parts = urlsplit(unescape(address))
        chosen = {"said": ["asserted"], "page": [number]}
        assert (parts.path, {"page": ["1"]} | parse_qs(parts.query)) == ("/browse", chosen)


@pytest.mark.parametrize("query", ["", "partner=japan", "topic=5g&order=date"])
def test_the_table_has_what_the_list_is_narrowed_by(own_client: Any, query: str) -> None:
    """Each facet is a column, and a row whose cell has a value is in the list of that value."""
    page = own_client.get(f"/browse.json?{query}").json
    rows = list(csv.DictReader(io.StringIO(own_client.get(f"/browse.csv?{query}").text)))
    assert {each["name"] for each in page["facets"]} <= set(rows[0])
    for row, thing in zip(rows, page["things"], strict=False):
        for name in ("partner", "topic", "year"):
            assert row[name] == "; ".join(each["label"] for each in thing["facets"].get(name, ()))
    value = facet(page, "topic")["5g"]
    assert sum(value["label"] in row["topic"].split("; ") for row in rows) == value["things"]


def test_facets_of_other_projects_are_columns(towns: Client) -> None:
    """Several values of a thing stand in one cell."""
    rows = {row["label"]: row for row in csv.DictReader(io.StringIO(towns.get("/browse.csv").text))}
    assert rows["Aton"]["founded"] == "1200"
    assert rows["Ceton"]["people"].split("; ") == ["30", "1000"]
    assert rows["Deton"]["founded"] == ""
    assert (rows["Aton"]["line"], rows["Aton"]["facet-line"]) == ("", "red")
    (first,) = (each for each in towns.get("/browse.json").json["things"] if each["label"] == "Aton")
    assert [value["label"] for value in first["facets"]["side"]] == ["left"]
