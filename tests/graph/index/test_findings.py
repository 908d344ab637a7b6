"""Findings in the index: each with the kind of its thing, and with the name of its document or file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from rdflib import BNode, Literal, URIRef

from bilat.errors import Place
from bilat.graph.index.findings import write_findings
from bilat.graph.index.schema import INDEXES, SCHEMA
from bilat.graph.report.findings import Finding, Severity

E = "http://e/"
THINGS = (("japan", "Japan", "country"), ("b", "Document B", "document"))
FINDINGS = (
    Finding(
        severity=Severity.VIOLATION,
        rule=f"{E}Shape",
        message="No label.",
        remedy="Add one.",
        focus=URIRef(f"{E}japan"),
        path=f"{E}label",
        passage=URIRef(f"{E}b/19"),
        place=Place("data/a.ttl", 3, 1),
    ),
    Finding(severity=Severity.WARNING, rule="odd", message="Odd.", focus=BNode("x1"), place=Place("a.ttl")),
    Finding(severity=Severity.INFO, rule="odd", message="Odd.", focus=Literal("007", datatype=f"{E}t")),
    Finding(severity=Severity.INFO, rule="odd", message="Odd.", passage=URIRef(f"{E}unknown/7")),
)


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    """Return an index with two things and the findings."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        database.executemany(
            "INSERT INTO thing (iri, label, language, section, kind_label, path, marks) "
            "VALUES (?, ?, 'en', 1, ?, '', 0)",
            [(f"{E}{name}", label, kind) for name, label, kind in THINGS],
        )
        database.executescript(INDEXES)
        write_findings(database, FINDINGS)
        yield database


def rows(index: sqlite3.Connection, columns: str) -> list[tuple[object, ...]]:
    return index.execute(f"SELECT {columns} FROM finding ORDER BY id").fetchall()  # noqa: S608


def test_findings_keep_their_order(index: sqlite3.Connection) -> None:
    """All are there, in the order of the report, with what is wrong and what to do."""
    found = rows(index, "severity, rule, message, remedy, path, passage")
    assert found == [
        ("violation", f"{E}Shape", "No label.", "Add one.", f"{E}label", f"{E}b/19"),
        ("warning", "odd", "Odd.", "", "", ""),
        ("info", "odd", "Odd.", "", "", ""),
        ("info", "odd", "Odd.", "", "", f"{E}unknown/7"),
    ]


def test_findings_have_names(index: sqlite3.Connection) -> None:
    """Kinds are those of things; documents go by their labels, or the end of the name, or by the file."""
    found = rows(index, "focus, is_iri, kind, document, file, line")
    assert found == [
        (f"{E}japan", 1, "country", "Document B", "data/a.ttl", 3),
        ("x1", 0, "", "a.ttl", "a.ttl", None),
        ("007", 0, "", "", "", None),
        ("", 0, "", "unknown", "", None),
    ]


def test_what_is_missing_has_the_passage_of_its_thing(index: sqlite3.Connection) -> None:
    """What is not there stands nowhere: where to look is the first passage that speaks of its thing."""
    index.executemany("INSERT INTO mark VALUES (1, ?, ?, '')", [(2, f"{E}b/20"), (1, f"{E}b/18")])
    missing = Finding(
        severity=Severity.INFO,
        rule="odd",
        message="No date.",
        focus=URIRef(f"{E}japan"),
        place=Place("data/editorial.trig", 7, 1),
    )
    write_findings(index, [missing])
    assert rows(index, "passage, document, file")[-1] == (f"{E}b/18", "Document B", "data/editorial.trig")
