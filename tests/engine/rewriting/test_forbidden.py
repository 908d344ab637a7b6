"""What SPARQL forbids and the engine takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.engine.rewriting.forbidden import check
from bilat.errors import QuerySyntaxError


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("SELECT (COUNT(COUNT(*)) AS ?n) {}", 15, "COUNT is inside another aggregate."),
        ("SELECT (<<( 'a' <x:p> 1 )>> AS ?x) {}", 13, "A literal is the subject of a triple term."),
        ("SELECT (<<( 2.5 <x:p> 1 )>> AS ?x) {}", 13, "A literal is the subject of a triple term."),
        ("SELECT (<<( -2 <x:p> 1 )>> AS ?x) {}", 13, "A literal is the subject of a triple term."),
        ("SELECT * { FILTER(<<( 1 <x:p> 1 )>> = ?x) }", 23, "A literal is the subject of a triple term."),
        (
            "SELECT ?x {} GROUP BY ?x HAVING (<<( true <x:p> 1 )>> = ?x)",
            38,
            "A literal is the subject of a triple term.",
        ),
        ("SELECT (COUNT(<<( 1 <x:p> 1 )>>) AS ?n) {}", 19, "A literal is the subject of a triple term."),
        ("SELECT (<<( false <x:p> 1 )>> AS ?x) {}", 13, "A literal is the subject of a triple term."),
        (
            "ASK { BIND(<<(<<( ?a ?b 1 )>> ?p 1)>> AS ?x) }",
            15,
            "A triple term is the subject of a triple term.",
        ),
        ("SELECT (COUNT (SUM (?x)) AS ?n) {}", 16, "SUM is inside another aggregate."),
        ("SELECT (SUM(ABS(?x) + COUNT(?y)) AS ?n) {}", 23, "COUNT is inside another aggregate."),
        ("SELECT (COUNT(*) AS ?n) { FILTER(COUNT(?x) > 1) }", 34, "COUNT cannot stand in FILTER"),
        ("SELECT (COUNT(*) AS ?n) { FILTER(EXISTS {} && sum (?x) > 1) }", 47, "SUM cannot stand in FILTER"),
        ("SELECT (COUNT(*) AS ?n) {} GROUP BY (MIN(?x) AS ?y)", 38, "MIN cannot stand in GROUP BY"),
        ("SELECT (SUM(ABS(max(?x)) + 1) AS ?n) {}", 17, "MAX is inside another aggregate."),
    ],
)
def test_is_refused(text, column, message) -> None:
    """It is refused at its place, before the engine makes up an answer."""
    with pytest.raises(QuerySyntaxError, match="Line 1") as caught:
        check(text)
    assert caught.value.column == column
    assert message in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(?s) AS ?n) (SUM(?o) AS ?m) {}",
        "SELECT (GROUP_CONCAT(DISTINCT ?s ; SEPARATOR='SUM(?x)') AS ?n) (MIN(?o) AS ?min) {}",
        "SELECT (SUM(?n) AS ?m) { SELECT (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p }",
        "SELECT (COUNT(?s) AS ?n) {} HAVING (MAX(?o) > MIN(?o))",
        "SELECT (COUNT(*) AS ?n) { FILTER(?x) } GROUP BY ?y HAVING (SUM(?x) > 1) ORDER BY MAX(?x)",
        "ASK { FILTER(EXISTS { SELECT (COUNT(*) AS ?n) { BIND(1 AS ?count) } }) }",
        "SELECT (COUNT(*) AS ?filter) { ?s <x:FILTER(COUNT(> 'BIND(COUNT(?x) AS ?n)' }",
        "SELECT (SAMPLE(EXISTS { SELECT (COUNT(*) AS ?n) {} }) AS ?m) {}",
        "SELECT * { <<( <<( 'a' ?p 1 )>> ?p 1 )>> ?q (1 <<( 'a' ?p 1 )>>) }",
        "SELECT * { ?x ?y <<( ?x ?y <<( <x:a> <x:b> 'c' )>> )>>, '<<( 1' }",
        "SELECT ('COUNT(COUNT(?x))' AS ?x) {} # COUNT(COUNT(?x))",
    ],
)
def test_is_taken(text) -> None:
    """What only looks like it passes."""
    check(text)


PARTS = ["COUNT(", "sample(", "?x", "<a:b>", "(", ")", "{", "}", "<<(", ")>>", "'", '"', "SELECT", "VALUES"]


@given(st.lists(st.sampled_from(PARTS), max_size=40).map(" ".join))
def test_any_text_is_read(text: str) -> None:
    """Whatever the text, it passes or is refused as ours."""
    try:
        check(text)
    except QuerySyntaxError as error:
        assert error.line == 1  # noqa: PT017 - both ends are right
