"""Boolean keywords in any case."""

from __future__ import annotations

import pytest

from bilat.engine.rewriting.booleans import with_plain_booleans


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ASK { FILTER(TRUE) }", "ASK { FILTER(true) }"),
        ("ASK { FILTER(False || True) }", "ASK { FILTER(false || true) }"),
        ("ASK { FILTER(true) }", "ASK { FILTER(true) }"),
    ],
)
def test_keywords_are_written_small(written: str, read: str) -> None:
    """TRUE and False become what the engine knows."""
    assert with_plain_booleans(written) == read


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "TRUE" } # TRUE',
        "SELECT * { ?TRUE <http://example.org/TRUE> ex:TRUE }",
        'SELECT * { ?s ?p """False""" }',
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    """Strings, comments, variables and names that hold the word are no keywords."""
    assert with_plain_booleans(text) == text
