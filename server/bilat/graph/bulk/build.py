"""`bilat.graph.build` for large projects: stages leave results on disk, and a killed build goes on there.

Of a large release there are fewer forms: no JSON-LD and no RDF/XML, which cannot be written piece by piece,
and packed copies in zstd alone.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; graphs are quoted.

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyoxigraph
import zstandard

from bilat.graph import checks, coverage
from bilat.graph.about import about_project
from bilat.graph.bulk import counts, writing
from bilat.graph.bulk.check import LargeCheck, check_large, prefixes_of
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.places import placed
from bilat.graph.catalogue import described, with_sizes
from bilat.graph.configuration import Configuration
from bilat.graph.downloads import DOWNLOADS, Download, Variant
from bilat.graph.export import ADDED, FORMS, Vocabulary
from bilat.graph.findings import Finding, Severity, conforms, in_order
from bilat.graph.identity import Identity, identity
from bilat.graph.index import index
from bilat.graph.index_schema import FILE as INDEX
from bilat.graph.inputs import fingerprint
from bilat.graph.prefixes import WELL_KNOWN
from bilat.graph.progress import Stages
from bilat.graph.publish import publish
from bilat.graph.quads import Quad
from bilat.graph.questions import SavedQuery, saved_checks, saved_queries
from bilat.graph.reading import FILE as READING
from bilat.graph.reading import reading
from bilat.graph.release import CODINGS, IDENTITY, INPUTS, QUADS, VOCABULARY, File, Release
from bilat.graph.report import FORMATS as REPORTS
from bilat.graph.report import render
from bilat.graph.saved_checks import findings_in
from bilat.graph.scope import Scope
from bilat.project import Project
from bilat.settings import Settings
from bilat.vocab import DCTERMS, SH

_FORMS = frozenset({"turtle", "trig", "nquads", "ntriples"})
_LEFT_OUT = "JSON-LD and RDF/XML"
#: Most passages whose coverage is told one by one.
_MOST_PASSAGES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeBuild:
    """What came of a large build.

    Args:
        release: what was published, or None when the project has violations.
        findings: all findings, in the order of reports.
        scope: what was checked.
    """

    release: Release | None
    findings: tuple[Finding, ...]
    scope: Scope


def build_large(project: Project, place: Path, stages: Stages, settings: Settings) -> LargeBuild:
    """Build a large release and publish it; call it with the lock held.

    Raises:
        BilatError: memory or disk will not do.
    """
    checked = check_large(project, place, stages, settings)
    always = settings.publish == "readable"
    if checked.database is None or not (checked.conforms or always):
        _let_go(checked.database)
        return LargeBuild(release=None, findings=checked.findings, scope=checked.scope)
    parts = _Parts(project, checked, checked.database)
    database = checked.database
    database.run("merging", lambda: counts.whole(database))
    with stages.stage("describing"):
        about = parts.describe()
    database.run("exporting", lambda: parts.export(about), whole=False)
    with stages.stage("running checks"):
        findings, scope = _saved(project, checked, database.folder / QUADS)
    if not (conforms(findings) or always):
        _let_go(database)
        return LargeBuild(release=None, findings=findings, scope=scope)
    with stages.stage("reporting"):
        files = parts.reports(about, findings, scope)
    with stages.stage("indexing"):
        files[INDEX] = index(project, database.folder / QUADS, parts.identity.base, parts.identity.language)
    with stages.stage("publishing"):
        release = publish(place, files, {**counts.graphs(database), parts.catalogue: len(about)})
    database.remove()
    return LargeBuild(release=release, findings=findings, scope=scope)


def _let_go(database: Database | None) -> None:
    """Close the tables; they are of use to the next build only if nothing changes, which it has to."""
    if database is not None:
        database.remove()


def _saved(project: Project, checked: LargeCheck, quads: Path) -> tuple[tuple[Finding, ...], Scope]:
    """Return the findings with those of the saved checks, which run on a store on disk."""
    saved = saved_checks(project)
    told = (one for one in checked.findings if one.rule != checks.CHECKS_AT_BUILD)
    findings = [*told, _forms_left_out()]
    if saved and checked.source is not None:
        store = pyoxigraph.Store(str(quads.with_name("checks")))
        if not len(store):
            store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)
        findings += placed(findings_in(store, saved, checked.source), checked.large)
    scope = replace(
        checked.scope, checks=tuple(sorted({*checked.scope.checks, *(check.id for check in saved)}))
    )
    return in_order(findings), scope


def _forms_left_out() -> Finding:
    return Finding(
        severity=Severity.INFO,
        rule=checks.DOWNLOAD_LEFT_OUT,
        message=f"Releases of this size have no downloads in {_LEFT_OUT}, which are written whole.",
        remedy="Take another format, or raise streaming_bytes where memory allows it.",
    )


class _Parts:
    """Makes the files of a release.

    Args:
        project: what is built.
        checked: what was found out.
        database: its tables.
    """

    def __init__(self, project: Project, checked: LargeCheck, database: Database) -> None:
        self._project = project
        self._checked = checked
        self._database = database
        self._queries = saved_queries(project)
        self._names = Vocabulary.of(prefixes_of(database), project.context)
        self.downloads = tuple(download for download in DOWNLOADS if download.form.name in _FORMS)
        self.identity = Identity()
        self.catalogue = ""

    def describe(self) -> tuple[Quad, ...]:
        """Return the catalogue."""
        self.counts = counts.counts(self._database)
        headers = counts.headers(self._database)
        titles = about_project(headers).values[str(DCTERMS.title)]
        self.identity = identity(
            counts.folders(self._database),
            counts.languages(self._database),
            Configuration.of(self._project),
            titles,
        )
        about = described(
            about_project(headers, base=self.identity.base),
            self.counts,
            queries=self._queries,
            prefixes=self._names.prefixes,
            downloads=self.downloads,
            identity=self.identity,
        )
        self.catalogue = about[0].graph[1:-1]
        return about

    def export(self, about: tuple[Quad, ...]) -> None:
        """Write all downloads and their packed copies to the work folder."""
        database, folder = self._database, self._database.folder
        (folder / "downloads").mkdir(exist_ok=True)
        writing.make_brief(database, {**WELL_KNOWN, **self._names.prefixes})
        added = ", ".join(f"'{graph}'" for graph in sorted(ADDED))
        database.execute(
            "CREATE OR REPLACE TABLE written AS SELECT * FROM quad WHERE g NOT IN "
            f"(SELECT id FROM name WHERE text IN ({added})) ORDER BY s, p, o, g"
        )
        database.execute(
            "CREATE OR REPLACE TABLE written_merged AS SELECT DISTINCT s, p, o FROM written ORDER BY s, p, o"
        )
        for download in self.downloads:
            database.stages.note_progress(download.file_name)
            self._write(download, about, folder / download.name)
        for table in ("written", "written_merged", "brief"):
            database.execute(f"DROP TABLE {table}")
        (folder / QUADS).unlink(missing_ok=True)
        os.link(folder / "downloads/bilat.nq", folder / QUADS)
        for download in self.downloads:
            database.stages.note_progress(f"packing {download.file_name}")
            _pack(folder / download.name)

    def _write(self, download: Download, about: tuple[Quad, ...], target: Path) -> None:
        whole = download.variant is Variant.WHOLE
        extra = about if whole else ()
        name, prefixes = download.form.name, {**WELL_KNOWN, **self._names.prefixes}
        quads, merged = ("whole", "merged") if whole else ("written", "written_merged")
        if name == "nquads":
            writing.write_lines(self._database, quads, extra, target, graphs=True)
        elif name == "ntriples":
            writing.write_lines(self._database, merged, extra, target, graphs=False)
        elif name == "turtle":
            writing.write_turtle(self._database, merged, extra, prefixes, target)
        else:
            writing.write_trig(self._database, quads, extra, prefixes, target)

    def reports(
        self, about: tuple[Quad, ...], findings: tuple[Finding, ...], scope: Scope
    ) -> dict[str, bytes | Path]:
        """Return all files of the release but the index."""
        folder = self._database.folder
        written = sorted(folder.glob("downloads/*"))
        files: dict[str, bytes | Path] = {f"downloads/{path.name}": path for path in written}
        files[QUADS] = folder / QUADS
        sizes = {name: _file(name, path) for name, path in files.items() if isinstance(path, Path)}
        names = self._names
        prefixes = {**WELL_KNOWN, **names.prefixes}
        catalogue = with_sizes(about, self.downloads, sizes, self.identity.base)
        files["catalogue.ttl"] = FORMS["turtle"].write(catalogue, Vocabulary.of(prefixes))
        files |= {
            f"report.{ending}": render(findings, form, checked=scope) for form, ending in REPORTS.items()
        }
        files["coverage.json"] = self._coverage()
        files["questions.json"] = _json([_question(query) for query in self._queries])
        files[VOCABULARY] = _json({"prefixes": dict(names.prefixes), "context": dict(names.context)})
        files[IDENTITY] = self.identity.as_json()
        files[INPUTS] = fingerprint(self._project)
        files[READING] = reading(self._project, self._shaped(about), names.prefixes)
        return files

    def _coverage(self) -> bytes:
        """Return the coverage, with nothing on single passages where there are too many to list."""
        many = self._database.value("SELECT count(*) FROM passage") > _MOST_PASSAGES
        quads = () if many else counts.about_passages(self._database, coverage.READ)
        return coverage.as_json(coverage.coverage(quads, self.counts.graphs))

    def _shaped(self, about: tuple[Quad, ...]) -> Iterable[Quad]:
        """Return what pages are laid out by: ontology, shapes, concepts and the catalogue."""
        return (*counts.schema(self._database, (f"<{SH.PropertyGroup}>",)), *about)


def _file(name: str, path: Path) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(name=name, size=path.stat().st_size, sha256=digest)


def _pack(path: Path) -> None:
    """Pack a file with zstd: quickly, for there is much of it."""
    target = path.with_name(path.name + CODINGS["zstd"])
    with path.open("rb") as source, target.open("wb") as packed:
        zstandard.ZstdCompressor(level=3).copy_stream(source, packed, size=path.stat().st_size)


def _question(query: SavedQuery) -> Mapping[str, object]:
    return {key: value for key, value in asdict(query).items() if key not in ("expected", "path")}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
