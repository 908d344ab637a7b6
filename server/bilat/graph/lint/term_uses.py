"""Where an IRI has to be a term: as a predicate, a class, a datatype, or inside an axiom or a shape.

Elsewhere it is a value, and a thing of which nothing is known may well be one.
"""

from __future__ import annotations

from rdflib import Dataset, Graph
from rdflib.term import Node

from bilat.graph.source.prefixes import namespace_of
from bilat.vocab import OWL, RDF, RDFS, SH

#: Properties of these vocabularies speak of terms, those of `_OF_VALUES` apart.
_SCHEMAS = frozenset(map(str, (RDF, RDFS, OWL, SH)))
_OF_VALUES = frozenset(
    (
        *(RDF.first, RDF.rest, RDF.value, RDF.subject, RDF.predicate, RDF.object),
        *(RDFS.seeAlso, RDFS.isDefinedBy, RDFS.member),
        *(OWL.sameAs, OWL.differentFrom, OWL.hasValue, OWL.oneOf, OWL.distinctMembers),
        *(OWL.sourceIndividual, OWL.targetIndividual, OWL.annotatedSource, OWL.annotatedTarget),
        *(SH.hasValue, SH["in"], SH.targetNode, SH.severity, SH.defaultValue, SH.group),
    )
)
#: Properties whose objects are documents, such as the versions of an ontology.
_OF_DOCUMENTS = frozenset(
    (
        *(OWL.imports, OWL.versionIRI, OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith),
        *(SH.shapesGraph, SH.suggestedShapesGraph),
    )
)
_NOT_OF_TERMS = _OF_VALUES | _OF_DOCUMENTS
_LISTS_OF_TERMS = (
    *(OWL.unionOf, OWL.intersectionOf, OWL.disjointUnionOf, OWL.propertyChainAxiom, OWL.hasKey),
    *(OWL.onProperties, SH.path, SH.alternativePath, SH.ignoredProperties, SH["and"], SH["or"], SH.xone),
)


def speaks_of_terms(predicate: Node) -> bool:
    """Return whether the objects of a property are classes, properties, datatypes or shapes."""
    namespace, name = namespace_of(str(predicate))
    # Members of a container (rdf:_1) are anything.
    return predicate not in _NOT_OF_TERMS and namespace in _SCHEMAS and not name.startswith("_")


def speaks_of_documents(predicate: Node) -> bool:
    """Return whether the objects of a property are ontologies and other documents, which are no terms."""
    return predicate in _OF_DOCUMENTS


def listed_terms(dataset: Dataset) -> frozenset[Node]:
    """Return what the lists of axioms and shapes hold, such as the classes of a union."""
    found: set[Node] = set()
    for predicate in _LISTS_OF_TERMS:
        for _, _, head, graph in dataset.quads((None, predicate, None, None)):
            found.update(_members(dataset.graph(graph), head))
    return frozenset(found)


def _members(graph: Graph, head: Node) -> set[Node]:
    """Return the members of a list, none where it is no list or runs in a circle."""
    members: set[Node] = set()
    seen: set[Node] = {RDF.nil}
    while head not in seen and (head, RDF.first, None) in graph:
        seen.add(head)
        members.update(graph.objects(head, RDF.first))
        head = graph.value(head, RDF.rest, default=RDF.nil)  # type: ignore[assignment]
    return members
