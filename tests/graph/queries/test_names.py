"""Names in the text of a query."""

from __future__ import annotations

from bilat.errors import Place
from bilat.graph.queries.names import prefix_place

TEXT = "# PREFIX\nPREFIX ex: <http://e/>\n  prefix  e.x:  <http://f/>\nSELECT * {}\n"


def test_a_prefix_stands_where_it_is_declared() -> None:
    """At its name; in the file where its line is not found, and signs in it stand for themselves."""
    assert prefix_place(TEXT, "ex", "q.rq") == Place("q.rq", 2, 8)
    assert prefix_place(TEXT, "e.x", "q.rq") == Place("q.rq", 3, 11)
    assert prefix_place(TEXT, "other", "q.rq") == Place("q.rq")
