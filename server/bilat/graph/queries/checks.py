"""The queries of ``queries/checks``, which must return nothing: each row is a finding.

They run over everything that holds, stated and inferred, on the engine that will answer users; the default
graph is the union of all graphs, as it is at the endpoint. A check that does not come to its end is a
finding: what it would have found, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from bilat.errors import Place, SourceError
from bilat.graph.formats.quads import Quad, node_of, nquads
from bilat.graph.queries.asker import Allowance, Asker, FailedError, UnfinishedError
from bilat.graph.queries.faults import require_query
from bilat.graph.queries.saved import SavedCheck
from bilat.graph.report import checks as rules
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.scratch import scratch
from bilat.graph.source.load import Source

#: What a finding takes from a row.
_COLUMNS = frozenset({"focus", "path", "value", "passage", "message"})
#: Rows of one check that are told; nobody reads more of the same.
_MOST: Final = 1_000


def run_checks(
    checks: Sequence[SavedCheck],
    source: Source,
    quads: Iterable[Quad],
    allowance: Allowance = Allowance(),  # noqa: B008 -- it is frozen
) -> Iterator[Finding]:
    """Yield a finding for each row of each check, and one for each check that was not finished.

    Args:
        checks: what to run.
        source: asked for the places of statements.
        quads: everything that holds.
        allowance: what each check may take.

    Raises:
        SourceError: a check is no SELECT, or cannot be evaluated.
        ReleaseError: there is no room to work in.
    """
    if not checks:
        return
    with scratch() as folder:
        whole = folder / "whole.nq"
        body = nquads(quads)
        whole.write_bytes(body)
        lines = body.count(b"\n")
        with Asker(allowance, lambda new: new.fill(whole, lines, folder / "store")) as asker:
            yield from findings_in(asker, checks, source)


def findings_in(asker: Asker, checks: Sequence[SavedCheck], source: Source) -> Iterator[Finding]:
    """Yield the findings of checks, each of which has its time, until who asks is stopped.

    Raises:
        SourceError: a check is no SELECT, or cannot be evaluated.
    """
    for check in checks:
        if asker.stopped:
            return
        require_query(check.text, check.path)
        asker.begin()
        number = 0
        try:
            for number, row in enumerate(_rows(asker, check)):
                if number < _MOST:
                    yield finding_of(check, row, source)
        except UnfinishedError as error:
            if asker.stopped:
                return
            yield _unfinished(check, str(error))
        except FailedError as error:
            raise SourceError(f"The query fails: {error}.", place=Place(check.path)) from None
        if number == _MOST:
            yield _unfinished(check, f"it found more than {_MOST:,} places")


def _rows(asker: Asker, check: SavedCheck) -> Iterator[dict[str, Node]]:
    """Yield the rows that a check returns, by variable.

    Raises:
        SourceError: it is no SELECT.
    """
    names = None
    for row in asker.ask(check.text, union=True, most=_MOST + 1):
        if names is not None:
            yield {name: node_of(term) for name, term in zip(names, row, strict=True) if term is not None}
        elif isinstance(row, list):
            names = row
        else:
            break
    if names is None:
        raise SourceError("A check is a SELECT query.", place=Place(check.path))


def _unfinished(check: SavedCheck, why: str) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        rule=rules.CHECK_UNFINISHED,
        message=f"The saved check {check.id} was not finished: {why}.",
        remedy="Ask for less at a time, so that fewer statements are joined, or raise check_seconds.",
        place=Place(check.path),
    )


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
