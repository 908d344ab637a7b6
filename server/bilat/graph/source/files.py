"""The files of a project that hold RDF: what each one is, its text, and the graph that it speaks to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import URIRef
from rdflib.term import Node

from bilat import vocab

#: The parts of a project that hold RDF, in the order in which they are read.
PARTS = ("ontology", "data", "shapes")
#: Graph of what data files say outside any named graph.
DATA: URIRef = vocab.GRAPH["data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that was read.

    Args:
        path: where it lies.
        name: its name for people, relative to the project.
        part: one of `PARTS`.
        media_type: what it was parsed as.
        prefixes: the prefixes that it declares.
        quads: number of its statements; a statement written twice counts twice.
        subjects: what it has statements about.
        copies: of the contexts on the web that JSON-LD may name; see `bilat.graph.source.contexts`.
    """

    path: Path
    name: str
    part: str
    media_type: str
    prefixes: Mapping[str, str]
    quads: int
    subjects: frozenset[Node] = field(repr=False)
    copies: Mapping[str, str] = field(default_factory=dict, repr=False)


def graph_of(part: str, named: Node | None) -> Node:
    """Return the graph that a statement goes to.

    Ontology and shapes are one graph each, whatever graphs their files name.

    Args:
        part: the part of the project that its file belongs to.
        named: the graph that the file names, None outside any.
    """
    if part == "ontology":
        return vocab.ONTOLOGY
    if part == "shapes":
        return vocab.SHAPES_GRAPH
    return DATA if named is None else named
