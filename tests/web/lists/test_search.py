"""What people type finds what they mean, over HTTP."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest


def found(client: Any, text: str, **more: str) -> dict[str, Any]:
    response = client.get("/search.json", query_string={"q": text, **more})
    assert response.status_code == 200
    return dict(response.json)


def best(answer: dict[str, Any]) -> str | None:
    return answer["groups"][0]["hits"][0]["path"] if answer["groups"] else None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Japan", "/id/japan"),
        ("japn", "/id/japan"),
        ("JAPON", "/id/japan"),
        ("Giappone", "/id/japan"),
        ("ΙΑΠΩΝΙΑ", "/id/japan"),
        ("an tseapain", "/id/japan"),
        ("B19", "/source/b/19"),
        ("b04", "/source/b/4"),
        ("B 29", "/source/b/29"),
        ("passage b29", "/source/b/29"),
        ("characters 4042", "/source/b/29"),
        ("mic", "/id/japan-mic"),
        ("Republic of Korea", "/id/south-korea"),
        ("PRC", "/id/china"),
        ("visit November 2016", "/id/ansip-visit-to-seoul"),
        ("MIIT", "/id/china-miit"),
        ("5G-PPP", "/id/5gppp"),
        ("H2020", "/id/horizon-2020"),
        ("Peking", "/id/beijing"),
        ("elderly", "/scheme/topic/senior-population"),
        ("first port of call", "/id/commission-first-port-of-call"),
        ("joint call for proposals", "/id/korea-joint-call"),
        ("US funding programmes", "/id/us-funding-programmes"),
        ("cyber taskforce china", "/id/china-cyber-taskforce"),
        ("declaraton 5g korea", "/id/korea-5g-declaration"),
        ("joint declaration 5G Japan", "/id/japan-5g-declaration"),
        ("modality", "/def#modality"),
        ("internet of thigns", "/scheme/topic/iot"),
        ("https://w3id.org/bilat/id/japan", "/id/japan"),
        ("<https://w3id.org/bilat/id/japan>", "/id/japan"),
        ("bilat:concernedIn", "/def#concernedIn"),
        ("korea-rd-agreement-objective", "/id/korea-rd-agreement-objective"),
        ("xyzzy", None),
    ],
)
def test_the_best_hit(own_client: Any, text: str, path: str | None) -> None:
    """Case, accents, languages, abbreviations, numbers of passages and slips of typing."""
    assert best(found(own_client, text)) == path


def test_things_come_before_what_speaks_of_them(own_client: Any) -> None:
    """Groups are in the order of their best hits; a label goes before another name, that before a mention."""
    answer = found(own_client, "japan")
    assert answer["groups"][0]["name"] == "things"
    hits = answer["groups"][0]["hits"]
    assert hits[0]["label"] == "Japan"
    assert all("Japan" in hit["label"] for hit in hits[:5])


def test_a_spelling_of_a_source_finds_what_it_is_written_of(own_client: Any) -> None:
    """B25 writes cyber security in two words; labels write it in one."""
    paths = {hit["path"] for group in found(own_client, "cyber security")["groups"] for hit in group["hits"]}
    assert {"/scheme/topic/cybersecurity", "/id/japan-cyber-cooperation"} <= paths


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("IoT", "/id/china-iot-cooperation"),
        ("start-ups", "/id/korea-ict-dialogue"),
        ("standardization", "/id/india-joint-ict-working-group"),
        ("yearly", "/id/china-ict-dialogue"),
        ("elderly", "/id/japan-senior-population-growth"),
        ("economy", "/id/asia-vibrant-economy"),
    ],
)
def test_another_name_of_a_topic_finds_what_is_about_it(own_client: Any, text: str, path: str) -> None:
    """And one of a kind or frequency what is of it; the word itself comes first."""
    answer = found(own_client, text)
    assert answer["groups"][0]["name"] == "concepts"
    assert path in {hit["path"] for group in answer["groups"] for hit in group["hits"]}


@pytest.mark.parametrize("text", ["16 June 2014", "June 2014", "declaration June 2014"])
def test_a_date_finds_what_has_it(own_client: Any, text: str) -> None:
    """As pages write it, and nothing else: the 16 countries of a meeting are no day of June."""
    labels = [hit["label"] for group in found(own_client, text)["groups"] for hit in group["hits"]]
    assert len(labels) == 2
    assert all("5G declaration" in label or "Declaration on 5G" in label for label in labels)


def test_a_year_is_no_slip_for_another(own_client: Any) -> None:
    """No dialogue is dated in 2023; the page shows dialogues, and not what has to do with 2020."""
    answer = found(own_client, "dialogues 2023")
    assert answer["mended"] is None
    labels = {hit["label"] for group in answer["groups"] for hit in group["hits"]}
    assert "Policy dialogues with strategic partners" in labels
    assert not any("2020" in label for label in labels)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("experts", "ICT expert in Tokyo"),
        ("joint declarations", "Joint Declaration on 5G with China"),
        ("ministries", "Ministry of Internal Affairs and Communications of Japan"),
        ("policy", "External policies of the EU"),
        ("strategic partnerships", "EU-India Strategic Partnership"),
    ],
)
def test_plural_finds_singular_and_singular_plural(own_client: Any, text: str, label: str) -> None:
    """Some names have the word as it is typed; that hides none of those that have its other number."""
    answer = found(own_client, text, **{"in": "things"})
    assert answer["mended"] is None
    assert label in [hit["label"] for hit in answer["groups"][0]["hits"]]


def test_a_slip_in_a_plural_finds_the_singular_too(own_client: Any) -> None:
    """What is meant has two numbers as well."""
    answer = found(own_client, "agreemnts")
    assert answer["mended"] == "agreements"
    assert answer["things"] == found(own_client, "agreements")["things"]
    assert found(own_client, "cities")["mended"] == "city"


def test_the_number_that_was_typed_comes_first(own_client: Any) -> None:
    """Of names that fit equally well."""
    (group,) = found(own_client, "objectives", **{"in": "things"})["groups"]
    assert group["hits"][0]["label"] == "Objectives of the EU"
    (group,) = found(own_client, "markets", **{"in": "concepts"})["groups"]
    assert [hit["label"] for hit in group["hits"]] == ["markets", "market share", "market access"]


def test_a_whole_word_goes_before_one_that_begins_so(own_client: Any) -> None:
    """20% is no year."""
    (group,) = found(own_client, "20%", **{"in": "things"})["groups"]
    paths = [hit["path"] for hit in group["hits"]]
    assert set(paths[:2]) == {"/id/korea-export-increase", "/id/japan-ict-dialogue-duration"}
    assert "/id/olympic-winter-games-2018" in paths


@pytest.mark.parametrize(
    ("text", "path", "other"),
    [
        ("R&D", "/scheme/topic/research-and-development", "/id/digital4development-press-release"),
        ("S&T", "/id/korea-st-committee", "/id/strategic-partners-of-the-eu"),
        ("U.S.", "/id/united-states", "/id/european-union"),
    ],
)
def test_letters_of_an_abbreviation_are_no_beginnings(
    own_client: Any, text: str, path: str, other: str
) -> None:
    """Hundreds of names have a word with S and one with T."""
    groups = found(own_client, text)["groups"]
    paths = {hit["path"] for group in groups for hit in group["hits"]}
    assert path in paths
    assert other not in paths
    assert sum(group["things"] for group in groups) < 40


def test_what_was_mended_is_told(own_client: Any) -> None:
    """People see which words were looked for instead."""
    assert found(own_client, "declaraton 5g")["mended"] == "declaration 5g"
    assert found(own_client, "declaration 5g")["mended"] is None
    page = own_client.get("/search?q=japn").text
    assert "for &ldquo;japan&rdquo;</h1>" in page
    assert "No name has &ldquo;japn&rdquo;" in page
    assert "<mark>Japan</mark>" in page


def test_too_many_words_find_what_has_the_rarest(own_client: Any) -> None:
    """A question in words still leads somewhere, and says that it was read loosely."""
    answer = found(own_client, "who works with Japan on 5G")
    assert answer["loose"]
    assert best(answer) == "/id/japan-5g-declaration"
    page = own_client.get("/search?q=digital+partnership").text
    assert "<h1>Nothing has all of &ldquo;digital partnership&rdquo;</h1>" in page


def test_words_that_nothing_has_are_named(own_client: Any) -> None:
    """Who asks for Latin America and gets North America hears that there is nothing on the former."""
    answer = found(own_client, "dialogues with Latin America")
    assert (answer["loose"], answer["absent"]) == (True, ["Latin"])
    assert "has &ldquo;Latin&rdquo;" in own_client.get("/search?q=Latin+America").text
    assert found(own_client, "digital partnership")["absent"] == []


def test_what_is_offered_is_really_like_it(own_client: Any) -> None:
    """Another country is no advice: half its letters are of Japan, and Taiwan is not there."""
    for name in ("Taiwan", "Brazil", "Kenya"):
        assert found(own_client, name)["near"] == []


def test_questions_are_found_by_their_keywords(own_client: Any) -> None:
    """Words that a question does not use itself lead to it, and are no names to go on from."""
    paths = [hit["path"] for group in found(own_client, "money")["groups"] for hit in group["hits"]]
    assert "/questions/who-funds-and-manages-the-projects" in paths
    suggested = own_client.get("/search/suggest?q=giappone").json["suggestions"]
    assert [each["label"] for each in suggested] == ["Japan"]


def test_kinds_of_terms_are_words(own_client: Any) -> None:
    """What the ontology calls owl:ObjectProperty is a property to people."""
    kinds = {hit["kind"] for group in found(own_client, "concerned in")["groups"] for hit in group["hits"]}
    assert "property" in kinds
    assert not any("Property" in kind for kind in kinds)


def test_one_group_can_be_asked_for(own_client: Any) -> None:
    """All hits of it come, and no others."""
    whole = found(own_client, "japan")["groups"][0]
    alone = found(own_client, "japan", **{"in": "things"})["groups"]
    assert [group["name"] for group in alone] == ["things"]
    assert len(alone[0]["hits"]) == whole["things"] > len(whole["hits"])


def test_a_group_without_a_match_says_nothing_of_the_others(own_client: Any) -> None:
    """Names have the word, if none in the group; a group that there is not is refused."""
    page = own_client.get("/search?q=japan&in=terms").text
    assert "No match for &ldquo;japan&rdquo; in this group" in page
    assert "about this graph" not in page
    assert '<a href="/search?q=japan">matches in other groups</a>' in page
    refused = own_client.get("/search.json?q=japan&in=places")
    assert refused.status_code == 400
    assert "no group 'places'" in refused.json["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        '"',
        "'; DROP TABLE thing; --",
        "japan AND OR NOT NEAR(",
        "*",
        "japan*",
        "label:japan",
        "^japan",
        "{a b}: c",
        "japan\x00china",
        "\u202e\u0301\u0301",
        "日本",
        "🇯🇵",
        "<script>alert(1)</script>",
        "a" * 200,
        "a " * 100,
    ],
)
def test_hostile_text_is_only_text(own_client: Any, text: str) -> None:
    """No text is an expression; the page shows it escaped."""
    assert isinstance(found(own_client, text)["groups"], list)
    page = own_client.get("/search", query_string={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert own_client.get("/search/suggest", query_string={"q": text}).status_code == 200


def test_a_text_that_is_too_long_is_refused(own_client: Any) -> None:
    """The message says how long it may be."""
    response = own_client.get("/search.json", query_string={"q": "a" * 10_000})
    assert response.status_code == 400
    assert "at most 200 characters" in str(response.json)


def test_nothing_found_leads_on(own_client: Any) -> None:
    """The page says what it does not mean, and offers near names and other ways."""
    page = own_client.get("/search?q=xyzzy").text
    assert "No match for &ldquo;xyzzy&rdquo;" in page
    assert "about this graph, not about the world" in page
    assert 'href="/browse"' in page
    near = found(own_client, "japanisation")
    assert near["groups"] == []
    assert near["near"][0]["label"]


def test_suggestions_go_on_from_what_is_typed(own_client: Any) -> None:
    """A few names with their pages; another name that fits is said."""
    answer = own_client.get("/search/suggest?q=giap").json
    assert answer["suggestions"] == [
        {"label": "Japan", "path": "/id/japan", "kind": "partner country", "also": "Giappone"}
    ]
    assert own_client.get("/search/suggest?q=jap").json["suggestions"][0]["label"] == "Japan"
    assert own_client.get("/search/suggest?q=").json["suggestions"] == []


def test_browsers_can_search_here(own_client: Any) -> None:
    """The description names this host, and suggestions come in the form that browsers know."""
    asked = {"Host": "graph.example:8080", "Accept": "text/html"}
    response = own_client.get("/opensearch.xml", headers=asked)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = ET.fromstring(response.data).findall(f"{space}Url")  # noqa: S314 -- our own
    assert {url.get("template") for url in urls} == {
        "http://graph.example:8080/search?q={searchTerms}",
        "http://graph.example:8080/search.json?q={searchTerms}",
        "http://graph.example:8080/search/suggest?q={searchTerms}&format=opensearch",
    }
    text, labels, kinds, paths = own_client.get("/search/suggest?q=giap&format=opensearch").json
    assert (text, labels, kinds, paths) == ("giap", ["Japan"], ["partner country"], ["/id/japan"])
