"""What the tests of the graph's own data share: the project as loaded, and a query on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from bilat.graph.formats.quads import nquads, quads_of
from bilat.graph.source.load import Source, load
from bilat.project import Project

ROOT = Path(__file__).parents[2]

#: From a SPARQL SELECT to its rows, each term in the short form of Turtle; an ASK gives one row or none.
Ask = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture(scope="session")
def source() -> Source:
    """Return the graph of this repository."""
    return load(Project.at(ROOT))


@pytest.fixture(scope="session")
def everything(source: Source) -> Graph:
    """Return all that the graph says, graphs merged."""
    merged = Graph()
    for s, p, o, _ in source.dataset.quads((None, None, None, None)):
        merged.add((s, p, o))
    return merged


@pytest.fixture(scope="session")
def ask(source: Source) -> Ask:
    """Run a SPARQL query on stated data and ontology, without anything inferred."""
    store = ox.Store()
    store.bulk_load(nquads(quads_of(source.dataset)), ox.RdfFormat.N_QUADS)

    def run(query: str) -> list[tuple[str, ...]]:
        result = store.query(query, prefixes=source.prefixes, use_default_graph_as_union=True)
        if isinstance(result, ox.QueryBoolean):
            return [()] if result else []
        assert isinstance(result, ox.QuerySolutions)
        return sorted(tuple(_short(term, source.prefixes) for term in row) for row in result)

    return run


def _short(term: object, prefixes: dict[str, str]) -> str:
    """Return an IRI with the longest namespace that fits as its prefix, a literal as its text."""
    if isinstance(term, ox.NamedNode):
        fitting = [(len(ns), prefix, ns) for prefix, ns in prefixes.items() if term.value.startswith(ns)]
        if not fitting:
            return term.value
        _, prefix, namespace = max(fitting)
        return f"{prefix}:{term.value[len(namespace) :]}"
    return term.value if isinstance(term, ox.Literal) else str(term)
