"""Findings in the index of a release, so that a page of a few reads neither a whole report nor all labels."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from rdflib import URIRef

from bilat.graph.findings import Finding
from bilat.graph.index_text import last_part

_INSERT: Final = (
    "INSERT INTO finding (severity, rule, message, remedy, focus, is_iri, kind, path, passage, document, "
    "file, line) VALUES (?, ?, ?, ?, ?, ?, coalesce((SELECT kind_label FROM thing WHERE iri = ?5), ''), "
    "?, ?, ?, ?, ?)"
)
_LABEL: Final = "SELECT label FROM thing WHERE iri = ?"


def with_findings(index: bytes, findings: Iterable[Finding]) -> bytes:
    """Return an index with findings in it.

    Args:
        index: a SQLite database, which has the things already.
        findings: in the order of the report.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(index)
        _add(database, findings)
        return database.serialize()


def add_findings(path: Path, findings: Iterable[Finding]) -> None:
    """Put findings into an index in a file.

    Raises:
        sqlite3.OperationalError: there is no room.
    """
    with closing(sqlite3.connect(path)) as database:
        _add(database, findings)


def _add(database: sqlite3.Connection, findings: Iterable[Finding]) -> None:
    database.executemany(_INSERT, _rows(database, findings))
    database.commit()


def _rows(
    database: sqlite3.Connection, findings: Iterable[Finding]
) -> Iterator[tuple[str | int | None, ...]]:
    names: dict[str, str] = {}
    for each in findings:
        focus = "" if each.focus is None else str(each.focus)
        passage = each.passage or ""
        file, line = (each.place.file, each.place.line) if each.place else ("", None)
        document = passage.rpartition("/")[0]
        if document not in names:
            found = database.execute(_LABEL, (document,)).fetchone()
            names[document] = found[0] if found else last_part(document)
        yield (
            *(each.severity.value, each.rule, each.message, each.remedy or "", focus),
            *(isinstance(each.focus, URIRef), each.path or "", passage, names[document] or file, file, line),
        )
