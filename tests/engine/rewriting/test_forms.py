"""CONSTRUCT, DESCRIBE and ASK of groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.forms import with_selected_groups

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
DATA = "@prefix : <x:> . :a :n 1, 2 . :b :n 3 . :c :m 3 ."


@pytest.fixture(scope="module")
def engine() -> Oxigraph:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TURTLE)
    return Oxigraph(store, 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("CONSTRUCT { ?s :is :many } WHERE { ?s :n ?n } GROUP BY ?s HAVING (COUNT(?n) > 1)", ["x:a"]),
        ("CONSTRUCT { ?s :is :many } { ?s :n ?n } GROUP BY ?s ORDER BY COUNT(?n) LIMIT 1", ["x:b"]),
        ("CONSTRUCT { ?x :is :a } { ?s :n ?n } GROUP BY (IRI(STR(?s)) AS ?x) ?s", ["x:a", "x:b"]),
        ("CONSTRUCT { :all :is ?n } { ?s :n ?n } HAVING (COUNT(*) = 3)", []),
        ("CONSTRUCT { :all :is :few } { ?s :n ?n } HAVING (COUNT(*) = 3)", ["x:all"]),
        ("DESCRIBE ?s { ?s :n|:m ?n } GROUP BY ?s HAVING (MAX(?n) > 2)", ["x:b", "x:c"]),
        ("DESCRIBE * WHERE { ?s ?p ?n } GROUP BY ?s HAVING (COUNT(*) = 1) VALUES ?s { :a :b }", ["x:b"]),
    ],
)
def test_graphs(engine, query, found) -> None:
    """A graph is made of the groups that are left."""
    body = engine.run(Operation(text=f"PREFIX : <x:> {query}"), formats.N_TRIPLES, LIMITS).body
    assert sorted({line[1 : line.index(b">")].decode() for line in bytes(body).splitlines()}) == found


@pytest.mark.parametrize(("least", "found"), [(1, b"true"), (2, b"false")])
def test_verdict(engine, least, found) -> None:
    """Whether there is a group is asked of those that are left."""
    text = f"PREFIX : <x:> ASK {{ ?s :n ?n }} GROUP BY ?s HAVING (COUNT(?n) > {least})"
    assert engine.run(Operation(text=text), formats.CSV, LIMITS).body == found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s",
        "CONSTRUCT { ?s ?p ?o } { { SELECT ?s { ?s ?p ?o } GROUP BY ?s } }",
        "CONSTRUCT WHERE { ?s ?p ?o } GROUP BY ?s",
        "DESCRIBE ?s { ?s ?p 'GROUP BY ?s' }",
        "DESCRIBE <x:s> # GROUP BY ?s",
        "ASK { GROUP BY ?s",
    ],
)
def test_others_are_left_alone(text) -> None:
    """Groups of a SELECT, and what is none, stay as they are."""
    assert with_selected_groups(text) == text


@given(
    st.lists(st.sampled_from(["?x", "(", ")", "{", "}", "GROUP", "BY", "AS", "HAVING", "<x:p>", "VALUES"]))
)
def test_any_text_is_taken(pieces: list[str]) -> None:
    """Whatever the text, there is one."""
    assert with_selected_groups(f"CONSTRUCT {{}} {{}} GROUP BY {' '.join(pieces)}")
