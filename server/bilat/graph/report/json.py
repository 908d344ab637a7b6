"""Findings as JSON. The layout is stable: keys are added, never renamed or taken away.

    conforms   false as soon as there is one violation
    summary    violations, warnings, notes (numbers), rules (number of findings of each)
    checked    files, statements, shapes (shape, focusNodes), checks, compared (documents, passages)
    findings   severity, rule, message, remedy, focus, path, value, component, passage, place, causes

Terms are those of SPARQL 1.1 Query Results JSON: type (uri, bnode, literal), value, datatype, xml:lang.
What a finding does not have is null. Lines and columns count from 1, columns in code points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.report.findings import Finding, Severity, conforms
from bilat.graph.report.scope import Scope
from bilat.graph.report.words import tally
from bilat.text import json_pieces


def as_json(findings: tuple[Finding, ...], scope: Scope) -> Iterator[str]:
    """Yield the report as one JSON object, indented."""
    counts = tally(findings)
    report = {
        "conforms": conforms(findings),
        "summary": {
            "violations": counts[Severity.VIOLATION],
            "warnings": counts[Severity.WARNING],
            "notes": counts[Severity.INFO],
            "rules": dict(sorted(Counter(finding.rule for finding in findings).items())),
        },
        "checked": checked(scope),
    }
    return json_pieces(lambda found: {**report, "findings": found}, map(_finding, findings))


def checked(scope: Scope) -> dict[str, object]:
    """Return what was checked as JSON."""
    return {
        "files": list(scope.files),
        "statements": scope.statements,
        "shapes": [{"shape": shape, "focusNodes": count} for shape, count in scope.shapes],
        "checks": list(scope.checks),
        "compared": _compared(scope.compared),
    }


def _compared(numbers: tuple[int, int] | None) -> dict[str, int] | None:
    return None if numbers is None else dict(zip(("documents", "passages"), numbers, strict=True))


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message,
        "remedy": finding.remedy,
        "focus": _term(finding.focus),
        "path": finding.path,
        "value": _term(finding.value),
        "component": finding.component,
        "passage": None if finding.passage is None else str(finding.passage),
        "place": _place(finding.place),
        "causes": [[_term(node) for node in cause] for cause in finding.causes],
    }


def _place(place: Place | None) -> dict[str, object] | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


def _term(node: Node | None) -> dict[str, str] | None:
    if node is None:
        return None
    if isinstance(node, Literal):
        term = {"type": "literal", "value": str(node)}
        if node.language:
            return {**term, "xml:lang": node.language}
        return term if node.datatype is None else {**term, "datatype": str(node.datatype)}
    return {"type": "uri" if isinstance(node, URIRef) else "bnode", "value": str(node)}
