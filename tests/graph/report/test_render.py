"""Reports: each form says what was found and what was checked, and the same thing as the others."""

from __future__ import annotations

import json
import re
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from bilat.errors import BilatError, Place
from bilat.graph.formats.path_text import Path as PropertyPath
from bilat.graph.formats.path_text import read_path
from bilat.graph.report.findings import Finding, Severity, in_order
from bilat.graph.report.render import FORMS, pieces, render
from bilat.graph.report.scope import Scope, scope_of
from bilat.graph.source.load import load
from bilat.project import Project

EX = "http://ex.org/"
NASTY = "<script>alert('x')</script> & \"quotes\" \\ \x1b[31m\nnew line \u2028 grüße 漢"
SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0.json"

SCOPE = Scope(
    files=("data/a b.ttl", "ontology/é.ttl"),
    statements=1234,
    shapes=((EX + "shapes#Idle", 0), (EX + "shapes#Thing", 12)),
    checks=("literal-rewritten", "undefined-term"),
    prefixes={"ex": EX, "shapes": EX + "shapes#"},
)
FINDINGS = (
    Finding(
        severity=Severity.INFO,
        rule="empty-file",
        message=NASTY,
        remedy=NASTY,
        place=Place("ontology/é.ttl"),
    ),
    Finding(
        severity=Severity.VIOLATION,
        rule="undefined-term",
        message="ex:partof is used and defined nowhere.",
        remedy="Did you mean ex:partOf?",
        focus=URIRef(EX + "a"),
        path=EX + "p",
        value=Literal("01", datatype=XSD.integer, normalize=False),
        place=Place("data/a b.ttl", 3, 4),
        passage=URIRef("https://w3id.org/bilat/source/b/19"),
    ),
    Finding(
        severity=Severity.WARNING,
        rule=EX + "shapes#Thing",
        message="Fewer than one value.",
        focus=BNode("b1n2"),
        path=f"^<{EX}p>/(<{EX}q>|<{EX}r>)*",
        value=Literal(NASTY, lang="en-GB"),
        component=str(SH.MinCountConstraintComponent),
        place=Place("data/a b.ttl", 7),
        causes=((URIRef(EX + "a"), RDF.type, URIRef(EX + "B")), (BNode("x"), RDF.value, Literal(True))),
    ),
)


def rendered(form: str, findings: tuple[Finding, ...] = FINDINGS, scope: Scope | None = SCOPE) -> str:
    return render(findings, form, checked=scope).decode()


@pytest.mark.parametrize("form", FORMS)
def test_bytes_do_not_depend_on_the_order(form: str) -> None:
    """Any order and any repetition of findings gives the same report."""
    assert rendered(form) == rendered(form, (*reversed(FINDINGS), FINDINGS[0]))
    assert rendered(form).endswith("\n")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_still_says_what_was_checked(form: str) -> None:
    """Each form of a clean report names the number of statements."""
    text = rendered(form, ())
    assert "1234" in text or "1,234" in text


@pytest.mark.parametrize("form", FORMS)
def test_a_long_report_is_never_held_as_a_whole(form: str) -> None:
    """Its pieces are those of the whole, and take a fraction of its memory."""
    many = in_order(replace(FINDINGS[1], focus=URIRef(f"{EX}a{number}")) for number in range(1_500))
    whole = render(many, form, checked=SCOPE)
    assert "".join(pieces(many, form, SCOPE)).encode() == whole
    tracemalloc.start()
    try:
        assert sum(map(len, pieces(many, form, SCOPE)))
        assert tracemalloc.get_traced_memory()[1] < len(whole) / 3
    finally:
        tracemalloc.stop()


def test_unknown_form() -> None:
    """A form that does not exist is an error with the nearest one."""
    with pytest.raises(BilatError, match="Did you mean json"):
        render((), "jason")


def test_text() -> None:
    """Severity, rule and place on one line, then message, what it is about and help; the verdict last."""
    assert rendered("text", FINDINGS[1:2]) == (
        "violation undefined-term  data/a b.ttl:3:4\n"
        "  ex:partof is used and defined nowhere.\n"
        "  focus: ex:a\n"
        "  path: ex:p\n"
        '  value: "01"^^xsd:integer\n'
        "  passage: B19\n"
        "  help: Did you mean ex:partOf?\n"
        "\n"
        "Checked 2 files, 1,234 statements, 2 shapes on 12 focus nodes and 2 other checks.\n"
        "Without anything to check: shapes:Idle.\n"
        "Does not conform: 1 violation, 0 warnings, 0 notes.\n"
    )


def test_paths_have_prefixes_wherever_they_are_told() -> None:
    """Each IRI of a path is as short as one alone."""
    for form in ("text", "html", "github"):
        assert "^ex:p/(ex:q|ex:r)*" in rendered(form)


def test_github() -> None:
    """A command a finding with what GitHub shows; signs that mean something to it are written in its way."""
    first, second, third, *rest = rendered("github").splitlines()
    assert first == (
        "::error file=data/a b.ttl,line=3,col=4,title=undefined-term::ex:partof is used and defined nowhere."
        '%0Afocus: ex:a%0Apath: ex:p%0Avalue: "01"^^xsd:integer%0Apassage: B19%0ADid you mean ex:partOf?'
    )
    assert second.startswith("::warning file=data/a b.ttl,line=7,title=shapes%3AThing::Fewer than one value.")
    assert third.startswith("::notice file=ontology/é.ttl,title=empty-file::<script>")
    assert rest[-1] == "Does not conform: 1 violation, 1 warning, 1 note."


def test_the_page_counts_shapes_without_a_name() -> None:
    """The label of a blank node tells nobody anything."""
    scope = replace(SCOPE, shapes=((EX + "shapes#Thing", 12), ("b1n1", 3), ("b1n2", 4)))
    text = re.sub(r"<[^>]*>", " ", rendered("html", (), scope))
    assert "b1n1" not in text
    assert re.search(r"2 shapes without a name\s+7\b", text)


def test_text_without_scope_admits_it() -> None:
    """A report that knows of no check does not claim any."""
    assert (
        rendered("text", (), None) == "Nothing was checked.\nConforms: 0 violations, 0 warnings, 0 notes.\n"
    )


def test_colour_is_asked_for() -> None:
    """Plain unless asked; with colour the text is the same without the codes."""
    plain = rendered("text")
    coloured = render(FINDINGS, "text", checked=SCOPE, colour=True).decode()
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert coloured != plain


def test_json() -> None:
    """The documented layout, terms as in SPARQL results."""
    report = json.loads(rendered("json"))
    assert list(report) == ["conforms", "summary", "checked", "findings"]
    assert report["conforms"] is False
    assert report["summary"] == {
        "violations": 1,
        "warnings": 1,
        "notes": 1,
        "rules": {"empty-file": 1, EX + "shapes#Thing": 1, "undefined-term": 1},
    }
    assert report["checked"]["shapes"][1] == {"shape": EX + "shapes#Thing", "focusNodes": 12}
    first, second, third = report["findings"]
    assert first["value"] == {"type": "literal", "value": "01", "datatype": str(XSD.integer)}
    assert first["place"] == {"file": "data/a b.ttl", "line": 3, "column": 4}
    assert second["value"] == {"type": "literal", "value": NASTY, "xml:lang": "en-GB"}
    assert second["focus"] == {"type": "bnode", "value": "b1n2"}
    assert third["message"] == NASTY
    assert third["focus"] is None
    assert all(list(finding) == list(first) for finding in report["findings"])


def test_turtle_and_jsonld_say_the_same() -> None:
    """Both forms are the same triples."""
    turtle = ox.Dataset(ox.parse(rendered("turtle"), format=ox.RdfFormat.TURTLE))
    jsonld = ox.Dataset(ox.parse(rendered("jsonld"), format=ox.RdfFormat.JSON_LD))
    for dataset in (turtle, jsonld):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(turtle) == set(jsonld)
    assert len(Graph().parse(data=rendered("turtle"), format="turtle")) == len(turtle) > len(FINDINGS)


def test_shacl_report() -> None:
    """A result for each finding, with what the standard asks of each."""
    graph = Graph().parse(data=rendered("turtle"), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    results = list(graph.objects(report, SH.result))
    assert len(results) == len(FINDINGS)
    for result in results:
        for required in (SH.resultSeverity, SH.sourceConstraintComponent, SH.resultMessage):
            assert len(list(graph.objects(result, required))) == 1
    lint = graph.value(
        None, SH.sourceConstraintComponent, URIRef("https://w3id.org/bilat/checks#undefined-term")
    )
    assert graph.value(lint, SH.resultPath) == URIRef(EX + "p")
    shape = graph.value(None, SH.sourceShape, URIRef(EX + "shapes#Thing"))
    path = graph.value(shape, SH.resultPath)
    assert graph.value(graph.value(path, RDF.first), SH.inversePath) == URIRef(EX + "p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EX + "p", URIRef(EX + "p")),
        (EX + "p?a+b", URIRef(EX + "p?a+b")),
        (f"<{EX}p>", URIRef(EX + "p")),
        (f"^<{EX}p>", PropertyPath("inverse", (URIRef(EX + "p"),))),
        (f"<{EX}p> / <{EX}q>", PropertyPath("sequence", (URIRef(EX + "p"), URIRef(EX + "q")))),
        (
            f"(<{EX}p>|<{EX}q>)+",
            PropertyPath("oneOrMore", (PropertyPath("alternative", (URIRef(EX + "p"), URIRef(EX + "q"))),)),
        ),
        (f"<{EX}p>/", None),
        (f"(<{EX}p>", None),
        ("", None),
        ("nonsense", None),
        ("(" * 5000, None),
    ],
)
def test_paths(text: str, expected: object) -> None:
    """SPARQL's paths are read; what is none is None, however deep."""
    assert read_path(text) == expected


def test_sarif_follows_its_schema() -> None:
    """The OASIS schema holds for reports full and empty."""
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for findings in (FINDINGS, ()):
        for scope in (SCOPE, None):
            validator.validate(json.loads(rendered("sarif", findings, scope)))


def test_sarif_tells_findings_apart() -> None:
    """Two files that cannot be read are two findings, and one that moves to another line stays the same."""
    broken = Finding(severity=Severity.VIOLATION, rule="syntax", message="No.", place=Place("data/a.ttl", 1))
    others = [replace(broken, place=place) for place in (Place("data/b.ttl", 1), Place("data/a.ttl", 2))]
    (run,) = json.loads(rendered("sarif", (broken, *others)))["runs"]
    marks = {
        str(result["locations"][0]["physicalLocation"]): result["partialFingerprints"]["finding/v2"]
        for result in run["results"]
    }
    assert (len(marks), len(set(marks.values()))) == (3, 2)


def test_sarif() -> None:
    """Levels, rules with help, relative escaped paths, regions, and logical places of focus and passage."""
    (run,) = json.loads(rendered("sarif"))["runs"]
    assert all(rule["id"] != rule.get("name") for rule in run["tool"]["driver"]["rules"])
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] for rule in rules)
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    first, second, third = (result["locations"][0] for result in run["results"])
    assert first["physicalLocation"] == {
        "artifactLocation": {"uri": "data/a%20b.ttl"},
        "region": {"startLine": 3, "startColumn": 4},
    }
    assert [place["kind"] for place in first["logicalLocations"]] == ["focus", "passage"]
    assert second["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 1}
    assert "region" not in third["physicalLocation"]


def test_sarif_leads_to_uris() -> None:
    """The IRI of a shape has letters of any script; what a rule leads to is a URI (3.49.12)."""
    finding = Finding(severity=Severity.INFO, rule="http://e/F%20orme-é#a", message="m")
    (run,) = json.loads(rendered("sarif", (finding,)))["runs"]
    uris = {rule["id"]: rule["helpUri"] for rule in run["tool"]["driver"]["rules"]}
    assert uris[finding.rule] == "http://e/F%20orme-%C3%A9#a"


class Page(HTMLParser):
    """Collects tags and text of a page, and sees to it that tags are closed."""

    VOID = ("meta", "link", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and its attributes."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def test_html_is_one_safe_page() -> None:
    """No script, nothing from elsewhere, every text escaped, headings and tables for assistive tools."""
    page = Page(rendered("html"))
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not any(name.startswith("on") or name in ("src", "href") for name, _ in page.attributes)
    assert ("lang", "en") in page.attributes
    assert page.tags.count("h1") == 1
    assert {"main", "header", "table", "caption", "th"} <= set(page.tags)
    assert NASTY.split("\n")[0] in page.text
    assert "Does not conform: 1 violation, 1 warning, 1 note." in page.text
    assert page.text.count("Did you mean ex:partOf?") == 1


def test_html_without_findings() -> None:
    """A page of a clean report says so, and what was checked."""
    page = Page(rendered("html", ()))
    assert "Nothing was found." in page.text
    assert "shapes:Thing" in page.text
    assert "Nothing was checked." in Page(rendered("html", (), None)).text


def test_shapes_without_a_name_are_counted() -> None:
    """The label of a blank node says nothing to people, and is another in the next file."""
    shapes = (("b1n1", 0), ("b1n2", 0), ("http://s/a", 0), ("http://s/b", 2))
    assert "Without anything to check: <http://s/a> and 2 without a name." in rendered(
        "text", (), Scope(shapes=shapes)
    )


def test_scope_of_a_source(tmp_path: Path) -> None:
    """Files and statements come from the source, shapes from the validator, checks from all who ran."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<http://a> <http://b> <http://c>, <http://d> .")
    source = load(Project.at(tmp_path))
    scope = scope_of(source, shapes={"http://s": 3, "http://r": 0}, further_checks=["evidence"])
    assert scope.files == ("data/a.ttl",)
    assert scope.statements == 2
    assert scope.shapes == (("http://r", 0), ("http://s", 3))
    assert scope.idle_shapes == ("http://r",)
    assert "evidence" in scope.checks
    assert "syntax" in scope.checks
