"""From the files of a large project to its tables, and what is wrong with those that cannot be read.

Ontology, shapes and small files are read as they always are (`bilat.graph.source.load`), large ones by the
database (`intake`). Terms get their numbers here too (`numbering`).
"""

# ruff: noqa: S608 -- SQL is put together from names of our own.

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from bilat import vocab
from bilat.errors import Place, SourceError
from bilat.graph.bulk import numbering, passages
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.intake import take_in
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.bulk.room import unpacked_size
from bilat.graph.bulk.sample import with_sample
from bilat.graph.bulk.strict import line_with
from bilat.graph.check import faults_beside_data
from bilat.graph.formats.quads import nquads, quads_of
from bilat.graph.lint.unreadable import syntax_finding, syntax_findings
from bilat.graph.owl.dictionary import vocabulary_term
from bilat.graph.owl.reason import VOCABULARY_NAMES
from bilat.graph.queries.faults import with_declarations
from bilat.graph.report.findings import Finding
from bilat.graph.source.contexts import copies_of
from bilat.graph.source.load import Source, load
from bilat.project import Project
from bilat.settings import Settings

#: Files up to this size are read whole to tell what is wrong with them.
_WHOLE = 1 << 24
#: Prefixes that a release has.
_MOST_PREFIXES = 1_000
LINE_TABLE = "CREATE OR REPLACE TABLE line (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)"
#: Terms that get a number whether they occur or not.
RESERVED = (
    *map(vocabulary_term, VOCABULARY_NAMES),
    *passages.RESERVED,
    *(f"<{graph}>" for graph in (vocab.INFERRED, vocab.SHAPES_GRAPH, vocab.ONTOLOGY)),
)


class UnreadableError(Exception):
    """A project cannot be read; says why."""

    def __init__(self, faults: Iterable[Finding]) -> None:
        super().__init__()
        self.faults = tuple(faults)


def read(project: Project, database: Database, large: tuple[LargeFile, ...], settings: Settings) -> Source:
    """Put what a project says into the tables, its terms with their numbers; return what small files say.

    Args:
        project: the folder.
        database: where the tables go.
        large: the files that the database reads.
        settings: the limits.

    Raises:
        UnreadableError: a file or a saved query cannot be read.
    """
    try:
        source = load(project, _is_small(large))
    except SourceError as error:
        raise UnreadableError(unreadable(project, error)) from None
    faults = faults_beside_data(project)
    if faults:
        raise UnreadableError(with_declarations(faults, source.prefixes))
    try:
        copies = copies_of(project)
        # In a transaction of all files, each would take 140 KB of memory until it ends, however small it is.
        fill = partial(_fill, project, database, source, large, settings, copies)
        database.run("reading", fill, whole=False)
        database.run("numbering", lambda: _number(database, large))
    except SourceError as error:
        raise UnreadableError(_unreadable(project, [error])) from None
    return source


def unreadable(project: Project, error: SourceError) -> list[Finding]:
    """Return all that cannot be read in a project, where one file cannot."""
    return [*faults_beside_data(project), *_unreadable(project, [error])]


def source_of(project: Project, database: Database, large: tuple[LargeFile, ...]) -> Source:
    """Return the small files of a project that has been read, and the sample of the large ones."""
    source = load(project, _is_small(large))
    return with_sample(database, source, large, prefixes_of(database), copies_of(project))


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


def _is_small(large: tuple[LargeFile, ...]) -> Callable[[Path], bool]:
    paths = {file.path for file in large}
    return lambda path: path not in paths


def _unreadable(project: Project, errors: list[SourceError]) -> list[Finding]:
    """Return what is wrong with all files, told as of small ones where their text can be held."""
    found = syntax_findings(project, lambda path: path.is_file() and unpacked_size(path) < _WHOLE)
    told = {finding.place.file for finding in found if finding.place}
    further = (error for error in errors if not found or (error.place and error.place.file not in told))
    return [*found, *map(syntax_finding, further)]


def _fill(
    project: Project,
    database: Database,
    source: Source,
    large: tuple[LargeFile, ...],
    settings: Settings,
    copies: Mapping[str, str],
) -> None:
    """Put all statements into the table ``line``, and prefixes into ``prefix``.

    Raises:
        UnreadableError: files cannot be read; it tells of all.
    """
    database.execute(LINE_TABLE)
    database.execute("CREATE OR REPLACE TABLE prefix (prefix VARCHAR, namespace VARCHAR)")
    database.execute("CREATE OR REPLACE TABLE empty (name VARCHAR)")
    small = database.folder / "small.nq"
    body = nquads(quads_of(source.dataset))
    small.write_bytes(body)
    whole = LargeFile(path=small, name="", part="data", media_type="application/n-quads")
    take_in(database, whole, max(settings.statement_bytes, *map(len, body.split(b"\n"))), own=True)
    small.unlink()
    prefixes = dict(source.prefixes)
    errors, empty = [], []
    lines = database.value("SELECT count(*) FROM line")
    for file in large:
        database.stages.note_progress(file.name)
        try:
            declared = take_in(database, replace(file, copies=copies), settings.statement_bytes)
        except SourceError as error:
            errors.append(error)
            continue
        before, lines = lines, database.value("SELECT count(*) FROM line")
        if lines == before:
            empty.append((file.name,))
        for prefix, namespace in declared.items():
            prefixes.setdefault(prefix, namespace)
    if errors:
        raise UnreadableError(_unreadable(project, errors))
    database.fill("prefix", sorted(prefixes.items()))
    database.fill("empty", empty)


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
