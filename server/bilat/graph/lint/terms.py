"""Checks of names: terms of the project that no file defines, and terms that finished vocabularies lack.

A namespace is looked at when some term in it is defined: a class, property, datatype, concept or shape; and
so are those that have things only, for slips and, below the base, for what is used as a term. A name in it is
defined when it is the subject of any statement, names a graph, or is a parameter of a constraint component
or function. Of the others, versions of ontologies and other documents apart,

- told is whatever is used as a term (`bilat.graph.lint.term_uses`), and what a query names although no file
  does: it is misspelt, or yet to be written;
- a mere value, nowhere a subject, is told only where the rest of the namespace is described: all other
  values in it but one in ten are subjects;
- among things so is a value whose name is nearly that of another (`bilat.graph.lint.slips`);
- any other value is left alone: things may be named and not described.

What is told is a violation where the project answers for the namespace: it lies below the base that
`bilat.toml` names, or is that of an ontology whose header is in the project. Elsewhere it is a warning, for
one may borrow a namespace and add to it; so is a value in a namespace that instances share, and a term in one
that only instances have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property

from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat import vocab
from bilat.errors import Place, SourceError
from bilat.graph.configuration import Configuration
from bilat.graph.lint import known_terms
from bilat.graph.lint.slips import slips
from bilat.graph.lint.term_uses import listed_terms, speaks_of_documents, speaks_of_terms
from bilat.graph.queries.names import iris
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity, in_order, limited
from bilat.graph.source.contents import read_text
from bilat.graph.source.load import Source
from bilat.graph.source.locate import Reading
from bilat.graph.source.prefixes import compact, namespace_of
from bilat.graph.source.statements import Statement
from bilat.graph.source.tokens import Lines
from bilat.graph.suggest import nearest
from bilat.project import Project
from bilat.vocab import OWL, RDF, RDFS, SH, SKOS, WELL_KNOWN

DEFINITIONS = (
    OWL.Class,
    OWL.AnnotationProperty,
    OWL.DatatypeProperty,
    OWL.ObjectProperty,
    OWL.OntologyProperty,
    RDF.Property,
    RDFS.Class,
    RDFS.Datatype,
    SKOS.Collection,
    SKOS.Concept,
    SKOS.ConceptScheme,
    SH.NodeShape,
    SH.PropertyShape,
)
#: Namespaces that many speak of; that of schema.org is written in another way too.
_IN_WIDE_USE = {*WELL_KNOWN.values(), "http://schema.org/"}
#: Names of a namespace that one is compared with; of more, those that differ by a letter are found.
_MOST_COMPARED = 5_000
_QUERY_TEXTS = (SH.select, SH.ask, SH.construct, SH.update)


class _Kind(Enum):
    """As what an IRI is used: a term, a value, or in a query, where that is open."""

    TERM = auto()
    VALUE = auto()
    QUERY = auto()


@dataclass(frozen=True, slots=True)
class _Use:
    """One IRI somewhere in a file.

    Args:
        iri: the IRI in full.
        place: where it stands, if anybody has looked.
        kind: as what it is used.
        focus: the subject of the statement.
    """

    iri: str
    place: Place | None
    kind: _Kind
    focus: Node | None = None


def terms(source: Source, project: Project) -> Iterator[Finding]:
    """Yield a finding for each file and each name in it that nothing defines, at its first use."""
    names = _Names(source, Configuration.of(project).base)
    asked = [*_in_queries(project, names)]
    anywhere = ((None, Statement(*quad, 0, 0, 0)) for quad in source.quads)
    severities = names.severities([*_in_statements(source, names, anywhere), *asked])
    if not severities:
        return  # Reading the files once more for the places takes longer than all the rest.
    placed = ((reading, each) for reading in source.locations.readings for each in reading.statements)
    found: dict[tuple[str, str], Finding] = {}
    for use in (*_in_statements(source, names, placed), *asked):
        key = (use.place.file if use.place else "", use.iri)
        if key not in found and use.iri in severities:
            found[key] = names.finding(use, severities[use.iri])
    told = set(
        limited(in_order(found.values()))
    )  # To look for the right name of all would take by their square.
    for finding in found.values():
        yield names.advised(finding) if finding in told else finding


class _Names:
    """What is defined, in which namespaces, and which of these the project answers for.

    Args:
        source: what the project says.
        base: beginning of all namespaces that it answers for, where its configuration names one.
    """

    def __init__(self, source: Source, base: str | None) -> None:
        self._source = source
        self._base = base
        self._judged: dict[str, bool] = {}
        self._near: dict[str, str] = {}

    def missing(self, iri: str) -> bool:
        """Return whether an IRI is a name that nothing defines, or that its vocabulary lacks."""
        found = self._judged.get(iri)
        if found is None:
            namespace, name = namespace_of(iri)
            own = bool(name) and self._is_own(namespace) and URIRef(iri) not in self._defined
            found = self._judged[iri] = own or known_terms.unknown(namespace, name)
        return found

    def severities(self, uses: list[_Use]) -> dict[str, Severity]:
        """Return how grave each missing name is; names that may well be missing are left out."""
        kinds: dict[str, set[_Kind]] = {}
        for use in uses:
            kinds.setdefault(use.iri, set()).add(use.kind)
        values = {iri for iri, found in kinds.items() if _Kind.VALUE in found}
        missing = Counter(namespace_of(iri)[0] for iri in values)
        self._near = self._slips(values, kinds)
        graded: dict[str, Severity] = {}
        for iri, found in kinds.items():
            namespace = namespace_of(iri)[0]
            term = _Kind.TERM in found
            value = namespace in self._looked_at and iri in values and not term
            if value and not self._mostly_described(namespace, missing[namespace]):
                continue
            of_term = term and self._is_for_terms(namespace)
            if namespace in self._of_things and not of_term and iri not in self._near:
                continue
            lenient = not self._answers_for(namespace) or (value and namespace in self._mixed)
            graded[iri] = Severity.WARNING if lenient else Severity.VIOLATION
        return graded

    def _mostly_described(self, namespace: str, missing: int) -> bool:
        """Return whether a value of a namespace stands out when it is nowhere a subject."""
        described = self._described[namespace]
        return bool(described) and (missing - 1) * 10 <= described

    def _answers_for(self, namespace: str) -> bool:
        """Return whether what a namespace lacks is for the project to mend; a finished one lacks nothing."""
        below = self._base is not None and namespace.startswith(self._base)
        own = self._is_own(namespace)
        return not own or namespace.rstrip("#/") in self._headers or (below and namespace in self._looked_at)

    def _slips(self, values: Iterable[str], every: Iterable[str]) -> dict[str, str]:
        """Return for values that are nearly a thing the name of that; none where not all files are seen.

        For any name where the namespace has too many to be compared with each.
        """
        if not all(file.subjects or not file.quads for file in self._source.files):
            return {}
        names: defaultdict[str, set[str]] = defaultdict(set)
        for namespace, name in map(namespace_of, values):
            if namespace in self._of_things:
                names[namespace].add(name)
        for namespace, name in map(namespace_of, every):
            if namespace in self._looked_at and len(self._candidates(namespace)) > _MOST_COMPARED:
                names[namespace].add(name)
        return {
            f"{namespace}{name}": near
            for namespace, missing in names.items()
            for name, near in slips(missing, self._candidates(namespace)).items()
        }

    def _is_for_terms(self, namespace: str) -> bool:
        """Return whether a term among things is for the project to mend, which has its own elsewhere."""
        return bool(self._looked_at) and self._base is not None and namespace.startswith(self._base)

    def _is_own(self, namespace: str) -> bool:
        """Return whether the project says what there is in a namespace."""
        return namespace in self._looked_at or namespace in self._of_things

    def finding(self, use: _Use, severity: Severity) -> Finding:
        """Return the finding about a missing name."""
        namespace, _ = namespace_of(use.iri)
        short = compact(use.iri, self._source.prefixes)
        remedy = None
        if self._is_own(namespace):
            rule, message = checks.UNDEFINED_TERM, f"{short} is used and defined nowhere."
            remedy = "Define it, or use a name that is defined."
        else:
            shacl = namespace == str(SH)
            rule = checks.UNKNOWN_SHACL_TERM if shacl else checks.UNKNOWN_TERM
            message = f"{short} does not exist in its vocabulary."
        return Finding(
            severity=severity,
            rule=rule,
            message=message,
            remedy=remedy,
            focus=use.focus,
            value=URIRef(use.iri),
            place=use.place,
        )

    def advised(self, finding: Finding) -> Finding:
        """Return a finding about a missing name with the name that may be meant, where one is near."""
        return replace(finding, remedy=self._did_you_mean(str(finding.value)) or finding.remedy)

    def _did_you_mean(self, iri: str) -> str | None:
        """Return the question whether another name is meant: of another vocabulary, or one that is near."""
        namespace, name = namespace_of(iri)
        meant = [] if self._is_own(namespace) else known_terms.elsewhere(name)
        if not meant and (near := self._near.get(iri) or self._nearest(namespace, name)):
            meant = [namespace + near]
        names = " or ".join(compact(each, self._source.prefixes) for each in meant)
        return f"Did you mean {names}?" if names else None

    def _nearest(self, namespace: str, name: str) -> str | None:
        """Return the name that is nearest to another, unless there are too many to look through."""
        known = self._candidates(namespace)
        return nearest(name, known) if len(known) <= _MOST_COMPARED else None

    def _candidates(self, namespace: str) -> frozenset[str] | set[str]:
        return self._names.get(namespace, set()) if self._is_own(namespace) else known_terms.names(namespace)

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """What is defined, by namespace."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for term in self._defined:
            if isinstance(term, URIRef):
                namespace, name = namespace_of(str(term))
                names[namespace].add(name)
        return {namespace: found - {""} for namespace, found in names.items()}

    @cached_property
    def _terms(self) -> frozenset[Node]:
        """What the project defines as a term."""
        dataset = self._source.dataset
        return frozenset(
            s for kind in DEFINITIONS for s, _, _, _ in dataset.quads((None, RDF.type, kind, None))
        )

    @cached_property
    def _looked_at(self) -> frozenset[str]:
        """Namespaces in which the project defines terms, those of vocabularies in wide use apart."""
        return frozenset(_spaces(self._terms) - _IN_WIDE_USE)

    @cached_property
    def _of_things(self) -> frozenset[str]:
        """Namespaces in which the data describe things and nothing defines a term."""
        apart = (vocab.ONTOLOGY, vocab.SHAPES_GRAPH)
        things = {s for s, _, _, graph in self._source.quads if graph not in apart}
        return frozenset(_spaces(things) - self._looked_at - _IN_WIDE_USE - {""})

    @cached_property
    def _headers(self) -> frozenset[str]:
        """IRIs of the ontologies that the project holds, without the sign that namespaces end in."""
        found = self._source.dataset.quads((None, RDF.type, OWL.Ontology, None))
        return frozenset(str(s).rstrip("#/") for s, _, _, _ in found)

    @cached_property
    def _defined(self) -> frozenset[Node]:
        """What any statement is about, the names of graphs, and parameters, which their paths define."""
        dataset = self._source.dataset
        graphs = {graph.identifier for graph in dataset.graphs()}
        parameters = {o for _, _, o, _ in dataset.quads((None, SH.parameter, None, None))}
        paths = {o for s, _, o, _ in dataset.quads((None, SH.path, None, None)) if s in parameters}
        return frozenset(graphs | paths | {s for s, _, _, _ in self._source.quads})

    @cached_property
    def _mixed(self) -> frozenset[str]:
        """Namespaces with subjects that are no terms."""
        things = self._defined - self._terms - set(self._source.shapes.subjects())
        named = (namespace_of(str(thing)) for thing in things if isinstance(thing, URIRef))
        return frozenset(namespace for namespace, name in named if name)

    @cached_property
    def _described(self) -> Counter[str]:
        """How many values of each namespace are themselves subjects."""
        values = {
            o
            for _, p, o, _ in self._source.quads
            if isinstance(o, URIRef) and o in self._defined and p is not None and not speaks_of_terms(p)
        }
        return Counter(namespace_of(str(value))[0] for value in values)


def _spaces(nodes: Iterable[Node]) -> set[str]:
    """Return the namespaces of IRIs."""
    return {namespace_of(str(node))[0] for node in nodes if isinstance(node, URIRef)}


def _in_statements(
    source: Source, names: _Names, statements: Iterable[tuple[Reading | None, Statement]]
) -> Iterator[_Use]:
    """Yield the missing names in ontology, data and shapes, those in the queries of shapes included."""
    declared = {
        str(prefix): str(namespace)
        for declaration in source.shapes.objects(None, SH.declare)
        for prefix in source.shapes.objects(declaration, SH.prefix)
        for namespace in source.shapes.objects(declaration, SH.namespace)
    }
    listed = listed_terms(source.dataset)
    for reading, (s, p, o, _, *places) in statements:
        object_is_term = speaks_of_terms(p) or (p == RDF.first and o in listed)
        kinds = (_Kind.TERM, _Kind.TERM, _Kind.TERM if object_is_term else _Kind.VALUE)
        found: list[tuple[Node | None, _Kind, int]] = [*zip((s, p, o), kinds, places, strict=True)]
        if speaks_of_documents(p):
            del found[2]
        if isinstance(o, Literal):
            found += [(o.datatype, _Kind.TERM, places[2])]
            if p in _QUERY_TEXTS:
                found += [(URIRef(iri), _Kind.QUERY, places[2]) for iri, _ in iris(str(o), declared)]
        for term, kind, at in found:
            if isinstance(term, URIRef) and names.missing(str(term)):
                yield _Use(str(term), reading.place(at) if reading else None, kind, s)


def _in_queries(project: Project, names: _Names) -> Iterator[_Use]:
    for path in project.query_files():
        file = project.name_of(path)
        try:
            text = read_text(path, file)
        except SourceError:
            continue  # whoever runs the queries tells of a query that cannot be read
        lines = Lines(text)
        for iri, offset in iris(text):
            if names.missing(iri):
                yield _Use(iri, Place(file, *lines.at(offset)), _Kind.QUERY)
