"""Files that cannot be read or parsed: a finding for each, and one for many with the same fault.

A vocabulary whose IRIs are relative all over has that fault in each of its files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from bilat.errors import SourceError
from bilat.graph.report import checks
from bilat.graph.report.findings import MOST_ALIKE, Finding, Severity, in_order
from bilat.graph.source.contexts import copies_of
from bilat.graph.source.load import load_file, rdf_paths
from bilat.project import Project
from bilat.text import counted

#: Files with a fault of one kind that are told one by one.
_MOST_FILES = 10
#: What stands in a file, and differs from one to the next.
_QUOTED = re.compile(r"<[^>]*>|'[^']*'")


def syntax_findings(project: Project, wanted: Callable[[Path], bool] = lambda _: True) -> tuple[Finding, ...]:
    """Return one finding for each file that cannot be read or parsed, and one for many that are alike."""
    found: list[Finding] = []
    try:
        copies = copies_of(project)
    except SourceError as error:
        return (syntax_finding(error),)
    for part, path in rdf_paths(project):
        if not wanted(path):
            continue
        try:
            load_file(project, part, path, copies)
        except SourceError as error:
            found.append(syntax_finding(error))
    return in_order(together(found))


def syntax_finding(error: SourceError) -> Finding:
    """Return the finding about a file that cannot be read or parsed."""
    return Finding(
        severity=Severity.VIOLATION,
        rule=checks.SYNTAX,
        message=error.message,
        remedy=error.remedy,
        place=error.place,
    )


def together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings about files; where many are alike, the first one with the names of the others."""
    alike: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in in_order(findings):
        alike.setdefault((_QUOTED.sub("", finding.message), finding.remedy), []).append(finding)
    for first, *rest in alike.values():
        if len(rest) < _MOST_FILES:
            yield from (first, *rest)
        else:
            names = [str(finding.place) for finding in rest[:MOST_ALIKE]]
            names += [counted(len(rest) - MOST_ALIKE, "other")] if len(rest) > MOST_ALIKE else []
            yield replace(
                first, message=f"{first.message} The same in {len(rest):,} more files: {', '.join(names)}."
            )
