"""Names in the text of a query."""

from __future__ import annotations

from bilat.errors import Place
from bilat.graph.queries.names import iris, prefix_place

TEXT = "# PREFIX\nPREFIX ex: <http://e/>\n  prefix  e.x:  <http://f/>\nSELECT * {}\n"


def test_a_prefix_stands_where_it_is_declared() -> None:
    """At its name; in the file where its line is not found, and signs in it stand for themselves."""
    assert prefix_place(TEXT, "ex", "q.rq") == Place("q.rq", 2, 8)
    assert prefix_place(TEXT, "e.x", "q.rq") == Place("q.rq", 3, 11)
    assert prefix_place(TEXT, "other", "q.rq") == Place("q.rq")


def test_other_formats_declare_prefixes_too() -> None:
    """RDF/XML as namespaces, of which one may have no name, JSON-LD as terms."""
    xml = "<r:RDF xmlns:r='http://r/'\n  xmlns:ex = 'http://e/' xmlns='http://d/'/>"
    assert prefix_place(xml, "ex", "d.rdf") == Place("d.rdf", 2, 9)
    assert prefix_place(xml, "", "d.rdf") == Place("d.rdf", 2, 31)
    assert prefix_place('{"@context": {\n "ex": "http://e/"}}', "ex", "d.jsonld") == Place("d.jsonld", 2, 3)


def test_an_escape_of_no_character_stays_as_it_is() -> None:
    """Whether a query is one is not asked here: that of a shape has been read by nobody yet."""
    for escape in (r"\UFFFFFFFF", r"\U00110000", r"\uD800", r"\U0000dfff"):
        assert list(iris(f"SELECT * {{ ?s <http://e/{escape}> ?o }}")) == [(f"http://e/{escape}", 14)]
    assert list(iris(r"ASK { <http://e/\u0061\U00000062\uE000> ?p ?o }")) == [("http://e/ab\ue000", 6)]
