"""Findings of shapes without names and messages, as most people write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bilat.graph.check import check
from bilat.graph.report.findings import Finding
from bilat.graph.report.render import render
from bilat.project import Project

HEAD = """\
@prefix ex: <http://ex.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = "ex:Shape a sh:NodeShape ; sh:targetNode ex:it ; sh:property [ sh:path {} ] ."


def found(folder: Path, shapes: str) -> list[Finding]:
    """Return what some shapes find in a small graph."""
    for part, text in (
        ("data", 'ex:it ex:p "abc", "d"@en ; ex:q ex:it ; ex:r "e"@en, "f"@en .'),
        ("shapes", shapes),
    ):
        (folder / part).mkdir()
        (folder / part / "a.ttl").write_text(HEAD + text, "utf-8")
    findings = check(Project.at(folder)).findings
    return [finding for finding in findings if finding.component]


@pytest.mark.parametrize(
    ("constraint", "messages"),
    [
        ("ex:none ; sh:minCount 1", {"ex:none is missing."}),
        ("ex:p ; sh:minCount 3", {"ex:p has fewer than 3 values."}),
        ("ex:p ; sh:maxCount 1", {"ex:p has more than one value."}),
        ("[ sh:inversePath ex:p ] ; sh:minCount 1", {"A value is missing."}),
        ("( ex:q ex:p ) ; sh:maxCount 0", {"There are more than 0 values."}),
        ("<http://other.org/p> ; sh:minCount 1", {"<http://other.org/p> is missing."}),
        ("ex:q ; sh:datatype xsd:date", {"The value is no xsd:date."}),
        ("ex:q ; sh:class ex:C", {"The value is not stated to be a ex:C."}),
        ("ex:q ; sh:nodeKind sh:Literal", {"The value is not a node of the kind sh:Literal."}),
        ('ex:p ; sh:pattern "^a. c"', {'The value does not match "^a. c".'}),
        ("ex:p ; sh:maxLength 2", {"The value is longer than 2 characters."}),
        ('ex:q ; sh:in ( ex:a "b" 3 )', {'The value is none of ex:a, "b", 3.'}),
        ("ex:q ; sh:in ( 1 2 3 4 5 6 7 8 9 10 )", {"The value is none of 1, 2, 3, 4, 5, 6, 7, 8, 2 more."}),
        ("ex:q ; sh:hasValue ex:other", {"The value ex:other is missing."}),
        ("ex:q ; sh:lessThan ex:p", {"The value is not less than that of ex:p."}),
        ("ex:q ; sh:lessThanOrEquals ex:p", {"The value is not less than that of ex:p, nor equal to it."}),
        ("ex:q ; sh:disjoint ex:q", {"The value is one of ex:q too."}),
        (
            "ex:q ; sh:equals ex:p",
            {"The values are not those of ex:p: this one is only here, or only there."},
        ),
        ("ex:r ; sh:uniqueLang true", {"Several values are in one language."}),
        ('ex:none ; sh:minCount 1 ; sh:message "Say it. Now."', {"Say it."}),
    ],
)
def test_sentences(tmp_path: Path, constraint: str, messages: set[str]) -> None:
    """A sentence tells what is wrong, with what was asked for; a message of the shape goes before."""
    findings = found(tmp_path, SHAPE.format(constraint))
    assert {finding.message for finding in findings} == messages
    assert {finding.rule for finding in findings} == {"http://ex.org/Shape"}


def clash(folder: Path, constraint: str, **files: str) -> Finding:
    """Return the one finding about the values that some files state."""
    for name, text in {**files, "shapes": SHAPE.format(constraint)}.items():
        path = folder / ("shapes/a.ttl" if name == "shapes" else f"data/{name}.ttl")
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + text, "utf-8")
    (finding,) = (each for each in check(Project.at(folder)).findings if each.component)
    return finding


def test_files_that_contradict_each_other_are_both_named(tmp_path: Path) -> None:
    """Each value has its place, and the finding stands at one of them."""
    finding = clash(tmp_path, "ex:p ; sh:maxCount 1", one="ex:it ex:p ex:x .", two='ex:it ex:p "x"@en .')
    assert finding.message == "ex:p has more than one value."
    assert finding.remedy == 'Its values are ex:x (data/one.ttl:4:12) and "x"@en (data/two.ttl:4:12).'
    assert str(finding.place) in finding.remedy


def test_only_texts_of_a_language_that_repeats_are_named(tmp_path: Path) -> None:
    """The others may stay; what the shape describes goes before."""
    shape = 'ex:p ; sh:uniqueLang true ; sh:description "Keep one."'
    finding = clash(tmp_path, shape, one='ex:it ex:p "a"@en, "b"@en, "c"@de .')
    assert finding.remedy == (
        'Keep one. Its values are "a"@en (data/one.ttl:4:12) and "b"@en (data/one.ttl:4:20).'
    )


def test_many_values_are_counted(tmp_path: Path) -> None:
    """The first five are listed."""
    values = ", ".join(f"ex:v{number}" for number in range(9))
    finding = clash(tmp_path, "ex:p ; sh:maxCount 2", one=f"ex:it ex:p {values} .")
    assert finding.remedy
    assert finding.remedy.endswith("ex:v4 (data/one.ttl:4:40) and 4 more.")


def test_a_shape_without_any_name(tmp_path: Path) -> None:
    """It is told by its component; in RDF it is a node without a name."""
    findings = found(tmp_path, "[] a sh:NodeShape ; sh:targetNode ex:it ; sh:closed true .")
    assert {finding.message for finding in findings} == {"The shape is closed, and has no such property."}
    assert {finding.rule for finding in findings} == {"http://www.w3.org/ns/shacl#ClosedConstraintComponent"}
    report = render(findings, "turtle").decode()
    assert "sh:sourceConstraintComponent sh:ClosedConstraintComponent" in report
    assert re.search(r"sh:sourceShape _:\w+ ;", report)


def test_a_part_of_a_shape_is_its_own_source(tmp_path: Path) -> None:
    """People are told the shape around it; in RDF the source is the part itself (SHACL, 3.6.2.4)."""
    findings = found(tmp_path, SHAPE.format("ex:none ; sh:minCount 1"))
    assert [finding.rule for finding in findings] == ["http://ex.org/Shape"]
    assert re.search(r"sh:sourceShape _:\w+ ;", render(findings, "turtle").decode())
