"""Write the index of a release: one SQLite file from which pages read what is known when it is built.

It says again what the quads say, ordered for pages, so it is not part of the digest. Tables are in
`bilat.graph.index_schema`. Rows go to a file as they come; nothing but one query's answer is held in memory.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pyoxigraph

from bilat.graph.index_answers import write_answer
from bilat.graph.index_queries import page_queries
from bilat.graph.index_schema import INDEXES, SCHEMA
from bilat.project import Project


def index(project: Project, nquads: bytes) -> bytes:
    """Return the index of a project as a SQLite database.

    Args:
        project: its ``queries/pages`` say what the index holds.
        nquads: everything that holds, as canonical N-Quads.

    Raises:
        SourceError: a query cannot be read or fails.
    """
    store = pyoxigraph.Store()
    store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        with closing(sqlite3.connect(path)) as database:
            database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
            _fill(database, store, project)
            database.commit()
            database.executescript(f"{INDEXES} ANALYZE; VACUUM;")
        return path.read_bytes()


def _fill(database: sqlite3.Connection, store: pyoxigraph.Store, project: Project) -> None:
    """Write all rows."""
    for query in page_queries(project, "views"):
        write_answer(database, store, query)
