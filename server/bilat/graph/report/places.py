"""The parts of a finding that say which statement it is about."""

from __future__ import annotations

from typing import TypedDict

from rdflib import URIRef
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.source.load import Source
from bilat.vocab import SOURCE


class About(TypedDict):
    """Arguments of a `bilat.graph.report.findings.Finding` about one statement."""

    focus: Node
    path: str
    value: Node
    passage: URIRef | None
    place: Place | None


def about(source: Source, s: Node, p: Node, o: Node, g: Node | None) -> About:
    """Return what a finding says of the statement it is about, the place in its file included."""
    return About(
        focus=s, path=str(p), value=o, passage=passage_of(g), place=source.locations.find(s, p, o, g)
    )


def passage_of(graph: Node | None) -> URIRef | None:
    """Return the passage whose graph this is, None for any other graph."""
    return graph if isinstance(graph, URIRef) and graph.startswith(str(SOURCE)) else None
