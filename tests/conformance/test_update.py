"""SPARQL Update, 1.1 and 1.2: every update of the suites is refused by every way in, and changes nothing."""

from __future__ import annotations

import pytest
from w3c.endpoint import DIRECT, Endpoint, problem_in
from w3c.known import cases
from w3c.manifest import MF, UT, Entry, entries, path_of

_UPDATE = "application/sparql-update"


def update_of(entry: Entry) -> str | None:
    """Return the update of a test, or None when it is about something else."""
    iri = entry.facts.text(entry.action, f"{UT}request") or entry.facts.text(entry.node, f"{MF}action")
    return path_of(iri).read_bytes().decode() if iri.endswith(".ru") else None


@pytest.mark.parametrize("entry", cases(each for each in entries("sparql") if update_of(each) is not None))
def test_update(endpoint: Endpoint, unchanged: None, entry: Entry) -> None:
    """An update, well-formed or not, is refused as one, and the text of one is no query either."""
    text, client = update_of(entry), endpoint.client
    assert text is not None
    as_updates = (
        client.post("/sparql", data=text, content_type=_UPDATE),
        client.post("/sparql", data={"update": text}),
        client.get("/sparql", query_string={"update": text}),
    )
    as_queries = (
        client.post("/sparql", data=text, content_type=DIRECT),
        client.post("/sparql", data={"query": text}),
        client.get("/sparql", query_string={"query": text}),
    )
    for response in as_updates:
        assert response.status_code == 400
        assert problem_in(response)["detail"] == "Updates are not taken: the data is read-only."
    for response in as_queries:
        assert response.status_code == 400
        assert problem_in(response)["title"] in {"Query refused", "Query syntax error", "Bad request"}
