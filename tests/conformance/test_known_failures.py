"""The list of known failures: each with its cause, each of a test that there is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from w3c.known import known_failures
from w3c.manifest import Entry, entries

_KINDS = {"engine", "design", "bug"}
#: What some test function takes, by the class of a test in its manifest.
_RUN = {
    *("QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest", "NegativeSyntaxTest"),
    *("UpdateEvaluationTest", "PositiveUpdateSyntaxTest", "NegativeUpdateSyntaxTest"),
    *("ProtocolTest", "GraphStoreProtocolTest", "ServiceDescriptionTest", "Validate"),
    *("TestTurtleEval", "TestTurtlePositiveSyntax", "TestTurtleNegativeSyntax"),
    *("TestTrigEval", "TestTrigPositiveSyntax", "TestTrigNegativeSyntax"),
    *("TestNTriplesPositiveSyntax", "TestNTriplesNegativeSyntax"),
    *("TestNQuadsPositiveSyntax", "TestNQuadsNegativeSyntax", "TestXMLEval", "TestXMLNegativeSyntax"),
}
#: Folders of tests that are not run; the modules that would run them say why.
_LEFT_OUT = {"sparql11/http-rdf-update", "rdf11/rdf-mt", "rdf11/rdf-mt/az-tests"}
_FORMS = {"json", "xml", "csv", "tsv", "exact", "turtle", "ntriples", "rdfxml", "jsonld", "read", "write"}


def test_each_has_a_cause() -> None:
    """A failure has a kind and a cause in one sentence, and its tests are sorted."""
    found = known_failures()
    assert found
    for failure in found:
        assert failure.kind in _KINDS
        assert failure.cause.endswith(".")
        assert "\n" not in failure.cause
        assert failure.tests == tuple(sorted(failure.tests)) != ()
        assert set(failure.forms) <= _FORMS


def test_none_is_listed_twice() -> None:
    """A test has one cause for each form in which it fails."""
    listed = [
        (test, form)
        for failure in known_failures()
        for test in failure.tests
        for form in failure.forms or ("",)
    ]
    assert [each for each, times in Counter(listed).items() if times > 1] == []
    everywhere = {test for test, form in listed if not form}
    assert everywhere.isdisjoint(test for test, form in listed if form)


def all_entries() -> list[Entry]:
    """Return the tests of all suites."""
    found = [entry for part in ("sparql", "rdf/rdf11") for entry in entries(part)]
    return [*found, *entries("data-shapes-test-suite/tests", "*.ttl")]


def test_each_is_there(w3c_tests: Path) -> None:
    """A failure is of a test that a suite has, and the names of tests are unique."""
    known = [entry.name for entry in all_entries()]
    assert len(known) > 2_000
    assert [name for name, times in Counter(known).items() if times > 1] == []
    assert {test for failure in known_failures() for test in failure.tests} <= set(known)


def test_nothing_is_passed_over(w3c_tests: Path) -> None:
    """Each test of the suites is of a class that is run, or in a folder that is left out by name."""
    left = [entry for entry in all_entries() if entry.kind.removesuffix("11") not in _RUN]
    assert {entry.name.partition("#")[0] for entry in left} <= _LEFT_OUT
    assert {entry.name.partition("#")[0] for entry in all_entries()} >= _LEFT_OUT
