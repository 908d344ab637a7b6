"""Alternatives of a path, each with its own solutions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.alternatives import with_all_alternatives

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
#: Two properties lead from each of a, b and c to the next one; of the last pair another graph tells.
DATA = """INSERT DATA {
  GRAPH <x:g> { <x:a> <x:p> <x:b> ; <x:q> <x:b> . <x:b> <x:p> <x:c> ; <x:q> <x:c> . <x:c> <x:r> 1 }
  GRAPH <x:h> { <x:c> <x:p> <x:a> ; <x:q> <x:a> } }"""


@pytest.fixture(scope="module")
def engine() -> Oxigraph:
    store = Store()
    store.update(DATA)
    return Oxigraph.merged(store)


def table(engine: Oxigraph, text: str) -> list[str]:
    """Return the lines of an answer as CSV has them, the columns first."""
    return engine.run(Operation(text=text), formats.CSV, LIMITS).body.decode().split("\r\n")[:-1]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("<x:a> <x:p>|<x:q> ?y", 2),
        ("?x <x:p>|<x:p> ?y", 6),
        ("?x <x:p>|<x:q> ?x", 0),
        ("?x (<x:p>|<x:q>)/<x:p> ?y", 6),
        ("?x (<x:p>|<x:q>)/(<x:p>|<x:q>)/(<x:p>|<x:q>) ?x", 24),
        ("?x ^(<x:p>|<x:q>/<x:p>) ?y", 6),
        ("?x <x:p>/(<x:p>|<x:q>)/<x:p>? ?y", 12),
        ("?x (<x:p>?|<x:q>*)/<x:r>? ?y", 22),
        ("<x:none> <x:p>?|<x:q>? ?y", 2),
        ("?x !(<x:r>|^<x:p>|^<x:q>) ?y", 7),
        ("<x:b> !(^<x:r>|a) ?y", 4),
        ("?x ^(^(^<x:p>))/(^<x:p>|<x:q>) ?y", 6),
        ("?x (<x:p>|<x:q>) ?y ; (^<x:p>|<x:q>) ?z", 12),
        # Repeated, each end is found once.
        ("<x:a> (<x:p>|<x:q>)? ?y", 2),
        ("?x (<x:p>|<x:q>)+ ?y", 9),
        ("?x (<x:p>|^<x:q>)*/<x:r> ?y", 3),
        # Nodes without a name.
        ("?x <x:p>|<x:q> [ <x:p>|<x:r> ?y ; <x:p> ?z ]", 8),
        ("_:b <x:p>|<x:q> ?x . _:b <x:p> ?y", 6),
        ("_:b <x:p> ?y FILTER(?y != <x:c>) _:b <x:p>|<x:q> ?x", 4),
        ("[ <x:p>|<x:q> ?x ] . ?x <x:r> ?y", 2),
        ("[] <x:p>|<x:q> ?x , ?y", 12),
        ("?x <x:p>|<x:q> ?y . (1 ?z) <x:p> ?y", 0),
        # Groups.
        ("GRAPH ?g { ?x <x:p>|<x:q> ?y }", 6),
        ("GRAPH ?g { ?x (<x:p>|<x:q>)/<x:r>? ?y }", 8),
        ("?x <x:p> ?y OPTIONAL { ?y <x:p>|<x:q> ?z FILTER(?x != ?z) }", 6),
        ("?x <x:p> ?y { SELECT * { ?y (<x:p>|<x:q>)/<x:r> ?z } }", 2),
        ("?x <x:p> ?y { SELECT ?y { ?y <x:p>|<x:q> ?z } LIMIT 1 }", 1),
        # Where there is nothing to count.
        ("?x <x:p> ?y FILTER EXISTS { ?y <x:p>|<x:q> ?z }", 3),
        ("?x <x:p> ?y MINUS { ?y <x:p>|<x:r> ?z }", 0),
        ("{ SELECT DISTINCT ?x { ?x <x:p>|<x:q> ?y } }", 3),
    ],
)
def test_solutions(engine, pattern, found) -> None:
    """Each alternative that holds is a solution, with no columns but those that the query names."""
    columns, *rows = table(engine, f"SELECT * {{ {pattern} }}")
    assert len(rows) == found
    assert set(columns.split(",")) <= {"g", "x", "y", "z"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?x <x:p>|<x:q> ?y }", "6"),
        ("SELECT (COUNT(?y) AS ?n) { ?x (<x:p>|<x:q>)/<x:r> ?y } GROUP BY ?x", "2"),
        ("SELECT (SUM(?y) AS ?n) { ?x (<x:p>|<x:q>)/<x:r> ?y }", "2"),
        ("SELECT (COUNT(DISTINCT ?y) AS ?n) { ?x <x:p>|<x:q> ?y }", "3"),
        ("SELECT (COUNT(DISTINCT *) AS ?n) { ?x <x:p>|<x:q> [] }", "3"),
        ("SELECT (COUNT(*) * 100 + COUNT(DISTINCT *) AS ?n) { ?x <x:p>|<x:q> [] }", "603"),
        ("SELECT DISTINCT ?n { { SELECT (COUNT(*) AS ?n) { ?x <x:p>|<x:q> ?y } } }", "6"),
        (
            "SELECT (EXISTS { SELECT (1 AS ?m) { ?x <x:p>|<x:q> ?y } HAVING (COUNT(*) = 6) } AS ?n) {}",
            "true",
        ),
    ],
)
def test_counts(engine, text, found) -> None:
    """What counts solutions, or adds them up, has as many as there are."""
    assert table(engine, text)[1:] == [found]


def test_columns(engine) -> None:
    """The columns are named in their order, whatever is written anew between them."""
    text = "SELECT * { ?y <x:p>|<x:q> _:b . _:b <x:r> ?a OPTIONAL { ?a <x:p> ?z } MINUS { ?b <x:r> ?y } }"
    assert table(engine, text) == ["y,a,z", "x:b,1,", "x:b,1,"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c FILTER(?a || ?c) }",
        "SELECT * { ?a <x:p>/(<x:p>|<x:q>)* 'p|q' # p|q\n }",
        "SELECT * { _:a <x:p>|<x:q> [] }",
        "SELECT * { << ?a ?b ?c >> <x:p>|<x:q> ?d }",
        "SELECT * { SERVICE <x:s> { ?a <x:p>|<x:q> ?b } }",
        "SELECT DISTINCT ?a { ?a <x:p>|<x:q> ?b }",
        "SELECT ?a (MAX(?b) AS ?c) (COUNT(DISTINCT ?b) AS ?n) { ?a <x:p>|<x:q> ?b } GROUP BY ?a",
        "ASK { ?a <x:p>|<x:q> ?b }",
        "DESCRIBE ?a { ?a <x:p>|<x:q> ?b }",
        "SELECT * { ?a <x:p>|<x:q ?b }",
        f"SELECT * {{ ?a {'(' * 9_000}<x:p>|<x:q>{')' * 9_000} ?b }}",
    ],
)
def test_others_are_left_alone(text) -> None:
    """What needs no other paths, has none, or shows no columns stays as it is."""
    assert with_all_alternatives(text) == text


@given(st.text(alphabet="{}().*?^|/ <>:apx;,SELECT_'\"#\n[]!", max_size=80))
def test_any_text_is_taken(text: str) -> None:
    """Whatever the text, there is one."""
    assert isinstance(with_all_alternatives("SELECT * { ?s <x:p>|<x:q> " + text), str)
