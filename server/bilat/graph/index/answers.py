"""Stored answers: what the queries of ``queries/pages/views`` return, kept as SPARQL results JSON.

Rows keep the order that a query asks for; without ORDER BY they are sorted by their text, so that two builds
store the same. An ORDER BY that leaves ties leaves their order to the engine.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Final

import pyoxigraph

from bilat.graph.pages.columns import Row, require_values
from bilat.graph.pages.queries import PageQuery
from bilat.graph.pages.whole import Whole

_ORDERED: Final = re.compile(r"^[^#\n]*\bORDER\s+BY\b", re.IGNORECASE | re.MULTILINE)
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def write_answer(database: sqlite3.Connection, whole: Whole, query: PageQuery) -> None:
    """Run a query and store its answer.

    Raises:
        SourceError: the query fails, or a row lacks what a page needs.
    """
    names, answer = whole.select(query)
    database.execute(
        "INSERT INTO answer VALUES (?, ?, ?, ?, ?)",
        (query.id, query.title, json.dumps(names), query.header.get("includes", ""), query.text),
    )
    found = _rows(answer, query)
    ordered = found if _ORDERED.search(query.text) else iter(sorted(found))
    database.executemany(
        "INSERT INTO answer_row VALUES (?, ?, ?)",
        ((query.id, place, row) for place, row in enumerate(ordered)),
    )


def _rows(answer: Iterator[Row], query: PageQuery) -> Iterator[str]:
    """Yield each row as JSON.

    Raises:
        SourceError: a row lacks what a page needs.
    """
    for number, row in enumerate(answer, 1):
        require_values(row, number, "views", query.id, query.path)
        terms = {name: _term(term) for name, term in row.items()}
        yield json.dumps(terms, ensure_ascii=False, separators=(",", ":"))


def _term(term: object) -> dict[str, str]:
    """Return a term as in SPARQL 1.1 Query Results JSON, 3.2.2."""
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"No term of RDF 1.1: {term}")
    plain = {"type": "literal", "value": term.value}
    if term.language:
        return {**plain, "xml:lang": term.language}
    return plain if term.datatype.value == _STRING else {**plain, "datatype": term.datatype.value}
