"""The network of bilat's own graph, and of a release without links."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from clients import files_from
from werkzeug.test import Client

from bilat.web.index import Term
from bilat.web.pictures.layers import WIDTH, picture_of
from bilat.web.pictures.links import Layer, Link, Node, links_of


def node(name: str, column: int) -> Node:
    return Node(iri=name, label=name, kind="k", kind_label="k", column=column, planned=False, folded=name)


def link(start: str, end: str) -> Link:
    return Link(start=start, end=end, relation="r", words="is with", roles=(), layer=Layer.STATED, marks=())


def test_the_same_links_give_the_same_picture() -> None:
    """Whatever the order in which things come."""
    nodes = [node(name, column) for name, column in (("a", 1), ("b", 1), ("x", 2), ("y", 2), ("p", 3))]
    links = [link("a", "y"), link("b", "x"), link("p", "y")]
    assert picture_of(nodes, links) == picture_of(nodes[::-1], links)


def test_linked_things_come_near_each_other() -> None:
    """Two pairs do not cross, though their names would have it so."""
    nodes = [node("a", 1), node("b", 1), node("x", 2), node("y", 2)]
    y = {spot.node.iri: spot.y for spot in picture_of(nodes, [link("a", "y"), link("b", "x")]).spots}
    assert (y["a"] < y["b"]) == (y["y"] < y["x"])


def test_lines_stay_in_the_picture() -> None:
    """Also those between two things of one column."""
    nodes = [
        node(name, column) for name, column in (("a", 1), ("b", 1), ("x", 2), ("y", 2), ("p", 3), ("q", 3))
    ]
    lines = picture_of(nodes, [link("a", "b"), link("x", "y"), link("p", "q"), link("a", "p")]).lines
    numbers = [int(each) for line in lines for each in re.findall(r"-?\d+", line.path)]
    assert min(numbers) >= 0
    assert max(numbers) <= WIDTH


def test_it_is_no_hairball(own_client: Client) -> None:
    """At most 60 things are drawn, and what is left out is said."""
    page = own_client.get("/network").text
    drawn = len(re.findall(r"data-n=", page))
    assert drawn <= 60
    assert f"{drawn} of " in page
    assert "those with most links" in page


def test_table_of_many_links_comes_in_files(uncached_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file says where the next is, and keeps what is chosen."""
    whole = uncached_client.get("/network.json?partner=japan").json
    monkeypatch.setattr("bilat.web.pictures.network.IN_A_FILE", 10)
    files = list(files_from(uncached_client, "/network.json?partner=japan"))
    assert len(files) > 2
    assert [row for file in files for row in file.json] == whole
    assert uncached_client.get("/network.csv?page=9999").status_code == 404


def test_words_may_stand_at_either_end(own_client: Any) -> None:
    """A search finds the links in whose names at the ends all words stand, in whatever case."""
    found = own_client.get("/network.json?q=JAPAN+dialogue").json
    assert found
    for each in found:
        names = f"{each['from_label']} {each['to_label']}".casefold()
        assert "japan" in names
        assert "dialogue" in names


def test_each_link_has_its_ground(own_client: Any) -> None:
    """A link comes from a passage, or says that it was added or inferred."""
    found = own_client.get("/network.json").json
    assert {each["layer"] for each in found} == {"stated", "added", "inferred"}
    assert [each for each in found if not each["passages"]] == []


def test_a_link_that_a_passage_states_the_other_way_round_is_stated(own_client: Any) -> None:
    """B10 has the working group as a part of the partnership, so that it is part of it needs no rule."""
    found = {
        (each["from"].rpartition("/")[2], each["to"].rpartition("/")[2]): each["layer"]
        for each in own_client.get("/network.json").json
    }
    assert found["india-joint-ict-working-group", "eu-india-strategic-partnership"] == "stated"
    assert found["cen", "european-standardisation-organisations"] == "stated"
    assert found["picasso", "horizon-2020"] == "inferred"


def test_a_plan_is_marked_on_either_end(own_client: Any) -> None:
    """The forum is planned, though the project of which it is to be a part is not."""
    rows = own_client.get("/network").text.partition("<tbody>")[2].split("<tr>")
    (row,) = [
        row for row in rows if row.startswith('<th scope="row">') and "Transatlantic ICT Forum</a>" in row
    ]
    assert 'class="sign planned"' in row.partition("</th>")[0]


def test_a_partner_narrows(own_client: Any) -> None:
    """With Japan there is its ministry, and nothing of China."""
    labels = {
        each[side]
        for each in own_client.get("/network.json?partner=japan").json
        for side in ("from_label", "to_label")
    }
    assert "EU-Japan ICT Dialogue" in labels
    assert not any("China" in label for label in labels)


def test_a_name_is_sought_without_case_and_accents(own_client: Any) -> None:
    """Words that are looked for stand at one of the ends."""
    found = own_client.get("/network.json?q=TASKFORCE").json
    assert found
    assert all("Taskforce" in each["from_label"] + each["to_label"] for each in found)


def test_around_a_thing_it_grows_with_depth(own_client: Any) -> None:
    """One link away is part of two links away; the thing itself is in it."""
    near = own_client.get("/network.json?focus=china-ict-dialogue").json
    far = own_client.get("/network.json?focus=china-ict-dialogue&depth=2").json
    ends = {each[side] for each in near for side in ("from_label", "to_label")}
    assert "EU-China ICT Dialogue" in ends
    assert len(far) > len(near)
    page = own_client.get("/network?focus=china-ict-dialogue").text
    assert 'class="self"' in page


def test_an_unknown_thing_is_not_found(own_client: Client) -> None:
    """The way on is told."""
    response = own_client.get("/network?focus=nothing", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "/network" in response.text


def test_the_picture_needs_no_style_sheet(own_client: Client) -> None:
    """Only attributes are used, so that it looks the same anywhere."""
    picture = own_client.get("/network.svg?partner=japan").text
    assert "class=" not in picture
    assert "EU-Japan ICT Dialogue" in picture


def test_a_release_without_links_says_so(client: Client) -> None:
    """A graph that has no query for links has a page nevertheless."""
    page = client.get("/network").text
    assert "no links that could be drawn" in page
    assert "network." not in page.partition("</footer>")[2]


def test_words_without_end_are_not_looked_for(own_client: Client) -> None:
    """Each word is looked for in the name of each thing: as many as a name has."""
    asked = own_client.get("/network", query_string={"q": "a " * 5_000})
    assert (asked.status_code, "at most 200 characters" in asked.text) == (400, True)


def test_things_of_one_last_part_have_addresses_of_their_own() -> None:
    """Two vocabularies may both have a person; the short name would lead to one of them."""
    rows = [{"thing": Term(iri), "label": Term("P")} for iri in ("http://e/P", "http://f/P", "http://f/Q")]
    answers = {"network-things": SimpleNamespace(rows=rows, title="")}
    nodes = links_of(SimpleNamespace(answer=answers.get), "http://e/").nodes.values()
    assert [each.name for each in nodes] == ["http://e/P", "http://f/P", "Q"]
