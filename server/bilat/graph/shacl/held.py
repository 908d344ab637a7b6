"""A shape with the nodes that it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.shape import Shape
from rdflib import URIRef

from bilat.graph.shacl.paths import Path


@dataclass(frozen=True, slots=True)
class Held:
    """A shape with the nodes that it is held against.

    Args:
        shape: the shape.
        focus: table of its nodes.
        values: table or SELECT in brackets of the pairs of node and value.
        told: whether the results of all of its nodes are told.
        size: how many nodes there are.
        constraints: by parameter.
        path: the path of a property shape.
    """

    shape: Shape
    focus: str
    values: str
    told: bool
    size: int
    constraints: dict[URIRef, ConstraintComponent]
    path: Path | None
