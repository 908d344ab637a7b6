"""Findings as commands of a workflow of GitHub, which shows each beside the line of its file.

Source: GitHub Docs, Workflow commands for GitHub Actions, "Setting an error message".
"""

from __future__ import annotations

from collections.abc import Iterator

from bilat.graph.report import words
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.scope import Scope
from bilat.text import visible

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def as_github(findings: tuple[Finding, ...], scope: Scope) -> Iterator[str]:
    """Yield a command a finding, and at the end what was checked and the verdict, for the log."""
    yield from (f"{_command(finding, scope)}\n" for finding in findings)
    yield f"{scope.sentence()}\n{words.verdict(findings)}\n"


def _command(finding: Finding, scope: Scope) -> str:
    place = finding.place
    properties = {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "col": place.column if place else None,
        "title": visible(words.rule(finding.rule, scope)),
    }
    told = ",".join(
        f"{name}={str(value).translate(_IN_PROPERTY)}"
        for name, value in properties.items()
        if value is not None
    )
    about = [f"{word}: {text}" for word, text in words.about(finding, scope)]
    lines = [finding.message, *about, *filter(None, [finding.remedy])]
    text = "\n".join(map(visible, lines))
    return f"::{_COMMANDS[finding.severity]} {told}::{text.translate(_IN_TEXT)}"
