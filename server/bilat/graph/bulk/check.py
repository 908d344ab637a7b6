"""`bilat.graph.check` for large projects: the same stages and findings, from tables on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bilat.errors import ProjectError, SourceError
from bilat.graph.bulk import closure, downloads, passages
from bilat.graph.bulk.basis import keep
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.large_check import LargeCheck, name_of
from bilat.graph.bulk.large_files import LargeFile, large_files, unpacked_bytes
from bilat.graph.bulk.nameless import nameless_of
from bilat.graph.bulk.places import placed
from bilat.graph.bulk.reading import UnreadableError, prefixes_of, read, unreadable
from bilat.graph.bulk.room import require_room
from bilat.graph.bulk.sample import with_sample
from bilat.graph.bulk.shapes import relation
from bilat.graph.check import (
    axiom_findings,
    contradiction_findings,
    download_findings,
    require_something,
    wording_findings,
)
from bilat.graph.lint.files import lint
from bilat.graph.lint.nameless import nameless, without_name
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.queries.saved import saved_checks
from bilat.graph.releases.inputs import fingerprint
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity, in_order
from bilat.graph.report.scope import Scope, scope_of
from bilat.graph.shacl.kept import Memory
from bilat.graph.shacl.validate import Validation, validate
from bilat.graph.source.contexts import copies_of
from bilat.graph.source.load import Source
from bilat.project import Project
from bilat.settings import Settings

_STAGES = (
    *("reading", "numbering", "sampling", "linting"),
    *("comparing evidence", "reasoning", "validating", "placing"),
)


def check_large(
    project: Project,
    place: Path,
    stages: Stages,
    settings: Settings,
    memory: Memory | None = None,
    *,
    fresh: bool = False,
    keeping: bool = False,
) -> LargeCheck:
    """Return what is true of a large project and what is wrong with it.

    Args:
        project: the folder.
        place: where the work folder goes.
        stages: told of each stage.
        settings: the limits.
        memory: what an earlier check found; all is validated anew when None.
        fresh: whether the tables of an earlier check are made anew.
        keeping: whether the next check may go on from this one (`bilat.graph.bulk.again.check`).

    Raises:
        BilatError: memory or disk will not do.
    """
    place.mkdir(parents=True, exist_ok=True)
    large = large_files(project)
    require_room(place, unpacked_bytes(project), settings.build_megabytes)
    try:
        inputs = fingerprint(project)
    except SourceError as error:  # A pipe, or a link to nothing: it cannot even be opened.
        faults = in_order(unreadable(project, error))
        return LargeCheck(database=None, large=large, findings=faults, scope=Scope())
    database = Database.at(place, inputs, megabytes=settings.build_megabytes, stages=stages, fresh=fresh)
    name = name_of(settings)
    told = database.recalled(name)
    if told is None:
        try:
            found = _found(project, database, large, settings, memory)
            told = found.told
        except ProjectError:
            database.remove()
            raise
        except UnreadableError as error:
            database.remove()
            return LargeCheck(database=None, large=large, findings=in_order(error.faults), scope=Scope())
        database.keep(name, told)
        if keeping:
            keep(database, name, found.source, found.validation, large)
    else:
        stages.note("Nothing has changed since the last check; what it found is told again.")
        stages.skip_all(_STAGES)
    findings, scope = told
    return LargeCheck(database=database, large=large, findings=findings, scope=scope)


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of all stages.

    Args:
        told: the findings, and what they are about.
        source: what small files say, and the sample of the large ones.
        validation: what shapes found.
    """

    told: tuple[tuple[Finding, ...], Scope]
    source: Source
    validation: Validation


def _found(
    project: Project,
    database: Database,
    large: tuple[LargeFile, ...],
    settings: Settings,
    memory: Memory | None,
) -> _Found:
    """Return what is found in a project, and what was checked.

    Raises:
        UnreadableError: a file or a saved query cannot be read.
    """
    source = read(project, database, large, settings)
    require_something(project, database.value("SELECT count(*) FROM quad"))
    unnamed = (nameless(source), nameless_of(database, large))
    with database.working("sampling"):
        source = with_sample(database, source, large, prefixes_of(database), copies_of(project))
    allowance = Allowance.of(settings)
    findings = list(database.kept("linting", lambda: tuple(lint(source, project))))
    findings += without_name(*unnamed)
    database.run("comparing evidence", lambda: _assert(database))
    database.run("reasoning", lambda: closure.close(database), whole=False)
    findings += contradiction_findings(closure.contradictions(database), source)
    findings += axiom_findings(closure.passed_over(database), source, Severity(settings.unsupported_axioms))
    validation = database.kept(
        "validating",
        lambda: validate(source, relation=relation(database), memory=memory, allowance=allowance),
        name=f"validating, of {allowance}",
    )
    findings += validation.findings
    findings += wording_findings(project, prefixes_of(database))
    if saved_checks(project):
        findings.append(_checks_later())
    with database.working("placing"):
        findings += download_findings(downloads.obstacle(database))
        scope = scope_of(
            source,
            statements=database.value(
                "SELECT count(*) FROM (SELECT s, p, o FROM quad UNION SELECT s, p, o FROM inferred)"
            ),
            shapes=validation.focus_nodes,
        )
        return _Found((in_order(placed(findings, large)), scope), source, validation)


def _checks_later() -> Finding:
    """Return the finding that saved checks wait for the build, which has the store that they run on."""
    return Finding(
        severity=Severity.INFO,
        rule=checks.CHECKS_AT_BUILD,
        message="The saved checks of a project of this size run when it is built.",
        remedy="Run bilat build.",
    )


def _assert(database: Database) -> None:
    passages.refer(database)
    closure.assert_all(database)
