"""Validators of constraint components (SHACL, 6.2): which are scripts, and where none fits."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph
from rdflib.term import Node

from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source
from bilat.vocab import RDF, RDFS, SH

#: What leads from a component to a validator.
VALIDATORS = (SH.validator, SH.nodeValidator, SH.propertyValidator)


def is_script(shapes: Graph, validator: Node) -> bool:
    """Tell whether a validator is JavaScript, which only SHACL's notes have."""
    scripts = (validator, RDF.type, SH.JSValidator), (validator, SH.jsFunctionName, None)
    return any(triple in shapes for triple in scripts)


def is_standard(component: Node) -> bool:
    """Tell whether a component is SHACL's own: what it means is known, whatever a library has for it."""
    return str(component).startswith(str(SH))


def passed_over(source: Source) -> Iterator[Finding]:
    """Yield a finding for each component that has no validator for shapes which give its parameters."""
    kinds = set(source.shapes.transitive_subjects(RDFS.subClassOf, SH.ConstraintComponent))
    components = {each for kind in kinds for each in source.shapes.subjects(RDF.type, kind)}
    for component in sorted(components, key=str):
        if not is_standard(component):
            users = _users(source.shapes, component)
            for kind, link in (("node", SH.nodeValidator), ("property", SH.propertyValidator)):
                found = [
                    shape for shape in users if _is_property_shape(source.shapes, shape) is (kind != "node")
                ]
                if found and not _has_query(source.shapes, component, link):
                    yield _finding(source, component, kind, found)


def _users(shapes: Graph, component: Node) -> list[Node]:
    """Return the shapes that give all parameters that a component needs; components themselves are none."""
    parameters = [
        parameter
        for parameter in shapes.objects(component, SH.parameter)
        if str(shapes.value(parameter, SH.optional)).lower() != "true"
    ]
    users = [set(shapes.subjects(shapes.value(each, SH.path), None)) for each in parameters]
    described = {*shapes.subjects(SH.parameter), *shapes.objects(None, SH.parameter)}
    return sorted(set.intersection(*users) - described, key=str) if users else []


def _is_property_shape(shapes: Graph, shape: Node) -> bool:
    return (shape, SH.path, None) in shapes


def _has_query(shapes: Graph, component: Node, link: Node) -> bool:
    return any(
        not is_script(shapes, validator)
        for predicate in (SH.validator, link)
        for validator in shapes.objects(component, predicate)
    )


def _finding(source: Source, component: Node, kind: str, shapes: list[Node]) -> Finding:
    are = (
        "1 that has its parameters is"
        if len(shapes) == 1
        else f"{len(shapes):,} that have its parameters are"
    )
    return Finding(
        severity=Severity.INFO,
        rule=checks.NOT_EVALUATED,
        message=f"<{component}> has no query that validates {kind} shapes: {are} not held to it.",
        remedy=f"Give it a query with sh:{kind}Validator, or take its parameters out of these shapes.",
        focus=shapes[0],
        component=str(component),
        place=source.locations.find(shapes[0]),
    )
