"""Syntax, SPARQL 1.0, 1.1 and 1.2: what is a query is answered, what is none is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from w3c.endpoint import NOTHING, Dataset, Endpoint, problem_in
from w3c.known import cases
from w3c.manifest import MF, Entry, entries, path_of

_EMPTY = Dataset(default=(NOTHING,))


def _tests(kind: str) -> list[Entry]:
    """Return the tests of a kind, without those of updates that some manifests have among them."""
    found = (entry for entry in entries("sparql") if entry.kind.removesuffix("11") == kind)
    return [entry for entry in found if _file(entry).suffix == ".rq"]


def _file(entry: Entry) -> Path:
    return path_of(entry.facts.text(entry.node, f"{MF}action"))


def query_of(entry: Entry) -> bytes:
    """Return the query of a test as it is in its file."""
    return _file(entry).read_bytes()


@pytest.mark.parametrize("entry", cases(_tests("PositiveSyntaxTest")))
def test_query(endpoint: Endpoint, entry: Entry) -> None:
    """A query is answered."""
    response = endpoint.post(query_of(entry), "*/*", _EMPTY)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("entry", cases(_tests("NegativeSyntaxTest")))
def test_no_query(endpoint: Endpoint, entry: Entry) -> None:
    """A text that is no query is refused with the place of the mistake, which is a place in the text."""
    text = query_of(entry).decode()
    response = endpoint.post(text, "*/*", _EMPTY)
    assert response.status_code == 400, response.text
    problem = problem_in(response)
    assert problem["title"] == "Query syntax error"
    lines = text.split("\n")
    assert 1 <= problem["line"] <= len(lines)
    assert 1 <= problem["column"] <= len(lines[problem["line"] - 1]) + 1
    assert problem["detail"].startswith(f"Line {problem['line']}, column {problem['column']}: ")
    assert problem["excerpt"].rpartition("\n")[2].strip() == "^"
