"""IN with nothing in its list."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.lists import with_filled_lists

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)


@pytest.mark.parametrize("value", ["<x:a>", "1", "''", "'a'@en", "'a'^^<x:t>", "<<( <x:a> <x:b> 1 )>>"])
def test_nothing_is_in_an_empty_list(value) -> None:
    """Whatever is looked for in an empty list, it is not there."""
    text = f"SELECT (?x IN () AS ?a) (?x not in # none\n (\n) AS ?b) {{ BIND({value} AS ?x) }}"
    result = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS)
    assert result.body == b"a,b\r\nfalse,true\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(?in IN (1)) BIND(NOW() AS ?x) }",
        "SELECT ('IN ()' AS ?in) { ?s :in () } # IN ()",
        "ASK { FILTER(?x IN (()",
    ],
)
def test_others_are_left_alone(text) -> None:
    """Other lists, and words that only look so, stay as they are."""
    assert with_filled_lists(text) == text
