"""Hold the data of a project against its shapes, with pyshacl as the judge.

What is checked is one plain graph: data and ontology as they are written, and which passage speaks of what.
Inferences are left out: that whatever has an actor is a participation would hide that nobody said so.
Nothing is imported or fetched, no script runs, and no query leaves the process.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyshacl
from pyshacl.errors import ValidationFailure, ValidationWarning
from rdflib import Graph
from rdflib.term import Node

from bilat import vocab
from bilat.errors import Place
from bilat.graph.evidence import references
from bilat.graph.findings import Finding, Severity, in_order
from bilat.graph.focus_nodes import focus_nodes
from bilat.graph.load import Source
from bilat.graph.places import about
from bilat.graph.shacl_graph import ShaclGraph, Triple
from bilat.graph.shacl_results import findings_of
from bilat.graph.shape_plan import planned, targets_of
from bilat.graph.sparql_constraints import IllFormed, runnable
from bilat.graph.well_formed import ill_formed
from bilat.vocab import SH

#: A shape that SHACL's own shapes refuse, or that pyshacl cannot run.
ILL_FORMED_SHAPE = "ill-formed-shape"
#: A query inside a shape that may not or cannot run.
ILL_FORMED_QUERY = "ill-formed-query"
#: Shapes that refer to each other in a circle; SHACL leaves open what that means (3.4.3).
RECURSIVE_SHAPE = "recursive-shape"
#: A shape whose targets found no node.
CHECKED_NOTHING = "checked-nothing"

# pyshacl prints what it also raises; here that becomes a finding.
logging.getLogger("pyshacl-validate").addFilter(lambda _: False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What came of validating.

    Args:
        findings: in the order of reports.
        focus_nodes: IRI of each shape that has targets or is reached from one that has, and how many nodes
            it checked; empty when the shapes could not run.
    """

    findings: tuple[Finding, ...]
    focus_nodes: Mapping[str, int]


def validate(source: Source, *, cache: Path | None = None) -> Validation:
    """Return what the shapes of a project find in its data and ontology.

    Args:
        source: the project.
        cache: folder that remembers which shapes are well-formed; one in the cache of the user when None.
    """
    if not len(source.shapes):
        return Validation(findings=(), focus_nodes={})
    report = ill_formed(source.shapes, cache)
    if report is not None:
        return Validation(findings=in_order(_refused(report, source)), focus_nodes={})
    shapes, faults = runnable(source.shapes)
    findings = [_ill_formed_query(fault, source) for fault in faults]
    data = ShaclGraph(_checked(source))
    counts = {str(shape): count for shape, count in focus_nodes(source.shapes, data.impl).items()}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ValidationWarning)
            findings += findings_of(run(shapes, data), source, source.shapes)
    except (RuntimeError, SyntaxError, re.error) as error:
        findings.append(_cannot_run(error, source))
        counts = {}
    else:
        findings += [_recursive(source)] if caught else []
        findings += (_idle(shape, source) for shape in _without_nodes(counts, source))
    return Validation(findings=in_order(findings), focus_nodes=counts)


def run(shapes: Graph, data: ShaclGraph) -> Graph:
    """Return the validation report of pyshacl.

    Args:
        shapes: well-formed shapes whose queries can run.
        data: what they are held against.

    Raises:
        RuntimeError: a shape refers to one that is missing or nests too deep, or a query is not allowed.
        SyntaxError: a query is none once its path is written out.
    """
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=planned(shapes),
        inplace=True,
        inference="none",
        advanced=False,
        do_owl_imports=False,
        js=False,
    )
    if isinstance(report, ValidationFailure):
        raise report
    return report  # type: ignore[no-any-return]


def _checked(source: Source) -> Iterator[Triple]:
    """Yield what is checked: data, ontology and evidence, in one graph."""
    for graph in (*source.data_graphs, source.ontology):
        yield from graph
    for thing, predicate, passage, _ in references(source):
        yield thing, predicate, passage


def _refused(report: Graph, source: Source) -> Iterator[Finding]:
    """Yield a finding for each result of SHACL's own shapes."""
    results = list(findings_of(report, source, Graph()))
    if not results:
        yield _cannot_run(RuntimeError("they are no shapes graph"), source)
    for result in results:
        yield Finding(
            severity=Severity.VIOLATION,
            rule=ILL_FORMED_SHAPE,
            message=f"The shape is not well-formed, so nothing was validated: {result.message}",
            remedy="Correct it as SHACL, appendix C, asks for.",
            focus=result.focus,
            path=result.path,
            value=result.value,
            place=result.place,
        )


def _ill_formed_query(fault: IllFormed, source: Source) -> Finding:
    """Return the finding for a query that was taken out."""
    remedy = "Correct the query; until then its constraint is not checked."
    if fault.query is None:
        place = source.locations.find(fault.constraint) or source.locations.find(fault.shape)
        return Finding(
            severity=Severity.VIOLATION,
            rule=ILL_FORMED_QUERY,
            message=fault.fault,
            remedy=remedy,
            focus=fault.shape,
            place=place,
        )
    predicate = next(p for p in (SH.select, SH.ask) if (fault.constraint, p, fault.query) in source.shapes)
    where = about(source, fault.constraint, predicate, fault.query, vocab.SHAPES_GRAPH)
    where["focus"] = fault.shape
    return Finding(
        severity=Severity.VIOLATION, rule=ILL_FORMED_QUERY, message=fault.fault, remedy=remedy, **where
    )


def _cannot_run(error: Exception, source: Source) -> Finding:
    """Return the finding for shapes that pyshacl gives up on."""
    reason = str(getattr(error, "message", None) or error).strip().splitlines()
    return Finding(
        severity=Severity.VIOLATION,
        rule=ILL_FORMED_SHAPE,
        message=f"The shapes cannot be run, so nothing was validated: {reason[0] if reason else error!r}",
        remedy="Correct the shape that it names.",
        place=next((Place(file.name) for file in source.files if file.part == "shapes"), None),
    )


def _recursive(source: Source) -> Finding:
    """Return the finding for shapes that refer to each other in a circle."""
    return Finding(
        severity=Severity.WARNING,
        rule=RECURSIVE_SHAPE,
        message="Shapes refer to each other in a circle; the circle was left after some rounds.",
        remedy="Break the circle: SHACL does not say what it means.",
        place=next((Place(file.name) for file in source.files if file.part == "shapes"), None),
    )


def _without_nodes(counts: Mapping[str, int], source: Source) -> Iterator[Node]:
    """Yield the shapes with targets of their own that found no node."""
    for shape in sorted(set(source.shapes.subjects()), key=str):
        if counts.get(str(shape)) == 0 and any(targets_of(source.shapes, shape)):
            yield shape


def _idle(shape: Node, source: Source) -> Finding:
    """Return the finding for a shape that checked nothing."""
    return Finding(
        severity=Severity.INFO,
        rule=CHECKED_NOTHING,
        message="The shape checked nothing: no node is one of its targets.",
        remedy="Correct its targets, or leave it for data to come.",
        focus=shape,
        place=source.locations.find(shape),
    )
