"""From the results of a SHACL report to findings: what is wrong, what to do, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.findings import Finding, Severity
from bilat.graph.load import Source
from bilat.graph.places import passage_of
from bilat.vocab import SH

_SEVERITIES = {str(SH.Info): Severity.INFO, str(SH.Warning): Severity.WARNING}
_PATH_MARKS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}

Statement = tuple[Node, Node, Node, Node]


def findings_of(report: Graph, source: Source, shapes: Graph) -> Iterator[Finding]:
    """Yield a finding for each result of a report.

    The first sentence of a message is what is wrong, the rest of it what to do; the remedy of a shape whose
    message has one sentence is what the shape describes.

    Args:
        report: the report, as pyshacl writes it.
        source: asked for the places and passages of statements.
        shapes: the shapes that the report speaks of.
    """
    for result in report.objects(None, SH.result):
        yield _finding(report, result, source, shapes)


def path_text(graph: Graph, path: Node) -> str:
    """Return a path as in SPARQL 1.1 (section 9.1), a plain predicate as its bare IRI."""
    return str(path) if isinstance(path, URIRef) else _path(graph, path)


def _finding(report: Graph, result: Node, source: Source, shapes: Graph) -> Finding:
    shape = report.value(result, SH.sourceShape)
    focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
    path, component = (
        report.value(result, SH.resultPath),
        report.value(result, SH.sourceConstraintComponent),
    )
    message, remedy = _words(report, result, shape, shapes)
    statements = _found(source, focus, path, value) if value is not None else []
    uses = [] if statements else _uses(source, shapes, shape, focus)
    statements = statements or uses
    passages = sorted({passage for *_, g in statements if (passage := passage_of(g)) is not None})
    return Finding(
        severity=_SEVERITIES.get(str(report.value(result, SH.resultSeverity)), Severity.VIOLATION),
        rule=str(shape),
        message=message,
        remedy=remedy,
        focus=focus,
        path=path_text(report, path) if path is not None else None,
        value=value,
        component=str(component) if component is not None else None,
        passage=passages[0] if passages else None,
        place=_place(source, statements, focus),
        causes=tuple(sorted({(s, p, o) for s, p, o, _ in uses}, key=str)),
    )


def _words(report: Graph, result: Node, shape: Node | None, shapes: Graph) -> tuple[str, str | None]:
    """Return what is wrong and what to do about it, in English where there is a choice."""
    text = _english(report.objects(result, SH.resultMessage)) or "The shape does not hold."
    message, _, remedy = text.partition(". ")
    if remedy:
        return f"{message}.", remedy
    return text, _english(shapes.objects(shape, SH.description)) if shape is not None else None


def _english(texts: Iterator[Node]) -> str | None:
    """Return one of some texts: the first in English or in no language, else the first of all."""
    found = sorted(
        (text.language not in (None, "en"), str(text)) for text in texts if isinstance(text, Literal)
    )
    return found[0][1] if found else None


def _found(source: Source, s: Node | None, p: Node | None, o: Node | None) -> list[Statement]:
    """Return the statements that fit, with their graphs; none where the path is no plain predicate."""
    if not isinstance(p, URIRef):
        return []
    return sorted(source.dataset.quads((s, p, o, None)), key=str)  # type: ignore[arg-type]


def _uses(source: Source, shapes: Graph, shape: Node | None, focus: Node | None) -> list[Statement]:
    """Return the statements that made a node a focus node of a shape for the objects of a property."""
    parents = [] if shape is None else [shape, *shapes.subjects(SH.property, shape)]
    predicates = {p for parent in parents for p in shapes.objects(parent, SH.targetObjectsOf)}
    return [
        use for predicate in sorted(predicates, key=str) for use in _found(source, None, predicate, focus)
    ]


def _place(source: Source, statements: list[Statement], focus: Node | None) -> Place | None:
    """Return where the first statement stands, else where the focus node does."""
    for s, p, o, g in statements:
        place = source.locations.find(s, p, o, g)
        if place is not None:
            return place
    return source.locations.find(focus) if focus is not None else None


def _path(graph: Graph, path: Node) -> str:
    """Return a path inside another, in brackets where it has parts."""
    if isinstance(path, URIRef):
        return f"<{path}>"
    inverse, either = graph.value(path, SH.inversePath), graph.value(path, SH.alternativePath)
    if inverse is not None:
        return f"^{_path(graph, inverse)}"
    for predicate, mark in _PATH_MARKS.items():
        inner = graph.value(path, predicate)
        if inner is not None:
            return f"{_path(graph, inner)}{mark}"
    if either is not None:
        return f"({'|'.join(_path(graph, part) for part in graph.items(either))})"
    return f"({'/'.join(_path(graph, part) for part in graph.items(path))})"
