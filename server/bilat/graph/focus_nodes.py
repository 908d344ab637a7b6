"""How many nodes each shape checks: without it, "conforms" would not say of what."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph
from rdflib.term import Node

from bilat.graph.shape_plan import targets_of
from bilat.vocab import RDF, RDFS, SH


def focus_nodes(shapes: Graph, data: Graph) -> dict[Node, int]:
    """Return the number of focus nodes of each shape that has targets, and of its property shapes.

    Shapes that others refer to otherwise, such as by ``sh:node``, are left out: what they check depends on
    values. So are shapes that are deactivated.

    Args:
        shapes: the shapes graph.
        data: what is checked, with the subclasses of its classes.
    """
    found: dict[Node, set[Node]] = {}
    for shape in {*shapes.subjects(SH.property), *_targeting(shapes)}:
        targets = list(targets_of(shapes, shape))
        if not targets or _is_off(shapes, shape):
            continue
        nodes = {node for kind, target in targets for node in _nodes(data, kind, target)}
        for reached in (shape, *shapes.objects(shape, SH.property)):
            if not _is_off(shapes, reached):
                found.setdefault(reached, set()).update(nodes)
    return {shape: len(nodes) for shape, nodes in found.items()}


def _targeting(shapes: Graph) -> Iterable[Node]:
    """Return the shapes that may have targets of their own."""
    for kind in (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf):
        yield from shapes.subjects(kind)
    yield from shapes.subjects(RDF.type, SH.NodeShape)


def _nodes(data: Graph, kind: Node, target: Node) -> Iterable[Node]:
    """Return the nodes that one target stands for (SHACL, 2.1.3)."""
    if kind == SH.targetNode:
        return (target,)
    if kind == SH.targetSubjectsOf:
        return data.subjects(target)
    if kind == SH.targetObjectsOf:
        return data.objects(None, target)
    classes = data.transitive_subjects(RDFS.subClassOf, target)
    return (node for class_ in classes if class_ is not None for node in data.subjects(RDF.type, class_))


def _is_off(shapes: Graph, shape: Node) -> bool:
    return any(str(value) in ("true", "1") for value in shapes.objects(shape, SH.deactivated))
