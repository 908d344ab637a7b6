"""Values that variables have from the start: in every group, and nowhere that only looks like a group."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from pyshacl import helper

from bilat.graph.shacl.prebinding import name_of, prebinding, prebound, variables

A, B = ox.NamedNode("http://ex.org/a"), ox.BlankNode("b1")
BLOCK = " VALUES (?this) { (<http://ex.org/a>) } "


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT $this { $this ?p 1 }", f"SELECT $this {{{BLOCK} $this ?p 1 }}"),
        ("ASK { { BIND(?this AS ?x) } }", f"ASK {{{BLOCK} {{{BLOCK} BIND(?this AS ?x) }} }}"),
        (
            "SELECT $this { { # all\n SELECT $this { } } }",
            f"SELECT $this {{{BLOCK} {{ # all\n SELECT $this {{{BLOCK} }} }} }}",
        ),
        (
            "SELECT $this { $this ?p ?x. { ?x ?q 1 } { ?x ?r $this { ?x ?z 2 }}}",
            f"SELECT $this {{{BLOCK} $this ?p ?x. {{ ?x ?q 1 }} {{{BLOCK} ?x ?r $this {{ ?x ?z 2 }}}}}}",
        ),
        ("ASK { select:p ?p $this }", f"ASK {{{BLOCK} select:p ?p $this }}"),
        (
            """ASK { FILTER(?this != '{' && "{" != '''{'{''') <x'> # {\n }""",
            None,
        ),
        (r"ASK { e:it\'s ?p ?this . { e:b\#c ?p 'x' } }", None),
        ("ASK { ?thisOne ?p '$this' }", "ASK { ?thisOne ?p '$this' }"),
    ],
)
def test_each_group_that_speaks_of_them_has_the_values(query: str, expected: str | None) -> None:
    """A group begins at its brace, but for a subquery's; text, IRIs, names and comments have no groups.

    With a block in { ?x ?q 1 } the engine goes through all statements for each node.
    """
    if expected is None:
        assert prebound(query, {"this": A}).count("VALUES") == 1
    else:
        assert prebound(query, {"this": A}) == expected


def test_blank_nodes_are_asked_for_by_name() -> None:
    """A blank node, which cannot stand in a query, has its value in inner groups too, and stays blank."""
    store = ox.Store()
    store.extend([ox.Quad(B, A, ox.Literal("x")), ox.Quad(A, A, ox.Literal("y")), name_of(B)])
    query = f"SELECT ?this ?value {{ {{ BIND(?this AS ?that) }} ?that {A} ?value FILTER(ISBLANK(?this)) }}"
    answer = store.query(prebound(query, {"this": B, "value": ox.Literal("x")}))
    assert isinstance(answer, ox.QuerySolutions)
    assert [(row["this"], row["value"]) for row in answer] == [(B, ox.Literal("x"))]


def test_variables_of_a_query() -> None:
    """Variables are told without their sign."""
    assert variables("SELECT $this { ?this $PATH ?v . FILTER('?w' != \"$x\") # ?y\n }") == {
        "this",
        "PATH",
        "v",
    }


def test_pyshacl_is_left_as_it_was() -> None:
    """Outside a run pyshacl binds variables as it always does."""
    before = vars(helper)["SPARQLQueryHelperCls"]
    with prebinding():
        assert vars(helper)["SPARQLQueryHelperCls"] is not before
    assert vars(helper)["SPARQLQueryHelperCls"] is before
