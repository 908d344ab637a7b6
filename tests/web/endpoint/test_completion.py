"""What the editor asks while one types."""

from __future__ import annotations

from typing import Any

import pytest

from bilat.web.endpoint import completion
from bilat.web.lists.finding import LONGEST

BASE = "https://w3id.org/bilat/"


def test_words_of_a_release(own_client: Any) -> None:
    """Prefixes come with classes and properties, the most used first, each with its name and how often."""
    said = own_client.get("/sparql/completion").json
    assert said["prefixes"]["bilat"] == f"{BASE}def#"
    assert said["prefixes"]["skos"] == "http://www.w3.org/2004/02/skos/core#"
    terms = {(term["kind"], term["iri"]): term for term in said["terms"]}
    for kind, name, label, count in (
        ("property", "concerns", "concerns", "COUNT(*) AS ?n) { ?s bilat:concerns ?o }"),
        ("class", "Country", "country", "COUNT(DISTINCT ?s) AS ?n) { ?s a bilat:Country }"),
    ):
        query = f"PREFIX bilat: <{BASE}def#> SELECT ({count}"
        answer = own_client.post("/sparql", data={"query": query, "format": "json"}).json
        term = terms[kind, f"{BASE}def#{name}"]
        assert term["uses"] == int(answer["results"]["bindings"][0]["n"]["value"]) > 0
        assert (term["label"], bool(term["info"])) == (label, True)
    assert ("property", "http://rdfs.org/ns/void#property") not in terms, "only the record of the data has it"
    uses = [term["uses"] for term in said["terms"]]
    assert uses == sorted(uses, reverse=True)


def test_things_without_an_index(client: Any) -> None:
    """A release without an index has no names to offer, and says so with an empty list."""
    assert client.get("/sparql/completion?q=jap").json == {"things": []}
    assert client.get("/sparql/completion?q=%22").json == {"things": []}


def test_mistakes(client: Any) -> None:
    """A text that is wrong is told at its place, one that is right is not."""
    wrong = client.post("/sparql/check", data="SELECT * {\n  FILTR(1)\n}").json
    assert (wrong["line"], wrong["column"], wrong["remedy"]) == (2, 3, "Did you mean FILTER?")
    assert client.post("/sparql/check", data="SELECT * { ?s ?p ?o }").json == {}
    checked = client.get("/sparql/check?query=ASK{}")
    assert (checked.json, checked.headers["Cache-Control"]) == ({}, "no-store")


def test_long_text(client: Any) -> None:
    """A text that no query may have is not looked at."""
    assert client.post("/sparql/check", data="#" * 70_000).status_code == 413


def test_things_by_name(own_client: Any) -> None:
    """Things come by the beginnings of their names, in any language, the shortest names first."""
    for typed in ("japa", "giapp"):
        (first, *others) = own_client.get(f"/sparql/completion?q={typed}").json["things"]
        assert first["iri"] == f"{BASE}id/japan"
        assert first["info"]
    assert len(others) < 12


def test_of_very_many_names_the_first_are_put_in_order(
    own_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One letter is the beginning of names without number, and anybody can send it."""
    monkeypatch.setattr(completion, "_MOST_NAMES", 1)
    assert len(own_client.get("/sparql/completion?q=j&first=1").json["things"]) == 1


def test_questions_are_no_things_to_ask_for(own_client: Any) -> None:
    """Their names are sentences, which half of all words begin like."""
    found = own_client.get("/sparql/completion?q=which").json["things"]
    assert not [each for each in found if "/questions/" in each["iri"]]


def test_names_that_the_graph_does_not_have(client: Any) -> None:
    """Each is told where it stands, with the nearest one in the same writing, in code points."""
    text = (
        f"PREFIX bilat: <{BASE}def#> PREFIX id: <{BASE}id/>\n"
        f"SELECT * {{ id:japan bilat:partnr '\U0001f600', <{BASE}id/japn> ; bilat:partner ?p ; a bilat:Qz }}"
    )
    names = client.post("/sparql/check", data=text.encode()).json["names"]
    assert [(each["name"], each["near"]) for each in names] == [
        ("bilat:partnr", "bilat:partner"),
        (f"<{BASE}id/japn>", f"<{BASE}id/japan>"),
        ("bilat:Qz", ""),
    ]
    line = text.split("\n")[1]
    for each in names:
        assert each["line"] == 2
        assert line[each["column"] - 1 :].startswith(each["name"])


def test_names_that_are_not_asked_for_here(client: Any) -> None:
    """What a query makes, asks of another endpoint, or takes for a type may be unknown."""
    for text in (
        "PREFIX x: <https://x.org/> CONSTRUCT { ?s x:new ?o } WHERE { ?s ?p ?o }",
        "SELECT * { SERVICE <https://x.org/sparql> { ?s <https://x.org/p> ?o { ?o <https://x.org/q> 1 } } }",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT * { ?s ?p '1'^^xsd:byte }",
    ):
        assert client.post("/sparql/check", data=text).json == {}


def test_only_so_much_is_looked_for_as_names_are_long(own_client: Any) -> None:
    """Each word is looked for, and 98,000 of them took half a minute: those beyond that length are none."""
    words = "japan " * (LONGEST // len("japan "))
    found = own_client.get("/sparql/completion", query_string={"q": f"{words}{' ' * LONGEST}nothing " * 9})
    assert found.json["things"]
