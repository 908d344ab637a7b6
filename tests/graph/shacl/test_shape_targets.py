"""The targets of a shape."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from bilat.graph.shacl.shape_targets import targets_of
from bilat.vocab import OWL, RDFS, SH

A = URIRef("http://ex.org/A")


@pytest.mark.parametrize("kind", [RDFS.Class, OWL.Class, A + "Kind"])
def test_class_that_is_a_shape_is_its_own_target(kind: str) -> None:
    """A class that is also a node shape has its instances for focus nodes (SHACL, 2.1.3.3)."""
    text = f"""<{A}> a <{kind}> , <{SH.NodeShape}> . <{A}Kind> <{RDFS.subClassOf}> <{A}Above> .
    <{A}Above> <{RDFS.subClassOf}> <{OWL.Class}> ."""
    assert list(targets_of(Graph().parse(data=text, format="turtle"), A)) == [(SH.targetClass, A)]
