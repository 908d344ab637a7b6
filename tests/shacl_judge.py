"""pyshacl as the judge: what it finds when it runs everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyshacl
from pyshacl.errors import ValidationFailure
from pyshacl.rdfutil import stringify
from rdflib import Graph, Literal

from bilat.graph.formats.path_text import path_text
from bilat.graph.shacl.graph import ShaclGraph
from bilat.graph.shacl.prebinding import prebinding
from bilat.graph.shacl.relation import Triple
from bilat.graph.shacl.result import Result
from bilat.vocab import SH


def reported(shapes: Graph, triples: Iterable[Triple]) -> Graph:
    """Return the report of pyshacl.

    Args:
        shapes: well-formed shapes whose queries can run.
        triples: what they are held against.
    """
    # pyshacl remembers texts of blank nodes by the address of their graph, which another graph may have had.
    stringify.stringify_blank_node.dict_cache.clear()
    with prebinding():
        _, report, _ = pyshacl.validate(
            ShaclGraph(triples),
            shacl_graph=shapes,
            inplace=True,
            inference="none",
            advanced=False,
            do_owl_imports=False,
            js=False,
        )
    if isinstance(report, ValidationFailure):
        raise report
    assert isinstance(report, Graph)
    return report


def judged(shapes: Graph, triples: Iterable[Triple]) -> set[Result]:
    """Return the results of pyshacl, each once."""
    return set(results_of(reported(shapes, triples)))


def results_of(report: Graph) -> Iterator[Result]:
    """Yield the results of a report, as pyshacl writes it."""
    for node in report.objects(None, SH.result):
        path = report.value(node, SH.resultPath)
        texts = report.objects(node, SH.resultMessage)
        yield Result(
            shape=report.value(node, SH.sourceShape),
            severity=report.value(node, SH.resultSeverity),
            component=report.value(node, SH.sourceConstraintComponent),
            focus=report.value(node, SH.focusNode),
            path=path_text(report, path) if path is not None else None,
            value=report.value(node, SH.value),
            messages=frozenset(text for text in texts if isinstance(text, Literal)),
        )
