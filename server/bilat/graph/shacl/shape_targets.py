"""What a shape is held against by its own word (SHACL, 2.1.3)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph, URIRef
from rdflib.paths import MulPath
from rdflib.term import Node

from bilat.vocab import OWL, RDF, RDFS, SH

TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)


def targets_of(shapes: Graph, shape: Node) -> Iterator[tuple[URIRef, Node]]:
    """Yield the targets of a shape (SHACL, 2.1.3), a class that is a shape among them."""
    for kind in TARGETS:
        for target in shapes.objects(shape, kind):
            yield kind, target
    kinds = set(shapes.objects(shape, RDF.type / MulPath(RDFS.subClassOf, "*")))
    if RDFS.Class in kinds or OWL.Class in kinds:
        yield SH.targetClass, shape
