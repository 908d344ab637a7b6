"""The index says for pages what the quads say."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bilat.errors import SourceError
from bilat.graph.index import index
from bilat.project import Project

QUADS = b"""\
<http://example.org/b> <http://example.org/name> "Bee"@en <http://example.org/g> .
<http://example.org/a> <http://example.org/name> "Ay" <http://example.org/g> .
<http://example.org/a> <http://example.org/size> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""
NAMES = "SELECT ?thing ?name WHERE { ?thing <http://example.org/name> ?name }"
Make = Callable[..., sqlite3.Connection]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes an index of a project with some queries."""

    def made(quads: bytes = QUADS, **queries: str) -> sqlite3.Connection:
        (tmp_path / "queries").mkdir(exist_ok=True)
        for name, text in queries.items():
            path = tmp_path / "queries/pages" / f"{name.replace('__', '/')}.rq"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        database = sqlite3.connect(":memory:")
        database.deserialize(index(Project.at(tmp_path), quads))
        return database

    return made


def test_answers_are_stored_as_sparql_results(make: Make) -> None:
    """Variables keep their order, rows are objects of terms, what is unbound is left out."""
    text = (
        f"# id: names\n# title: Names\n{NAMES[:-1]} OPTIONAL {{ ?thing <http://example.org/size> ?size }} }}"
    )
    database = make(views__names=text.replace("?thing ?name WHERE", "?thing ?name ?size WHERE"))
    assert database.execute("SELECT * FROM answer").fetchall() == [
        ("names", "Names", '["thing", "name", "size"]')
    ]
    rows = [json.loads(row) for (row,) in database.execute("SELECT terms FROM answer_row ORDER BY place")]
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert rows == [
        {
            "thing": {"type": "uri", "value": "http://example.org/a"},
            "name": {"type": "literal", "value": "Ay"},
            "size": {"type": "literal", "value": "2", "datatype": integer},
        },
        {
            "thing": {"type": "uri", "value": "http://example.org/b"},
            "name": {"type": "literal", "value": "Bee", "xml:lang": "en"},
        },
    ]


def test_answers_keep_the_order_that_is_asked_for(make: Make) -> None:
    """ORDER BY holds; without it rows are sorted."""
    database = make(views__names=f"# id: names\n{NAMES} ORDER BY DESC(?thing)")
    rows = [row for (row,) in database.execute("SELECT terms FROM answer_row ORDER BY place")]
    assert [json.loads(row)["thing"]["value"][-1] for row in rows] == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { }", "no id"),
        ("# id: x\n# colour: red\nSELECT * { }", "unknown key 'colour'"),
        ("# id: x\nASK { }", "SELECT"),
        ("# id: x\nSELECT * {", "x.rq:2"),
        ("# id: x\n# order: first\nSELECT * { }", "order is 'first'"),
    ],
)
def test_a_query_that_cannot_be_used_is_named(make: Make, text: str, message: str) -> None:
    """The error names the file and what is wrong."""
    with pytest.raises(SourceError, match=message) as raised:
        make(views__x=text)
    assert raised.value.place is not None
    assert raised.value.place.file == "queries/pages/views/x.rq"
