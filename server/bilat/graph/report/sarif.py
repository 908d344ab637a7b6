"""Findings as SARIF 2.1.0 (OASIS), the form that code hosts and editors show beside the lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from urllib.parse import quote

from bilat.errors import Place
from bilat.graph.report import checks, words
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.json import checked
from bilat.graph.report.scope import Scope
from bilat.text import json_pieces
from bilat.vocab import BASE

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: Signs of a URI that stay as they are in one (RFC 3986); an IRI has letters of any script.
_URI = ":/?#[]@!$&'()*+,;=%~"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(findings: tuple[Finding, ...], scope: Scope) -> Iterator[str]:
    """Yield one run with its rules and results; paths are relative to the project."""
    rules = sorted({finding.rule for finding in findings} | set(scope.checks))
    driver = {
        "name": "bilat",
        "informationUri": BASE,
        "semanticVersion": version("bilat"),
        "rules": [_rule(identifier, scope) for identifier in rules],
    }

    def log(results: list[object]) -> object:
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": {"checked": checked(scope)},
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}

    return json_pieces(log, (_result(finding, rules, scope) for finding in findings))


def _rule(identifier: str, scope: Scope) -> dict[str, object]:
    short, iri = words.rule(identifier, scope), words.rule_iri(identifier)
    if words.is_check(identifier):
        check = checks.describe(identifier)
        title, text = check.title, check.help
    else:
        title, text = f"Shape {short}", f"The shape {iri} of the project."
    return {
        "id": identifier,
        # A name that is the id is left out (3.49.7: it is for people, as the id is for programs).
        **({"name": short} if short != identifier else {}),
        "shortDescription": {"text": title},
        "fullDescription": {"text": text},
        "help": {"text": text},
        "helpUri": quote(iri, safe=_URI),
    }


def _result(finding: Finding, rules: list[str], scope: Scope) -> dict[str, object]:
    text = " ".join(filter(None, (finding.message, finding.remedy)))
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding, scope)],
        "partialFingerprints": {"finding/v2": _fingerprint(finding)},
    }


def _location(finding: Finding, scope: Scope) -> dict[str, object]:
    location: dict[str, object] = {}
    if finding.place is not None:
        location["physicalLocation"] = _physical(finding.place)
    named = [("focus", finding.focus), ("passage", finding.passage)]
    logical = [
        {"name": words.term(node, scope), "fullyQualifiedName": str(node), "kind": kind}
        for kind, node in named
        if node is not None
    ]
    if logical:
        location["logicalLocations"] = logical
    return location


def _physical(place: Place) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line is not None:
        physical["region"] = {"startLine": place.line, "startColumn": place.column or 1}
    return physical


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move: what is said of what, or else of which file."""
    parts: list[object] = [finding.rule, finding.focus, finding.path, finding.value, finding.component]
    if finding.focus is None:
        parts += [finding.place and finding.place.file, finding.message]
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()
