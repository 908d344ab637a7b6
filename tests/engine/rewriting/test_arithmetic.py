"""Products and quotients of decimals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.arithmetic import with_right_arithmetic

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)


def value(expression: str) -> str:
    """Return what an expression comes to."""
    text = f"SELECT ({expression} AS ?r) {{ VALUES (?x ?y) {{ (0 2.5) }} }}"
    return bytes(Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body).decode()[3:-2]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("?x / ?y", "0"),
        ("?x/2.5", "0"),
        ("0/?y", "0"),
        ("0.0 # nothing\n / # by\n 2.5", "0"),
        ("- ?x / - ?y", "0"),
        ("?x / -2.5", "0"),
        ("ABS(?x) / ABS(?y)", "0"),
        ("(?x + ?x)/(?y * 2.5)", "0"),
        ("?y * ?x / ?y", "0"),
        ("?x / ?y / ?y", "0"),
        ("1 - ?x / ?y + 2", "3"),
        ("?y -1 / ?y", "2.1"),
        ("?y / ?y * 3", "3"),
        ("10 / ?y / 2", "2"),
        ("?x / ?x", ""),
        ("?y / ?x", ""),
        ("?x / ?none", ""),
        ("?x / 'x'", ""),
        ("!?x / 0.5", ""),
        ("?x / 2.5e0", "0"),
        ("IF(?x / ?y = 0, 'nothing', 'something')", "nothing"),
        ("<http://www.w3.org/2001/XMLSchema#integer>(?x)/?y", "0"),
        ("'0'^^<http://www.w3.org/2001/XMLSchema#decimal> / ?y", "0"),
        ("-0.0 / ?y", "0"),
        ("COALESCE(?none, -0.5 * (1 / 3))", "-0.16666666666666666"),
        ("1 - -0.5 / ?y", "1.2"),
        ("?y -0.5 / ?y * ?y", "2"),
        ("1 / 3 * 0.5", "0.16666666666666666"),
        ("1/3*?y*0.1", "0.08333333333333333"),
        ("0.5 * (1 / 3 * 0.1)", "0.016666666666666665"),
        ("0.1 * (1 / 3)", "0.03333333333333333"),
        ("(1 / 3) * -0.5", "-0.16666666666666666"),
        ("7 / 3 * 1.1", "2.566666666666667"),
        ("(1000000 / 3) / (7 / 3)", "142857.14285714284"),
        ("?y * 0.000000000000000001", "0.000000000000000002"),
        ("0.000000000000000001 * 0.5", "0"),
        ("9223372036854775807 * ?y", "23058430092136939517.5"),
        ("99999999999.5 * 99999999999.5", ""),
        ("9223372036854775807 * (?x + 3)", ""),
        ("?y * 'x'", ""),
        ("?y * ?none", ""),
        ("(?y * <x:p>)", ""),
        ("1 / 3 * 0.5e0", "0.16666666666666666"),
    ],
)
def test_value(expression, found) -> None:
    """Whatever a decimal can hold has a value; all else is as it was."""
    assert value(expression) == found


@pytest.mark.parametrize(
    "before", ["0 =", "0 !=", "0 <", "0 >", "0 <=", "0 >=", "true &&", "false ||", "0.1 *", "0.1 /"]
)
def test_numbers_below_zero(before) -> None:
    """A number has a sign of its own after each other sign."""
    assert value(f"IF({before} -0.5 * (1 / 3), 'computed', 'computed')") == "computed"


def test_aggregates() -> None:
    """Sums are divided, too, in all clauses, and what is summed may be a product."""
    text = "SELECT (AVG(?x) * 1.1 AS ?a) (SUM(?x / 3 * ?y) AS ?s) { VALUES (?x ?y) { (1 0.5) (2 2) (4 2) } }"
    body = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body
    assert body == b"a,s\r\n2.566666666666667,4.166666666666666658\r\n"
    text = "SELECT (SUM(?x) / 2.5 AS ?s) { VALUES ?x { 0 0 } } HAVING(SUM(?x) / 2.5 = 0)"
    assert Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body == b"s\r\n0\r\n"


@settings(max_examples=200)
@given(
    st.decimals("0.001", "99999", places=3),
    st.sampled_from("*/"),
    st.decimals("0.001", "99999", places=3),
    st.integers(1, 13),
)
def test_near_to_fractions(left: Decimal, sign: str, right: Decimal, by: int) -> None:
    """What has more digits than a decimal keeps is told to some fifteen of them, or to the last of these."""
    factor = Fraction(right) if sign == "*" else 1 / Fraction(right)
    product = Fraction(left) / by * factor
    found = Fraction(value(f"({left:f} / {by}) {sign} {right:f}"))
    # The quotient loses what is behind its last digit before it is multiplied, the product again.
    assert abs(found - product) <= product / 10**15 + Fraction(1, 10**18) * (factor + 1)


TERMS = {"0": "0", "1.0": "1", "?x": "0", "2.5": "2.5", "(0.5 )": "0.5", "ABS(?y)": "2.5", "?y": "2.5"}


@settings(max_examples=200)
@given(
    st.sampled_from(list(TERMS)),
    st.lists(st.tuples(st.sampled_from([" / ", "/", "*"]), st.sampled_from(list(TERMS))), max_size=3),
)
def test_same_as_fractions(first: str, others: list[tuple[str, str]]) -> None:
    """Whatever is divided and multiplied, it comes to what it comes to by hand, if it is short."""
    expected: Fraction | None = Fraction(TERMS[first])
    for sign, term in others:
        by = Fraction(TERMS[term])
        if expected is not None:
            expected = expected * by if sign == "*" else expected / by if by else None
    found = value(first + "".join(sign + term for sign, term in others))
    assert (Fraction(found) if found else None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?x (<x:p>/<x:q>)/<x:p> ?y . ?x (<x:p>)/(<x:q>)* ?z }",
        "SELECT (?x / 2 AS ?half) (-3 * ?x AS ?less) (?x * +2 AS ?more) { ?s ?p ?x }",
        "SELECT (COUNT(*) * 2 AS ?n) (COUNT(DISTINCT *) AS ?m) { ?s (<x:p>|<x:q>)* ?x }",
        "SELECT ('?x / ?y' AS ?t) { <http://a/?x/b> ?p ?x } # ?x / ?y",
        "SELECT (?x / AS ?y) {}",
        "SELECT (?x / ",
    ],
)
def test_others_are_left_alone(text) -> None:
    """Paths, texts, comments and halves stay as they are."""
    assert with_right_arithmetic(text) == text


@given(st.lists(st.sampled_from(["?x", "/", "(", ")", "{", "}", "*", "1", "-", "'a'", "^^", "ABS", "<x:p>"])))
def test_any_text_is_taken(pieces: list[str]) -> None:
    """Whatever the text, there is one, and it does not grow without end."""
    assert len(with_right_arithmetic(f"SELECT * {{ FILTER({' '.join(pieces)} / ?x) }}")) < 100_000
