"""Findings as text for a terminal or a log, in the manner of a compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bilat.graph.report import words
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.scope import Scope
from bilat.text import visible

_COLOURS = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD, _GREEN, _RED = "1", "32", "31"
_SHOWN_IDLE = 5
_Paint = Callable[[str, str], str]


def as_text(findings: tuple[Finding, ...], scope: Scope, *, colour: bool = False) -> Iterator[str]:
    """Yield the findings one after the other, and at the end what was checked and the verdict."""
    paint = _painted if colour else _plain
    for finding in findings:
        yield "\n".join(_finding(finding, scope, paint)) + "\n\n"
    yield "\n".join(_summary(findings, scope, paint)) + "\n"


def _finding(finding: Finding, scope: Scope, paint: _Paint) -> Iterator[str]:
    severity = paint(words.singular(finding.severity), f"{_BOLD};{_COLOURS[finding.severity]}")
    place = f"  {visible(str(finding.place))}" if finding.place else ""
    yield f"{severity} {visible(words.rule(finding.rule, scope))}{place}"
    yield f"  {paint(visible(finding.message), _BOLD)}"
    for word, text in words.about(finding, scope):
        yield f"  {word}: {visible(text)}"
    if finding.remedy:
        yield f"  {paint('help', _GREEN)}: {visible(finding.remedy)}"


def _summary(findings: tuple[Finding, ...], scope: Scope, paint: _Paint) -> Iterator[str]:
    yield scope.sentence()
    if scope.idle_shapes:
        yield f"Without anything to check: {_idle(scope)}."
    verdict = words.verdict(findings)
    yield paint(verdict, f"{_BOLD};{_GREEN if verdict.startswith('Conforms') else _RED}")


def _idle(scope: Scope) -> str:
    """Return the first shapes that had nothing to check, and how many more there are; labels say nothing."""
    named = [shape for shape in scope.idle_shapes if ":" in shape]
    unnamed = len(scope.idle_shapes) - len(named)
    told = [words.rule(shape, scope) for shape in named[:_SHOWN_IDLE]]
    if len(named) > _SHOWN_IDLE:
        told.append(f"{len(named) - _SHOWN_IDLE} more")
    if unnamed:
        told.append(f"{unnamed:,} without a name")
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))


def _plain(text: str, _code: str) -> str:
    return text


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
