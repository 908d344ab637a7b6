"""Singular and plural, as far as the letters of a word tell."""

import pytest

from bilat.web.lists.inflection import other_number


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("experts", "expert"),
        ("declarations", "declaration"),
        ("ministries", "ministry"),
        ("classes", "class"),
        ("boxes", "box"),
        ("policy", "policies"),
    ],
)
def test_the_other_number(word: str, other: str) -> None:
    """From the plural to the singular, and back only where the plural begins otherwise."""
    assert other_number(word) == other


@pytest.mark.parametrize(
    "word", ["expert", "eus", "status", "analysis", "press", "key", "asia", "2016", "ιαπωνια", ""]
)
def test_a_word_without_another_number(word: str) -> None:
    """A singular whose plural goes on from it, a short word, and what only ends like a plural."""
    assert other_number(word) is None
