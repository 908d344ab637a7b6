"""Findings about shapes themselves: ill-formed, not runnable, in a circle, or without anything to check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from rdflib import Graph, Literal
from rdflib.term import Node

from bilat import vocab
from bilat.errors import Place
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.places import about
from bilat.graph.shacl.asking import Unfinished
from bilat.graph.shacl.components import GivenUp
from bilat.graph.shacl.findings import findings_of
from bilat.graph.shacl.patience import SECONDS
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.shapes import LISTS, SHAPES, Handover, ShapeError
from bilat.graph.shacl.sparql_constraints import IllFormed
from bilat.graph.shacl.well_formed import shapes_of_shapes
from bilat.graph.source.load import Source
from bilat.vocab import RDF, SH

#: By the component of SHACL's own shapes: what it means, for which it has but the shapes themselves.
_TOLD = {
    str(SH.OrConstraintComponent): "The value is of no kind that may stand there.",
    str(SH.XoneConstraintComponent): "It is neither a property shape, which has one sh:path, nor a node "
    "shape, which has none.",
}
_LIST = "End it with rdf:nil, or write its members in round brackets."
_PATH = "Write the path out; no part of it can be the path itself."
_COUNT = "Write zero or more."
_SHAPE = "Name a shape, or write one in square brackets."
_PARTS = (
    *(RDF.first, RDF.rest, SH.inversePath, SH.alternativePath),
    *(SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath),
)
_NOT_EVALUATED = (SH.target, SH.rule, SH.expression, SH.js)
_COUNTS = (
    *(SH.minCount, SH.maxCount, SH.minLength, SH.maxLength),
    *(SH.qualifiedMinCount, SH.qualifiedMaxCount),
)


def refused(results: Iterable[Result], source: Source) -> Iterator[Finding]:
    """Yield a finding for each result of SHACL's own shapes."""
    for result in findings_of(results, source, shapes_of_shapes()):
        told = _TOLD.get(result.component or "", result.message)
        whole = result.focus if result.value in (None, result.focus) else None
        yield Finding(
            severity=Severity.VIOLATION,
            rule=checks.ILL_FORMED_SHAPE,
            message=f"The shape is not well-formed, so nothing was validated: {told[:1].lower()}{told[1:]}",
            remedy=_of_one_file(result.focus, source) or "Correct it as SHACL, appendix C, asks for.",
            focus=result.focus,
            path=result.path,
            value=result.value,
            place=result.place if whole is None else source.locations.find(whole),
        )


def _of_one_file(shape: Node | None, source: Source) -> str | None:
    """Return what to do about a shape that several files describe: what they say of it adds up."""
    files = [file.name for file in source.files if file.part == "shapes" and shape in file.subjects]
    if len(files) < 2:
        return None
    return f"{', '.join(files[:-1])} and {files[-1]} describe it, and what they say adds up: leave it to one."


def unreadable(source: Source) -> Iterator[Finding]:
    """Yield a finding for each thing in shapes that neither SHACL's own shapes nor pyshacl get through."""
    shapes = source.shapes
    for member in _circle(shapes, set(shapes.subjects(RDF.rest)), (RDF.rest,)):
        yield _unreadable(source, member, RDF.rest, "The list leads back into itself", _LIST)
    for shape, path in sorted(shapes.subject_objects(SH.path), key=str):
        if _circle(shapes, {path, *_below(shapes, path, _PARTS)}, _PARTS):
            yield _unreadable(source, shape, SH.path, "The path leads back into itself", _PATH)
    for shape, parameter, value in sorted(_parts(shapes), key=str):
        if isinstance(value, Literal):
            yield _unreadable(source, shape, parameter, f"{value} is no shape", _SHAPE)
    for parameter in _COUNTS:
        for shape, count in sorted(shapes.subject_objects(parameter), key=str):
            if isinstance(count, Literal) and isinstance(count.value, int) and count.value < 0:
                yield _unreadable(source, shape, parameter, f"{count} is less than no value at all", _COUNT)


def _unreadable(source: Source, node: Node, predicate: Node, what: str, remedy: str) -> Finding:
    return Finding(
        severity=Severity.VIOLATION,
        rule=checks.ILL_FORMED_SHAPE,
        message=f"{what}, so nothing was validated.",
        remedy=remedy,
        focus=node,
        path=str(predicate),
        place=source.locations.find(node, predicate, source.shapes.value(node, predicate)),
    )


def _parts(shapes: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what shapes refer to as shapes, also in lists that do not end."""
    for parameter in SHAPES:
        for shape, value in shapes.subject_objects(parameter):
            yield shape, parameter, value
    for parameter in LISTS:
        for shape, members in shapes.subject_objects(parameter):
            for cell in (members, *_below(shapes, members, (RDF.rest,))):
                for value in shapes.objects(cell, RDF.first):
                    yield shape, parameter, value


def _circle(shapes: Graph, nodes: set[Node], predicates: tuple[Node, ...]) -> list[Node]:
    """Return a node from which some predicates lead back to it, none when there is none."""
    following = {node: {o for p in predicates for o in shapes.objects(node, p)} for node in nodes}
    try:
        TopologicalSorter(following).prepare()
    except CycleError as error:
        return [min(error.args[1], key=str)]
    return []


def _below(shapes: Graph, node: Node, predicates: tuple[Node, ...]) -> set[Node]:
    """Return what some predicates lead to from a node, in any number of steps but none."""
    found: set[Node] = set()
    pending = [node]
    while pending:
        node = pending.pop()
        new = {each for predicate in predicates for each in shapes.objects(node, predicate)} - found
        found |= new
        pending += new
    return found


def ill_formed_query(fault: IllFormed, source: Source) -> Finding:
    """Return the finding for a query that was taken out."""
    remedy = "Correct the query; until then its constraint is not checked."
    if fault.query is None:
        place = source.locations.find(fault.constraint) or source.locations.find(fault.shape)
        return Finding(
            severity=Severity.VIOLATION,
            rule=checks.ILL_FORMED_QUERY,
            message=fault.fault,
            remedy=remedy,
            focus=fault.shape,
            place=place,
        )
    predicate = next(p for p in (SH.select, SH.ask) if (fault.constraint, p, fault.query) in source.shapes)
    where = about(source, fault.constraint, predicate, fault.query, vocab.SHAPES_GRAPH)
    where["focus"] = fault.shape
    return Finding(
        severity=Severity.VIOLATION, rule=checks.ILL_FORMED_QUERY, message=fault.fault, remedy=remedy, **where
    )


def cannot_run(error: Exception, source: Source) -> Finding:
    """Return the finding for shapes that pyshacl gives up on."""
    reason = str(getattr(error, "message", None) or error).strip().splitlines()
    told = reason[0].strip("'") if reason else repr(error)
    shape = error.shape if isinstance(error, ShapeError) else None
    return Finding(
        severity=Severity.VIOLATION,
        rule=checks.ILL_FORMED_SHAPE,
        message=f"The shapes cannot be run, so nothing was validated: {told}",
        remedy="Correct the shape." if shape is not None else "Correct the shape that it names.",
        focus=shape,
        place=(source.locations.find(shape) if shape is not None else None)
        or next((Place(file.name) for file in source.files if file.part == "shapes"), None),
    )


def left_out(source: Source) -> Iterator[Finding]:
    """Yield a finding for each part of a shape that only SHACL's notes have, so that nothing runs it."""
    for predicate in _NOT_EVALUATED:
        for shape, value in sorted(source.shapes.subject_objects(predicate), key=str):
            yield Finding(
                severity=Severity.WARNING,
                rule=checks.NOT_EVALUATED,
                message=f"{_name(predicate)} is not evaluated: it is no part of SHACL Core and SHACL-SPARQL.",
                remedy="Say it in SHACL Core, or as a query with sh:sparql.",
                focus=shape,
                path=str(predicate),
                place=source.locations.find(shape, predicate, value),
            )


def _name(predicate: Node) -> str:
    return f"sh:{str(predicate).removeprefix(str(SH))}"


def handed_over(found: Handover, source: Source) -> Finding | None:
    """Return the finding for a shape that went to pyshacl, None for one that only leads to such a shape."""
    if found.leads:
        return None
    place = source.locations.find(found.shape)
    if found.circle:
        return Finding(
            severity=Severity.WARNING,
            rule=checks.RECURSIVE_SHAPE,
            message="The shape leads back to itself; pyshacl leaves such a circle after some rounds.",
            remedy="Break the circle: SHACL does not say what it means.",
            focus=found.shape,
            place=place,
        )
    return Finding(
        severity=Severity.INFO,
        rule=checks.SLOW_SHAPE,
        message=f"The shape is evaluated by pyshacl, which takes long on much data: {found.reason}.",
        remedy="Leave it so, or write it in a simpler way.",
        focus=found.shape,
        place=place,
    )


def given_up(found: GivenUp, source: Source) -> Finding:
    """Return the finding for a pattern that was left."""
    where = about(source, found.shape, SH.pattern, found.pattern, vocab.SHAPES_GRAPH)
    where["value"] = found.value
    return Finding(
        severity=Severity.VIOLATION,
        rule=checks.REGEX_BACKTRACKS,
        message=f"The regular expression {str(found.pattern)!r} was given up after {SECONDS:g} seconds over "
        "this value: what it would find in this and others is not known.",
        remedy="Leave one way only: no repeated part inside another that can match the same text.",
        **where,
    )


def unfinished(found: Unfinished, source: Source) -> Finding:
    """Return the finding for a shape whose queries were given up."""
    held = list(source.shapes.objects(found.shape, SH.sparql))
    queries = [text for holder in held for text in source.shapes.objects(holder, SH.select)]
    place = source.locations.find(held[0], SH.select, queries[0]) if len(queries) == 1 else None
    return Finding(
        severity=Severity.VIOLATION,
        rule=checks.CHECK_UNFINISHED,
        message=f"The queries of the shape were given up, so what they would find is not known: {found.why}.",
        remedy="Join fewer statements in them, or raise check_seconds.",
        focus=found.shape,
        path=str(SH.sparql) if held else None,
        place=place or source.locations.find(found.shape),
    )


def idle(shape: Node, source: Source) -> Finding:
    """Return the finding for a shape that checked nothing."""
    return Finding(
        severity=Severity.INFO,
        rule=checks.CHECKED_NOTHING,
        message="The shape checked nothing: no node is one of its targets.",
        remedy="Correct its targets, or leave it for data to come.",
        focus=shape,
        place=source.locations.find(shape),
    )
