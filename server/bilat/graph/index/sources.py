"""The documents of the index and their passages, each in order, with how many statements it makes.

    queries/pages/index/generic/sources/   documents, passages, and the statements of each passage

These are asked of every project. Of several values for a passage or a document the least is kept; a document
to which no passage with a name is left is none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

import pyoxigraph

from bilat.graph.evidence.coverage import FACTLESS
from bilat.graph.pages.columns import Row
from bilat.graph.pages.queries import GENERIC, page_queries
from bilat.graph.pages.whole import Whole
from bilat.project import Project

TABLES: Final = """
CREATE TEMP TABLE raw_document (iri TEXT, label TEXT, name TEXT, extent INTEGER, sha256 TEXT);
CREATE TEMP TABLE raw_passage (
  iri TEXT, document TEXT, label TEXT, number INTEGER, kind TEXT, section TEXT, title TEXT, supplied INTEGER,
  start INTEGER, stop INTEGER, sha256 TEXT, sort TEXT
);
CREATE TEMP TABLE raw_size (iri TEXT PRIMARY KEY, statements INTEGER) WITHOUT ROWID;
"""
_WRITE: Final = """
INSERT INTO document (iri, label, name, extent, sha256, first, passages, stating, owing, statements)
SELECT iri, coalesce(min(label), last_part(iri)), coalesce(min(name), ''), coalesce(min(extent), 0),
  coalesce(min(sha256), ''), 0, 0, 0, 0, 0
FROM raw_document GROUP BY iri ORDER BY iri;
INSERT INTO passage
  (document, iri, label, number, kind, section, title, supplied, start, stop, sha256, factless, statements)
SELECT document.id, one.iri, one.label, number, kind, section, title, supplied, start, stop, one.sha256,
  factless, coalesce(size.statements, 0)
FROM (
  SELECT iri, min(document) AS document, coalesce(min(label), last_part(iri)) AS label,
    coalesce(min(number), 0) AS number, coalesce(min(kind), '') AS kind,
    coalesce(min(section), '') AS section, coalesce(min(title), '') AS title,
    coalesce(min(supplied), 0) AS supplied, min(start) AS start, min(stop) AS stop,
    coalesce(min(sha256), '') AS sha256, coalesce(is_factless(min(sort)), 0) AS factless
  FROM raw_passage GROUP BY iri
) AS one JOIN document ON document.iri = one.document LEFT JOIN raw_size AS size ON size.iri = one.iri
ORDER BY document.id, number, coalesce(start, 0), one.label, one.iri;
DELETE FROM document WHERE id NOT IN (SELECT document FROM passage);
UPDATE document SET (first, passages, stating, owing, statements) = (
  SELECT first, passages, stating, owing, total FROM (
    SELECT document, min(id) AS first, count(*) AS passages, sum(statements > 0) AS stating,
      sum(statements = 0 AND NOT factless) AS owing, sum(statements) AS total
    FROM passage GROUP BY document
  ) WHERE document = document.id
);
"""
_DOCUMENT: Final = ("document", "label", "name", "extent", "sha256")
_PASSAGE: Final = (
    *("passage", "document", "label", "number", "kind", "section", "title", "supplied", "start", "end"),
    *("sha256", "sort"),
)


def write_sources(database: sqlite3.Connection, whole: Whole) -> None:
    """Fill ``document`` and ``passage``.

    Raises:
        SourceError: a query fails.
    """
    queries = {query.id: query for query in page_queries(Project.at(), f"{GENERIC}/sources")}
    for name, table, variables in (
        ("documents", "raw_document", _DOCUMENT),
        ("passages", "raw_passage", _PASSAGE),
        ("statements", "raw_size", ("passage", "statements")),
    ):
        places = ", ".join("?" * len(variables))
        database.executemany(
            f"INSERT INTO {table} VALUES ({places})",  # noqa: S608 -- names of ours
            _values(whole.rows(queries[name]), variables),
        )
    database.executescript(_WRITE)


def functions(database: sqlite3.Connection) -> None:
    """Give a database the function that the statements of this module call."""
    database.create_function("is_factless", 1, _is_factless, deterministic=True)


def _is_factless(kind: str | None) -> bool:
    """Tell whether passages of a kind need not state a fact."""
    return kind is not None and kind.rpartition("/")[2] in FACTLESS


def _values(found: Iterator[Row], variables: tuple[str, ...]) -> Iterator[tuple[str | bool | None, ...]]:
    """Yield the values of the rows whose first variable is an IRI."""
    for row in found:
        if isinstance(row[variables[0]], pyoxigraph.NamedNode):
            yield tuple(_value(row, name) for name in variables)


def _value(row: Row, name: str) -> str | bool | None:
    """Return what stands under a variable; SQLite takes whole numbers as such by the type of the column."""
    if name not in row:
        return None
    return row[name].value == "true" if name == "supplied" else row[name].value
