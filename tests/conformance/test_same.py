"""The comparison that the other tests rest on: it tells results apart, and nothing else."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from w3c.manifest import Term
from w3c.same import same_rows

A, B, C, D = (ox.BlankNode(name) for name in "abcd")
ONE, TWO = ox.Literal("1"), ox.Literal("2")
XSD = "http://www.w3.org/2001/XMLSchema#"
Rows = list[tuple[Term | None, ...]]


def number(text: str, kind: str = "decimal") -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ([], [], True),
        ([(ONE,)], [], False),
        ([(ONE,), (ONE,)], [(ONE,)], False),
        ([(ONE,), (TWO,)], [(TWO,), (ONE,)], True),
        ([(None,)], [(ONE,)], False),
        ([(A, ONE), (A, TWO)], [(C, TWO), (C, ONE)], True),
        ([(A, ONE), (B, TWO)], [(C, TWO), (C, ONE)], False),
        ([(A, A)], [(A, B)], False),
        ([(A, B), (B, A), (C, D), (D, C)], [(B, A), (A, B), (D, C), (C, D)], True),
        ([(A, B), (B, C), (C, D), (D, A)], [(A, B), (B, A), (C, D), (D, C)], False),
        ([(A,), (ONE,)], [(ONE,), (ONE,)], False),
        ([(number("1.0"),)], [(number("1"),)], True),
        ([(number("1.0"),)], [(number("1", "integer"),)], False),
        ([(number("1"),)], [(number("2"),)], False),
        ([(ox.Literal("a", language="EN"),)], [(ox.Literal("a", language="en"),)], True),
        ([(ox.Literal("a", language="en"),)], [(ox.Literal("a"),)], False),
    ],
)
def test_rows(left: Rows, right: Rows, same: bool) -> None:
    """Rows are a bag; blank nodes are told apart by what they are in, literals by their values."""
    assert same_rows(left, right) is same
    assert same_rows(right, left) is same


def test_order() -> None:
    """Where the order matters, the same rows in another order are another result."""
    assert same_rows([(A,), (B,)], [(B,), (A,)], ordered=True)
    assert not same_rows([(ONE,), (TWO,)], [(TWO,), (ONE,)], ordered=True)


def test_exactly() -> None:
    """Two ways to write a number are told apart where that is asked."""
    assert not same_rows([(number("1.0"),)], [(number("1"),)], exactly=True)


def test_triple_terms() -> None:
    """Blank nodes are renamed inside triple terms too."""
    p = ox.NamedNode("x:p")
    assert same_rows([(ox.Triple(A, p, ONE), A)], [(ox.Triple(B, p, ONE), B)])
    assert not same_rows([(ox.Triple(A, p, ONE), A)], [(ox.Triple(B, p, ONE), A)])
