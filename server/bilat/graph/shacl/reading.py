"""A file of canonical N-Triples as a relation, without an object for each statement; for benchmarks.

Lines are taken as canonical (RDF 1.1 N-Triples, section 4), such as `bilat.graph.bulk.intake` has checked or
pyoxigraph has written. Tables of large files live in a temporary folder, so that memory
stays bounded.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; paths are quoted.

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from bilat.graph.bulk.canonical import lines_of
from bilat.graph.shacl.relation import Relation, connect, text
from bilat.vocab import RDF, XSD

#: Files below this many bytes become tables in memory.
_SMALL = 100_000_000
#: A term with its language tag in small letters.
_SAME = (
    "CASE WHEN line.o[1] <> '\"' OR line.o[-1] IN ('\"', '>') THEN line.o ELSE "
    "regexp_replace(line.o, '@[^\"@]*$', '') || lower(regexp_extract(line.o, '@[^\"@]*$')) END"
)
#: How literals are written short in canonical N-Triples, and the code of what they stand for.
_SHORT = (('"', 34), ("n", 10), ("r", 13), ("t", 9), ("b", 8), ("f", 12))


@contextmanager
def relation_from(path: Path, *, line_bytes: int, memory: str | None = None) -> Iterator[Relation]:
    """Open a file of canonical N-Triples as a relation.

    Args:
        path: the file.
        line_bytes: longest line.
        memory: most memory the database may use, such as ``"1GB"``; DuckDB's own default when None.
    """
    with tempfile.TemporaryDirectory(prefix="bilat-") as folder:
        small = path.stat().st_size < _SMALL
        connection = connect(None if small else Path(folder) / "shacl.duckdb", memory=memory)
        try:
            yield read_into(connection, path, line_bytes=line_bytes)
        finally:
            connection.close()


def read_into(connection: duckdb.DuckDBPyConnection, path: Path, *, line_bytes: int) -> Relation:
    """Return a file of canonical N-Triples as a relation in a database.

    Args:
        connection: an empty database.
        path: the file.
        line_bytes: longest line.
    """
    for statement in (*_lines(path, line_bytes), *_terms(), *_triples()):
        connection.execute(statement)
    return Relation(connection, {})


def _lines(path: Path, line_bytes: int) -> Iterator[str]:
    """Yield what makes the table ``line(s, p, o)``."""
    names = "split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p"
    before = "(length(s) + length(p))"
    o = f"substring(line, {before} + 3, length(line) - {before} - 4)"
    split = f"SELECT line, {names} FROM {lines_of(path, line_bytes)}"
    yield f"CREATE TABLE line AS SELECT s, p, {o} AS o FROM ({split})"


def _terms() -> Iterator[str]:
    """Yield what makes the tables ``name(id, t)`` of all terms as they are written, and ``term``."""
    typed = "regexp_extract(o, '\\^\\^(<[^>]*>)$', 1)"
    plain = f"VALUES ('<{XSD.string}>'), ('<{RDF.langString}>')"
    yield (
        "CREATE TABLE name AS SELECT row_number() OVER ()::INTEGER AS id, t FROM ("
        "SELECT s AS t FROM line UNION SELECT p FROM line UNION SELECT o FROM line WHERE o[1] <> '\"' UNION "
        f"SELECT {typed} FROM line WHERE o[1] = '\"' AND ends_with(o, '>') UNION ({plain}))"
    )
    # Tags that differ in case are one term: the first spelling is kept.
    small = (
        "CASE WHEN ends_with(o, '\"') OR ends_with(o, '>') THEN o ELSE regexp_replace(o, '@[^\"@]*$', '') || "
    )
    small += "lower(regexp_extract(o, '@[^\"@]*$')) END"
    yield (
        "CREATE TABLE literal AS SELECT -row_number() OVER ()::INTEGER AS id, same, t FROM ("
        f"SELECT {small} AS same, min(o) AS t FROM line WHERE o[1] = '\"' GROUP BY same)"
    )
    quote = "length(t) - strpos(reverse(t), '\"') + 1"
    form = f"t[2:{quote} - 1]"
    yield (
        "CREATE TABLE term AS SELECT id, CASE WHEN t[1] = '<' THEN 1 ELSE 2 END::TINYINT AS kind, "
        "CASE WHEN t[1] = '<' THEN t[2:-2] ELSE t[3:] END AS lexical, NULL::INTEGER AS datatype, "
        "NULL::VARCHAR AS language FROM name"
    )
    number = "(SELECT id FROM name WHERE t = {})"
    string, tagged = (number.format(text(f"<{each}>")) for each in (XSD.string, RDF.langString))
    rest = f"t[{quote} + 1:]"
    yield (
        f"INSERT INTO term SELECT l.id, 3, {_unescaped('l.form')}, CASE WHEN l.rest = '' THEN {string} "
        f"WHEN l.rest[1] = '@' THEN {tagged} ELSE d.id END, CASE WHEN l.rest[1] = '@' THEN l.rest[2:] END "
        f"FROM (SELECT id, {form} AS form, {rest} AS rest FROM literal) AS l "
        "LEFT JOIN name AS d ON d.t = l.rest[3:]"
    )


def _triples() -> Iterator[str]:
    """Yield what makes the table ``triple``, sorted by predicate."""
    yield (
        "CREATE TABLE triple AS "
        "SELECT DISTINCT s.id AS s, p.id AS p, coalesce(o.id, l.id) AS o FROM line "
        "JOIN name AS s ON s.t = line.s JOIN name AS p ON p.t = line.p "
        "LEFT JOIN name AS o ON o.t = line.o "
        f"LEFT JOIN literal AS l ON l.same = {_SAME} ORDER BY 2, 1"
    )
    yield "DROP TABLE line"
    yield "DROP TABLE name"
    yield "DROP TABLE literal"


def _unescaped(form: str) -> str:
    """Return SQL for a text without escapes; no canonical text holds U+0001 itself."""
    found = f"replace({form}, '\\\\', chr(1))"
    for letter, code in _SHORT:
        found = f"replace({found}, '\\{letter}', chr({code}))"
    codes = (*range(8), 11, *range(14, 32), 127)
    rare = found
    for code in codes:
        rare = f"replace({rare}, '\\u{code:04X}', chr({code}))"
    rare = f"CASE WHEN contains({form}, '\\u') THEN {rare} ELSE {found} END"
    return f"CASE WHEN contains({form}, '\\') THEN replace({rare}, chr(1), '\\') ELSE {form} END"
