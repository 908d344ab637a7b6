"""Each check query has data that it finds fault with, and the report that is expected beside it, as RDF."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic

from bilat.graph.formats.quads import quads_of
from bilat.graph.queries.checks import run_checks
from bilat.graph.queries.saved import saved_checks
from bilat.graph.report.checks import CHECKS
from bilat.graph.report.findings import Finding, conforms
from bilat.graph.source.load import load
from bilat.project import Project
from bilat.vocab import DCTERMS, RDF, SH

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "checks"
SAVED = {check.id: check for check in saved_checks(Project.at(ROOT))}


def found(name: str, folder: Path) -> list[Finding]:
    """Return what a check finds in its fixture, as the only data of a project."""
    data = folder / "data" / "fixture.trig"
    data.parent.mkdir()
    shutil.copy(FIXTURES / name / "violates.trig", data)
    source = load(Project.at(folder))
    return list(run_checks([SAVED[name]], source, quads_of(source.dataset)))


def report(findings: list[Finding]) -> Graph:
    """Return findings as a SHACL report, as far as it is compared."""
    graph, top = Graph(), BNode()
    graph.add((top, RDF.type, SH.ValidationReport))
    graph.add((top, SH.conforms, Literal(conforms(findings))))
    for finding in findings:
        result = BNode()
        graph.add((top, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.sourceConstraintComponent, CHECKS[finding.rule]))
        graph.add((result, SH.resultSeverity, SH[finding.severity.value.capitalize()]))
        told = {
            SH.focusNode: finding.focus,
            SH.resultPath: URIRef(finding.path) if finding.path else None,
            SH.value: finding.value,
            DCTERMS.source: finding.passage,
        }
        for term, node in told.items():
            if node is not None:
                graph.add((result, term, node))
    return graph


@pytest.mark.parametrize("name", sorted(SAVED))
def test_check_has_the_expected_report(name: str, tmp_path: Path) -> None:
    """The rows of a check are those expected, each placed in the file where it stands."""
    findings = found(name, tmp_path)
    expected = Graph().parse(FIXTURES / name / "report.ttl")
    assert findings
    assert to_isomorphic(report(findings)) == to_isomorphic(expected)
    assert all(finding.place and finding.place.file == "data/fixture.trig" for finding in findings)
    assert all(finding.remedy for finding in findings)


def test_every_fixture_has_a_check() -> None:
    """A folder of fixtures is named after a check that exists, and each check has one."""
    assert {path.name for path in FIXTURES.iterdir()} == set(SAVED)
