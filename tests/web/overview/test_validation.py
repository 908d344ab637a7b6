"""The report of the last check as a page: what was checked, what was found, and ways to narrow that."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from clients import served

from bilat.errors import Place
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import INDEX
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.json import as_json
from bilat.graph.report.scope import Scope
from bilat.settings import Settings
from bilat.web.overview import validation
from bilat.web.overview.validation import short_path

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


def test_of_many_findings_some_are_shown(tmp_path: Path, settings: Settings, index_with) -> None:
    """A page shows some findings of each rule and leads to more of one; numbers are those of all."""
    places = [Place("data/a.ttl", line) for line in range(1, 301)]
    findings = [
        Finding(severity=Severity.WARNING, rule=f"rule-{n}", message=f"Line {place.line}.", place=place)
        for n in range(10)
        for place in places
    ]
    files = {"report.html": b"", "report.json": "".join(as_json(tuple(findings), Scope())).encode()}
    release = publish(tmp_path, files | {"bilat.nq": b"", INDEX: index_with(findings)})
    with served(release, settings) as client:
        page = client.get("/validation", headers=HTML, buffered=True).text
        assert page.count("<li><span>data/a.ttl</span>") == 600
        assert "The first 60 of 300; <a href=" in page
        more = html.unescape(page.split('The first 60 of 300; <a href="')[1].split('"')[0])
        page = client.get(more, headers=HTML, buffered=True).text
        assert page.count("<li><span>data/a.ttl</span>") == 200
        assert "Line 200." in page
        assert 'The first 200 of 300; the rest is in the <a href="/validation.json">' in page
        assert "rule-3, 300" in page


def test_of_many_documents_the_most_frequent_are_offered(
    tmp_path: Path, settings: Settings, index_with, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the one that is chosen, however few findings it has."""
    monkeypatch.setattr(validation, "_OFFERED", 3)
    findings = tuple(
        Finding(
            severity=Severity.WARNING, rule="rule", message="Wrong.", place=Place(f"data/{name}.ttl", line)
        )
        for name in "abcdef"
        for line in range(1, 2 + ord(name) % 5)
    )
    files = {"report.html": b"", "report.json": "".join(as_json(findings, Scope())).encode()}
    release = publish(tmp_path, files | {"bilat.nq": b"", INDEX: index_with(findings)})
    with served(release, settings) as client:
        for query, names in (("", "abc"), ("?document=data/e.ttl", "bce")):
            page = client.get(f"/validation{query}", headers=HTML, buffered=True).text
            assert re.findall(r'<option value="data/(.).ttl"', page) == [*names]


def test_shapes_without_a_name_are_counted(tmp_path: Path, settings: Settings, index_with) -> None:
    """The label of a blank node is in no row."""
    scope = Scope(files=("a.ttl",), statements=1, shapes=(("b1n1", 3), ("b1n2", 4), ("http://s/a", 5)))
    files = {"report.html": b"", "report.json": "".join(as_json((), scope)).encode()}
    release = publish(tmp_path, files | {"bilat.nq": b"", INDEX: index_with(())})
    with served(release, settings) as client:
        page = client.get("/validation", headers=HTML, buffered=True).text
        assert "held against 3 shapes, 12 times in all" in page
        assert '2 shapes without a name</th><td class="num">7</td>' in page
        assert "b1n1" not in page


def test_of_many_rules_and_shapes_the_first_are_shown(tmp_path: Path, settings: Settings, index_with) -> None:
    """The page does not grow with the shapes of a project; it says what is left out, and where that is."""
    shapes = tuple((f"https://e.org/shapes#S{n}", n) for n in range(1_000))
    findings = tuple(
        Finding(severity=Severity.WARNING, rule=iri, message=f"Wrong {n}.") for iri, n in shapes[:100]
    )
    report = "".join(as_json(findings, Scope(shapes=shapes))).encode()
    files = {"report.html": b"", "report.json": report, "bilat.nq": b"", INDEX: index_with(findings)}
    with served(publish(tmp_path, files), settings) as client:
        page = client.get("/validation", headers=HTML, buffered=True).text
        assert page.count('<section class="rule-set">') == 60
        assert "40 further rules have findings." in page
        assert "1,000 shapes and how many things each looked at" in page
        shown = re.findall(r"<th scope=\"row\">(?:<a[^>]*>)?S(\d+)", page)
        assert [int(number) for number in shown] == [*range(100), *range(900, 1_000)]
        assert "200 of 1,000 with a name: those that found something" in page


def test_without_shapes_none_are_told_of(tmp_path: Path, settings: Settings, index_with) -> None:
    """Nobody wants to read that nothing was looked at no times."""
    report = "".join(as_json((), Scope(files=("a.ttl",), statements=8, checks=("circle", "syntax")))).encode()
    files = {"report.html": b"", "report.json": report, "bilat.nq": b"", INDEX: index_with(())}
    with served(publish(tmp_path, files), settings) as client:
        page = client.get("/validation", headers=HTML, buffered=True).text
        assert "8 statements from 1 file were held against 2 checks." in page
        assert "shape" not in page[page.index("<main") : page.index("</main>")]


def test_large_report_is_sent_from_its_file(tmp_path: Path, settings: Settings, index_with) -> None:
    """A report of many megabytes is no page: it is sent from the disk, also in part, and known by its tag."""
    report = b" " * 5_000_000
    files = {"report.html": b"", "report.ttl": report, "bilat.nq": b"", INDEX: index_with(())}
    release = publish(tmp_path, files)
    with served(release, settings) as client:
        got = client.get("/validation?format=ttl", buffered=True)
        assert (got.status_code, got.data, got.mimetype) == (200, report, "text/turtle")
        known = {"If-None-Match": got.headers["ETag"]}
        assert client.get("/validation?format=ttl", headers=known, buffered=True).status_code == 304
        part = client.get("/validation?format=ttl", headers={"Range": "bytes=0-9"}, buffered=True)
        assert (part.status_code, len(part.data)) == (206, 10)
        other = {"If-Match": '"another"'}
        assert client.get("/validation?format=ttl", headers=other, buffered=True).status_code == 412


def test_report_is_the_file(client, release) -> None:
    """As data the report is the published file."""
    assert json.loads(client.get("/validation?format=json").data) == json.loads(release.read("report.json"))
