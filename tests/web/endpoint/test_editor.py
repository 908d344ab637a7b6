"""The endpoint as people see it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from bilat.errors import QuerySyntaxError
from bilat.web import assets
from bilat.web.endpoint.editor import Fault, fault_of

BASE = "https://w3id.org/bilat/"
NUMBERS = f"SELECT ?n ?s {{ ?s <{BASE}def#number> ?n }} ORDER BY ?n"


def look(client: Any, query: str, **parameters: str) -> TestResponse:
    """Ask as a browser does."""
    asked = {"query": query, **parameters}
    response: TestResponse = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"})
    return response


def first_column(response: TestResponse) -> list[str]:
    return re.findall(r"<tr><td[^>]*>(\d+)</td>", response.text)


def test_blank_page_has_a_query(client: Any) -> None:
    """Whoever comes without a query finds one that runs."""
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert page.status_code == 200
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)
    assert text is not None
    assert look(client, text[1].replace("&gt;", ">").replace("&lt;", "<")).status_code == 200


def test_saved_question_is_there_to_edit(client: Any) -> None:
    """An address that names a question has its query in the field."""
    page = client.get("/sparql?question=partners", headers={"Accept": "text/html"}).text
    assert f"SELECT ?who WHERE {{ ?who &lt;{BASE}def#partner&gt; ?with }}" in page
    assert 'From the question <a href="/questions/partners">Who are &lt;partners&gt;?</a>' in page
    assert client.get("/sparql?question=none", headers={"Accept": "text/html"}).status_code == 200


def test_query_cannot_leave_its_field(client: Any) -> None:
    """What is asked stands on the page as text."""
    page = look(client, "SELECT ('</textarea><i>' AS ?x) {}").text
    assert "</textarea><i>" not in page
    assert "&lt;/textarea&gt;&lt;i&gt;" in page


def test_names_and_marks(client: Any) -> None:
    """Things are links with their names, passages are marks."""
    query = f"SELECT ?s ?g {{ GRAPH ?g {{ ?s <{BASE}def#partner> ?o }} }}"
    page = look(client, query).text
    assert f'<a href="/id/japan" lang="en" title="{BASE}id/japan">Japan</a>' in page
    assert '<a class="mark" href="/source/b/19"><span class="vh">Passage </span>B19</a>' in page


def test_pages_of_rows(client: Any) -> None:
    """A long answer comes a hundred rows at a time, with a way on and a way back."""
    first, last = look(client, NUMBERS), look(client, NUMBERS, page="3")
    assert first_column(first) == [str(n) for n in range(100)]
    assert first_column(last) == [str(n) for n in range(200, 300)]
    assert "1 to 100 of 300" in first.text
    assert 'rel="next"' in first.text
    assert 'rel="prev"' not in first.text
    assert 'rel="next"' not in last.text
    assert first_column(look(client, NUMBERS, page="99")) == first_column(last)


def test_sorting(client: Any) -> None:
    """A heading leads to the rows by its column, then to the other way round, then back."""
    down = look(client, NUMBERS, sort="-n")
    assert first_column(down)[0] == "299"
    assert 'aria-sort="descending"' in down.text
    link = re.search(r'<a data-here href="([^"]*)">n<', look(client, NUMBERS, page="2").text)
    assert link is not None
    assert parse_qs(urlsplit(link[1].replace("&amp;", "&")).query) == {"query": [NUMBERS], "sort": ["n"]}


def test_files_of_an_answer(client: Any) -> None:
    """Each format that an answer is offered in comes."""
    for query, count in ((NUMBERS, 4), ("ASK {}", 4), ("CONSTRUCT WHERE { ?s ?p ?o }", 5)):
        part = re.search(r'<span class="files">(.*?)</p>', look(client, query).text, re.DOTALL)
        assert part is not None
        links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', part[1])]
        assert len(links) == count
        assert [client.get(link).status_code for link in links] == [200] * count


def test_a_form_that_is_posted_is_asked_again_whole(client: Any) -> None:
    """Files and pages of an answer are of the graphs that the form named, as those of an address are."""
    graph = f"{BASE}source/b/19"
    form = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": graph, "timeout": "9"}
    page = client.post("/sparql", data=form, headers={"Accept": "text/html"})
    address = re.search(r'href="(/sparql[^"]*format=csv)"', page.text)
    assert address is not None
    assert parse_qs(urlsplit(html.unescape(address[1])).query) == {
        **{name: [value] for name, value in form.items()},
        "format": ["csv"],
    }


def test_graph_is_turtle(client: Any) -> None:
    """Triples are shown as text, with the prefixes of the project."""
    page = look(client, f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s <{BASE}def#partner> ?o ; ?p ?o }}").text
    assert '<h2 id="h-answer">1 triple</h2>' in page
    assert "id:japan\n  bilat:partner id:eu ;\n." in page


def test_triple_terms_are_shown(client: Any) -> None:
    """What our own layout has no words for is shown as it is."""
    page = look(client, "CONSTRUCT { <a:s> <a:p> <<( <a:s> <a:p> 1 )>> } {}")
    assert page.status_code == 200
    assert "&lt;&lt;( " in page.text


def test_direction_of_a_text(client: Any) -> None:
    """A text that says which way it begins does so on the page, too."""
    page = look(client, "SELECT ('a'@en AS ?a) ('(b)'@he--rtl AS ?b) {}").text
    assert '<td><span lang="en">a</span></td><td><span lang="he" dir="rtl">(b)</span></td>' in page


def test_verdict(client: Any) -> None:
    """ASK is answered with a word."""
    assert '<h2 id="h-answer">Yes</h2>' in look(client, "ASK { ?s ?p ?o }").text
    assert '<h2 id="h-answer">No</h2>' in look(client, "ASK { <urn:x:none> ?p ?o }").text


def test_nothing_found(client: Any) -> None:
    """An answer without rows says what to try."""
    page = look(client, f"SELECT * {{ ?s <{BASE}def#partner> 7 }}").text
    assert "0 rows" in page
    assert "Take one part away" in page


def test_mistake_is_shown_at_its_place(client: Any) -> None:
    """What is wrong comes with its place, for eyes and for the editor, and the text is kept."""
    response = look(client, "SELECT * {\n  ?s ?p ?o .\n  FILTR(?o > 3)\n}")
    assert response.status_code == 400
    assert 'data-line="3" data-column="3"' in response.text
    assert '<span class="n">3  </span>  <span class="at">FILTR</span>(?o &gt; 3)' in response.text
    assert "Did you mean FILTER?" in response.text
    assert "?s ?p ?o .\n  FILTR" in response.text


@pytest.mark.parametrize("query", ["SELECT ?n { ?s rdfs:label ?n }", "SELECT ?p { id:japan ?p ?n }"])
def test_missing_line_can_be_added(client: Any, query: str) -> None:
    """A prefix that everybody means, or the graph has, is declared with one click, without a script too."""
    wrong = look(client, query)
    link = re.search(r'href="([^"]+)">Add it and run the query<', wrong.text)
    assert link
    assert client.get(html.unescape(link[1]), headers={"Accept": "text/html"}).status_code == 200
    assert "Add it and run" not in look(client, "SELECT ?n { ?s").text


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "image/png"])
def test_programs_get_problems_as_data(client: Any, accept: str) -> None:
    """Only who reads pages gets a page."""
    response = client.get("/sparql?query=SELECT&format=html", headers={"Accept": accept})
    assert (response.status_code, "text/html" in response.content_type) == (400, False)


def test_page_is_made_for_once(client: Any) -> None:
    """The policy names a nonce that the script has, no two pages have the same, and nobody keeps them."""
    pages = [client.get("/sparql", headers={"Accept": "text/html"}) for _ in range(3)]
    nonces = set()
    for page in pages:
        found = re.search(r"script-src 'self' 'nonce-([\w-]+)'", page.headers["Content-Security-Policy"])
        assert found is not None
        assert f'nonce="{found[1]}"' in page.text
        assert page.headers["Cache-Control"] == "no-store"
        nonces.add(found[1])
    assert len(nonces) == len(pages)


def test_script_is_what_was_built(client: Any) -> None:
    """The integrity on the page is that of the script it loads."""
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    found = re.search(r'src="([^"]*)" integrity="sha384-([^"]*)"', page)
    assert found is not None
    body = client.get(found[1]).data
    assert base64.b64encode(hashlib.sha384(body).digest()).decode() == found[2]


def test_weight() -> None:
    """All that the page of the editor loads is at most 170 KB compressed."""
    names = ("editor.js", "editor.css", "site.css", "brygada.woff2", "brygada-italic.woff2", "mark.svg")
    bodies = [assets.assets()[name].body for name in names]
    assert (
        sum(len(gzip.compress(body, 5, mtime=0)) for body in bodies) < 170_000 - 8_000
    )  # for the page itself


@pytest.mark.parametrize(
    ("detail", "fault"),
    [
        ("SELECT (x\n       ^", Fault("SELECT ", "(", "x")),
        ("  FILTR(\n  ^", Fault("  ", "FILTR", "(")),
        ("SELECT\n      ^", Fault("SELECT", " ", "")),
    ],
)
def test_fault(detail: str, fault: Fault) -> None:
    """The word or sign at the caret is set apart, at the end of a line a space."""
    assert fault_of(QuerySyntaxError("No.", line=1, column=1, detail=detail)) == fault
