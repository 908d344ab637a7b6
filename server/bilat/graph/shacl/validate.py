"""Hold the data of a project against its shapes, which become SQL (`bilat.graph.shacl`).

What is checked is one plain graph: data and ontology as they are written, and which passage speaks of what.
Inferences are left out: that whatever has an actor is a participation would hide that nobody said so.
Nothing is imported or fetched, no script runs, and no query leaves the machine.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyshacl.errors import ValidationWarning
from rdflib.term import Node

from bilat import vocab
from bilat.graph.evidence.passages import references
from bilat.graph.queries.asker import Allowance
from bilat.graph.report.findings import Finding, in_order
from bilat.graph.shacl.asking import Unfinished
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.faults import (
    cannot_run,
    given_up,
    handed_over,
    idle,
    ill_formed_query,
    left_out,
    refused,
    unfinished,
    unreadable,
)
from bilat.graph.shacl.findings import findings_of
from bilat.graph.shacl.kept import Memory, evaluate_again
from bilat.graph.shacl.relation import Relation, Triple, relation_of
from bilat.graph.shacl.shape_targets import targets_of
from bilat.graph.shacl.sparql_constraints import runnable, uses_shapes_graph
from bilat.graph.shacl.validators import passed_over
from bilat.graph.shacl.well_formed import ill_formed
from bilat.graph.source.load import Source

# pyshacl prints what it also raises; here that becomes a finding.
logging.getLogger("pyshacl-validate").addFilter(lambda _: False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What came of validating.

    Args:
        findings: in the order of reports.
        focus_nodes: IRI of each shape that has targets or is reached from one that has, and how many nodes
            it checked; empty when the shapes could not run.
        whole: whether every shape ran to its end.
    """

    findings: tuple[Finding, ...]
    focus_nodes: Mapping[str, int]
    whole: bool = False


def validate(
    source: Source,
    *,
    relation: Relation | None = None,
    cache: Path | None = None,
    memory: Memory | None = None,
    allowance: Allowance = Allowance(),  # noqa: B008 -- it is frozen
) -> Validation:
    """Return what the shapes of a project find in its data and ontology.

    Args:
        source: the project.
        relation: what is checked, for data too large to be part of the source; taken from it when None.
        cache: folder that remembers which shapes are well-formed; one in the cache of the user when None.
        memory: what an earlier validation found; all shapes are evaluated when None.
        allowance: what the queries of each shape may take.
    """
    if not len(source.shapes):
        return Validation(findings=(), focus_nodes={}, whole=True)
    odd = in_order(unreadable(source))
    if odd:
        return Validation(findings=odd, focus_nodes={})
    results = ill_formed(source.shapes, cache)
    if results:
        return Validation(findings=in_order(refused(results, source)), focus_nodes={})
    shapes, faults = runnable(source.shapes)
    findings = [
        *(ill_formed_query(fault, source) for fault in faults),
        *left_out(source),
        *passed_over(source),
    ]
    asked = source.shapes if uses_shapes_graph(shapes) else ()
    counts: Mapping[str, int] = {}
    whole = False
    try:
        with warnings.catch_warnings():
            # What pyshacl says of circles is told from the shapes themselves.
            warnings.simplefilter("ignore", ValidationWarning)
            data = relation or relation_of(_checked(source))
            found = (
                evaluate(shapes, data, shapes_graph=asked, allowance=allowance)
                if memory is None
                else evaluate_again(shapes, data, memory, shapes_graph=asked, allowance=allowance)
            )
            findings += findings_of(found.results, source, source.shapes)
    except (RuntimeError, SyntaxError, re.error) as error:
        findings.append(cannot_run(error, source))
    else:
        counts = {str(shape): count for shape, count in found.focus_nodes.items()}
        whole = not found.given_up
        findings += filter(None, (handed_over(each, source) for each in found.handed))
        findings += (
            unfinished(each, source) if isinstance(each, Unfinished) else given_up(each, source)
            for each in found.given_up
        )
        findings += (idle(shape, source) for shape in _without_nodes(counts, source))
    return Validation(findings=in_order(findings), focus_nodes=counts, whole=whole)


def _checked(source: Source) -> Iterator[Triple]:
    """Yield what is checked: data, ontology and evidence, in one graph."""
    for s, p, o, graph in source.quads:
        if graph != vocab.SHAPES_GRAPH:
            yield s, p, o
    for thing, predicate, passage, _ in references(source):
        yield thing, predicate, passage


def _without_nodes(counts: Mapping[str, int], source: Source) -> Iterator[Node]:
    """Yield the shapes with targets of their own that found no node."""
    for shape in sorted(set(source.shapes.subjects()), key=str):
        if counts.get(str(shape)) == 0 and any(targets_of(source.shapes, shape)):
            yield shape
