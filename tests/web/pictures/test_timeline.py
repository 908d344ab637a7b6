"""The timeline of bilat's own graph, and of a release that gives no times."""

import csv
import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from clients import files_from

SVG = "{http://www.w3.org/2000/svg}"


def rows(client: Any, query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"/timeline.json?{query}")
    assert response.status_code == 200
    return list(response.json)


def row(client: Any, thing: str) -> dict[str, Any]:
    (found,) = [each for each in rows(client) if each["thing"].endswith(f"/{thing}")]
    return found


def test_a_day_is_told_with_its_place_and_passage(own_client: Any) -> None:
    """The Korean declaration was signed on a day, and B29 says so."""
    found = row(own_client, "korea-5g-declaration")
    assert found["words"] == "signed 16 June 2014, Seoul"
    assert (found["earliest"], found["precision"], found["passages"]) == ("2014-06-16", "day", ["B29"])


def test_many_times_come_a_page_at_a_time(uncached_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pages together have each time once, on one axis; what has no date stands on the first."""
    monkeypatch.setattr("bilat.web.pictures.timeline._ROWS", 7)
    monkeypatch.setattr("bilat.web.pictures.timeline._OFF", 3)
    dated = [each for each in rows(uncached_client) if each["earliest"]]
    pages = -(-len(dated) // 7)
    assert pages > 2
    texts = [uncached_client.get(f"/timeline?page={page}").text for page in range(1, pages + 1)]
    tracks = [text.partition('<ol class="time">')[2].partition("</ol>")[0].count("<li>") for text in texts]
    assert (sum(tracks), max(tracks)) == (len(dated), 7)
    assert ["Off the axis" in text for text in texts] == [True] + [False] * (pages - 1)
    assert re.search(r"And \d+ more, <a href=\"/timeline.csv\">in the table</a>", texts[0])
    assert len({text.partition('<div class="years"')[2].partition("</div>")[0] for text in texts}) == 1
    assert f"Page 2 of {pages}, {len(dated)} times in all" in texts[1]
    assert 'href="/timeline.svg?page=2"' in texts[1]
    assert len(uncached_client.get("/timeline.svg?page=2").text.split("translate(")) == 8
    assert uncached_client.get(f"/timeline?page={pages + 1}").status_code == 404
    assert (
        'rel="next" href="/timeline?said=stated&amp;page=2"'
        in uncached_client.get("/timeline?said=stated").text
    )


def test_table_of_many_times_comes_in_files(uncached_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file says where the next is."""
    whole = rows(uncached_client, "said=stated")
    monkeypatch.setattr("bilat.web.pictures.timeline.IN_A_FILE", 10)
    files = list(files_from(uncached_client, "/timeline.json?said=stated"))
    assert len(files) > 2
    assert [row for file in files for row in file.json] == whole


def test_an_order_gives_a_bound_and_no_date(own_client: Any) -> None:
    """The Japanese declaration came after the memorandum; no day is made up for it."""
    found = row(own_client, "japan-5g-declaration")
    assert (found["run"], found["words"]) == ("after", "after 25 March 2015")


def test_what_came_after_one_thing_is_in_no_order(own_client: Any) -> None:
    """Three results of the Chinese dialogue came after it; none of them is said to come after another."""
    page = own_client.get("/timeline").text.partition("An order without a date")[2].partition("<h3")[0]
    chinese = page.partition("EU-China ICT Dialogue")[2].partition("</ol>")[0]
    assert chinese.count("then") == 1
    assert "in no stated order" in chinese
    assert chinese.partition("<ul")[2].count("<li>") == 3
    korean = page.partition("Current cooperation")[2].partition("</ol>")[0]
    assert "in no stated order" not in korean


def test_a_length_is_never_a_date(own_client: Any) -> None:
    """More than 20 years have no beginning, in no form of the page."""
    found = row(own_client, "japan-ict-dialogue")
    assert (found["words"], found["earliest"], found["latest"]) == ("more than 20 years", None, None)
    page = own_client.get("/timeline").text
    axis, _, beside = page.partition("Off the axis")
    assert "EU-Japan ICT Dialogue" not in axis
    assert "more than 20 years" in beside


def test_plans_are_hollow_and_say_so(own_client: Any) -> None:
    """The call that is foreseen for two years is drawn hollow."""
    found = row(own_client, "korea-joint-call")
    assert (found["planned"], found["words"]) == (True, "planned, for 2016\u20132017")
    tracks = (
        own_client.get("/timeline?said=planned").text.partition('<ol class="time">')[2].partition("</ol>")[0]
    )
    assert tracks.count("<li>") == tracks.count('class="h"')


def test_what_is_asked_for_narrows_all_forms(own_client: Any) -> None:
    """Page, table and JSON have the same things with Japan."""
    labels = {each["label"] for each in rows(own_client, "partner=japan")}
    assert "EU-China ICT Dialogue" not in labels
    assert "Joint Declaration on 5G between the EU and Japan" in labels
    table = csv.DictReader(StringIO(own_client.get("/timeline.csv?partner=japan").text))
    assert {each["label"] for each in table} == labels
    page = own_client.get("/timeline?partner=japan").text
    assert '<option value="japan" selected>' in page


def test_numbers_of_choices_hold(own_client: Any) -> None:
    """A choice leads to as many rows as stand beside it, lengths of time without a date included."""
    form = own_client.get("/timeline").text
    fields = re.findall(r'<select[^>]* name="(\w+)"(.*?)</select>', form, re.S)
    assert {name for name, _ in fields} == {"kind", "partner", "said"}
    for name, choices in fields:
        for value, number in re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)', choices):
            assert len(rows(own_client, f"{name}={value}")) == int(number), value


def test_every_dated_thing_has_a_passage(own_client: Any) -> None:
    """No date comes without the passage that gives it."""
    assert [each["thing"] for each in rows(own_client) if each["earliest"] and not each["passages"]] == []


def test_the_picture_stands_alone(own_client: Any) -> None:
    """It is XML with a title, needs no style sheet and has every dated thing."""
    picture = ET.fromstring(own_client.get("/timeline.svg").data)  # noqa: S314 -- our own
    texts = {"".join(each.itertext()) for each in picture.iter(f"{SVG}text")}
    assert picture.find(f"{SVG}title") is not None
    assert not [each for each in picture.iter() if "class" in each.attrib or "style" in each.attrib]
    assert "EU-China Cyber Taskforce" in texts


def test_choices_without_anything_say_so(own_client: Any) -> None:
    """An empty answer leads on."""
    assert "Nothing fits these choices" in own_client.get("/timeline?partner=atlantis").text


def test_a_release_without_times_says_so(client: Any) -> None:
    """A graph that has no query for times has a page nevertheless."""
    assert "This release gives no times" in client.get("/timeline").text
    assert client.get("/timeline.csv").text.count("\n") == 1
    assert client.get("/timeline.svg").status_code == 200
