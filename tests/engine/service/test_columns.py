"""Columns of a query, told from its text."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions, Store

from bilat.engine.service.columns import columns


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p ?o",
        "?s <x:p> [ <x:q> ?o ; ?r ( ?l $m ) ] FILTER(?s > ?hidden)",
        "?s ?p ?o MINUS { ?s ?p ?hidden } OPTIONAL { ?o ?q ?x FILTER(?x = ?hidden) }",
        "GRAPH ?g { ?s <x:p> 1 } BIND(?s + ?hidden AS ?b) VALUES (?v ?w) { (1 UNDEF) }",
        "VALUES ?v { 1 } { ?a <x:p> 1 } UNION { ?b <x:p> 1 } UNION {}",
        "{ SELECT ?s (COUNT(?hidden) AS ?n) (EXISTS { ?s ?no ?no2 } AS ?e) { ?s ?p ?hidden } GROUP BY ?s }",
        "SELECT DISTINCT * { ?s ?p ?o } ORDER BY ?s LIMIT 1 VALUES (?s ?v) { (1 2) }",
        "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?x } }",
        "<< ?s ?p ?o ~ ?r >> <x:q> <<( ?a <x:p> ?b )>> . FILTER EXISTS { ?hidden ?p2 ?o2 }",
        "",
    ],
)
def test_same_as_the_engine(pattern: str) -> None:
    """They are those that an answer has."""
    text = f"BASE <x:> PREFIX e: <x:e#> SELECT * {{ {pattern} }}"
    answer = Store().query(text)
    assert isinstance(answer, QuerySolutions)
    found = columns(text)
    assert sorted(found) == sorted(str(each) for each in answer.variables)
    assert len(set(found)) == len(found)


def test_what_is_too_deep_has_none() -> None:
    """A query nested deeper than it can be read has no columns."""
    assert columns("SELECT * " + "{" * 5_000 + "?s ?p ?o" + "}" * 5_000) == ()
