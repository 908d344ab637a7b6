"""`bilat.graph.check` for large projects: the same stages and findings, from tables on disk."""

# ruff: noqa: S608 -- SQL is put together from our own text; graphs and paths are quoted.

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bilat import vocab
from bilat.digests import mark_of
from bilat.errors import Place, ProjectError, SourceError
from bilat.graph.bulk import closure, downloads, numbering, passages
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.intake import LargeFile, take_in
from bilat.graph.bulk.nameless import nameless_of
from bilat.graph.bulk.places import placed
from bilat.graph.bulk.room import require_room, unpacked_size
from bilat.graph.bulk.sample import with_sample
from bilat.graph.bulk.shapes import relation
from bilat.graph.bulk.strict import line_with
from bilat.graph.check import (
    axiom_findings,
    contradiction_findings,
    download_findings,
    faults_beside_data,
    require_something,
    wording_findings,
)
from bilat.graph.formats.quads import nquads, quads_of
from bilat.graph.lint.files import lint
from bilat.graph.lint.nameless import nameless, without_name
from bilat.graph.lint.unreadable import syntax_finding, syntax_findings
from bilat.graph.owl.dictionary import vocabulary_term
from bilat.graph.owl.reason import VOCABULARY_NAMES
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.queries.faults import with_declarations
from bilat.graph.queries.saved import saved_checks
from bilat.graph.releases.inputs import fingerprint
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity, conforms, in_order
from bilat.graph.report.scope import Scope, scope_of
from bilat.graph.shacl.kept import Memory
from bilat.graph.shacl.validate import validate
from bilat.graph.source.contexts import copies_of
from bilat.graph.source.load import Source, load, rdf_paths
from bilat.project import Project, media_type_of
from bilat.settings import Settings

#: Files from this size on are read by the database.
_LARGE = 1 << 20
#: Smaller ones of data too, when they have as much together: as objects they take some thirty times that.
_SMALL_TOGETHER = 1 << 25
_STAGES = (
    *("reading", "numbering", "sampling", "linting"),
    *("comparing evidence", "reasoning", "validating", "placing"),
)
#: Files up to this size are read whole to tell what is wrong with them.
_WHOLE = 1 << 24
#: Prefixes that a release has.
_MOST_PREFIXES = 1_000
LINE_TABLE = "CREATE TABLE line (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)"
#: Terms that get a number whether they occur or not.
RESERVED = (
    *map(vocabulary_term, VOCABULARY_NAMES),
    *passages.RESERVED,
    *(f"<{graph}>" for graph in (vocab.INFERRED, vocab.SHAPES_GRAPH, vocab.ONTOLOGY)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeCheck:
    """What a check of a large project found out.

    Args:
        database: its tables; None when a file cannot be read.
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


def is_large(project: Project, settings: Settings) -> bool:
    """Tell whether the files of a project are to be read by the database."""
    return _unpacked_bytes(project) >= settings.streaming_bytes


def check_large(
    project: Project,
    place: Path,
    stages: Stages,
    settings: Settings,
    memory: Memory | None = None,
    *,
    fresh: bool = False,
) -> LargeCheck:
    """Return what is true of a large project and what is wrong with it.

    Args:
        project: the folder.
        place: where the work folder goes.
        stages: told of each stage.
        settings: the limits.
        memory: what an earlier check found; all is validated anew when None.
        fresh: whether the tables of an earlier check are made anew.

    Raises:
        BilatError: memory or disk will not do.
    """
    place.mkdir(parents=True, exist_ok=True)
    large = _large_files(project)
    require_room(place, _unpacked_bytes(project), settings.build_megabytes)
    database = Database.at(
        place, fingerprint(project), megabytes=settings.build_megabytes, stages=stages, fresh=fresh
    )
    allowance = Allowance.of(settings)
    name = f"findings, where unsupported axioms are a {settings.unsupported_axioms}, of {allowance}"
    told = database.recalled(name)
    if told is None:
        try:
            told = _found(project, database, large, settings, memory)
        except ProjectError:
            database.remove()
            raise
        except _UnreadableError as error:
            database.remove()
            return LargeCheck(database=None, large=large, findings=in_order(error.faults), scope=Scope())
        database.keep(name, told)
    else:
        stages.note("Nothing has changed since the last check; what it found is told again.")
        stages.skip_all(_STAGES)
    findings, scope = told
    return LargeCheck(database=database, large=large, findings=findings, scope=scope)


class _UnreadableError(Exception):
    """A project cannot be read; says why."""

    def __init__(self, faults: Iterable[Finding]) -> None:
        super().__init__()
        self.faults = tuple(faults)


def _found(
    project: Project,
    database: Database,
    large: tuple[LargeFile, ...],
    settings: Settings,
    memory: Memory | None,
) -> tuple[tuple[Finding, ...], Scope]:
    """Return what is found in a project, and what was checked.

    Raises:
        _UnreadableError: a file or a saved query cannot be read.
    """
    faults = faults_beside_data(project)
    try:
        source = load(project, _is_small(large))
    except SourceError as error:
        raise _UnreadableError([*faults, *_unreadable(project, [error])]) from None
    if faults:
        raise _UnreadableError(with_declarations(faults, source.prefixes))
    try:
        copies = copies_of(project)
        database.run("reading", lambda: _read(project, database, source, large, settings, copies))
        database.run("numbering", lambda: _number(database, large))
    except SourceError as error:
        raise _UnreadableError(_unreadable(project, [error])) from None
    require_something(project, database.value("SELECT count(*) FROM quad"))
    unnamed = (nameless(source), nameless_of(database, large))
    with database.working("sampling"):
        source = with_sample(database, source, large, prefixes_of(database))
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
        return in_order(placed(findings, large)), scope


def source_of(project: Project, database: Database, large: tuple[LargeFile, ...]) -> Source:
    """Return the small files of a project that has been read, and the sample of the large ones."""
    return with_sample(database, load(project, _is_small(large)), large, prefixes_of(database))


def _unpacked_bytes(project: Project) -> int:
    """Return about how many bytes the RDF files of a project hold."""
    return sum(unpacked_size(path) for _, path in rdf_paths(project) if path.is_file())


def _large_files(project: Project) -> tuple[LargeFile, ...]:
    """Return the files of data that the database reads, in their order: large ones; of very many, all."""
    sizes = {
        path: (part, unpacked_size(path))
        for part, path in rdf_paths(project)
        if path.is_file() and part == "data"
    }
    small = sum(size for _, size in sizes.values() if size < _LARGE)
    least = _LARGE if small < _SMALL_TOGETHER else 1
    return tuple(
        LargeFile(
            path=path,
            name=project.name_of(path),
            part=part,
            media_type=media_type_of(path) or "",
            mark=mark_of(path),
        )
        for path, (part, size) in sizes.items()
        if size >= least
    )


def _is_small(large: tuple[LargeFile, ...]) -> Callable[[Path], bool]:
    paths = {file.path for file in large}
    return lambda path: path not in paths


def _unreadable(project: Project, errors: list[SourceError]) -> list[Finding]:
    """Return what is wrong with all files, told as of small ones where their text can be held."""
    found = syntax_findings(project, lambda path: path.is_file() and unpacked_size(path) < _WHOLE)
    told = {finding.place.file for finding in found if finding.place}
    further = (error for error in errors if not found or (error.place and error.place.file not in told))
    return [*found, *map(syntax_finding, further)]


def _read(
    project: Project,
    database: Database,
    source: Source,
    large: tuple[LargeFile, ...],
    settings: Settings,
    copies: Mapping[str, str],
) -> None:
    """Put all statements into the table ``line``, and prefixes into ``prefix``.

    Raises:
        _UnreadableError: files cannot be read; it tells of all.
    """
    database.execute(LINE_TABLE)
    database.execute("CREATE TABLE prefix (prefix VARCHAR, namespace VARCHAR)")
    small = database.folder / "small.nq"
    body = nquads(quads_of(source.dataset))
    small.write_bytes(body)
    whole = LargeFile(path=small, name="", part="data", media_type="application/n-quads")
    take_in(database, whole, max(settings.statement_bytes, *map(len, body.split(b"\n"))), own=True)
    small.unlink()
    prefixes = dict(source.prefixes)
    errors = []
    for file in large:
        database.stages.note_progress(file.name)
        try:
            declared = take_in(database, replace(file, copies=copies), settings.statement_bytes)
        except SourceError as error:
            errors.append(error)
            continue
        for prefix, namespace in declared.items():
            prefixes.setdefault(prefix, namespace)
    if errors:
        raise _UnreadableError(_unreadable(project, errors))
    database.fill("prefix", sorted(prefixes.items()))


def _number(database: Database, large: Iterable[LargeFile]) -> None:
    """Give terms their numbers.

    Raises:
        SourceError: a term is none; it names the first line that has it.
    """
    try:
        numbering.number(database, RESERVED)
        numbering.fill_literals(database)
    except numbering.NoTermError as no_term:
        lines = ((file.name, line_with(file.path, no_term.text)) for file in large)
        place = next((Place(name, line) for name, line in lines if line), None)
        raise SourceError(no_term.message, remedy=no_term.remedy, place=place) from None


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


def prefixes_of(database: Database) -> dict[str, str]:
    """Return the prefixes of all files; of very many the most used, for nobody reads a million."""
    if database.value("SELECT count(*) FROM prefix") <= _MOST_PREFIXES:
        return dict(database.rows("SELECT prefix, namespace FROM prefix ORDER BY prefix"))
    used = (
        "SELECT regexp_extract(text, '^<(.*[#/])', 1) AS namespace, count(*) AS terms FROM name "
        "WHERE id > 0 GROUP BY namespace"
    )
    rows = database.rows(
        f"SELECT prefix, namespace FROM prefix JOIN ({used}) USING (namespace) "
        f"ORDER BY terms DESC, prefix LIMIT {_MOST_PREFIXES}"
    )
    return dict(sorted(rows))
