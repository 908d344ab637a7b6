"""Query evaluation, SPARQL 1.0, 1.1 and 1.2: each answer in each form of result, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pyoxigraph as ox
import pytest
from w3c.answers import (
    Answer,
    Table,
    Triples,
    as_csv,
    read_csv,
    read_json,
    read_rdf,
    read_tsv,
    read_xml,
)
from w3c.endpoint import NOTHING, Dataset, Endpoint, graphs_in
from w3c.known import cases
from w3c.manifest import MF, QT, Entry, entries, path_of
from w3c.same import same_rows
from werkzeug.test import TestResponse

_GRAPH_FORMS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
#: Each form by another way in, so that every query comes through every door.
_FROM: Final = re.compile(r"\bFROM\s*(?:NAMED\s*)?<")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ROW_FORMS: Final[dict[str, tuple[str, Callable[[bytes], Answer]]]] = {
    "json": ("application/sparql-results+json", read_json),
    "xml": ("application/sparql-results+xml", read_xml),
    "csv": ("text/csv", read_csv),
    "tsv": ("text/tab-separated-values", read_tsv),
    #: JSON once more, now with every literal written as the test writes it.
    "exact": ("application/sparql-results+json", read_json),
}
_WAYS: Final = {
    "json": Endpoint.get,
    "xml": Endpoint.post_form,
    "csv": Endpoint.post,
    "tsv": Endpoint.query,
    "exact": Endpoint.get,
    "turtle": Endpoint.get,
    "ntriples": Endpoint.post_form,
    "rdfxml": Endpoint.post,
    "jsonld": Endpoint.query,
}
_KINDS: Final = {"QueryEvaluationTest", "CSVResultFormatTest"}


def _tests(kind: type) -> list[Entry]:
    found = [entry for entry in entries("sparql") if entry.kind in _KINDS]
    return [entry for entry in found if isinstance(expected_of(entry), kind)]


def expected_of(entry: Entry) -> Answer:
    """Return the result that a test wants."""
    path = path_of(entry.facts.text(entry.node, f"{MF}result"))
    readers = {".srx": read_xml, ".srj": read_json, ".csv": read_csv, ".tsv": read_tsv}
    if path.suffix in readers:
        return readers[path.suffix](path.read_bytes())
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    assert form is not None, path
    return read_rdf(ox.parse(path=path, format=form, base_iri=entry.facts.text(entry.node, f"{MF}result")))


def dataset_of(entry: Entry) -> Dataset:
    """Return the graphs that a test runs on."""
    default = entry.facts.iris(entry.action, f"{QT}data")
    named = entry.facts.iris(entry.action, f"{QT}graphData")
    named += [iri for file in default if file.endswith(".trig") for iri in graphs_in(path_of(file))]
    return Dataset(default=tuple(default), named=tuple(named))


def query_of(entry: Entry) -> str:
    """Return the query of a test; relative IRIs in it are those of its file."""
    iri = entry.facts.text(entry.action, f"{QT}query")
    return f"BASE <{iri}> {path_of(iri).read_bytes().decode()}"


def asked(endpoint: Endpoint, entry: Entry, form: str, accept: str) -> TestResponse:
    """Return the response to a test's query."""
    text, dataset = query_of(entry), dataset_of(entry)
    if _FROM.search(text):
        dataset = Dataset()
    elif not dataset.parameters():
        dataset = Dataset(default=(NOTHING,))
    return _WAYS[form](endpoint, text, accept, dataset)


def body_of(response: TestResponse, accept: str) -> bytes:
    """Return the body of a response that has to be a result."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith(accept)
    body: bytes = response.data
    return body


def can_carry(form: str, triples: Triples) -> bool:
    """Return whether a form can write a graph: JSON-LD 1.1 no triple terms, XML 1.0 no control characters."""
    objects = [row[2] for row in triples.rows]
    if form == "jsonld":
        return not any(isinstance(term, ox.Triple) for term in objects)
    texts = (term.value for term in objects if isinstance(term, ox.Literal))
    return form != "rdfxml" or not any(_CONTROL.search(text) for text in texts)


@pytest.mark.parametrize(("entry", "form"), cases(_tests(Table), _ROW_FORMS))
def test_select(endpoint: Endpoint, entry: Entry, form: str) -> None:
    """A table has the rows that the test wants, in their order where the query has one."""
    accept, read = _ROW_FORMS[form]
    expected, found = expected_of(entry), read(body_of(asked(endpoint, entry, form, accept), accept))
    assert isinstance(expected, Table)
    assert isinstance(found, Table)
    if form == "csv" or entry.kind == "CSVResultFormatTest":
        expected, found = as_csv(expected), as_csv(found)
    assert found.variables == expected.variables
    if entry.facts.text(entry.node, f"{MF}resultCardinality") == f"{MF}LaxCardinality":
        assert same_rows(set(expected.rows), set(found.rows))
        return
    # A table in RDF says itself that it is ordered; one in another format is when its query sorts last.
    ordered = expected.ordered or "ORDER BY" in query_of(entry).upper().rpartition("}")[2]
    assert same_rows(expected.rows, found.rows, ordered=ordered, exactly=form == "exact")


@pytest.mark.parametrize(("entry", "form"), cases(_tests(bool), ("json", "xml")))
def test_ask(endpoint: Endpoint, entry: Entry, form: str) -> None:
    """A truth value is the one that the test wants."""
    accept, read = _ROW_FORMS[form]
    assert read(body_of(asked(endpoint, entry, form, accept), accept)) is expected_of(entry)


@pytest.mark.parametrize(("entry", "form"), cases(_tests(Triples), _GRAPH_FORMS))
def test_graph(endpoint: Endpoint, entry: Entry, form: str) -> None:
    """A graph has the triples that the test wants, or is refused where the form cannot write them."""
    written = _GRAPH_FORMS[form]
    expected, response = expected_of(entry), asked(endpoint, entry, form, written.media_type)
    assert isinstance(expected, Triples)
    if not can_carry(form, expected):
        assert response.status_code == 406, response.text
        return
    found = Triples.of(ox.parse(body_of(response, written.media_type), written))
    assert same_rows(expected.rows, found.rows)
