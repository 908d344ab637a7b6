"""Findings about shapes themselves: ill-formed, not runnable, in a circle, or without anything to check."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph
from rdflib.term import Node

from bilat import vocab
from bilat.errors import Place
from bilat.graph import checks
from bilat.graph.findings import Finding, Severity
from bilat.graph.load import Source
from bilat.graph.places import about
from bilat.graph.shacl_results import findings_of, results_of
from bilat.graph.sparql_constraints import IllFormed
from bilat.vocab import SH


def refused(report: Graph, source: Source) -> Iterator[Finding]:
    """Yield a finding for each result of SHACL's own shapes."""
    results = list(findings_of(results_of(report), source, Graph()))
    if not results:
        yield cannot_run(RuntimeError("they are no shapes graph"), source)
    for result in results:
        yield Finding(
            severity=Severity.VIOLATION,
            rule=checks.ILL_FORMED_SHAPE,
            message=f"The shape is not well-formed, so nothing was validated: {result.message}",
            remedy="Correct it as SHACL, appendix C, asks for.",
            focus=result.focus,
            path=result.path,
            value=result.value,
            place=result.place,
        )


def ill_formed_query(fault: IllFormed, source: Source) -> Finding:
    """Return the finding for a query that was taken out."""
    remedy = "Correct the query; until then its constraint is not checked."
    if fault.query is None:
        place = source.locations.find(fault.constraint) or source.locations.find(fault.shape)
        return Finding(
            severity=Severity.VIOLATION,
            rule=checks.ILL_FORMED_QUERY,
            message=fault.fault,
            remedy=remedy,
            focus=fault.shape,
            place=place,
        )
    predicate = next(p for p in (SH.select, SH.ask) if (fault.constraint, p, fault.query) in source.shapes)
    where = about(source, fault.constraint, predicate, fault.query, vocab.SHAPES_GRAPH)
    where["focus"] = fault.shape
    return Finding(
        severity=Severity.VIOLATION, rule=checks.ILL_FORMED_QUERY, message=fault.fault, remedy=remedy, **where
    )


def cannot_run(error: Exception, source: Source) -> Finding:
    """Return the finding for shapes that pyshacl gives up on."""
    reason = str(getattr(error, "message", None) or error).strip().splitlines()
    return Finding(
        severity=Severity.VIOLATION,
        rule=checks.ILL_FORMED_SHAPE,
        message=f"The shapes cannot be run, so nothing was validated: {reason[0] if reason else error!r}",
        remedy="Correct the shape that it names.",
        place=next((Place(file.name) for file in source.files if file.part == "shapes"), None),
    )


def recursive(source: Source) -> Finding:
    """Return the finding for shapes that refer to each other in a circle."""
    return Finding(
        severity=Severity.WARNING,
        rule=checks.RECURSIVE_SHAPE,
        message="Shapes refer to each other in a circle; the circle was left after some rounds.",
        remedy="Break the circle: SHACL does not say what it means.",
        place=next((Place(file.name) for file in source.files if file.part == "shapes"), None),
    )


def idle(shape: Node, source: Source) -> Finding:
    """Return the finding for a shape that checked nothing."""
    return Finding(
        severity=Severity.INFO,
        rule=checks.CHECKED_NOTHING,
        message="The shape checked nothing: no node is one of its targets.",
        remedy="Correct its targets, or leave it for data to come.",
        focus=shape,
        place=source.locations.find(shape),
    )
