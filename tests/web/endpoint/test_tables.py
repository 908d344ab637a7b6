"""Results as tables for people."""

from __future__ import annotations

import json
from time import process_time

import pytest

from bilat.errors import RequestError
from bilat.graph.formats.quads import XSD
from bilat.web.endpoint.tables import Cell, Writing, markdown_table, table_of
from bilat.web.things.labels import Label

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
BASE = "https://example.org/"
LAYER = "https://w3id.org/bilat/graph/inferred"
RESULTS = {
    "head": {"vars": ["a", "b"]},
    "results": {
        "bindings": [
            {
                "a": {"type": "uri", "value": "javascript:alert(1)"},
                "b": {"type": "literal", "value": "<i>|x"},
            },
            {"a": {"type": "uri", "value": "https://example.com/?a&b|c"}},
            {
                "a": {"type": "literal", "value": "ja", "xml:lang": "en"},
                "b": {
                    "type": "triple",
                    "value": {
                        "subject": {"type": "bnode", "value": "s"},
                        "predicate": {"type": "uri", "value": "a:p"},
                        "object": {"type": "literal", "value": "o"},
                    },
                },
            },
        ]
    },
}
WRITING = Writing(
    lambda iris: {
        iri: label
        for iri, label in {
            f"{BASE}japan": Label("Japan", "en"),
            f"{BASE}b/19": Label("B19", passage=True),
        }.items()
        if iri in iris
    },
    {"ex": BASE, "def": f"{BASE}def#"},
    [LAYER],
    BASE,
)


def cells(*values: dict[str, str] | None, order: str = "") -> list[Cell]:
    """Return the cells of a table of one column."""
    found = [{} if value is None else {"x": value} for value in values]
    table = table_of({"head": {"vars": ["x"]}, "results": {"bindings": found}}, WRITING, order=order)
    return [row[0] for row in table.rows]


def uri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def number(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value, "datatype": INTEGER}


def test_only_addresses_of_the_web_are_links() -> None:
    """An IRI of another kind is text, and literals are text."""
    table = table_of(RESULTS, WRITING)
    assert [row[0].href for row in table.rows] == ["", "https://example.com/?a&b|c", ""]
    assert table.rows[0][1].text == "<i>|x"
    assert table.rows[2][1].text == "<<( _:s a:p o )>>"


def test_things_are_called_by_their_names() -> None:
    """A thing of this server is a link with its name, one without a name has its prefix."""
    named, short = cells(uri(f"{BASE}japan"), uri(f"{BASE}def#partner"))
    assert (named.text, named.href, named.language) == ("Japan", "/japan", "en")
    assert (short.text, short.href, short.code) == ("def:partner", "/def%23partner", True)


def test_text_that_names_a_thing_leads_there_and_a_value_is_worded() -> None:
    """Only a plain text is a name; what has a datatype is a value, in words if that is wanted."""
    writing = Writing(lambda _: {}, {}, (), BASE, lambda text: f"{BASE}{text}", worded=True)
    day = {"type": "literal", "value": "2014-06-16", "datatype": "http://www.w3.org/2001/XMLSchema#date"}
    name = {"type": "literal", "value": "Japan", "xml:lang": "en"}
    assert writing.cell(name, {}) == Cell(text="Japan", href="/Japan", iri=f"{BASE}Japan", language="en")
    assert writing.cell(day, {}) == Cell(text="16 June 2014")
    assert writing.cell({"type": "bnode", "value": "b"}, {}) == Cell(text="_:b", code=True)


def test_passages_are_marks() -> None:
    """What tells where a statement comes from is a mark: a passage by its name, a layer by its kind."""
    passage, layer = cells(uri(f"{BASE}b/19"), uri(LAYER))
    assert passage.mark is not None
    assert (passage.mark.kind, passage.mark.text, passage.mark.href) == ("", "B19", "/b/19")
    assert layer.mark is not None
    assert layer.mark.kind == "inf"


def test_blank_cells_are_told() -> None:
    """A table knows whether a cell of it is empty."""
    assert table_of(RESULTS, WRITING).blanks
    assert not table_of(
        {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": number("1")}]}}, WRITING
    ).blanks


def test_numbers_are_sorted_by_value() -> None:
    """Ten comes after nine, and what is empty comes last either way."""
    texts = [cell.text for cell in cells(number("10"), None, number("9"), order="x")]
    assert texts == ["9", "10", ""]
    texts = [cell.text for cell in cells(number("9"), None, number("10"), order="-x")]
    assert texts == ["10", "9", ""]


@pytest.mark.parametrize("datatype", ["positiveInteger", "unsignedByte", "float"])
def test_numbers_of_any_datatype_are_sorted_by_value(datatype: str) -> None:
    """A store of others keeps the datatypes that the engine makes integers of."""
    found = ({**number(text), "datatype": f"{XSD}{datatype}"} for text in ("10", "9"))
    assert [cell.text for cell in cells(*found, order="x")] == ["9", "10"]


def test_things_are_sorted_by_name() -> None:
    """Rows go by what people read, not by IRIs."""
    texts = [cell.text for cell in cells(uri(f"{BASE}japan"), uri(f"{BASE}b/19"), order="x")]
    assert texts == ["B19", "Japan"]


def test_an_unknown_column_does_not_sort() -> None:
    """A table keeps its order where the address names no column of it."""
    assert [cell.text for cell in cells(number("2"), number("1"), order="y")] == ["2", "1"]


def test_a_number_that_is_none_is_text() -> None:
    """A value that its datatype does not allow neither counts as a number nor ends the page."""
    (cell,) = cells(number("many"), order="x")
    assert (cell.text, cell.number) == ("many", False)


@pytest.mark.parametrize("written", ["7", "+7.", "7.5", "-.5", "7e5", "7.5E-5"])
def test_numbers_are_what_is_written_like_one(written: str) -> None:
    """A digit before or after the point is enough."""
    binding = {"n": {"type": "literal", "value": written, "datatype": INTEGER}}
    results = {"head": {"vars": ["n"]}, "results": {"bindings": [binding]}}
    assert table_of(results, WRITING).rows[0][0].number


def test_digits_without_end_are_read_once() -> None:
    """A text of digits is told from a number in linear time: by its square, this held up all for a minute."""
    binding = {"n": {"type": "literal", "value": "1" * 30_000 + "x", "datatype": INTEGER}}
    results = {"head": {"vars": ["n"]}, "results": {"bindings": [binding]}}
    began = process_time()
    assert not table_of(results, WRITING).rows[0][0].number
    assert process_time() - began < 5


def test_a_part_of_the_rows() -> None:
    """A page has its rows and knows how many there are."""
    found = [{"x": number(str(n))} for n in range(5)]
    table = table_of({"head": {"vars": ["x"]}, "results": {"bindings": found}}, WRITING, first=2, most=2)
    assert [row[0].text for row in table.rows] == ["2", "3"]
    assert (table.total, table.first, table.columns[0].number) == (5, 2, True)


def test_markdown_shows_entities_as_they_are() -> None:
    """What looks like an entity is text, and so is a sign by itself."""
    values = [{"a": {"type": "literal", "value": value}} for value in ("&amp;", "&#38;", "a & b;", "&;")]
    results = {"head": {"vars": ["a"]}, "results": {"bindings": values}}
    lines = markdown_table("", json.dumps(results).encode()).splitlines()
    assert lines[2:] == [r"| \&amp; |", r"| \&\#38; |", "| a & b; |", "| &; |"]


def test_markdown() -> None:
    """Each row is a line, and no value can break out of its cell."""
    lines = markdown_table("", json.dumps(RESULTS).encode()).splitlines()
    assert lines[:2] == ["| a | b |", "| --- | --- |"]
    assert lines[2] == r"| javascript:alert\(1\) | \<i\>\|x |"
    assert lines[3] == "| <https://example.com/?a&b%7Cc> |  |"


def test_truth_value_in_markdown() -> None:
    """ASK is answered with a word."""
    assert markdown_table("ASK {}", b'{"head":{},"boolean":false}') == "No\n"


def test_a_table_that_is_too_large() -> None:
    """Cells count though nothing is bound in them, and only those that would be written."""
    results = {"head": {"vars": [f"v{n}" for n in range(1_000)]}, "results": {"bindings": [{}] * 251}}
    assert len(table_of(results, WRITING, most=100).rows) == 100
    with pytest.raises(
        RequestError, match="1,000 columns and 101 rows"
    ):  # Those of pages take longer to make.
        table_of(results, WRITING, most=101)
    with pytest.raises(RequestError, match="1,000 columns and 251 rows"):
        table_of(results, WRITING)
    with pytest.raises(RequestError, match="1,000 columns and 251 rows"):
        markdown_table("", json.dumps(results).encode())
