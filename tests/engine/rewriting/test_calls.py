"""Functions that stand apart from their brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.lexer import FUNCTIONS
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.calls import with_closed_calls

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
#: How many arguments a function is content with, where that is not one.
MOST = {
    0: "NOW RAND STRUUID UUID",
    2: "ADJUST CONTAINS LANGMATCHES REGEX SAMETERM STRAFTER STRBEFORE STRDT STRENDS STRLANG STRSTARTS SUBSTR",
    3: "IF REPLACE STRLANGDIR TRIPLE",
}
COUNTS = {name: count for count, names in MOST.items() for name in names.split()}


@pytest.mark.parametrize("between", [" ", "\n", "\t# a note (\r\n "])
@pytest.mark.parametrize("name", sorted(FUNCTIONS - {"HASLANG", "BOUND"}))
def test_is_a_call(name: str, between: str) -> None:
    """Whatever stands between a function and its bracket, it is called."""
    arguments = ", ".join(['"x"'] * COUNTS.get(name, 1))
    text = f"SELECT ({name.lower()}{between}({arguments}) AS ?x) {{}}"
    result = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS)
    assert bytes(result.body).startswith(b"x\r\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ASK { FILTER(COALESCE (?x, 1)) }", "ASK { FILTER( COALESCE(?x, 1)) }"),
        ("ASK { FILTER concat\n() }", "ASK { FILTER \nconcat() }"),
        ("ASK { BIND(Bnode #\n( coalesce  (1)) AS ?x) }", "ASK { BIND( #\nBnode(   coalesce(1)) AS ?x) }"),
    ],
)
def test_places_stay(written: str, read: str) -> None:
    """All that is no function and no space keeps its place, for errors tell it."""
    assert with_closed_calls(written) == read


@pytest.mark.parametrize(
    "text",
    ["ASK { ?CONCAT ?p 'CONCAT (' } # CONCAT (1)", "ASK { <CONCAT#> :CONCAT (1 2) }", "ASK { :a CONCAT :b }"],
)
def test_others_stay_as_they_are(text: str) -> None:
    """Strings, comments, variables and names that hold the word are no functions."""
    assert with_closed_calls(text) == text


@given(st.text(alphabet="CONCAT (#\n)'x", max_size=60))
def test_any_text_keeps_its_length(text: str) -> None:
    """Whatever the text, nothing comes or goes."""
    assert sorted(with_closed_calls(text)) == sorted(text)
