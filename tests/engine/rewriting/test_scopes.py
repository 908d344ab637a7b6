"""A group is evaluated by itself, whatever the engine has at hand from around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.scopes import with_own_scopes

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
DATA = """INSERT DATA { GRAPH <x:g> {
  <x:a> <x:p> <x:b> . <x:b> <x:p> <x:c> , <x:b> . <x:c> <x:p> <x:d> . <x:b> <x:q> 2 . <x:d> <x:q> 1 } }"""


@pytest.fixture(scope="module")
def engine() -> Oxigraph:
    store = Store()
    store.update(DATA)
    return Oxigraph.merged(store)


def rows(engine: Oxigraph, text: str, **operation: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the rows of an answer as TSV has them, sorted."""
    body = engine.run(Operation(text=text, **operation), formats.TSV, LIMITS).body
    return sorted(body.decode().split("\n")[1:-1])


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("?a <x:q> ?v { ?a <x:p> ?b FILTER NOT EXISTS { ?v <x:p> ?v } }", 0),
        ("?a <x:q> ?v { ?a <x:p> ?b FILTER EXISTS { ?b <x:p> ?v } }", 2),
        ("?a <x:p> ?b { { ?b <x:p> ?c FILTER NOT EXISTS { ?a <x:p> <x:c> } } }", 0),
        ("?a <x:p> ?b OPTIONAL { { ?b <x:q> ?w BIND(COALESCE(?a, 7) AS ?n) } } FILTER(?n = 7)", 3),
        ("?a <x:p> ?b OPTIONAL { { ?c <x:q> ?w } UNION { ?d <x:q> ?c FILTER(?d = ?b) } } <x:a> <x:p> ?b", 4),
        ("?a <x:p> ?b OPTIONAL { { ?b <x:p> ?c FILTER NOT EXISTS { ?c <x:p> ?a } } } <x:a> <x:p> ?b", 2),
        ("?a <x:p> ?b OPTIONAL { ?c <x:q> ?v MINUS { ?c <x:p> ?b } } <x:c> <x:p> ?b", 1),
        ("?a <x:p> ?b OPTIONAL { ?c <x:q> ?v MINUS { ?d <x:p> ?e } } <x:b> <x:p> ?a", 6),
        ("?a <x:p> ?b OPTIONAL { GRAPH <x:g> { ?b <x:p> ?c MINUS { ?a <x:q> ?v } } } <x:a> <x:p> ?b", 4),
        ("?a <x:p> ?b OPTIONAL { ?b <x:q> ?v FILTER(?a = <x:a> && !BOUND(?c)) } <x:a> <x:p> ?b . ?c ?p 1", 2),
        # In EXISTS, too, a MINUS that shares no variable with what is before it removes nothing.
        ("?a <x:p> ?b FILTER EXISTS { ?c <x:p> ?d MINUS { ?v <x:q> ?w } }", 4),
        ("?a <x:p> ?b FILTER NOT EXISTS { ?b <x:p> ?c MINUS { ?a <x:p> ?d } }", 1),
        ("?a <x:p> ?b FILTER NOT EXISTS { ?b <x:p> ?c MINUS { ?c <x:p> ?d } }", 3),
        # An OPTIONAL in an OPTIONAL sees no values of what is joined with both.
        ("?a <x:p> ?b OPTIONAL { ?c <x:q> ?v OPTIONAL { <x:a> <x:p> ?b } } <x:b> <x:p> ?b", 5),
        ("<x:b> <x:p> ?b { ?a <x:p> ?b OPTIONAL { ?c <x:q> ?v OPTIONAL { <x:a> <x:p> ?b } } }", 5),
        ("<x:b> ?p ?b { ?a <x:p> ?b OPTIONAL { ?c <x:q> ?v { OPTIONAL { <x:a> <x:p> ?b } } } }", 5),
    ],
)
def test_groups(engine, pattern, found) -> None:
    """What only a condition names has no value, and a MINUS sees what stands before it in its group."""
    assert len(rows(engine, f"SELECT * {{ {pattern} }}")) == found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a <x:p> ?b OPTIONAL { ?b <x:q> ?v FILTER(?v > 1 && ?a != ?b) } }",
        "SELECT * { ?a <x:p> ?b FILTER NOT EXISTS { ?b <x:p> ?c FILTER(?a = ?c) MINUS { ?b <x:q> 1 } } }",
        "SELECT * { ?a <x:p> ?b OPTIONAL { ?b <x:p> ?c OPTIONAL { ?c <x:q> ?d } OPTIONAL { ?c a ?e } } }",
        "SELECT * { ?a <x:p> ?b { ?b <x:q> ?v FILTER EXISTS { ?b <x:p> ?c } } }",
        "SELECT * { ?a <x:p> ?b OPTIONAL { ?b <x:q> ?v MINUS { ?b <x:p> ?c } BIND(?v + 1 AS ?w) } }",
        "SELECT * { ?a <x:p> ?b FILTER('{ FILTER(?x) }' = ?b) MINUS { ?c <x:q> ?d } } # FILTER",
        "CONSTRUCT { ?a ?b ?c } { GRAPH ?g { ?a ?b ?c FILTER(?c = 1) } }",
        "SELECT * { { ?a ?b ?c FILTER( } }",
        f"SELECT * {'{' * 5_000} FILTER(1) {'}' * 5_000}",
    ],
)
def test_groups_that_name_what_they_have(text: str) -> None:
    """A query whose groups name what they have stays as it is, and so does what is none."""
    assert with_own_scopes(text) == text


def test_variable_with_a_value_from_the_request(engine) -> None:
    """A variable that stands for a term does so in every group."""
    text = "SELECT ?b ?v ?chosen { ?a <x:p> ?b OPTIONAL { ?b <x:q> ?v FILTER(?b = ?chosen) } ?b ?p ?o }"
    assert set(rows(engine, text, bindings=(("chosen", "<x:b>"),))) == {
        "<x:b>\t2\t<x:b>",
        "<x:c>\t\t<x:b>",
        "<x:d>\t\t<x:b>",
    }


@given(st.text(alphabet="(){}?x $FILTERMINUSBOPA*.'", max_size=80))
def test_any_text_is_read(text: str) -> None:
    """Whatever the text, there is one."""
    assert isinstance(with_own_scopes(f"SELECT * {{ {{ FILTER {text}"), str)
