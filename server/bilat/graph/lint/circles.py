"""Classes and properties that are below each other: to a reasoner they are one and the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from bilat.graph.formats.names import Names
from bilat.graph.formats.quads import term_of
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source
from bilat.vocab import RDFS, WELL_KNOWN

#: Circles that are told; an ontology with more has one cause of them.
_MOST: Final = 20


def circles(source: Source) -> Iterator[Finding]:
    """Yield a finding for each circle of ``rdfs:subClassOf`` or ``rdfs:subPropertyOf``."""
    for property_, what, other in (
        (RDFS.subClassOf, "class", "owl:equivalentClass"),
        (RDFS.subPropertyOf, "property", "owl:equivalentProperty"),
    ):
        above: dict[Node, set[Node]] = defaultdict(set)
        for s, _, o, _ in source.dataset.quads((None, property_, None, None)):
            if s != o and isinstance(s, URIRef) and isinstance(o, URIRef):
                above[s].add(o)
        for circle in _circles(above):
            yield _finding(source, circle, property_, what, other)


def _circles(above: dict[Node, set[Node]]) -> Iterator[list[Node]]:
    """Yield circles, each from its first node up to it again; the last step of each is taken away."""
    for _ in range(_MOST):
        try:
            TopologicalSorter(
                {node: sorted(above[node], key=str) for node in sorted(above, key=str)}
            ).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))  # A predecessor comes before who is below it.
            yield circle
            above[circle[-2]].discard(circle[-1])
        else:
            return


def _finding(source: Source, circle: list[Node], property_: URIRef, what: str, other: str) -> Finding:
    names = Names({**WELL_KNOWN, **source.prefixes})
    below, top = circle[-2:]
    way = " below ".join(names.term(term_of(node)) for node in circle)
    return Finding(
        severity=Severity.WARNING,
        rule=checks.CIRCLE_OF_TERMS,
        message=f"A {what} is below itself, so that all of these are the same: {way}.",
        remedy=f"Take one of the statements away, or say {other} where it is meant.",
        focus=below,
        path=str(property_),
        value=top,
        place=source.locations.find(below, property_, top),
    )
