"""The nearest known name."""

from __future__ import annotations

import pytest

from bilat.graph.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("lable", ["label", "table", "comment"], "label"),
        ("preflabel", ["label", "altLabel", "prefLabel"], "prefLabel"),
        ("minCuont", ["maxCount", "minCount", "minLength"], "minCount"),
        ("xyz", ["label", "comment"], None),
        ("", ["label"], None),
        ("label", [], None),
        ("ab", ["abd", "abc"], "abc"),
    ],
)
def test_nearest(name: str, known: list[str], expected: str | None) -> None:
    """The most alike wins, then the first in the alphabet; nothing alike is nothing."""
    assert nearest(name, known) == expected
    assert nearest(name, reversed(known)) == expected


def test_sentence() -> None:
    """The suggestion as a question, or nothing."""
    assert did_you_mean("--formt", ["--format", "--out"]) == "Did you mean --format?"
    assert did_you_mean("zzz", ["--format"]) is None
