"""What the dataset clauses of a query name."""

from __future__ import annotations

import pytest

from bilat.engine.rewriting.clauses import dataset_clauses


@pytest.mark.parametrize(
    ("clauses", "named"),
    [
        ("FROM <http://a/ns#>", "http://a/ns#"),
        ("FROM :", "http://a/ns#"),
        ("FROM :x", "http://a/ns#x"),
        ("FROM <http://a/g?>", "http://a/g?"),
        ("FROM <#>", "http://a/b#"),
        ("FROM <http://a/\\u0067>", "http://a/g"),
        ("FROM <http://a/\\U00000067>", "http://a/g"),
        ("FROM <g>", "http://a/g"),
        ("FROM <urn:x:y>", "urn:x:y"),
        ("FROM r:x", "http://a/rel/x"),
    ],
)
def test_names_in_full(clauses, named) -> None:
    """A name is what the engine takes it for: nothing is lost at its end, and escapes are characters."""
    text = f"PREFIX : <http://a/ns#> PREFIX r: <rel/> SELECT * {clauses} {{ ?s ?p ?o }}"
    assert dataset_clauses(text, "http://a/b") == ((named,), ())


def test_half_a_character() -> None:
    """What cannot be an IRI is left for the engine to refuse."""
    text = "ASK FROM <http://a/\ud800> FROM <\\ud800> FROM <http://a/g> {}"
    assert dataset_clauses(text, "http://a/b") == (("http://a/g",), ())


def test_base_of_the_query() -> None:
    """BASE and PREFIX hold for what comes after them."""
    text = "BASE <http://a/x/> BASE <y> PREFIX p: <p#> BASE <urn:z> ASK FROM NAMED p:n FROM <#g> {}"
    assert dataset_clauses(text, None) == (("urn:z#g",), ("http://a/x/p#n",))
