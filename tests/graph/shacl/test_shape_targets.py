"""The targets of a shape."""

from __future__ import annotations

from rdflib import Graph, URIRef

from bilat.graph.shacl.shape_targets import targets_of
from bilat.vocab import SH

A = URIRef("http://ex.org/A")


def test_class_that_is_a_shape_is_its_own_target() -> None:
    """A class that is also a node shape has its instances for focus nodes (SHACL, 2.1.3.3)."""
    text = f"<{A}> a <http://www.w3.org/2000/01/rdf-schema#Class> , <{SH.NodeShape}> ."
    assert list(targets_of(Graph().parse(data=text, format="turtle"), A)) == [(SH.targetClass, A)]
