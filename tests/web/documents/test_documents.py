"""Dataset, questions, coverage, context, and the documents at well-known places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph
import pytest
from clients import served
from pyld.jsonld import parse_link_header

from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import INDEX
from bilat.settings import Settings

BASE = "https://w3id.org/bilat/"
SD = "http://www.w3.org/ns/sparql-service-description#"
SH = "http://www.w3.org/ns/shacl#"
HTML = {"Accept": "text/html"}


def triples(response: Any) -> set[tuple[str, str, str]]:
    """Return the triples of a response in Turtle."""
    quads = pyoxigraph.parse(response.data, pyoxigraph.RdfFormat.TURTLE)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


def test_endpoint_is_where_it_was_asked(client: Any) -> None:
    """The service description names the address that the client used, in every form."""
    for path in ("/sparql?format=ttl", "/dataset.ttl", "/.well-known/void"):
        told = triples(client.get(path, headers={"Host": "data.example:81"}))
        ends = {o for _, p, o in told if p == f"<{SD}endpoint>"}
        assert ends == {"<http://data.example:81/sparql>"}
    for form in ("nt", "jsonld", "rdf", "trig", "nq"):
        text = client.get(f"/sparql?format={form}", headers={"Host": "data.example"}).text
        assert "http://data.example/sparql" in text
        assert f"{BASE}sparql" not in text


def test_a_host_that_is_none_is_not_repeated(client: Any) -> None:
    """What a client sends as Host never gets into a document unless it can be one."""
    text = client.get("/sparql?format=ttl", headers={"Host": "x>;<evil"}).text
    assert "evil" not in text
    assert f"{BASE}sparql" in text or "bilat:sparql" in text


def test_limits_are_told(client: Any) -> None:
    """The service description says how long queries may run, and how large results may be."""
    told = triples(client.get("/sparql?format=ttl"))
    named = {s: o for s, p, o in told if p == "<https://schema.org/name>"}
    values = {named[s]: o for s, p, o in told if p == "<https://schema.org/value>"}
    assert values['"query_seconds"'].startswith('"60.0"')
    assert set(values) == {'"query_seconds"', '"query_bytes"', '"result_rows"', '"result_bytes"'}
    service = f"<{BASE}dataset#service>"
    assert sum((s, p) == (service, "<https://schema.org/additionalProperty>") for s, p, _ in told) == 4


def test_parts(client: Any) -> None:
    """Examples and the rest are apart at their well-known places, and together in the dataset."""
    whole = triples(client.get("/dataset.ttl"))
    void = triples(client.get("/.well-known/void"))
    examples = triples(client.get("/.well-known/sparql-examples"))
    assert void | examples == whole
    assert not void & examples
    assert any(p == f"<{SH}select>" for _, p, _ in examples)
    assert any(p == f"<{SH}namespace>" for _, p, _ in examples)


def test_dataset_for_people(client: Any) -> None:
    """The page has title, date, licence and size."""
    text = client.get("/dataset", headers={"Accept": "text/html"}).text
    for each in (
        "<h1>Partners</h1>",
        "2 January 2026",
        'href="https://example.org/licence"',
        "310 statements in 7 named",
    ):
        assert each in text


def test_record_is_in_words(own_client: Any) -> None:
    """Known licences, languages and formats have names; addresses are behind them."""
    text = own_client.get("/dataset", headers={"Accept": "text/html"}).text
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC BY 4.0</a>' in text
    assert 'language/ENG">English</a>' in text
    assert 'type="application/ld+json">JSON-LD</a>' in text
    assert "<span>The bilat maintainers</span>" in text


def test_licence_is_in_headers(client: Any) -> None:
    """The licence and the description are links."""
    for path in ("/dataset", "/id/japan.ttl", "/questions", "/download/bilat.ttl"):
        headers = client.get(path).headers
        assert '<https://example.org/licence>; rel="license"' in headers["Link"]
        assert '</.well-known/void>; rel="describedby"; type="text/turtle"' in headers["Link"]


@pytest.mark.parametrize("path", ["/dataset", "/def", "/def.html?page=1", "/validation"])
def test_page_names_its_rdf(client: Any, path: str) -> None:
    """Who was led to a page finds the RDF of it, and that answers."""
    links = parse_link_header(client.get(path, headers={"Accept": "text/html"}).headers["Link"])
    named = {link["type"]: link["target"] for link in links["alternate"]}
    assert "text/turtle" in named
    for media_type, target in named.items():
        assert client.get(target).content_type.partition(";")[0] == media_type


def test_questions(client: Any) -> None:
    """Each question leads to its page, and that to its answer."""
    assert 'href="/questions/partners">Who are &lt;partners&gt;?</a>' in client.get("/questions").text
    (question,) = client.get("/questions", headers={"Accept": "application/json"}).json
    assert question["page"] == "/questions/partners"
    answer = client.get(question["answer"])
    assert answer.json["head"]["vars"] == ["who"]
    page = client.get("/questions/partners").text
    assert "?who WHERE" in page
    assert "Stated ones only." in page
    assert client.get("/questions/partners.json").json == question
    assert client.get("/questions/nothing").status_code == 404
    assert client.get("/questions/partners.pdf").status_code == 400


def test_answer_links_work(client: Any) -> None:
    """All links to answers on a page are answered."""
    page = client.get("/questions/partners").text
    links = [part.partition('"')[0].replace("&amp;", "&") for part in page.split('href="/sparql?')[1:]]
    assert len(links) == 6
    for link in links:
        assert client.get(f"/sparql?{urlsplit(link).path}").status_code == 200


def test_coverage(client: Any) -> None:
    """The page has every passage, and JSON the same report as the release."""
    page = client.get("/coverage").text
    assert 'class="mark" href="/source/b/19"' in page
    assert "Every passage is accounted for" in page
    assert "Every statement of the facts has a passage" in page
    assert client.get("/coverage?format=json").json["complete"] is True


def test_dataset_can_be_found_by_catalogues_of_the_web(own_client: Any) -> None:
    """The page has the record as schema.org too, with the files of this host."""
    page = own_client.get("/dataset", headers={"Accept": "text/html"}).text
    record = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (record["@type"], record["@id"]) == ("Dataset", "https://w3id.org/bilat/dataset")
    assert record["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "digital policy" in record["keywords"]
    assert record["publisher"] == [{"@type": "Organization", "name": "The bilat maintainers"}]
    files = {each["encodingFormat"]: each["contentUrl"] for each in record["distribution"]}
    assert files["text/turtle"] == "http://localhost/download/bilat.ttl"


def test_coverage_is_read_a_page_at_a_time(tmp_path: Path, settings: Settings, index_with: Any) -> None:
    """Ten documents stand on a page, and the first passages of each, with the way to the others."""
    sizes = {number: 201 if number == 1 else 2 for number in range(1, 12)}
    documents = [
        (number, f"a:d{number}", f"Document {number}", "", 0, "", number * 1_000, many, 0, 1, 0)
        for number, many in sizes.items()
    ]
    passages = [
        (at * 1_000 + n, at, f"a:d{at}/{n}", f"D{at}.{n}", n, "heading", "", "", 0, None, None, "", n > 0, 0)
        for at, many in sizes.items()
        for n in range(many)
    ]
    strays = [{"graph": "a:g", "statements": 9}]
    cover = {"complete": True, "documents": [], "statementsWithoutPassage": strays}
    contents = {
        "bilat.nq": b"<a:b> <a:c> <a:d> .\n",
        "coverage.json": json.dumps(cover).encode(),
        INDEX: index_with((), documents, passages),
    }
    with served(publish(tmp_path, contents), settings) as client:
        first, last = (client.get(f"/coverage?page={n}", headers=HTML).text for n in (1, 2))
        assert client.get("/coverage?page=3", headers=HTML).status_code == 404
        assert client.get("/coverage.json").json == cover
    assert (first.count("<h2 "), last.count("<h2 ")) == (10, 1)
    bar = '<svg viewBox="0 0 100 8"'
    assert (first.count(bar), last.count(bar)) == (200 + 9 * 2, 2)
    assert "the page of the document has 1 more" in first
    assert (
        "201 passages, 0 statements, 1 passage without one. 200 passages carry no fact of their own" in first
    )
    assert "Not every passage is accounted for" in last
    assert "1 graph of statements has no passage" in last


def test_coverage_counts_in_whole_sentences(own_client: Any) -> None:
    """One passage carries, two passages carry."""
    page = own_client.get("/coverage").text
    assert "2 passages carry no fact of their own" in page
    assert "1 passage carries no fact of its own" in page


def test_names_of_a_graph_stand_on_a_line(own_client: Any) -> None:
    """What a thing is called in two dozen languages is one row, each name with its language."""
    page = own_client.get("/graph/reference.html").text
    africa = page.partition('href="/scheme/region/africa">')[2]
    row = africa.partition("Also called</dt>")[2].partition("</div>")[0]
    assert row.count("<dd") == 1
    assert '<span lang="et">Aafrika</span>, <span lang="mt">Affrika</span>, <span lang=' in row


def test_context(client: Any) -> None:
    """The whole context has an address of its own."""
    assert "unused" in client.get("/context.jsonld").json["@context"]
