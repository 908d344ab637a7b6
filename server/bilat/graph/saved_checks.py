"""The queries of ``queries/checks``, which must return nothing: each row is a finding.

They run over everything that holds, stated and inferred, on the engine that will answer users; the default
graph is the union of all graphs, as it is at the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph
from rdflib import URIRef
from rdflib.term import Node

from bilat.errors import Place, SourceError
from bilat.graph.findings import Finding, Severity
from bilat.graph.load import Source
from bilat.graph.quads import Quad, node_of, nquads
from bilat.graph.query_faults import require_query
from bilat.graph.questions import SavedCheck


def run_checks(checks: Sequence[SavedCheck], source: Source, quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield a finding for each row of each check.

    Args:
        checks: what to run.
        source: asked for the places of statements.
        quads: everything that holds.

    Raises:
        SourceError: a check is no query.
    """
    if not checks:
        return
    store = pyoxigraph.Store()
    store.bulk_load(nquads(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    yield from findings_in(store, checks, source)


def findings_in(store: pyoxigraph.Store, checks: Sequence[SavedCheck], source: Source) -> Iterator[Finding]:
    """Yield a finding for each row of each check that a store returns.

    Raises:
        SourceError: a check is no query.
    """
    for check in checks:
        for row in _rows(store, check):
            yield _finding(check, row, source)


def _rows(store: pyoxigraph.Store, check: SavedCheck) -> Iterator[dict[str, Node]]:
    """Yield the rows that a check returns, as terms by variable."""
    require_query(check.text, check.path)
    answer = store.query(check.text, use_default_graph_as_union=True)
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        raise SourceError("A check is a SELECT query.", place=Place(check.path))
    names = [variable.value for variable in answer.variables]
    for row in answer:
        yield {name: node_of(str(row[name])) for name in names if row[name] is not None}


def _finding(check: SavedCheck, row: dict[str, Node], source: Source) -> Finding:
    """Return the finding that a row stands for, placed where its statement stands."""
    focus, path, value, passage = (row.get(name) for name in ("focus", "path", "value", "passage"))
    return Finding(
        severity=Severity(check.severity),
        rule=check.id,
        message=str(row.get("message", check.message)),
        remedy=check.remedy,
        focus=focus,
        path=str(path) if path is not None else None,
        value=value,
        passage=passage if isinstance(passage, URIRef) else None,
        place=source.locations.find(focus, path, value, passage) if focus is not None else Place(check.path),
    )
