"""Two values of a facet side by side: what both have, and what one has."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from clients import built, served

from bilat.settings import Settings
from bilat.web.lists import compare

TWO = "/compare?partner=japan&partner=south-korea"


def section(client: Any, address: str, heading: str) -> str:
    """Return the text of a section of a page."""
    page = BeautifulSoup(client.get(address).text, "html.parser")
    found = page.find("h2", string=heading)
    assert found is not None, heading
    return " ".join(found.find_parent("section").get_text(" ").split())


def test_table_of_long_lists_comes_in_files(uncached_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file has as many of either side, and says where the next is."""
    whole = uncached_client.get(f"/compare.csv?{TWO[9:]}")
    assert "Bilat-Truncated" not in whole.headers
    monkeypatch.setattr("bilat.web.lists.compare.IN_A_FILE", 40)
    rows = []
    for page in range(1, 20):
        answer = uncached_client.get(f"/compare.csv?{TWO[9:]}&page={page}")
        rows += answer.text.splitlines()[1:]
        if f'page={page + 1}>; rel="next"' not in ", ".join(answer.headers.getlist("Link")):
            break
        assert answer.headers["Bilat-Truncated"] == "true"
    assert page > 1
    assert sorted(rows) == sorted(whole.text.splitlines()[1:])


def test_what_both_have_and_what_one_has(own_client: Any) -> None:
    """Things stand by kind in the order of the address, values of other facets with their numbers."""
    both = section(own_client, TWO, "What both have")
    assert both.index("Japan") < both.index("South Korea")
    assert "Joint Declaration on 5G between the EU and Japan After 25 March 2015" in both
    assert "Free Trade Agreement" in section(own_client, TWO, "Only with South Korea")
    assert "Several dialogues Policy dialogues with strategic partners" in section(
        own_client, TWO, "Only with Japan"
    )
    topics = section(own_client, TWO, "Topic")
    assert "5G 3 and 11" in topics.partition("Only")[0]
    assert "Only Japan cybersecurity 2" in topics
    assert "planned" not in section(own_client, TWO, "How it is said").partition("Only")[0]


def test_of_very_many_values_none_is_said_to_be_of_one_alone(
    own_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too rare on one side to be offered in a list is there all the same."""
    topics = section(own_client, TWO, "Topic")
    monkeypatch.setattr("bilat.web.lists.listing._OFFERED", 1)
    assert section(own_client, f"{TWO}&page=4", "Topic") == topics


def test_what_belongs_to_both_at_once(own_client: Any) -> None:
    """It stands once, before what belongs to one."""
    address = "/compare?partner=united-states&partner=japan"
    assert "Policy dialogues with strategic partners" in section(own_client, address, "With both at once")
    assert own_client.get(address).text.count(">Policy dialogues with strategic partners<") == 1


def test_the_same_as_the_lists(own_client: Any) -> None:
    """The table has the things of both lists, and other facets narrow both sides."""
    for more in ("", "&topic=5g", "&kind=joint-declaration"):
        rows = list(csv.DictReader(io.StringIO(own_client.get(f"/compare.csv?{TWO[9:]}{more}").text)))
        for name, label in (("japan", "Japan"), ("south-korea", "South Korea")):
            listed = own_client.get(f"/browse.json?partner={name}{more}").json["total"]
            assert sum(row["with"] == label for row in rows) == listed
            said = csv.DictReader(io.StringIO(own_client.get(f"/browse.csv?partner={name}{more}").text))
            when = {row["iri"]: row["when"] for row in said}
            assert {row["iri"]: row["when"] for row in rows if row["with"] == label} == when
    assert ", about 5G." in own_client.get(f"{TWO}&topic=5g").text


@pytest.mark.parametrize("query", ["", "?partner=japan", "?partner=japan&partner=japan"])
def test_two_are_chosen_from_a_list(own_client: Any, query: str) -> None:
    """What is chosen already stays, and the other is another one."""
    page = BeautifulSoup(own_client.get(f"/compare{query}").text, "html.parser")
    chosen = [option["value"] for option in page.select("option[selected]")]
    assert len(set(chosen)) == 2
    assert "japan" in chosen or not query


@pytest.mark.parametrize(
    "query", ["partner=japan&partner=china&partner=india", "partner=nowhere", "said=aim&said=nothing"]
)
def test_what_cannot_be_compared(own_client: Any, query: str) -> None:
    """More than two, and what there is not, are refused with what to do."""
    assert own_client.get(f"/compare?{query}").status_code == 400
    answer = own_client.get("/compare.csv?partner=japan")
    assert (answer.status_code, answer.json["detail"]) == (400, "Two values of partner are compared, not 1.")


def test_facets_of_other_projects(tmp_path: Path, settings: Settings) -> None:
    """Any property that tells things apart will do, and the page says which it is."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(
        "@prefix d: <http://example.org/> .\n"
        + "".join(f"d:b{n} a d:Book ; d:writtenBy d:{'ada' if n % 2 else 'bob'} .\n" for n in range(8))
        + "d:ada a d:Person . d:bob a d:Person . d:map a d:Map ; d:writtenBy d:ada .\n"
    )
    with served(built(tmp_path), settings) as client:
        assert "/compare?" in client.get("/ada.html").text
        chosen = BeautifulSoup(client.get("/compare").text, "html.parser").select("select")
        address = f"/compare?{chosen[0]['name']}=ada&{chosen[0]['name']}=bob"
        assert section(client, address, "Only written by: ada") == "Only written by: ada Map map"
        assert "b0" in section(client, address, "What both have")
        left = client.get("/compare?type=Map")
        assert left.status_code == 404
        assert "no two values of written by" in left.json["detail"]


def test_ways_to_the_page(own_client: Any) -> None:
    """From the start, from a partner, and from a list of two."""
    assert 'href="/compare"' in own_client.get("/", headers={"Accept": "text/html"}).text
    assert 'href="/compare?partner=japan"' in own_client.get("/id/japan.html").text
    assert "/compare" not in own_client.get("/id/japan-ict-dialogue.html").text
    listed = own_client.get("/browse?partner=japan&partner=china&topic=5g").text
    assert 'href="/compare?partner=china&amp;partner=japan&amp;topic=5g"' in listed
    assert "/compare" not in own_client.get("/browse?partner=japan").text


def test_many_things_are_numbers(own_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a side has more things than a page takes, both have numbers by kind, which lead to the lists."""
    monkeypatch.setattr(compare, "_MOST", 31)
    many = f"{TWO}&page=1"  # Pages are kept by their addresses.
    text = own_client.get(many).text
    assert "What both have" not in text
    assert "Nothing belongs to both" not in text
    assert "Both objective" in section(own_client, many, "Kind")
    monkeypatch.setattr(compare, "_TOLD", 2)
    assert "The most frequent ones." in section(own_client, f"{TWO}&page=2", "Kind")
