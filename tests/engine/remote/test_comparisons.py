"""Comparisons for a store that loses rows where it looks bounds up in an index."""

from __future__ import annotations

import pytest

from bilat.engine.remote.comparisons import with_computed_comparisons


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("SELECT * { ?s ?p ?o FILTER(?o < 3) }", "SELECT * { ?s ?p ?o FILTER(COALESCE(?o) < 3) }"),
        (
            "ASK { ?s ?p ?o filter (?s>=?o && !(1 <= $s)) }",
            "ASK { ?s ?p ?o filter (COALESCE(?s)>=COALESCE(?o) && !(1 <= COALESCE($s))) }",
        ),
        (
            "ASK { FILTER NOT EXISTS { ?s ?p ?o FILTER(?o > ?s) } }",
            "ASK { FILTER NOT EXISTS { ?s ?p ?o FILTER(COALESCE(?o) > COALESCE(?s)) } }",
        ),
        (
            "ASK { FILTER(EXISTS { ?s ?p ?o FILTER(?o < 2) } || ?x > 1) }",
            "ASK { FILTER(EXISTS { ?s ?p ?o FILTER(COALESCE(?o) < 2) } || COALESCE(?x) > 1) }",
        ),
        ("ASK { FILTER COALESCE(?o < 3, true) }", "ASK { FILTER COALESCE(COALESCE(?o) < 3, true) }"),
        ("ASK { FILTER(?o <", "ASK { FILTER(COALESCE(?o) <"),
    ],
)
def test_variables_in_filters_are_computed(text: str, written: str) -> None:
    """Each variable beside a sign of order is, wherever the filter stands."""
    assert with_computed_comparisons(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s (COUNT(?o) AS ?n) { ?s <x:p> ?o } GROUP BY ?s HAVING(?n > 1)",
        "SELECT * { ?s ?p ?o FILTER(?o = <x:o> || STRLEN(?o) < 3) BIND(?o < 3 AS ?less) }",
        "SELECT * { ?s ?p ?o } # FILTER(?o < 3)",
        "ASK { ?s < FILTER",
    ],
)
def test_all_else_stays(text: str) -> None:
    """What is no filter, compares nothing, or is no query, is as it was."""
    assert with_computed_comparisons(text) == text
