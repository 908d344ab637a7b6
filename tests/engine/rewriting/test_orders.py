"""Rows in order, whatever stands in a column."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import permutations
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.orders import with_total_orders
from bilat.vocab import XSD

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)


def ordered(values: list[str], condition: str = "?x") -> list[str]:
    """Return values in the order that a condition gives them; those of a number are its text alone."""
    rows = " ".join(f"({place} {value})" for place, value in enumerate(values))
    text = f"PREFIX xsd: <{XSD}> SELECT ?n {{ VALUES (?n ?x) {{ {rows} }} }} ORDER BY {condition}"
    body = Oxigraph(Store(), 0).run(Operation(text=text), formats.JSON, LIMITS).body
    return [values[int(row["n"]["value"])] for row in json.loads(body)["results"]["bindings"]]


EACH = [
    "UNDEF",
    "<http://example.org/a>",
    "<http://example.org/b>",
    '"-INF"^^xsd:double',
    "-1.5",
    "9",
    "10.0",
    '"INF"^^xsd:float',
    '"-0044-03-15"^^xsd:date',
    '"-0043"^^xsd:gYear',
    '"2024"^^xsd:gYear',
    '"2024-01-01"^^xsd:date',
    '"2024-02"^^xsd:gYearMonth',
    '"2024-02-29T09:00:00+02:00"^^xsd:dateTime',
    '"2024-02-29T09:00:00Z"^^xsd:dateTime',
    '"2024-02-29T09:00:00"^^xsd:dateTime',
    '"2024-02-29T09:00:00-02:00"^^xsd:dateTime',
    '""',
    '"10"',
    '"2"@en',
    '"9"',
    '"1"^^<I:x>',
    "false",
    "true",
    '"P2D"^^xsd:dayTimeDuration',
    '"P10D"^^xsd:dayTimeDuration',
    "<<( <http://example.org/a> <http://example.org/p> 1 )>>",
]


@given(st.permutations(EACH))
@settings(max_examples=50)
def test_kinds(values: list[str]) -> None:
    """Values are sorted by kind, and by what they are worth within it."""
    assert ordered(values) == EACH
    assert ordered(values, "DESC(?x)") == EACH[::-1]


@pytest.mark.parametrize(
    "condition",
    [
        "ASC(?x)",
        "(?x)",
        "((?x)) ?n",
        "(STRLEN('')) ?x",
        "xsd:integer(1) ?x",
        f"<{XSD}integer>(1) ?x",
        "COALESCE(?none, 1) ?x DESC(?n)",
        "(COALESCE(?x, ?none))",
        "coalesce(?none, ?x) ?n",
        "DESC(?n < 0) IF(BOUND(?x), ?x, ?n)",
        "# by\n ?x LIMIT 4",
    ],
)
def test_conditions(condition: str) -> None:
    """Whatever a condition looks like, 9 is before 10 and both are before the text 2."""
    for values in permutations(["9", "10", '"2"']):
        assert ordered(list(values), condition) == ["9", "10", '"2"']


@given(st.lists(st.integers(0, 300), min_size=30), st.data())
@settings(max_examples=50)
def test_many(numbers: list[int], data: st.DataObject) -> None:
    """Many numbers among texts and days are in order; the engine ended the process over them."""
    written = ['"{}"', "{}", '"2024-01-{:02}"^^xsd:date']
    values = [data.draw(st.sampled_from(written)).format(each % 28 + 1) for each in numbers]
    found = [int(each) for each in ordered(values) if each.isdigit()]
    assert found == sorted(found)


@given(
    st.lists(st.tuples(st.integers(-99, 99), st.sampled_from(["decimal", "float", "double"])), min_size=30)
)
@settings(max_examples=50)
def test_numbers_of_several_types(numbers: list[tuple[int, str]]) -> None:
    """Tenths of each type are in order; the engine ended the process over them, too."""
    values = [f'"{number / 10}"^^xsd:{kind}' for number, kind in numbers]
    found = [float(each.split('"')[1]) for each in ordered(values)]
    assert found == sorted(found)


@given(st.lists(st.tuples(st.integers(0, 47), st.sampled_from(["", "Z", "+02:00", "-12:00"])), min_size=30))
@settings(max_examples=50)
def test_times_with_zones_and_without(times: list[tuple[int, str]]) -> None:
    """Times are in order whether they name a zone or not, in which they are in UTC; so are times of a day."""
    days = [f"2024-02-{28 + hour // 24}T{hour % 24:02}:00:00{zone}" for hour, zone in times]
    found = [each.split('"')[1] for each in ordered([f'"{each}"^^xsd:dateTime' for each in days])]
    instants = [datetime.fromisoformat(each) for each in found]
    instants = [each if each.tzinfo else each.replace(tzinfo=UTC) for each in instants]
    assert instants == sorted(instants)
    assert len(ordered([f'"{day[11:]}"^^xsd:time' for day in days])) == len(times)


def test_groups() -> None:
    """Groups are sorted by what they hold, also in a query inside."""
    text = (
        'SELECT ?v { { SELECT (MIN(?x) AS ?v) { VALUES (?g ?x) { (1 10) (2 "2") (3 9) } }'
        " GROUP BY ?g ORDER BY DESC(MIN(?x)) LIMIT 2 } } ORDER BY ?v"
    )
    assert Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body == b"v\r\n10\r\n2\r\n"
    for values in permutations(["9", "10", '"2"']):
        text = f"SELECT ?v {{ VALUES ?v {{ {' '.join(values)} }} }} GROUP BY ?v ORDER BY COUNT(*) ?v"
        body = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body
        assert body == b"v\r\n9\r\n10\r\n2\r\n"


def test_counts() -> None:
    """A count is sorted as it is, but not another variable that is called as it is."""
    counted = "SELECT ?g (count( * ) AS ?n) { ?g ?p ?o } GROUP BY ?g ORDER BY DESC(?n)"
    assert with_total_orders(counted) == counted
    assert with_total_orders(f"{counted} ?g").endswith(") ?g")
    for values in permutations(["10", "9", '"2"']):
        inside = f"{{ SELECT (COUNT(*) AS ?n) {{}} }} UNION {{ VALUES ?n {{ {' '.join(values)} }} }}"
        text = f"SELECT ?n {{ {inside} }} ORDER BY ?n"
        body = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body
        assert body.split() == [b"n", b"1", b"9", b"10", b"2"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o } ORDER BY DESC(COUNT(?o)) STR(?s) (EXISTS { ?s ?p ?o })",
        "SELECT * { ?s ?p ?o } ORDER BY IF(EXISTS { _:b ?p ?o }, 1, ?o)",
        "SELECT * { ?s ?p 'ORDER BY ?o' } # ORDER BY ?o",
        "SELECT * { ?s ?p ?o } ORDER BY",
        "SELECT * { ?s ?p ?o } ORDER BY (",
    ],
)
def test_others_are_left_alone(text: str) -> None:
    """What has one kind, what has a pattern in it, and what is no condition, stays as it is."""
    assert with_total_orders(text) == text


@given(st.lists(st.sampled_from(["?x", "(", ")", "{", "}", "DESC", "IF", "1", "ORDER", "BY", "<x:p>", ","])))
def test_any_text_is_taken(pieces: list[str]) -> None:
    """Whatever the text, there is one."""
    assert with_total_orders(f"SELECT * {{}} ORDER BY {' '.join(pieces)}")


def test_brackets_that_never_close_are_read_once() -> None:
    """The end of each condition is known, and not looked for from each: 64 KB took 18 s."""
    began = process_time()
    assert with_total_orders("SELECT * {} " + "ORDER BY (((?a " * 6_000)
    assert process_time() - began < 5
