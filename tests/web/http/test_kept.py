"""Texts that are made once for all clients."""

from __future__ import annotations

import pytest

from bilat.web.http.kept import Kept


def test_made_once() -> None:
    """A text is made once; what is not there is looked for again."""
    made: list[str] = []

    def make(name: str, text: bytes | None):
        return lambda: made.append(name) or text

    kept = Kept(10_000)
    assert [kept.get("a", make("a", b"x")) for _ in range(3)] == [b"x"] * 3
    assert [kept.get("b", make("b", None)) for _ in range(2)] == [None] * 2
    assert made == ["a", "b", "b"]


def test_bounded() -> None:
    """What was not asked for the longest goes first, and one that is too long is never kept."""
    kept = Kept(4_000)
    for name in "abc":
        kept.get(name, lambda: b"x" * 200)
    kept.get("a", lambda: b"x" * 200)
    for name in "defghi":
        kept.get(name, lambda: b"x" * 200)
    assert kept.get("a", lambda: b"new") == b"x" * 200
    assert kept.get("b", lambda: b"new") == b"new"
    kept.get("long", lambda: b"x" * 300)
    assert kept.get("long", lambda: b"new") == b"new"


def test_errors_are_not_kept() -> None:
    """Who comes after a failure is answered."""
    kept = Kept(10_000)

    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("a", fail)
    assert kept.get("a", lambda: b"x") == b"x"


def test_what_is_added_to_an_address_makes_no_other_page(own_client) -> None:
    """A page is the same under an address with something added, but for what pages know."""
    page = own_client.get("/id/japan.html").data
    assert own_client.get("/id/japan.html?utm_source=x").data == page
    assert own_client.get("/id/japan.html?release=0000000000000000").data != page
