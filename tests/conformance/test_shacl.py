"""SHACL Core and SPARQL: what the validator of a project finds is what the tests want, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node
from w3c.known import cases
from w3c.manifest import MF, Entry, entries, path_of

from bilat.graph.formats.path_text import path_text
from bilat.graph.report.checks import ILL_FORMED_QUERY, ILL_FORMED_SHAPE
from bilat.graph.report.findings import Severity
from bilat.graph.shacl.validate import Validation, validate
from bilat.graph.source.files import DATA
from bilat.graph.source.load import Source, load
from bilat.project import Project
from bilat.vocab import SH

_SHT: Final = "http://www.w3.org/ns/shacl-test#"
_TESTS: Final = "data-shapes-test-suite/tests"
#: Focus node, path, value, component, severity and shape of a result; a blank node is None.
Outcome = tuple[str | None, ...]


@pytest.fixture
def validated(tmp_path: Path, pytestconfig: pytest.Config, entry: Entry) -> Validation:
    """Return what comes of a project with the data and the shapes of a test."""
    files = {part: entry.facts.text(entry.action, f"{_SHT}{part}Graph") for part in ("data", "shapes")}
    # Kept between runs: that shapes are well-formed takes as long to find out as all the rest.
    cache = pytestconfig.cache.mkdir("well-formed-shapes") if pytestconfig.cache else tmp_path / "cache"
    return validate(source(tmp_path, files), cache=cache)


def source(root: Path, files: dict[str, str]) -> Source:
    """Return a project with one file of the suites in each of some parts."""
    for part, iri in files.items():
        (root / part).mkdir()
        text = path_of(iri).read_text("utf-8")
        (root / part / "test.ttl").write_text(f"@base <{iri}> . {text}", "utf-8")
    return load(Project.at(root))


def wants_failure(entry: Entry) -> bool:
    """Return whether the shapes of a test must be refused."""
    return entry.facts.text(entry.node, f"{MF}result") == f"{_SHT}Failure"


def expected_of(entry: Entry, root: Path) -> set[Outcome]:
    """Return the results that a test wants; two that are the same in every part are one finding."""
    root.mkdir()
    graph = source(root, {"data": entry.manifest}).dataset.graph(DATA)
    return {_outcome(graph, result) for result in graph.objects(None, SH.result)}


def _outcome(graph: Graph, result: Node) -> Outcome:
    path, severity = graph.value(result, SH.resultPath), graph.value(result, SH.resultSeverity)
    return (
        _named(graph.value(result, SH.focusNode)),
        path_text(graph, path) if path is not None else None,
        _named(graph.value(result, SH.value)),
        _named(graph.value(result, SH.sourceConstraintComponent)),
        str(severity).rpartition("#")[2].lower(),
        _named(graph.value(result, SH.sourceShape)),
    )


def _named(node: Node | None) -> str | None:
    return node.n3() if isinstance(node, URIRef | Literal) else None


def found_in(validation: Validation) -> set[Outcome]:
    """Return the results among the findings."""
    return {
        (
            _named(finding.focus),
            finding.path,
            _named(finding.value),
            f"<{finding.component}>",
            (finding.graded or str(finding.severity)).rpartition("#")[2].lower(),
            f"<{finding.rule}>" if finding.shape is None else None,
        )
        for finding in validation.findings
        if finding.component is not None
    }


@pytest.mark.parametrize("entry", cases(each for each in entries(_TESTS, "*.ttl") if not wants_failure(each)))
def test_results(w3c_tests: Path, tmp_path: Path, validated: Validation, entry: Entry) -> None:
    """The findings are the results of the expected report, and nothing is left unchecked."""
    assert found_in(validated) == expected_of(entry, tmp_path / "expected")
    others = [finding for finding in validated.findings if finding.component is None]
    assert [finding for finding in others if finding.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize("entry", cases(each for each in entries(_TESTS, "*.ttl") if wants_failure(each)))
def test_failures(w3c_tests: Path, validated: Validation, entry: Entry) -> None:
    """Shapes that must not run are findings."""
    assert {finding.rule for finding in validated.findings} & {ILL_FORMED_QUERY, ILL_FORMED_SHAPE}
