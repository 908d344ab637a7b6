"""Which regular expressions can take exponential time."""

from __future__ import annotations

import re

import pytest

from bilat.graph.lint.backtracking import backtracks


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a*)*b",
        "([a-z]+)*x",
        "(.*)*x",
        r"(\w+\s?)+$",
        "^(a|ab|b)+$",
        "(x+x+)+y",
        "(a|aa)+$",
        "((a|b)*)*c",
        r"(\d{1,3}){1,20}x",
        "(?:a|b|ab)*c",
        "([^,]*,?)+x",
        "(a+b?)+c",
        "^(?=(a+)+$)a",
        "(?:(?:ab)+)+$",
        "(a+b*a+c)+$",
    ],
)
def test_ambiguous(pattern: str) -> None:
    """The same text can be matched in ever more ways."""
    assert backtracks(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^[a-z]+$",
        "^[a-z0-9]+(-[a-z0-9]+)*$",
        "^.*a.*b$",
        "^https?://[^/]+(/.*)?$",
        r"^(\d{1,3}\.){3}\d{1,3}$",
        "^(a|b)*$",
        "^([A-Z]{2}|[A-Z]{3})$",
        r"^[^\s]+(\s[^\s]+)*$",
        r"^(Q|P)[1-9]\d*$",
        "[0-9a-f]{64}",
        r"(a)\1+",
        "^(?!.*--)[a-z-]+$",
        "(ab|cd)+",
        "(a+b+a+c)+$",
        "a?b?c?",
        "x" * 1000,
    ],
)
def test_unambiguous(pattern: str) -> None:
    """Nested quantifiers with something between them, and what people write every day."""
    assert not backtracks(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(" * 12 + "a" + "{4})" * 12,  # sixteen million positions
        "(" * 14 + "()" + "{4})" * 14,  # none, as often
        "(((a?){4}){4}){2}",  # pairs of positions that no loop leads back from
        "a?" * 150,
        "(" * 240 + "a" + ")*" * 240,  # deeper than Python calls
    ],
)
def test_hostile(pattern: str) -> None:
    """No expression keeps the check itself busy; what is beyond it is not judged."""
    assert not backtracks(pattern)


def test_case() -> None:
    """What differs in case only is the same text for some."""
    assert not backtracks("(ab|AB)*$")
    assert backtracks("(ab|AB)*$", re.IGNORECASE)


def test_no_expression() -> None:
    """What does not compile is the caller's to tell."""
    with pytest.raises(re.error):
        backtracks("(")
