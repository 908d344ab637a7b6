"""The queries of ``queries/checks``, which must return nothing: each row is a finding.

They run over everything that holds, stated and inferred, on the engine that will answer users; the default
graph is the union of all graphs, as it is at the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph
from rdflib import URIRef
from rdflib.term import Node

from bilat.errors import Place, SourceError
from bilat.graph.formats.quads import Quad, node_of, nquads
from bilat.graph.queries.faults import require_query
from bilat.graph.queries.saved import SavedCheck
from bilat.graph.queries.union import ask
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source

#: What a finding takes from a row.
_COLUMNS = frozenset({"focus", "path", "value", "passage", "message"})


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
        require_query(check.text, check.path)
        for row in rows_of(store, check.text, check.path):
            yield finding_of(check, {name: node_of(term) for name, term in row.items()}, source)


def rows_of(store: pyoxigraph.Store, text: str, path: str) -> Iterator[dict[str, str]]:
    """Yield the rows that a check returns, as terms of N-Triples by variable.

    Raises:
        SourceError: it is no SELECT.
    """
    answer = ask(store, text)
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        raise SourceError("A check is a SELECT query.", place=Place(path))
    names = [variable.value for variable in answer.variables]
    for row in answer:
        yield {name: str(row[name]) for name in names if row[name] is not None}


def finding_of(check: SavedCheck, row: Mapping[str, Node], source: Source) -> Finding:
    """Return the finding that a row stands for, placed where its statement stands."""
    focus, path, value, passage = (row.get(name) for name in ("focus", "path", "value", "passage"))
    return Finding(
        severity=Severity(check.severity),
        rule=check.id,
        message=str(row.get("message", check.message)),
        remedy=_remedy(check, row),
        focus=focus,
        path=str(path) if path is not None else None,
        value=value,
        passage=passage if isinstance(passage, URIRef) else None,
        place=source.locations.find(focus, path, value, passage) if focus is not None else Place(check.path),
    )


def _remedy(check: SavedCheck, row: Mapping[str, Node]) -> str | None:
    """Return what to do about a row, which is to name its columns where none says what was found."""
    if not row or not _COLUMNS.isdisjoint(row):
        return check.remedy
    names = ", ".join(f"?{name}" for name in sorted(row))
    named = f"Its query names {names}: say where by ?focus, ?path or ?value."
    return f"{check.remedy} {named}" if check.remedy else named
