"""Blank nodes that are alike and linked: named as RDFC-1.0 has it, unless that would take for ever."""

from __future__ import annotations

from itertools import permutations

import pytest

from bilat.graph.formats.alike import costly
from bilat.graph.formats.quads import RDF, Quad, canonical

P, Q = "<http://e/p>", "<http://e/q>"


def listed(size: int) -> list[Quad]:
    """Return a list of equal numbers."""
    rest = [*(f"_:b{number}" for number in range(1, size)), f"<{RDF}nil>"]
    cells = [Quad(f"_:b{number}", f"<{RDF}first>", '"0"') for number in range(size)]
    return cells + [Quad(f"_:b{number}", f"<{RDF}rest>", after) for number, after in enumerate(rest)]


def orders(size: int) -> list[Quad]:
    """Return two things with equal parts."""
    parts = [(f"_:o{order}", f"_:o{order}p{part}") for order in range(2) for part in range(size)]
    return [quad for one, other in parts for quad in (Quad(one, P, other), Quad(other, Q, '"x"'))]


def met(size: int) -> list[Quad]:
    """Return some that are all linked to each other."""
    return [Quad(f"_:b{one}", P, f"_:b{other}") for one, other in permutations(range(size), 2)]


@pytest.mark.parametrize("quads", [listed(100), orders(6), met(6), [*listed(3), *orders(2), *met(3)]])
def test_what_can_be_named_is(quads: list[Quad]) -> None:
    """The labels say nothing of those that the nodes had."""
    assert not costly(quads)
    other = [Quad(*(f"_:x{term[2:]}y" if term[:2] == "_:" else term for term in quad)) for quad in quads]
    assert canonical(quads) == canonical(reversed(other))


@pytest.mark.parametrize("quads", [listed(5_000), orders(12), met(12)])
def test_what_would_take_for_ever_keeps_its_labels(quads: list[Quad]) -> None:
    """All else is named all the same, such as the ends of a list."""
    beside = Quad("_:n", P, '"x"@en-GB')
    found = canonical([*quads, beside])
    labels = {term for quad in found for term in quad if term.startswith("_:")}
    kept = costly(quads)
    assert kept < labels
    assert {label[:6] for label in labels - kept} == {"_:c14n"}
    assert {quad for quad in quads if kept.issuperset({quad.subject, quad.object})} <= set(found)
    assert len(found) == len(quads) + 1
    assert list(found) == sorted(found, key=" ".join)


def test_many_small_ones_are_bounded_together() -> None:
    """Some of them are named, the rest is not."""
    quads = [
        Quad(*(f"{term}n{number}" if term[:2] == "_:" else term for term in quad))
        for number in range(200)
        for quad in listed(100)
    ]
    assert 0 < len(costly(quads)) < 20_000
    assert costly(quads) == costly(list(reversed(quads)))
