"""Findings as a SHACL validation report, in Turtle and in JSON-LD; both say the same.

What is no finding of a shape is a result too: its constraint component is the check, named in the namespace
of `bilat.graph.report.checks`. The place in a file stands in ``rdfs:comment``, the passage in
``dcterms:source``, and the statements that a contradiction follows from under ``prov:wasDerivedFrom``,
reified.

Source: W3C SHACL, section 3.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.graph.formats.path_text import Path, read_path
from bilat.graph.formats.quoting import quoted
from bilat.graph.report import words
from bilat.graph.report.findings import Finding, Severity, conforms
from bilat.graph.report.scope import Scope
from bilat.graph.source.prefixes import compact
from bilat.text import json_pieces
from bilat.vocab import DCTERMS, PROV, RDF, RDFS, SH, XSD

_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}
_PREFIXES = {
    "dcterms": str(DCTERMS),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sh": str(SH),
    "xsd": str(XSD),
}


@dataclass(frozen=True, slots=True)
class _Blank:
    """A blank node with what is said of it, in the order of the report."""

    says: tuple[tuple[URIRef, Node | _Blank], ...]


def as_turtle(findings: tuple[Finding, ...], scope: Scope) -> Iterator[str]:
    """Yield the report as Turtle, nested as people read it."""
    yield from (f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_PREFIXES.items()))
    yield "\n[\n"
    yield from (_line(*said, "  ") for said in _head(findings, scope))
    yield from (_line(SH.result, result, "  ") for result in map(_result, findings))
    yield "] .\n"


def as_jsonld(findings: tuple[Finding, ...], scope: Scope) -> Iterator[str]:
    """Yield the report as JSON-LD, nested, with its context inside."""
    context = {"@context": dict(sorted(_PREFIXES.items()))}
    report = {**context, **_object(_Blank(_head(findings, scope)))}
    results = compact(str(SH.result), _PREFIXES)
    return json_pieces(
        lambda found: {**report, **({results: found} if found else {})},
        map(_object, map(_result, findings)),
    )


def _head(findings: tuple[Finding, ...], scope: Scope) -> tuple[tuple[URIRef, Node], ...]:
    """Return what is said of a report before its results."""
    return (
        (RDF.type, SH.ValidationReport),
        (SH.conforms, Literal(conforms(findings))),
        (RDFS.comment, Literal(scope.sentence())),
    )


def _result(finding: Finding) -> _Blank:
    return _Blank(tuple(_said(finding)))


def _said(finding: Finding) -> Iterator[tuple[URIRef, Node | _Blank]]:
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, URIRef(finding.graded or _SEVERITIES[finding.severity])
    rule = URIRef(words.rule_iri(finding.rule))
    if words.is_check(finding.rule) or not finding.component:
        yield SH.sourceConstraintComponent, rule
    else:
        yield SH.sourceConstraintComponent, URIRef(finding.component)
        if finding.shape is not None or finding.rule != finding.component:
            yield SH.sourceShape, finding.shape or rule
    if finding.focus is not None:
        yield SH.focusNode, finding.focus
    path = read_path(finding.path) if finding.path else None
    if path is not None:
        yield SH.resultPath, _path(path)
    if finding.value is not None:
        yield SH.value, finding.value
    yield SH.resultMessage, Literal(" ".join(filter(None, (finding.message, finding.remedy))))
    if finding.passage is not None:
        yield DCTERMS.source, finding.passage
    if finding.place is not None:
        yield RDFS.comment, Literal(str(finding.place))
    for s, p, o in finding.causes:
        statement = ((RDF.type, RDF.Statement), (RDF.subject, s), (RDF.predicate, p), (RDF.object, o))
        yield PROV.wasDerivedFrom, _Blank(statement)


def _path(path: URIRef | Path) -> Node | _Blank:
    """Return a path as SHACL writes it (section 2.3.1)."""
    if isinstance(path, URIRef):
        return path
    parts = [_path(part) for part in path.parts]
    if path.kind == "sequence":
        return _list(parts)
    inner = _list(parts) if path.kind == "alternative" else parts[0]
    return _Blank(((SH[f"{path.kind}Path"], inner),))


def _list(members: list[Node | _Blank]) -> Node | _Blank:
    rest: Node | _Blank = RDF.nil
    for member in reversed(members):
        rest = _Blank(((RDF.first, member), (RDF.rest, rest)))
    return rest


def _turtle(node: Node | _Blank, indent: str) -> str:
    """Return a node as Turtle; what is said of a blank node is indented below it."""
    if isinstance(node, URIRef):
        return compact(str(node), _PREFIXES)
    if isinstance(node, Literal):
        if node.datatype == XSD.boolean and str(node) in ("true", "false"):
            return str(node)
        suffix = f"@{node.language}" if node.language else ""
        if node.datatype is not None:
            suffix = f"^^{_turtle(node.datatype, indent)}"
        return quoted(str(node)) + suffix
    if isinstance(node, _Blank):
        inner = indent + "  "
        return f"[\n{''.join(_line(*said, inner) for said in node.says)}{indent}]"
    return f"_:{node}"


def _line(predicate: URIRef, value: Node | _Blank, indent: str) -> str:
    verb = "a" if predicate == RDF.type else _turtle(predicate, indent)
    return f"{indent}{verb} {_turtle(value, indent)} ;\n"


def _object(node: Node | _Blank) -> dict[str, object]:
    """Return a node as JSON-LD."""
    if isinstance(node, Literal):
        if node.language:
            return {"@value": str(node), "@language": node.language}
        datatype = {} if node.datatype is None else {"@type": str(node.datatype)}
        return {"@value": str(node), **datatype}
    if not isinstance(node, _Blank):
        return {"@id": str(node) if isinstance(node, URIRef) else f"_:{node}"}
    found: dict[str, list[object]] = {}
    for predicate, value in node.says:
        found.setdefault(compact(str(predicate), _PREFIXES), []).append(_object(value))
    types = found.pop("rdf:type", [])
    named = [item["@id"] for item in types if isinstance(item, dict)]
    return {"@type": named, **found} if named else dict(found)
