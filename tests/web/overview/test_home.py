"""The home page of bilat's own graph, and of a project that has little to show."""

import gzip
import re

from werkzeug.test import Client


def test_it_says_what_this_is(own_client: Client) -> None:
    """The claim, what is in it, and that it speaks for nobody else come from the data."""
    page = own_client.get("/").text
    assert "<h1>Every statement leads to its sentence</h1>" in page
    assert "statements from 102 passages" in page
    assert "not a site of the EU institutions" in page


def test_each_document_is_there_at_a_glance(own_client: Client) -> None:
    """A strip a document, with a bar a passage; one is the example, with a pin above its bar."""
    page = own_client.get("/").text
    strips = re.findall(r'<svg class="strip".*?</svg>', page)
    assert [len(re.findall(r"M\d+ [1-9]", strip)) for strip in strips] == [53, 49]
    cited = re.findall(r'class="c" d="([^"]+)"', page)
    assert [len(re.findall(r"M\d+ 0V", each)) for each in cited] == [1]


def test_programs_are_led_to_the_dataset(own_client: Client) -> None:
    """Who follows the address of a graph and reads RDF finds what there is; pages stay what they are."""
    answer = own_client.get("/", headers={"Accept": "text/turtle, text/html;q=0.2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dataset")
    assert "Accept" in answer.headers["Vary"]
    assert own_client.get("/", headers={"Accept": "*/*"}).status_code == 200
    assert own_client.get("/", headers={"Accept": "image/png"}).status_code == 406


def test_parts_lead_to_the_whole(own_client: Client) -> None:
    """Map, times, kinds, questions, checks and data each lead to their page."""
    page = own_client.get("/").text
    for to in ("/map", "/timeline", "/browse", "/questions", "/validation", "/dataset", "/sparql"):
        assert f'href="{to}"' in page, to


def test_links_of_kinds_lead_to_lists(own_client: Client) -> None:
    """The number beside a kind is that of the list behind it."""
    page = own_client.get("/").text
    found = re.findall(r'<li><a href="(/browse[^"]+)">[^<]+</a><span[^>]*>([\d,]+)</span>', page)
    assert len(found) > 10
    address, count = found[0]
    listed = own_client.get(address.replace("/browse?", "/browse.json?").replace("&amp;", "&")).json
    assert listed["total"] == int(count.replace(",", ""))


def test_questions_that_come_first_have_an_answer(own_client: Client) -> None:
    """Each of the six leads to a page."""
    found = re.findall(r'href="(/questions/[^"]+)"', own_client.get("/").text)
    assert len(found) == 6
    assert [to for to in found if own_client.get(to).status_code != 200] == []


def test_questions_that_come_first_lead_to_passages(own_client: Client) -> None:
    """Who begins with one sees at each row which passage says so."""
    found = re.findall(r'href="(/questions/[^"]+)"', own_client.get("/").text)
    pages = {to: own_client.get(to).text for to in found}
    assert [to for to, page in pages.items() if 'class="mark" href="/source/' not in page] == []


def test_it_is_light(own_client: Client) -> None:
    """All of the page is about 11 KB packed, and it needs no italic, which would be a file more."""
    body = own_client.get("/").data
    assert len(gzip.compress(body, 9)) < 12_000
    assert b"style=" not in body


def test_a_small_project_has_a_home_too(client: Client) -> None:
    """Without documents, places and times there is no empty section, but a search and questions."""
    page = client.get("/").text
    assert "<h1>Partners</h1>" in page
    assert 'action="/search"' in page
    assert "Who are &lt;partners&gt;?" in page
    for part in ("With whom", "When</h2>", 'class="strip"', "How to read the marks"):
        assert part not in page


def test_the_way_around_has_what_there_is(own_client: Client, client: Client) -> None:
    """Timeline, map and network are offered where they show something."""
    for to in ("/timeline", "/map", "/network"):
        assert f'href="{to}"' in own_client.get("/browse").text
        assert f'href="{to}"' not in client.get("/questions").text
