"""The nearest known name."""

from __future__ import annotations

import pytest

from bilat.graph.formats.prefixes import compact, namespace_of
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


def test_compact() -> None:
    """The longest namespace that fits, and the IRI where the rest is no name."""
    prefixes = {"a": "http://a/", "ab": "http://a/b#", "": "http://c/"}
    assert compact("http://a/b#x", prefixes) == "ab:x"
    assert compact("http://a/b/x", prefixes) == "<http://a/b/x>"
    assert compact("http://c/x", prefixes) == ":x"
    assert compact("http://d/x", prefixes) == "<http://d/x>"


def test_namespace_of() -> None:
    """The name is what follows the last # or /."""
    assert namespace_of("http://a/b#c") == ("http://a/b#", "c")
    assert namespace_of("http://a/b") == ("http://a/", "b")
    assert namespace_of("urn:x:y") == ("", "urn:x:y")
