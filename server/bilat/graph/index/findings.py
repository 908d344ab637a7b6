"""Findings in the index of a release, so that a page of a few reads neither a whole report nor all labels."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import URIRef

from bilat.graph.index.text import last_part
from bilat.graph.report.findings import Finding

#: Never without the index: each finding would look at all things.
_INSERT: Final = (
    "INSERT INTO finding (severity, rule, message, remedy, focus, is_iri, kind, path, passage, document, "
    "file, line) VALUES (?, ?, ?, ?, ?, ?, coalesce((SELECT kind_label FROM thing INDEXED BY thing_iri "
    "WHERE iri = ?5), ''), ?, ?, ?, ?, ?)"
)
_LABEL: Final = "SELECT label FROM thing INDEXED BY thing_iri WHERE iri = ?"
#: A statement that is missing stands in no passage: whoever is to add it reads where its thing is spoken of.
_SPOKEN_OF: Final = (
    "SELECT mark.iri FROM thing INDEXED BY thing_iri JOIN mark ON mark.thing = thing.id "
    "WHERE thing.iri = ? ORDER BY place LIMIT 1"
)


def write_findings(database: sqlite3.Connection, findings: Iterable[Finding]) -> None:
    """Fill ``finding`` in an index that has the things and marks already, and the indexes of its tables.

    Args:
        database: the index.
        findings: in the order of the report.
    """
    database.executemany(_INSERT, _rows(database, findings))


def _rows(
    database: sqlite3.Connection, findings: Iterable[Finding]
) -> Iterator[tuple[str | int | None, ...]]:
    names: dict[str, str] = {}
    for each in findings:
        focus = "" if each.focus is None else str(each.focus)
        passage = each.passage or ""
        if not passage and isinstance(each.focus, URIRef):
            passage = next((iri for (iri,) in database.execute(_SPOKEN_OF, (focus,))), "")
        file, line = (each.place.file, each.place.line) if each.place else ("", None)
        document = passage.rpartition("/")[0]
        if document not in names:
            found = database.execute(_LABEL, (document,)).fetchone()
            names[document] = found[0] if found else last_part(document)
        yield (
            *(each.severity.value, each.rule, each.message, each.remedy or "", focus),
            *(isinstance(each.focus, URIRef), each.path or "", passage, names[document] or file, file, line),
        )
