"""What stands beside a thing without a link to it, kept in the index: pairs from ``queries/pages/beside``.

A query there returns ``?thing`` and ``?other``, and may return what joins them as ``?common``; its header
gives the ``title`` above them and, in ``includes``, what joins them. A project without such queries has
nothing beside anything.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Final

import pyoxigraph

from bilat.graph.index_queries import page_queries, rows
from bilat.project import Project

_SCHEMA: Final = """
CREATE TABLE beside_kind (id INTEGER PRIMARY KEY, title TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE beside (
  thing TEXT, kind INTEGER, place INTEGER, other TEXT NOT NULL, PRIMARY KEY (thing, kind, place)
) WITHOUT ROWID;
CREATE TABLE beside_cut (
  thing TEXT, kind INTEGER, total INTEGER NOT NULL, common TEXT NOT NULL, PRIMARY KEY (thing, kind)
) WITHOUT ROWID;
"""
#: Things beside one that are kept; of more, how many they are is kept, and what they have in common.
_MOST: Final = 12


def with_beside(index: bytes, nquads: bytes, project: Project) -> bytes:
    """Return an index with the tables of what stands beside things added to it.

    Args:
        index: a SQLite database.
        nquads: everything that holds.
        project: has the queries, or has none.

    Raises:
        SourceError: a query cannot be read or fails.
    """
    store = pyoxigraph.Store()
    if page_queries(project, "beside"):
        store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(index)
        _add(database, store, project)
        return database.serialize()


def add_beside(path: Path, store: pyoxigraph.Store, project: Project) -> None:
    """Add the same tables to an index in a file, from a store.

    Raises:
        SourceError: a query cannot be read or fails.
        sqlite3.OperationalError: there is no room.
    """
    with closing(sqlite3.connect(path)) as database:
        _add(database, store, project)


def _add(database: sqlite3.Connection, store: pyoxigraph.Store, project: Project) -> None:
    database.executescript(_SCHEMA)
    for number, query in enumerate(page_queries(project, "beside"), 1):
        words = query.header.get("includes", "")
        database.execute("INSERT INTO beside_kind VALUES (?, ?, ?)", (number, query.title, words))
        found: dict[str, list[str]] = defaultdict(list)
        common: dict[str, str] = {}
        for row in rows(store, query):
            found[row["thing"].value].append(row["other"].value)
            if "common" in row:
                common[row["thing"].value] = row["common"].value
        for thing, others in sorted(found.items()):
            several = list(dict.fromkeys(others))
            pairs = ((thing, number, place, other) for place, other in enumerate(several[:_MOST]))
            database.executemany("INSERT INTO beside VALUES (?, ?, ?, ?)", pairs)
            if len(several) > _MOST:
                cut = (thing, number, len(several), common.get(thing, ""))
                database.execute("INSERT INTO beside_cut VALUES (?, ?, ?, ?)", cut)
    database.commit()
