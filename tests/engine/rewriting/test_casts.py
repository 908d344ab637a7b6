"""Casts to whole and decimal numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting import casts
from bilat.engine.rewriting.casts import with_exact_casts

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
PREFIX = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def value(expression: str) -> str:
    """Return what an expression comes to."""
    text = f"{PREFIX} SELECT ({expression} AS ?x) {{}}"
    return bytes(Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS).body).decode()[3:-2]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("xsd:integer(1e5)", "100000"),
        ("xsd:integer(-8330e0 - 0.5)", "-8330"),
        ("1 + <http://www.w3.org/2001/XMLSchema#integer> (1e10 # a comment\n)", "10000000001"),
        ("xsd:decimal(1e10)", "10000000000"),
        ("xsd:decimal('0.1'^^xsd:float)", "0.1"),
        ("xsd:integer(xsd:decimal(1e5) + xsd:double(1e5))", "200000"),
        ("xsd:integer(1e-30)", "0"),
        ("xsd:integer(2.5)", "2"),
        ("xsd:integer(true)", "1"),
        ("xsd:integer('7')", "7"),
        ("xsd:integer('7.5')", ""),
        ("xsd:integer('7'@en)", ""),
        ("xsd:integer('7'^^<x:t>)", ""),
        ("xsd:integer(1e30)", ""),
        ("xsd:integer('NaN'^^xsd:double)", ""),
        ("xsd:integer(?none)", ""),
        ("xsd:integer(EXISTS {})", "1"),
        ("SUM(xsd:integer(1e5))", "100000"),
    ],
)
def test_value(expression, found) -> None:
    """A number stays what it is, less its fraction if need be; what is none is cast as before."""
    assert value(expression) == found


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("100000 =", "true"),
        ("100000 !=", "false"),
        ("99999 <", "true"),
        ("100000 >", "false"),
        ("100000 <=", "true"),
        ("99999 >=", "false"),
        ("1 -", "-99999"),
        ("2 *", "200000"),
        ("100000 /", "1"),
    ],
)
def test_after_each_sign(before, found) -> None:
    """Wherever a cast stands in an expression, it is one."""
    assert value(f"{before} xsd:integer(1e5)") == found


@given(st.integers(-(10**15), 10**15))
def test_whole_doubles(number: int) -> None:
    """Doubles that are whole numbers are those numbers."""
    assert value(f"xsd:integer({number}e0)") == value(f"xsd:decimal({number}e0)") == str(number)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { xsd:integer (<x:p>)* ?y . ?x a xsd:integer ; ^xsd:integer (1 2) }",
        "SELECT (xsd:integer('7') AS ?x) (xsd:double(?y) AS ?z) { ?y ?p ('1'^^xsd:integer) }",
        "SELECT ('xsd:integer(1e5)' AS ?x) {} # xsd:integer(?x)",
        "SELECT (xsd:integer() AS ?x) {}",
        "SELECT (xsd:integer(",
    ],
)
def test_others_are_left_alone(text) -> None:
    """Paths, collections, texts and other casts stay as they are."""
    assert with_exact_casts(PREFIX + text) == PREFIX + text


@given(
    st.lists(st.sampled_from(["xsd:integer", "(", ")", ",", "{", "}", "#", "?x", "'a", "\n"])).map(" ".join)
)
def test_any_text_is_taken(text: str) -> None:
    """Whatever the text, there is one."""
    assert isinstance(with_exact_casts(f"{PREFIX} ASK {{ FILTER {text}"), str)


def test_casts_of_casts_do_not_grow_without_end() -> None:
    """However deep casts are in each other, the query stays one that can be read."""
    nested = "xsd:integer(" * 100 + "1e5" + ")" * 100
    assert len(with_exact_casts(f"{PREFIX} SELECT ({nested} AS ?x) {{}}")) < 100_000


def test_casts_nested_without_end_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is around many others is not looked through for each of them."""
    looked, is_plain = list[int](), casts._is_plain
    monkeypatch.setattr(casts, "_is_plain", lambda inside: looked.append(len(inside)) or is_plain(inside))
    with_exact_casts(f"{PREFIX} SELECT ({'xsd:integer(' * 2_000}?x{')' * 2_000} AS ?y) {{}}")
    assert (len(looked) > 10, max(looked) < 1_000) == (True, True)
