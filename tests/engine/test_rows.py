"""Rows are counted exactly, and results cut cleanly, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse

from bilat.engine import formats
from bilat.engine.interface import Kind, Limits, Operation, Result
from bilat.engine.oxigraph import Oxigraph
from bilat.errors import ResultTooLarge

EMPTY = Oxigraph(Store(), 0)
NAMESPACE = "{http://www.w3.org/2005/sparql-results#}"
#: What looks like the end of a row, in one format or another.
AWKWARD = ("}},{", "},{", "{},{}", "{}", '"', "\\", '\\"}},{"', "\r\n", "\n", ",", "</result>", "é", "")
values = st.one_of(st.none(), st.lists(st.sampled_from(AWKWARD), max_size=4).map("".join), st.integers(0, 9))
tables = st.lists(st.tuples(values, values), max_size=12)


def written(value: str | int | None) -> str:
    return "UNDEF" if value is None else json.dumps(value, ensure_ascii=False)


def query(table: list[tuple[str | int | None, ...]]) -> Operation:
    rows = " ".join(f"({' '.join(map(written, row))})" for row in table)
    return Operation(text=f"SELECT ?a ?bc {{ VALUES (?a ?bc) {{ {rows} }} }}")


def run(operation: Operation, media_type: str, **limits: int | bool) -> Result:
    given_limits = {"seconds": 60, "rows": 1_000_000, "bytes": 9_000_000} | limits
    return EMPTY.run(operation, media_type, Limits(**given_limits))


def read(body: bytes, media_type: str) -> list[object]:
    """Return the rows that a parser of the format finds."""
    text = bytes(body).decode()
    if media_type == formats.JSON:
        return list(json.loads(text)["results"]["bindings"])
    if media_type == formats.XML:
        rows = ET.fromstring(text).iter(NAMESPACE + "result")  # noqa: S314
        return [ET.tostring(row) for row in rows]
    if media_type == formats.TSV:
        return list(text.split("\n")[1:-1])
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize("media_type", formats.offered(Kind.SELECT))
@given(table=tables, long=st.booleans())
def test_row_limit_is_exact(media_type: str, table: list[tuple[str | int | None, ...]], long: bool) -> None:
    """As many rows as the limit go through, one more is refused: also rows without values, and in pieces."""
    operation = query(table * 60 if long else table)
    rows = len(table) * (60 if long else 1)
    assert not run(operation, media_type, rows=max(1, rows), truncate=True).truncated
    run(operation, media_type, rows=max(1, rows))
    if rows > 1:
        with pytest.raises(ResultTooLarge, match=r"larger than \d+ rows?\b"):
            run(operation, media_type, rows=rows - 1)


@pytest.mark.parametrize("media_type", formats.offered(Kind.SELECT))
@given(table=tables, rows=st.integers(1, 800), long=st.booleans())
def test_result_is_cut_after_a_row(
    media_type: str, table: list[tuple[str | int | None, ...]], rows: int, long: bool
) -> None:
    """A result that is cut at a number of rows has just the first rows, and says that there are more."""
    operation = query(table * 60 if long else table)
    whole = read(run(operation, media_type).body, media_type)
    result = run(operation, media_type, rows=rows, truncate=True)
    assert read(result.body, media_type) == whole[:rows]
    assert result.truncated == (len(whole) > rows)


@pytest.mark.parametrize("media_type", formats.offered(Kind.SELECT))
@given(table=tables, part=st.floats(0, 1))
def test_result_is_cut_at_a_size(
    media_type: str, table: list[tuple[str | int | None, ...]], part: float
) -> None:
    """A result that is cut at a size is no larger, well-formed, and has the first rows that fit."""
    operation = query(table)
    whole = run(operation, media_type)
    size = int(len(whole.body) * part)
    try:
        result = run(operation, media_type, bytes=size, truncate=True)
    except ResultTooLarge:
        assert size < len(run(query([]), media_type).body)  # No room even for a result without rows.
        return
    rows, all_rows = read(result.body, media_type), read(whole.body, media_type)
    assert len(result.body) <= size
    assert rows == all_rows[: len(rows)]
    assert result.truncated == (size < len(whole.body))
    assert len(rows) == len(all_rows) or len(run(query(table[: len(rows) + 1]), media_type).body) > size


@pytest.mark.parametrize("media_type", formats.offered(Kind.SELECT))
def test_truth_value_has_no_rows(media_type: str) -> None:
    """A truth value passes any limit on rows, and is not cut."""
    result = run(Operation(text="ASK {}"), media_type, rows=1, truncate=True)
    assert b"true" in result.body
    assert not result.truncated


GRAPH = "CONSTRUCT { ?s <http://x/p> ?o } WHERE { VALUES (?s ?o) { %s } }"


def graph(count: int, literal: str) -> Operation:
    rows = " ".join(f"(<http://x/{n}> {json.dumps(literal)})" for n in range(count))
    return Operation(text=GRAPH % f"{rows} {rows}")


def triples(body: bytes, media_type: str) -> int:
    form: RdfFormat = formats.TRIPLES[media_type]
    return sum(1 for _ in parse(bytes(body), form))


@pytest.mark.parametrize("media_type", formats.offered(Kind.GRAPH))
def test_graph_is_cut_after_a_triple(media_type: str) -> None:
    """A graph that is cut at a number of triples has so many different ones, and is well-formed."""
    result = run(graph(100, "x"), media_type, rows=40, truncate=True)
    assert (triples(result.body, media_type), result.truncated) == (40, True)
    result = run(graph(100, "x"), media_type, rows=100, truncate=True)
    assert (triples(result.body, media_type), result.truncated) == (100, False)


@pytest.mark.parametrize("literal", ["x", "<&>\"'" * 40, "\t\n" * 90, "é" * 500])
@pytest.mark.parametrize("media_type", formats.offered(Kind.GRAPH))
def test_graph_is_cut_at_a_size(media_type: str, literal: str) -> None:
    """A graph that is cut at a size is no larger, well-formed, and most of what there is room for."""
    operation = graph(1_000, literal)
    whole = run(operation, media_type)
    for size in (30_000, 60_000):
        result = run(operation, media_type, bytes=size, truncate=True)
        assert len(result.body) <= size
        assert result.truncated == (len(whole.body) > size)
        if result.truncated:
            assert 0 < triples(result.body, media_type) < 1_000
            assert len(result.body) > size - 25_000
