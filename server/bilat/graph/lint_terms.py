"""Checks of names: terms of the project that no file defines, and terms that finished vocabularies lack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.errors import Place, SourceError
from bilat.graph import checks, known_terms
from bilat.graph.contents import read_text
from bilat.graph.findings import Finding, Severity
from bilat.graph.load import Source
from bilat.graph.prefixes import WELL_KNOWN, compact, namespace_of
from bilat.graph.query_names import iris
from bilat.graph.suggest import nearest
from bilat.graph.tokens import Lines
from bilat.project import Project
from bilat.vocab import OWL, RDF, RDFS, SH, SKOS

_DEFINITIONS = (
    OWL.Class,
    OWL.AnnotationProperty,
    OWL.DatatypeProperty,
    OWL.ObjectProperty,
    OWL.OntologyProperty,
    RDF.Property,
    RDFS.Class,
    RDFS.Datatype,
    SKOS.Concept,
    SKOS.ConceptScheme,
    SH.NodeShape,
    SH.PropertyShape,
)
_QUERY_TEXTS = (SH.select, SH.ask, SH.construct, SH.update)


@dataclass(frozen=True, slots=True)
class _Use:
    """One IRI somewhere in a file."""

    iri: str
    place: Place
    focus: Node | None = None


def terms(source: Source, project: Project) -> Iterator[Finding]:
    """Yield a finding for each file and each name in it that nothing defines, at its first use."""
    names = _Names(source)
    told: set[tuple[str, str]] = set()
    for use in (*_in_files(source, names), *_in_queries(project, names)):
        key = (use.place.file, use.iri)
        if key not in told:
            told.add(key)
            yield names.finding(use)


class _Names:
    """What is defined, and which namespaces are the project's own."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._judged: dict[str, bool] = {}

    def wrong(self, iri: str) -> bool:
        """Return whether an IRI stands for nothing where something should be."""
        found = self._judged.get(iri)
        if found is None:
            namespace, name = namespace_of(iri)
            own = bool(name) and namespace in self._own and URIRef(iri) not in self._defined
            found = self._judged[iri] = own or known_terms.unknown(namespace, name)
        return found

    def finding(self, use: _Use) -> Finding:
        """Return the finding about a wrong name."""
        namespace, name = namespace_of(use.iri)
        short = compact(use.iri, self._source.prefixes)
        near = nearest(name, self._candidates(namespace))
        remedy = f"Did you mean {compact(namespace + near, self._source.prefixes)}?" if near else None
        if namespace in self._own:
            rule, message = checks.UNDEFINED_TERM, f"{short} is used and defined nowhere."
            remedy = remedy or "Define it, or use a name that is defined."
        else:
            shacl = namespace == str(SH)
            rule = checks.UNKNOWN_SHACL_TERM if shacl else checks.UNKNOWN_TERM
            message = f"{short} does not exist in its vocabulary."
        return Finding(
            severity=Severity.VIOLATION,
            rule=rule,
            message=message,
            remedy=remedy,
            focus=use.focus,
            value=URIRef(use.iri),
            place=use.place,
        )

    def _candidates(self, namespace: str) -> set[str]:
        if namespace not in self._own:
            return set(known_terms.names(namespace))
        found = (namespace_of(str(term)) for term in self._defined if isinstance(term, URIRef))
        return {name for space, name in found if space == namespace and name}

    @cached_property
    def _own(self) -> frozenset[str]:
        """Namespaces in which the project defines terms, those of vocabularies in wide use apart."""
        dataset = self._source.dataset
        subjects = (s for kind in _DEFINITIONS for s, _, _, _ in dataset.quads((None, RDF.type, kind, None)))
        spaces = {namespace_of(str(s))[0] for s in subjects if isinstance(s, URIRef)}
        return frozenset(spaces - set(WELL_KNOWN.values()))

    @cached_property
    def _defined(self) -> frozenset[Node]:
        """What has a type anywhere, or any statement among the shapes, which need no type."""
        typed = {s for s, _, _, _ in self._source.dataset.quads((None, RDF.type, None, None))}
        return frozenset(typed | set(self._source.shapes.subjects()))


def _in_files(source: Source, names: _Names) -> Iterator[_Use]:
    """Yield the wrong names in ontology, data and shapes, those in the queries of shapes included."""
    declared = {
        str(prefix): str(namespace)
        for declaration in source.shapes.objects(None, SH.declare)
        for prefix in source.shapes.objects(declaration, SH.prefix)
        for namespace in source.shapes.objects(declaration, SH.namespace)
    }
    for reading in source.locations.readings:
        for s, p, o, _, *places in reading.statements:
            for term, at in zip((s, p, o), places, strict=True):
                if isinstance(term, URIRef) and names.wrong(str(term)):
                    yield _Use(str(term), reading.place(at), s)
            if not isinstance(o, Literal):
                continue
            if o.datatype is not None and names.wrong(str(o.datatype)):
                yield _Use(str(o.datatype), reading.place(places[2]), s)
            if p in _QUERY_TEXTS:
                for iri, _ in iris(str(o), declared):
                    if names.wrong(iri):
                        yield _Use(iri, reading.place(places[2]), s)


def _in_queries(project: Project, names: _Names) -> Iterator[_Use]:
    for path in project.query_files():
        file = project.name_of(path)
        try:
            text = read_text(path, file)
        except SourceError:
            continue  # whoever runs the queries tells of a query that cannot be read
        lines = Lines(text)
        for iri, offset in iris(text):
            if names.wrong(iri):
                yield _Use(iri, Place(file, *lines.at(offset)))
