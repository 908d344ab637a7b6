"""Words with a slip lead to the words that names have."""

import sqlite3
from collections.abc import Iterator

import pytest

from bilat.graph.index.schema import SCHEMA
from bilat.web.lists.spelling import Rows, alike, distance, mended

WORDS = {
    "again": 3,
    "japan": 9,
    "japanese": 2,
    "declaration": 5,
    "korea": 7,
    "korean": 3,
    "form": 4,
    "from": 6,
    "eu": 20,
    "2020": 4,
}


@pytest.fixture
def rows() -> Iterator[Rows]:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    database.executemany("INSERT INTO word (text, uses) VALUES (?, ?)", WORDS.items())
    database.execute("INSERT INTO word_part (rowid, text) SELECT id, '^' || text || '$' FROM word")
    yield lambda text, *values: database.execute(text, values).fetchall()
    database.close()


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("japn", "japan", 1), ("form", "from", 1), ("", "ab", 2), ("same", "same", 0), ("ca", "abc", 3)],
)
def test_distance(one: str, other: str, away: int) -> None:
    """Letters added, left out, changed and swapped count one each."""
    assert distance(one, other, 5) == away


def test_distance_stops_at_its_bound() -> None:
    """What is farther is only known to be so."""
    assert distance("abcdefgh", "zyxwvuts", 2) == 3


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("japn", ("japan",)),
        ("declaraton", ("declaration",)),
        ("declartaion", ("declaration",)),
        ("frm", ("from", "form")),
        ("krea", ("korea",)),
        ("quantum", ()),
        ("tawain", ()),
        ("norm", ()),
        ("orm", ("form",)),
        ("rfom", ("from",)),
        ("e", ()),
        ("ue", ()),
        ("2023", ()),
    ],
)
def test_mended(rows: Rows, word: str, meant: tuple[str, ...]) -> None:
    """The nearest words come, the more used first; a word of no likeness stays without."""
    assert mended(word, rows) == meant


def test_alike_is_more_generous(rows: Rows) -> None:
    """Advice may be farther off than what is taken for meant."""
    assert mended("japanisation", rows) == ()
    assert alike("japanisation", rows) == ("japanese",)
