"""From the results of a SHACL report to findings: what is wrong, what to do, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.places import passage_of
from bilat.graph.shacl.clashes import COMPONENTS, clashing, listed
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.words import said
from bilat.graph.source.load import Source
from bilat.vocab import SH

_SEVERITIES = {str(SH.Info): Severity.INFO, str(SH.Warning): Severity.WARNING}
_STANDARD = (None, SH.Info, SH.Warning, SH.Violation)

Statement = tuple[Node, Node, Node, Node]


def findings_of(results: Iterable[Result], source: Source, shapes: Graph) -> Iterator[Finding]:
    """Yield a finding for each result.

    The first sentence of a message is what is wrong, the rest of it what to do; the remedy of a shape whose
    message has one sentence is what the shape describes.

    Args:
        results: what was found.
        source: asked for the places and passages of statements.
        shapes: the shapes that the results speak of.
    """
    sentence = _sentences(shapes, source.prefixes)
    for result in results:
        yield _finding(result, source, shapes, sentence(result))


def _sentences(shapes: Graph, prefixes: Mapping[str, str]) -> Callable[[Result], str | None]:
    """Return what returns the sentence for a result; it is the same for all of a constraint."""
    told: dict[tuple[object, ...], str | None] = {}

    def sentence(result: Result) -> str | None:
        key = (result.shape, result.component, result.path)
        if key not in told:
            told[key] = said(result, shapes, prefixes)
        return told[key]

    return sentence


def _finding(result: Result, source: Source, shapes: Graph, sentence: str | None) -> Finding:
    message, remedy = _words(result, shapes, sentence)
    predicate = _predicate(result.path)
    statements, values = _stated(source, result, predicate)
    remedy = " ".join(filter(None, (remedy, values))) or None
    uses = [] if statements else _uses(source, shapes, result.shape, result.focus)
    statements = statements or uses
    passages = sorted({passage for *_, g in statements if (passage := passage_of(g)) is not None})
    return Finding(
        severity=_SEVERITIES.get(str(result.severity), Severity.VIOLATION),
        graded=None if result.severity in _STANDARD else str(result.severity),
        rule=_rule(result, shapes),
        shape=result.shape if isinstance(result.shape, BNode) else None,
        message=message,
        remedy=remedy,
        focus=result.focus,
        path=result.path,
        value=result.value,
        component=str(result.component) if result.component is not None else None,
        passage=passages[0] if passages else None,
        place=_place(source, statements, result.focus, result.value),
        causes=tuple(sorted({(s, p, o) for s, p, o, _ in uses}, key=str)),
    )


def _rule(result: Result, shapes: Graph) -> str:
    """Return the IRI of the shape, of the next around it that has one, or else of the component."""
    around = [] if result.shape is None else [result.shape]
    for shape in around:  # grows
        if isinstance(shape, URIRef):
            return str(shape)
        around += [each for each in sorted(shapes.subjects(None, shape), key=str) if each not in around]
    return str(result.component)


def _words(result: Result, shapes: Graph, sentence: str | None) -> tuple[str, str | None]:
    """Return what is wrong and what to do about it, in English where there is a choice."""
    if sentence:
        return sentence, _english(shapes.objects(result.shape, SH.description))
    text = _english(result.messages) or "The shape does not hold."
    message, _, remedy = text.partition(". ")
    if remedy:
        return f"{message}.", remedy
    described = shapes.objects(result.shape, SH.description) if result.shape is not None else ()
    return text, _english(described)


def _predicate(path: str | None) -> URIRef | None:
    """Return the predicate that a path is, None where it is more."""
    return URIRef(path) if path is not None and path[0] not in "<^(" else None


def _english(texts: Iterable[Node]) -> str | None:
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


def _stated(source: Source, result: Result, predicate: URIRef | None) -> tuple[list[Statement], str | None]:
    """Return the statements at fault, and in words which values they have where the result names none."""
    if result.value is not None:
        return _found(source, result.focus, predicate, result.value), None
    if predicate is None or result.component not in COMPONENTS:
        return [], None
    every = _found(source, result.focus, predicate, None)
    values = clashing(result.component, [o for _, _, o, _ in every])
    statements = [statement for statement in every if statement[2] in values]
    places = {o: source.locations.find(s, p, o, g) for s, p, o, g in reversed(statements)}
    return statements, listed(places.items(), source.prefixes)


def _uses(source: Source, shapes: Graph, shape: Node | None, focus: Node | None) -> list[Statement]:
    """Return the statements that made a node a focus node of a shape for the objects of a property."""
    parents = [] if shape is None else [shape, *shapes.subjects(SH.property, shape)]
    predicates = {p for parent in parents for p in shapes.objects(parent, SH.targetObjectsOf)}
    return [
        use for predicate in sorted(predicates, key=str) for use in _found(source, None, predicate, focus)
    ]


def _place(source: Source, statements: list[Statement], *nodes: Node | None) -> Place | None:
    """Return where the first statement stands, else where the first of some nodes does that is described."""
    places = (source.locations.find(*statement) for statement in statements)
    described = (source.locations.find(node) for node in nodes if node is not None)
    return next(filter(None, chain(places, described)), None)
