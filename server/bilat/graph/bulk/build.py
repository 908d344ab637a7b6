"""`bilat.graph.build` for large projects: stages leave results on disk, and a killed build goes on there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bilat.digests import record, sha256_of
from bilat.engine import disk
from bilat.graph.bulk import counts, downloads
from bilat.graph.bulk.check import check_large
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.indexing import index
from bilat.graph.bulk.large_check import LargeCheck
from bilat.graph.bulk.places import placed
from bilat.graph.bulk.reading import prefixes_of, source_of
from bilat.graph.catalogue.about import about_project
from bilat.graph.catalogue.record import described
from bilat.graph.catalogue.statistics import Counts
from bilat.graph.configuration import Configuration
from bilat.graph.evidence import coverage
from bilat.graph.formats.export import Vocabulary
from bilat.graph.formats.quads import Quad
from bilat.graph.identity import Identity, identity
from bilat.graph.pages.reading import FILE as READING
from bilat.graph.pages.reading import reading
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance, Asker
from bilat.graph.queries.checks import findings_in
from bilat.graph.queries.saved import SavedCheck, saved_checks, saved_queries
from bilat.graph.records import Built, catalogue_file, records
from bilat.graph.releases.downloads import DOWNLOADS, Download
from bilat.graph.releases.publish import Written, publish
from bilat.graph.releases.release import CATALOGUE, INDEX, INPUTS, QUADS, File, Release
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, conforms, in_order
from bilat.graph.report.render import FORMATS, pieces
from bilat.graph.report.scope import Scope
from bilat.project import Project
from bilat.settings import Settings
from bilat.vocab import DCTERMS, SH, WELL_KNOWN

#: What each stage takes beside the others, measured with ``benchmarks/large.py --size 300k`` in CPU seconds.
_SHARES = {
    "reading": 1.8,
    "numbering": 1.7,
    "sampling": 0.6,
    "linting": 0.5,
    "comparing evidence": 0.2,
    "reasoning": 2.1,
    "validating": 2.4,
    "placing": 0.4,
    "merging": 0.4,
    "describing": 1.1,
    "exporting": 20.1,
    "storing": 10.3,
    "indexing": 13.9,
    "packing": 2.9,
    "reporting": 5.0,
    "publishing": 0.2,
}
#: Most passages whose coverage is told one by one.
_MOST_PASSAGES = 20_000
_TRIPLES = "downloads/bilat.nt"
#: What the saved checks have found is kept under this name.
_CHECKS = "running checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Description:
    """What a release says of itself.

    Args:
        counts: of everything in it.
        identity: who the graph is.
        about: its catalogue.
        names: which downloads there are, by their names in a release.
    """

    counts: Counts
    identity: Identity
    about: tuple[Quad, ...]
    names: tuple[str, ...]

    @property
    def downloads(self) -> tuple[Download, ...]:
        """Return the downloads that there are."""
        return tuple(download for download in DOWNLOADS if download.name in self.names)


def build_large(project: Project, place: Path, stages: Stages, settings: Settings) -> Built:
    """Build a large release and publish it; call it with the lock held.

    Raises:
        BilatError: memory or disk will not do.
    """
    stages.expect(_SHARES)
    checked = check_large(project, place, stages, settings)
    always = settings.publish == "readable"
    database = checked.database
    if database is None or not (checked.conforms or always):
        if database is not None:
            database.remove()  # It is of use to the next build only if nothing changes, which it has to.
        return Built(release=None, findings=checked.findings, scope=checked.scope)
    parts = _Parts(project, database)
    database.run("merging", lambda: counts.whole(database))
    description = database.kept("describing", parts.describe)
    database.run("exporting", lambda: parts.export(description), whole=False)
    database.run("storing", lambda: _store(database), whole=False)
    who = description.identity
    database.run("indexing", lambda: _index(project, checked, database, who, settings), whole=False)
    findings, scope = _told(checked, database.recalled(_CHECKS) or (), saved_checks(project))
    if not (conforms(findings) or always):
        database.remove()
        return Built(release=None, findings=findings, scope=scope)
    packed = database.kept("packing", lambda: downloads.pack(database))
    with stages.stage("reporting"):
        files = parts.files(packed, description, findings, scope)
    with database.working("publishing"):
        release = _published(place, files, database, description, settings)
    return Built(release=release, findings=findings, scope=scope)


def _store(database: Database) -> None:
    """Make the store that checks and the index ask, and that a server then opens."""
    folder = database.folder
    database.let_go()
    disk.make_apart(folder / QUADS, folder / disk.STORE, folder / _TRIPLES)


def _index(
    project: Project, checked: LargeCheck, database: Database, who: Identity, settings: Settings
) -> None:
    """Write the index and run the saved checks, of which each keeps one core busy; findings come last."""

    def told() -> Iterator[Finding]:
        yield from _told(checked, found(), saved_checks(project))[0]

    with _asking(project, checked, database, settings) as found:
        index(project, database.folder, who, told(), Allowance.of(settings))


@contextmanager
def _asking(
    project: Project, checked: LargeCheck, database: Database, settings: Settings
) -> Iterator[Callable[[], tuple[Finding, ...]]]:
    """Run the saved checks in a process of their own unless they ended before; give what waits for it."""
    saved, kept = saved_checks(project), database.recalled(_CHECKS)
    if kept is not None or not saved:
        yield lambda: kept or ()
        return
    source = source_of(project, database, checked.large)
    database.let_go()
    tables = disk.tables(database.folder / disk.STORE)
    with (
        Asker(Allowance.of(settings), lambda new: new.open(tables)) as asker,
        ThreadPoolExecutor(1) as pool,
    ):
        asked = pool.submit(lambda: tuple(placed(findings_in(asker, saved, source), checked.large)))

        def found() -> tuple[Finding, ...]:
            database.stages.note_progress(_CHECKS)
            database.keep(_CHECKS, asked.result())
            return asked.result()

        try:
            yield found
        finally:
            asker.stop()


def _told(
    checked: LargeCheck, found: Iterable[Finding], saved: Iterable[SavedCheck]
) -> tuple[tuple[Finding, ...], Scope]:
    """Return all findings, those of the saved checks in place of the word that these are to come."""
    before = (one for one in checked.findings if one.rule != checks.CHECKS_AT_BUILD)
    names = {*checked.scope.checks, *(check.id for check in saved)}
    scope = replace(checked.scope, checks=tuple(sorted(names)))
    return in_order([*before, *found]), scope


def _published(
    place: Path,
    files: Mapping[str, bytes | Written],
    database: Database,
    description: _Description,
    settings: Settings,
) -> Release:
    """Publish files and the store; what has just been read is not read again by who serves it first."""
    store = database.folder / disk.STORE
    catalogue = description.about[0].graph  # Some have put a whole release into their data.
    told = {*description.about, *counts.of_graph(database, catalogue)}
    sizes = {**counts.graphs(database), catalogue[1:-1]: len(told)}
    served = disk.on_disk(database.folder / QUADS, settings)
    release = publish(place, files, sizes, store if served else None)
    database.remove()
    record(release.root, {release.root / file.name: file.sha256 for file in release.files})
    disk.record_made(release.quads)
    return release


class _Parts:
    """Makes the files of a release.

    Args:
        project: what is built.
        database: its tables.
    """

    def __init__(self, project: Project, database: Database) -> None:
        self._project = project
        self._database = database
        self._queries = saved_queries(project)
        self._names = Vocabulary.of(prefixes_of(database), project.context)
        self._prefixes = {**WELL_KNOWN, **self._names.prefixes}

    def describe(self) -> _Description:
        """Return what the release says of itself."""
        database = self._database
        counted = counts.counts(database)
        headers = counts.headers(database)
        who = identity(
            counts.folders(database),
            counts.languages(database),
            Configuration.of(self._project),
            about_project(headers).values[str(DCTERMS.title)],
        )
        possible = downloads.possible(database)
        about = described(
            about_project(headers, base=who.base),
            counted,
            queries=self._queries,
            prefixes=self._names.prefixes,
            downloads=possible,
            identity=who,
        )
        names = tuple(download.name for download in possible)
        return _Description(counts=counted, identity=who, about=about, names=names)

    def export(self, description: _Description) -> None:
        """Write all downloads to the work folder."""
        downloads.export(self._database, description.downloads, description.about, self._prefixes)

    def files(
        self,
        packed: Mapping[str, Written],
        description: _Description,
        findings: tuple[Finding, ...],
        scope: Scope,
    ) -> dict[str, bytes | Written]:
        """Return all files of the release."""
        names, about, who = self._names, description.about, description.identity
        sizes = {
            name: File(name=name, size=written.path.stat().st_size, sha256=written.sha256)
            for name, written in packed.items()
        }
        path = self._database.folder / INDEX
        return {
            **packed,
            **dict(self._reports(findings, scope)),
            **records(self._coverage(), self._queries, names, who),
            CATALOGUE: catalogue_file(about, description.downloads, sizes, names, who),
            INPUTS: self._database.inputs,
            READING: reading(self._project, self._shaped(about), names.prefixes),
            INDEX: Written(path=path, sha256=sha256_of(path)),
        }

    def _reports(self, findings: tuple[Finding, ...], scope: Scope) -> Iterator[tuple[str, Written]]:
        """Write the reports to the work folder, one after the other: each may be as long as a download."""
        for form, ending in FORMATS.items():
            path = self._database.folder / f"report.{ending}"
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces(findings, form, scope))
            yield path.name, Written(path=path, sha256=sha256_of(path))

    def _coverage(self) -> bytes:
        """Return the coverage, with nothing on single passages where there are too many to list."""
        database = self._database
        many = database.value("SELECT count(*) FROM passage") > _MOST_PASSAGES
        quads = () if many else counts.about_passages(database, coverage.READ)
        passages = counts.passages(database) if many else frozenset()
        graphs = {name: size for name, size in counts.graphs(database).items() if name not in passages}
        return coverage.as_json(coverage.coverage(quads, graphs))

    def _shaped(self, about: tuple[Quad, ...]) -> Iterable[Quad]:
        """Return what pages are laid out by: ontology, shapes, concepts and the catalogue."""
        return (*counts.schema(self._database, (f"<{SH.PropertyGroup}>",)), *about)
