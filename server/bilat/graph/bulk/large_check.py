"""What a check of a large project found out, whether it looked at all or went on from the last one."""

from __future__ import annotations

from dataclasses import dataclass

from bilat.graph.bulk.database import Database
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.queries.asker import Allowance
from bilat.graph.report.findings import Finding, conforms
from bilat.graph.report.scope import Scope
from bilat.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeCheck:
    """What a check of a large project found out.

    Args:
        database: its tables; None when a file cannot be read, or when they are those of an earlier check.
        large: the large files.
        findings: all findings but those of saved checks, in the order of reports.
        scope: what was checked.
    """

    database: Database | None
    large: tuple[LargeFile, ...]
    findings: tuple[Finding, ...]
    scope: Scope

    @property
    def conforms(self) -> bool:
        """Return whether no finding is a violation."""
        return conforms(self.findings)


def name_of(settings: Settings) -> str:
    """Return under which name tables keep what a check with some settings finds."""
    allowance = Allowance.of(settings)
    return f"findings, where unsupported axioms are a {settings.unsupported_axioms}, of {allowance}"
