"""SPARQL 1.1 Protocol and Graph Store Protocol: queries are answered, whatever would change data is refused.

The tests of ``http-rdf-update`` are not run: they are deprecated in favour of ``graph-store-protocol``.
"""

from __future__ import annotations

import pytest
from w3c.answers import Table, read_json
from w3c.endpoint import Endpoint, problem_in
from w3c.http import Exchange, exchanges
from w3c.known import cases
from w3c.manifest import Entry, entries
from werkzeug.test import TestResponse

_PROTOCOL = "sparql/sparql11/protocol"
_WRITES = {"PUT", "POST", "DELETE", "PATCH"}


def _is_update(entry: Entry) -> bool:
    return entry.name.partition("#")[2].startswith("update_")


def check(exchange: Exchange, response: TestResponse) -> None:
    """Compare a response with what it has to be like."""
    assert response.status_code // 100 in exchange.statuses, response.text
    if exchange.form == "boolean":
        assert read_json(response.data) is (True if exchange.says is None else exchange.says)
    elif exchange.form == "tabular":
        assert isinstance(read_json(response.data), Table)
    elif exchange.form:
        assert response.mimetype in {"text/turtle", "application/n-triples", "application/rdf+xml"}


@pytest.mark.parametrize("entry", cases(each for each in entries(_PROTOCOL) if not _is_update(each)))
def test_requests_that_change_nothing(endpoint: Endpoint, entry: Entry) -> None:
    """A query is answered, a request that breaks a rule refused, as the test wants."""
    found = list(exchanges(entry))
    assert found
    for exchange in found:
        check(exchange, exchange.send(endpoint.client, "/sparql"))


@pytest.mark.parametrize("entry", cases(each for each in entries(_PROTOCOL) if _is_update(each)))
def test_updates(endpoint: Endpoint, unchanged: None, entry: Entry) -> None:
    """An update that is right elsewhere is refused; the queries that look at its effect are answered."""
    found = list(exchanges(entry))
    assert any(exchange.is_update for exchange in found)
    for exchange in found:
        response = exchange.send(endpoint.client, "/sparql")
        if exchange.is_update:
            assert response.status_code == 400
            assert problem_in(response)["detail"] == "Updates are not taken: the data is read-only."
        else:
            assert response.status_code == 200


@pytest.mark.parametrize(
    ("entry", "form"), cases(entries("sparql/sparql11/graph-store-protocol"), ("write", "read"))
)
def test_graph_store(endpoint: Endpoint, unchanged: None, entry: Entry, form: str) -> None:
    """There is no graph store: nobody can write to it, and nobody is given anything else for a graph."""
    found = list(exchanges(entry))
    assert found
    for exchange in found:
        if (exchange.method in _WRITES) == (form == "write"):
            path, _, graph = exchange.path.partition("?")
            for where in (path, "/sparql") if graph else (path,):
                status = exchange.send(endpoint.client, where).status_code
                assert 400 <= status < 500, (exchange.method, where, exchange.path)
