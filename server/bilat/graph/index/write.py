"""Write the index of a release: one SQLite file from which pages read what is known when it is built.

It says again what the quads say, ordered for pages, so it is not part of the digest. Tables are in
`bilat.graph.index.schema`. Rows go to a file as they come; nothing but one query's answer is held in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pyoxigraph

from bilat.graph.index import beside, facets, names, sources, things
from bilat.graph.index import findings as kept_findings
from bilat.graph.index.answers import write_answer
from bilat.graph.index.schema import INDEXES, SCHEMA, VERSION
from bilat.graph.pages.queries import own_or_generic, page_queries
from bilat.graph.pages.whole import Whole
from bilat.graph.queries.asker import Allowance, Asker
from bilat.graph.report.findings import Finding
from bilat.graph.scratch import scratch
from bilat.project import Project
from bilat.vocab import BASE


def index(
    project: Project,
    nquads: bytes,
    base: str = BASE,
    language: str = "en",
    findings: Iterable[Finding] = (),
    allowance: Allowance = Allowance(),  # noqa: B008 -- it is frozen
) -> bytes:
    """Return the index of a project as a SQLite database.

    Args:
        project: its ``queries/pages`` say what the index holds.
        nquads: everything that holds, as canonical N-Quads.
        base: beginning of the IRIs that the server answers for.
        language: of the labels that are wanted first.
        findings: of the check, in the order of its report.
        allowance: what a query may take.

    Raises:
        SourceError: a query cannot be read, fails, or takes more.
        ReleaseError: there is no room to work in.
    """
    store = pyoxigraph.Store()
    store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    with scratch() as folder:
        path, copy, lines = folder / "index.sqlite", folder / "whole.nq", nquads.count(b"\n")
        copy.write_bytes(nquads)
        with Asker(allowance, lambda new: new.fill(copy, lines, folder / "store")) as asker:
            write_index(project, Whole(store, asker), path, base, language, findings)
        return path.read_bytes()


def write_index(
    project: Project,
    whole: Whole,
    path: Path,
    base: str,
    language: str,
    findings: Iterable[Finding],
) -> None:
    """Write the same to a file that is not there yet, from a store.

    Raises:
        SourceError: a query cannot be read or fails.
        OSError, sqlite3.OperationalError: there is no room.
    """
    with closing(sqlite3.connect(path)) as database:
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
        names.functions(database, language)
        things.functions(database, base)
        facets.functions(database)
        sources.functions(database)
        _fill(database, whole, project)
        database.executescript(INDEXES)
        beside.write_beside(database, whole, project)
        kept_findings.write_findings(database, findings)
        database.commit()
        database.executescript(f"PRAGMA user_version = {VERSION}; ANALYZE; VACUUM;")


def _fill(database: sqlite3.Connection, whole: Whole, project: Project) -> None:
    """Write all rows: what is asked of the graph first, then what is made of it."""
    for module in (names, things, facets, sources):
        database.executescript(module.TABLES)
    things.write_raw_things(database, whole, own_or_generic(project, "index/sections"))
    names.write_raw_names(database, whole, page_queries(project, "index/names"))
    database.executescript(names.LABELS)
    things.write_things(
        database, whole, page_queries(project, "index/lines"), own_or_generic(project, "index/marks")
    )
    facets.write_facets(database, whole, project)
    sources.write_sources(database, whole)
    database.executescript(names.NAMES + names.CONTEXTS)
    names.write_search(database)
    for query in page_queries(project, "views"):
        write_answer(database, whole, query)
