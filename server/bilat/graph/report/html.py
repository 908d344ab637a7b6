"""Findings as one web page: no script, nothing loaded from elsewhere, readable without its style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from bilat.graph.report import checks, words
from bilat.graph.report.findings import Finding, conforms
from bilat.graph.report.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One finding as the page shows it."""

    severity: str
    rule: str
    title: str
    place: str
    message: str
    remedy: str
    about: list[tuple[str, str]]


def as_html(findings: tuple[Finding, ...], scope: Scope) -> Iterator[str]:
    """Yield a whole page; every text in it is escaped."""
    template = _environment().get_template("report.html")
    yield from template.generate(
        conforms=conforms(findings),
        verdict=words.verdict(findings),
        sentence=scope.sentence(),
        findings=findings,
        row_of=lambda finding: _row(finding, scope),
        files=scope.files,
        shapes=words.shapes(scope),
        checks=[(identifier, _title(identifier)) for identifier in scope.checks],
    )
    yield "\n"


def _row(finding: Finding, scope: Scope) -> _Row:
    return _Row(
        severity=words.singular(finding.severity),
        rule=words.rule(finding.rule, scope),
        title=_title(finding.rule),
        place=str(finding.place or ""),
        message=finding.message,
        remedy=finding.remedy or "",
        about=words.about(finding, scope),
    )


def _title(identifier: str) -> str:
    return checks.describe(identifier).title if words.is_check(identifier) else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bilat.graph.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
