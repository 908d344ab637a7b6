"""The report of the last check as a page: what was checked, what was found, and ways to narrow that."""

from __future__ import annotations

import json

import pytest

from bilat.web.validation import short_path

HTML = {"Accept": "text/html"}


def test_page_says_what_was_checked(client) -> None:
    """Conforming is not just OK: statements, shapes, things looked at and other checks are counted."""
    page = client.get("/validation", headers=HTML).text
    assert "No violation" in page
    assert "310 statements from 1 file were held against 1 shape, 7 times in all, and 1 other check" in page


def test_finding_has_thing_place_passage_and_remedy(client) -> None:
    """A finding leads to its thing, rule and passage, and tells file and line and what to do."""
    page = client.get("/validation", headers=HTML).text
    assert "A &lt;date&gt; is missing." in page
    assert 'href="/id/japan"' in page
    assert 'class="mark" href="/source/b/19"' in page
    assert "data/facts.trig, line 3" in page
    assert "State it." in page
    assert 'href="/shapes#Thing"' in page
    assert 'href="/checks#circle"' in page


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("https://example.org/def#side", "side"),
        ("(<https://example.org/def#employer>|^<https://example.org/def#sends>)", "(employer|^sends)"),
        ("", ""),
    ],
)
def test_path_is_short(path, shown) -> None:
    """A path is told by the last parts of its IRIs."""
    assert short_path(path, lambda iri: iri.rpartition("#")[2]) == shown


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("severity=info", "A circle.", "date&gt;"),
        ("severity=warning", "date&gt;", "A circle."),
        ("rule=circle", "A circle.", "date&gt;"),
        ("severity=nonsense", "A circle.", "Show all"),
        (
            "severity=info&rule=https://w3id.org/bilat/shapes%23Thing",
            "Nothing like this was found",
            "A circle.",
        ),
    ],
)
def test_list_can_be_narrowed(client, query, there, gone) -> None:
    """The address holds what is shown; what it does not know it leaves out of account."""
    page = client.get(f"/validation?{query}", headers=HTML).text
    findings = page[page.index('id="h-f"') : page.index('id="h-s"')]
    assert there in findings
    assert gone not in findings


def test_report_is_the_file(client, release) -> None:
    """As data the report is the published file."""
    assert json.loads(client.get("/validation?format=json").data) == json.loads(release.read("report.json"))
