"""Why an inferred statement holds, of the real graph."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client

ADDRESS = "/why?s=id:japan-5g-declaration&p=bilat:concerns&o=id:japan"


def leaves(reason: dict[str, Any]) -> list[dict[str, Any]]:
    premises = reason["premises"]
    return [leaf for each in premises for leaf in leaves(each)] if premises else [reason]


def test_reasons_go_down_to_passages(own_client: Client) -> None:
    """Each step names its rule in words, and what is stated leads to who states it."""
    found = own_client.get(f"{ADDRESS}&format=json").json
    assert found["rule"] == "prp-spo1"
    assert found["sentence"]
    assert "B18" in {mark["text"] for leaf in leaves(found) for mark in leaf["marks"]}


def test_page_says_the_same(own_client: Client) -> None:
    """People read it, and find the command that says it too."""
    text = own_client.get(ADDRESS).text
    assert "<h1>Why: Joint Declaration on 5G between the EU and Japan concerns Japan</h1>" in text
    assert 'href="/source/b/18"' in text
    assert "bilat why id:japan-5g-declaration bilat:concerns id:japan" in text


def test_what_does_not_hold_has_no_reason(own_client: Client) -> None:
    """Nothing is made up for a statement that nobody makes."""
    assert own_client.get(ADDRESS.replace("o=id:japan", "o=id:china")).status_code == 404
    assert own_client.get("/why?s=id:japan").status_code == 404


def test_statement_among_many_is_found(own_client: Client) -> None:
    """However much is said of a thing, who says what is asked about is told."""
    for address in ("p=rdfs:label&o=%22Japan%22@en", "p=a&o=bilat:Country"):
        found = own_client.get(f"/why?s=id:japan&{address}&format=json").json
        assert [mark["text"] for mark in found["marks"]] == ["ours"], address


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("s=a&p=b&o=c", "s is 'a', which cannot stand there"),
        ("s=id:japan&p=%22x%22&o=id:eu", "p is '\"x\"'"),
        ("s=?x&p=?y&o=?z", "s is '?x'"),
        ("s=id:japan&p=a&o=Japan", "a text such as"),
        ("s=id:japan&p=a&o=%22Japan%22@", "o is"),
        ("s=%3Cx:a%3E%20%3Cx:b%3E&p=a&o=id:eu", "s is"),
        ("s=%3Cx:a%3E%20.%20%3Cx:b%3E%20a%20%3Cx:c%3E&p=a&o=id:eu", "s is"),
    ],
)
def test_what_is_no_term(client: Client, query: str, told: str) -> None:
    """What cannot stand in a statement is named, and never part of a query."""
    answer = client.get(f"/why?{query}", headers={"Accept": "text/markdown"})
    assert answer.status_code == 400
    assert told in answer.text


def test_release_without_reasons_says_what_is_stated(client: Client) -> None:
    """A statement has its marks where no reasons are kept."""
    found = client.get("/why?s=id:japan&p=bilat:partner&o=id:eu&format=json").json
    assert [mark["text"] for mark in found["marks"]] == ["20", "B19"]


def test_reasons_read_as_sentences(own_client: Client) -> None:
    """A thing is of a kind, and the members of a list are told, where they have no name too."""
    text = own_client.get("/why?s=id:japan&p=rdf:type&o=bilat:PartnerCountry").text
    assert "<h1>Why: Japan is a partner country</h1>" in text
    assert "country, then (unnamed)" in text
