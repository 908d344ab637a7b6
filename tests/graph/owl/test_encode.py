"""Triples become numbers and come back as they were."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.graph.owl.dictionary import Dictionary, Triple
from bilat.graph.owl.encode import Encoding, encode

XSD = "http://www.w3.org/2001/XMLSchema#"
LEXICAL = ("", "x", 'a "b"\\n\\t\\\\ c', "a,b\\r", "NULL", "\\N", "é\u00a0\U0001f600", "\\u0000")


def literals(encoding: Encoding) -> dict[str, tuple[object, ...]]:
    """Return what the table of literals says of each lexical form."""
    rows = encoding.connection.execute(
        "SELECT id, value, number, whole, instant, valid FROM literal"
    ).fetchall()
    return {encoding.dictionary.meanings[-row[0] - 1][0]: row[1:] for row in rows}


def test_resources_are_positive_and_literals_negative() -> None:
    """The sign of a number says what it stands for; numbers follow the order of the texts."""
    dictionary = Dictionary(["<urn:b>", '"x"', "_:n", "<urn:a>", '"a"@en'])
    assert 0 < dictionary["<urn:a>"] < dictionary["<urn:b>"] < dictionary["_:n"]
    assert 0 > dictionary['"a"@en'] > dictionary['"x"']
    assert dictionary["<urn:nobody>"] == 0


def test_the_same_triples_have_the_same_numbers() -> None:
    """Neither order nor repetition matters."""
    triples = [(f"<urn:{n}>", "<urn:p>", f'"{n % 7}"') for n in range(50)]
    shuffled = triples * 2
    random.Random(1).shuffle(shuffled)  # noqa: S311 -- not a secret
    first, second = encode(set(triples)), encode(set(shuffled))
    assert first.dictionary.resources == second.dictionary.resources
    query = "SELECT * FROM asserted ORDER BY ALL"
    assert first.connection.execute(query).fetchall() == second.connection.execute(query).fetchall()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=8))
@settings(max_examples=20)
def test_any_text_survives(texts: list[str]) -> None:
    """What goes through the database comes out character for character."""
    escapes = {ord(sign): f"\\u{ord(sign):04X}" for sign in '"\\\n\r'}
    terms = {f'"{text.translate(escapes)}"': text for text in texts}
    encoding = encode({("<urn:s>", "<urn:p>", term) for term in terms})
    found = encoding.connection.execute("SELECT id, value FROM literal").fetchall()
    assert {encoding.dictionary.term(number): key for number, key in found} == {
        term: f"string:{text}" for term, text in terms.items()
    }


@pytest.mark.parametrize("lexical", LEXICAL)
def test_terms_come_back_as_written(lexical: str) -> None:
    """Escapes, quotes and commas are no trouble, and the text of the term is not touched."""
    triple: Triple = ("_:s", "<urn:p>", f'"{lexical}"@en-GB')
    encoding = encode({triple})
    (row,) = encoding.connection.execute("SELECT s, p, o FROM asserted").fetchall()
    assert encoding.dictionary.decode(row) == triple


def test_columns_say_what_a_literal_means() -> None:
    """Number as decimal, time in UTC, one key for equal values; the form stays."""
    written = {
        "007": "integer",
        "1.50": "decimal",
        "2016-03-01T00:30:00+02:00": "dateTime",
        "2016-13": "gYearMonth",
        "1e400": "double",
    }
    triples = [("<urn:s>", "<urn:p>", f'"{form}"^^<{XSD}{kind}>') for form, kind in written.items()]
    found = literals(encode(set(triples)))
    assert found["007"] == ("decimal:7", Decimal(7), 1, None, 1)
    assert found["1.50"] == ("decimal:1.5", Decimal("1.5"), 0, None, 1)
    assert found["2016-03-01T00:30:00+02:00"][3] == datetime(2016, 2, 29, 22, 30)
    assert found["2016-13"] == (None, None, None, None, 0)
    assert found["1e400"][4] == 1


def test_numbers_too_large_for_the_column_keep_their_value() -> None:
    """A number of forty digits is compared by its key."""
    large = "1" + "0" * 40
    found = literals(encode({("<urn:s>", "<urn:p>", f'"{large}.50"^^<{XSD}decimal>')}))
    assert found[f"{large}.50"] == (f"decimal:{large}.5", None, 0, None, 1)


def test_the_database_is_shut_off() -> None:
    """Once loaded, it reads and writes no file."""
    encoding = encode({("<urn:a>", "<urn:p>", "<urn:b>")}, threads=1, memory="500MB")
    with pytest.raises(duckdb.PermissionException):
        encoding.connection.execute("SELECT * FROM read_text('/etc/hostname')")
