"""Findings sort and compare the same way in every run."""

from __future__ import annotations

import pytest
from rdflib import Literal, URIRef

from bilat.errors import Place
from bilat.graph.report.findings import Finding, Severity, conforms, in_order


def finding(severity: Severity = Severity.WARNING, rule: str = "a", **more: object) -> Finding:
    return Finding(severity=severity, rule=rule, message="m", **more)  # type: ignore[arg-type]


def test_violations_come_first_then_file_and_line() -> None:
    """The gravest first; within a severity by file, line and rule."""
    late = finding(place=Place("b.ttl", 3))
    early = finding(place=Place("b.ttl", 2), rule="z")
    other = finding(place=Place("a.ttl", 9))
    grave = finding(Severity.VIOLATION, place=Place("z.ttl", 99))
    assert in_order([late, early, other, grave]) == (grave, other, early, late)


def test_of_one_line_the_first_comes_first() -> None:
    """What is told of a whole line, or of a whole file, stands before its parts."""
    places = [
        Place("a.ttl"),
        Place("a.ttl", 2),
        Place("a.ttl", 2, 4),
        Place("a.ttl", 2, 11),
        Place("a.ttl", 10),
    ]
    told = [finding(place=place) for place in places]
    assert in_order(reversed(told)) == tuple(told)


def test_order_does_not_depend_on_the_input() -> None:
    """Any order of input gives the same order, with or without places and values."""
    some = [
        finding(),
        finding(value=Literal("1")),
        finding(value=URIRef("1")),
        finding(focus=URIRef("urn:x"), place=Place("a")),
        finding(Severity.INFO),
        finding(path="urn:p"),
        finding(path="urn:q"),
        finding(component="urn:c"),
        finding(causes=((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")),)),
        finding(causes=((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:d")),)),
    ]
    assert in_order(some) == in_order(reversed(some))


def test_the_same_finding_counts_once() -> None:
    """Two equal findings are one."""
    assert len(in_order([finding(), finding()])) == 1


@pytest.mark.parametrize(
    ("severity", "expected"), [(Severity.VIOLATION, False), (Severity.WARNING, True), (Severity.INFO, True)]
)
def test_only_violations_break_conformance(severity: Severity, expected: bool) -> None:
    """Warnings and notes are told, and do not stop a build."""
    assert conforms([finding(severity)]) is expected


def test_nothing_found_conforms() -> None:
    """No finding, no violation."""
    assert conforms([])
