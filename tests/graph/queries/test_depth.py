"""How deep a query nests is told before the engine reads it."""

from __future__ import annotations

import pytest

from bilat.graph.queries.depth import DEEPEST, nests_too_deep


@pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]"])
def test_brackets_may_stand_so_deep_and_no_deeper(opening: str, closing: str) -> None:
    """Every kind of bracket counts, and what is closed counts no more."""
    allowed = opening * DEEPEST + closing * DEEPEST
    assert not nests_too_deep(allowed * 3)
    assert nests_too_deep(opening + allowed + closing)


@pytest.mark.parametrize("sign", "!+^-")
def test_so_many_signs_may_stand_in_a_row_and_no_more(sign: str) -> None:
    """Each is read inside the one before; anything between ends the row."""
    assert not nests_too_deep(f"{sign * DEEPEST} 1 " * 3)
    assert nests_too_deep(f"{sign * DEEPEST} {sign} 1")


@pytest.mark.parametrize("quoted", ['"{}"', "'{}'", '"""{}"""', "'''{}'''", "# {}\n", '"\\"{}"'])
def test_what_is_quoted_does_not_count(quoted: str) -> None:
    """Neither strings nor comments nest."""
    assert not nests_too_deep(quoted.replace("{}", "(" * (DEEPEST + 1)))


def test_an_iri_does_not_count() -> None:
    """Its signs are letters."""
    assert not nests_too_deep(f"<http://e/{'-' * (DEEPEST + 1)}>")
