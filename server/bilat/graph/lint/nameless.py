"""Things that no name leads to: they stand in the graph, and on no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import BNode
from rdflib.term import Node

from bilat import vocab
from bilat.errors import Place
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source
from bilat.vocab import OWL, RDF, RDFS, SH

#: Graphs whose nodes are no things.
APART = (vocab.ONTOLOGY, vocab.SHAPES_GRAPH)
#: Namespaces of which nodes without a name are but syntax: axioms, restrictions, shapes.
SYNTAX = (str(OWL), str(RDF), str(RDFS), str(SH))


@dataclass(frozen=True, slots=True)
class Nameless:
    """Things of some files that have no name, and that nothing with a name leads to.

    Args:
        count: how many.
        places: where they stand, as far as that is known.
    """

    count: int
    places: tuple[Place, ...]


def nameless(source: Source) -> Nameless:
    """Return the things without a name of files that have been read whole."""
    typed: dict[Node, Node] = {}
    held: set[Node] = set()
    for s, p, o, graph in source.quads:
        if isinstance(o, BNode):
            held.add(o)
        if graph not in APART and p == RDF.type and isinstance(s, BNode) and not str(o).startswith(SYNTAX):
            typed[s] = o
    alone = [node for node in typed if node not in held]
    places = (source.locations.find(node, RDF.type, typed[node]) for node in alone)
    return Nameless(len(alone), tuple(filter(None, places)))


def without_name(*found: Nameless) -> Iterator[Finding]:
    """Yield a finding where things are described that have no page; a blank node is of one file only."""
    count = sum(each.count for each in found)
    if count:
        places = (place for each in found for place in each.places)
        things, they = (
            ("1 thing has", "it: it has") if count == 1 else (f"{count:,} things have", "them: they have")
        )
        yield Finding(
            severity=Severity.INFO,
            rule=checks.THING_WITHOUT_NAME,
            message=f"{things} no IRI, and nothing leads to {they} no page.",
            remedy="Name what people are to find: an IRI in Turtle, rdf:about in RDF/XML, @id in JSON-LD.",
            place=min(places, key=lambda at: (at.file, at.line or 0, at.column or 0), default=None),
        )
