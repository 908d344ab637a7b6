"""Words that reports of every form share: counts, verdict, terms and rules as people write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity, conforms
from bilat.graph.report.scope import Scope
from bilat.graph.source.prefixes import namespace_of
from bilat.text import counted
from bilat.vocab import SOURCE

_PLURALS = {Severity.VIOLATION: "violations", Severity.WARNING: "warnings", Severity.INFO: "notes"}
_IRI = re.compile(r"<([^<>]*)>")
_OF_EXPRESSIONS = re.compile(r'[ <>()|^*"{}\\]')
_SINGULARS = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "note"}


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return the number of findings of each severity, the gravest first."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in Severity}


def verdict(findings: Iterable[Finding]) -> str:
    """Return whether all is well, and how much is not."""
    findings = tuple(findings)
    counts = ", ".join(
        f"{count:,} {(_SINGULARS if count == 1 else _PLURALS)[severity]}"
        for severity, count in tally(findings).items()
    )
    return f"{'Conforms' if conforms(findings) else 'Does not conform'}: {counts}."


def singular(severity: Severity) -> str:
    """Return the word for one finding of a severity."""
    return _SINGULARS[severity]


def term(node: Node, scope: Scope) -> str:
    """Return a term as people write it."""
    if isinstance(node, URIRef):
        return scope.short(str(node))
    if not isinstance(node, Literal):
        return f"_:{node}"
    if node.language:
        return f'"{node}"@{node.language}'
    datatype = node.datatype
    return f'"{node}"' if datatype is None else f'"{node}"^^{term(datatype, scope)}'


def rule(identifier: str, scope: Scope) -> str:
    """Return a rule as people write it: the id of a check, or a shape with its prefix."""
    return identifier if is_check(identifier) else scope.short(identifier)


def is_check(identifier: str) -> bool:
    """Return whether a rule is a check with an id rather than a shape with an IRI."""
    return ":" not in identifier


def rule_iri(identifier: str) -> str:
    """Return the IRI of a rule."""
    return str(checks.CHECKS[identifier]) if is_check(identifier) else identifier


def path(text: str, scope: Scope) -> str:
    """Return a path as people write it, each IRI in it as short as may be."""
    return scope.short(text) if is_iri(text) else _IRI.sub(lambda iri: scope.short(iri[1]), text)


def shapes(scope: Scope) -> list[tuple[str, int]]:
    """Return each shape that has a name with its focus nodes, then how many have none and theirs."""
    named = [(rule(shape, scope), count) for shape, count in scope.shapes if ":" in shape]
    counts = [count for shape, count in scope.shapes if ":" not in shape]
    without = [(f"{counted(len(counts), 'shape')} without a name", sum(counts))] if counts else []
    return named + without


def is_iri(text: str) -> bool:
    """Return whether a path is one predicate and not an expression."""
    return ":" in text and _OF_EXPRESSIONS.search(text) is None


def mark(passage: URIRef) -> str:
    """Return the short mark of a passage: B19 is passage 19 of document B."""
    document, name = namespace_of(str(passage).removeprefix(str(SOURCE)))
    letter = document.strip("/")
    return f"{letter.upper()}{name}" if letter.isalpha() and name.isalnum() else f"<{passage}>"


def about(finding: Finding, scope: Scope) -> list[tuple[str, str]]:
    """Return what a finding is about, as pairs of a word and a text."""
    rows: list[tuple[str, str]] = []
    if finding.focus is not None:
        rows.append(("focus", term(finding.focus, scope)))
    if finding.path:
        rows.append(("path", path(finding.path, scope)))
    if finding.value is not None:
        rows.append(("value", term(finding.value, scope)))
    if finding.passage is not None:
        rows.append(("passage", mark(finding.passage)))
    rows.extend(("because", " ".join(term(node, scope) for node in cause)) for cause in finding.causes)
    return rows
