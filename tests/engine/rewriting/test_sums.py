"""Times and durations added up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.sums import with_right_sums
from bilat.vocab import XSD

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
NAMES = st.text("abcdefgh", min_size=1, max_size=5)


def value(expression: str, day: str = "day", span: str = "span") -> str:
    """Return what an expression comes to."""
    data = f"VALUES (?{day} ?{span}) {{ ('2024-02-28'^^xsd:date 'P2D'^^xsd:dayTimeDuration) }}"
    text = f"PREFIX xsd: <{XSD}> SELECT ({expression} AS ?r) {{ {data} }}"
    return bytes(Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body).decode()[3:-2]


@given(NAMES, NAMES)
def test_variables(day: str, span: str) -> None:
    """A day and a duration have a sum in either order, whatever they are called."""
    day, span = f"{day}1", f"{span}2"
    assert value(f"?{day} + ?{span}", day, span) == value(f"?{span}+?{day}", day, span) == "2024-03-01"


@given(st.dates())
def test_constants(day: object) -> None:
    """Nor does it depend on the day."""
    written = f"'{day}'^^xsd:date"
    assert value(f"{written} + 'PT0S'^^xsd:dayTimeDuration") == str(day)
    assert value(f"'PT0S'^^xsd:dayTimeDuration + {written}") == str(day)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("YEAR(NOW() + 'P1D'^^xsd:dayTimeDuration) > 2000", "true"),
        ("(?day + ?span) + xsd:dayTimeDuration('P1D')", "2024-03-02"),
        ("xsd:dayTimeDuration('P1D') + (?span + ?day)", "2024-03-02"),
        ("IF(?day < ?day + ?span, 'later', 'not')", "later"),
        ("?span + ?span", "P4D"),
        ("?day + ?span + ?span", "2024-03-03"),
        ("?span + ?day + 'P1D'^^xsd:dayTimeDuration", "2024-03-02"),
        ("?span - 'P1D'^^xsd:dayTimeDuration + ?span + ?day", "2024-03-02"),
        ("?day - ?span + ?span", "2024-02-28"),
        ("?day + ?span - ?span + ?span", "2024-03-01"),
        ("?day + ?span - ?day", "P2D"),
        ("?day + ?day + ?span", ""),
        ("?day + ?span + -?none", ""),
        ("1 + 2 - 3 + STRLEN('duration') - 4", "4"),
        ("1 + 2 * 3 + ?none", ""),
        ("STRLEN('P1D') + STRLEN('duration')", "11"),
        ("?day + 1", ""),
        ("(?day + xsd:duration)", ""),
    ],
)
def test_value(expression, found) -> None:
    """What can be added is added."""
    assert value(expression) == found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s (<x:duration>/<x:p>)+ ?o . ?s <x:p>+ ?o }",
        "SELECT (?x + 1 AS ?y) (- ?x + ?y AS ?z) (?x * 2 + ?y AS ?w) { ?s ?p ?x }",
        "SELECT ('?x + ?y duration' AS ?t) { ?s ?p ?x } # ?x + ?y",
        "SELECT (?x + ?y * 2 AS ?z) {}",
        "SELECT (?x - ?y - ?z AS ?w) { ?s <x:duration> ?x, ?y, ?z }",
    ],
)
def test_others_are_left_alone(text) -> None:
    """Paths, numbers and products stay as they are."""
    assert with_right_sums(text) == text


@given(
    st.lists(st.sampled_from(["?x", "+", "(", ")", "{", "}", "-", "1", "'a'", "^^", "ABS", "<x:p>", "()"]))
)
def test_any_text_is_taken(pieces: list[str]) -> None:
    """Whatever the text, there is one."""
    assert with_right_sums(f"SELECT * {{ FILTER({' '.join(pieces)} + ?x + ?y) }}")


def test_too_deep_to_be_read() -> None:
    """A pattern that is nested too deep to be read stays as it is."""
    text = "SELECT * " + "{" * 20_000 + "FILTER(?a + ?b)" + "}" * 20_000
    assert with_right_sums(text) == text
