"""Triples become numbers and come back as they were."""

from __future__ import annotations

import random

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
    rows = encoding.connection.execute("SELECT id, value, number, whole, valid FROM literal").fetchall()
    return {encoding.dictionary.term(row[0])[1:].partition('"')[0]: row[1:] for row in rows}


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
    assert first.dictionary.terms == second.dictionary.terms
    query = "SELECT * FROM asserted ORDER BY ALL"
    assert first.connection.execute(query).fetchall() == second.connection.execute(query).fetchall()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=8))
@settings(max_examples=20)
def test_no_two_texts_have_one_value(texts: list[str]) -> None:
    """Texts that differ in any character differ in value."""
    escapes = {ord(sign): f"\\u{ord(sign):04X}" for sign in '"\\\n\r'}
    terms = {f'"{text.translate(escapes)}"' for text in texts}
    encoding = encode({("<urn:s>", "<urn:p>", term) for term in terms})
    found = encoding.connection.execute("SELECT id, value FROM literal").fetchall()
    assert {encoding.dictionary.term(number) for number, _ in found} == terms
    assert len({value for _, value in found}) == len(terms)


@pytest.mark.parametrize("lexical", LEXICAL)
def test_terms_come_back_as_written(lexical: str) -> None:
    """Escapes, quotes and commas are no trouble, and the text of the term is not touched."""
    triple: Triple = ("_:s", "<urn:p>", f'"{lexical}"@en-GB')
    encoding = encode({triple})
    (row,) = encoding.connection.execute("SELECT s, p, o FROM asserted").fetchall()
    assert encoding.dictionary.decode(row) == triple


def test_columns_say_what_a_literal_means() -> None:
    """Whole numbers are there to compare, one number stands for each value; the form stays."""
    written = {
        "007": "integer",
        "7.0": "decimal",
        "1.50": "decimal",
        "2016-03-01T00:30:00+02:00": "dateTime",
        "2016-02-29T22:30:00Z": "dateTime",
        "2016-13": "gYearMonth",
        "1e400": "double",
    }
    triples = [("<urn:s>", "<urn:p>", f'"{form}"^^<{XSD}{kind}>') for form, kind in written.items()]
    found = literals(encode(set(triples)))
    assert found["007"] == found["7.0"] == (found["007"][0], 7, 1, 1)
    assert found["1.50"] == (found["1.50"][0], None, 0, 1)
    assert found["2016-03-01T00:30:00+02:00"] == found["2016-02-29T22:30:00Z"]
    assert found["2016-13"] == (None, None, None, 0)
    assert found["1e400"][3] == 1
    assert len({row[0] for row in found.values()}) == 5


def test_numbers_too_large_for_the_column_keep_their_value() -> None:
    """Two numbers of forty digits are the same, and another one is not."""
    large = "1" + "0" * 40
    forms = large, f"{large}.0", f"{large[:-1]}1"
    found = literals(encode({("<urn:s>", "<urn:p>", f'"{form}"^^<{XSD}decimal>') for form in forms}))
    assert found[large] == found[f"{large}.0"] == (found[large][0], None, 1, 1)
    assert found[forms[2]][0] != found[large][0]


def test_the_database_is_shut_off() -> None:
    """Once loaded, it reads and writes no file."""
    encoding = encode({("<urn:a>", "<urn:p>", "<urn:b>")}, threads=1, memory="500MB")
    with pytest.raises(duckdb.PermissionException):
        encoding.connection.execute("SELECT * FROM read_text('/etc/hostname')")
