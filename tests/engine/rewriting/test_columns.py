"""The order of columns of SELECT *."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.columns import in_order

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "s,p,o"),
        ("select*{ ?s ?p ?o }", "s,p,o"),
        ("SELECT DISTINCT * { $z ?y ?x }", "z,y,x"),
        ("# all of it: ?o\nBASE <a:b>\nPREFIX : <a:#?p>\nSELECT REDUCED * { ?s ?p ?o }", "s,p,o"),
        ("SELECT * { ?b ?c ?d BIND(1 AS ?a) }", "b,c,d,a"),
        ("SELECT * { ?x ?y ?z { SELECT ?c ?b { ?c ?b ?hidden } } }", "x,y,z,c,b"),
        ("SELECT * { VALUES (?z ?a) { (1 2) } }", "z,a"),
        ("SELECT ?o ?s { ?s ?p ?o }", "o,s"),
        ("SELECT (2 * 3 AS ?b) (1 AS ?a) {}", "b,a"),
        ("SELECT ?x { { SELECT * { ?x ?b ?a } } }", "x"),
        ("PREFIX # p\n : # iri\n <a:> BASE#\n<a:b> SELECT#?a\nDISTINCT # all\n * { ?s ?p ?o }", "s,p,o"),
        ("VERSION '1.2' SELECT * { ?s ?p ?o }", "s,p,o"),
        ("PREFIX : <a:> SELECT * { :o\\'s ?s ?p . ?d ?c 'it\\'s' ; ?b ?a , 'x' }", "s,p,d,c,b,a"),
        ("SELECT * { ?s ?p '''it's\nso''', ?o , 'x' }", "s,p,o"),
        ("SELECT * { ?e\u0301 ?d ?c }", "e\u0301,d,c"),
        ("SELECT * {}", ""),
    ],
)
def test_order(text, columns) -> None:
    """Columns come as the query names its variables, and as it says where it says so itself."""
    result = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS)
    assert bytes(result.body).decode().split("\r\n")[0] == columns


def test_long_queries_keep_the_order_of_the_engine() -> None:
    """A query whose planning may take long is planned once."""
    assert in_order("SELECT * { ?b ?a ?c }" + " " * 5_000, ["a", "b", "c"]) is None


def test_a_query_with_much_data_is_ordered() -> None:
    """IRIs, strings and comments are read in no time, however many there are."""
    data = " ".join(f"<http://example.org/{n}> 'text {n}'" for n in range(500))
    named = in_order(f"SELECT * {{ ?b ?a ?c VALUES ?b {{ {data} }} }} # {'x' * 5_000}", ["a", "b", "c"])
    assert named is not None
    assert named.startswith("SELECT  ?b ?a ?c ")


@given(st.text(alphabet="SELECT *#<>:\n?ab{}PREFIX", max_size=60))
def test_any_text_is_taken(text: str) -> None:
    """Whatever the text, there is an answer, and quickly."""
    assert isinstance(in_order(text, ["a", "b"]), str | None)
