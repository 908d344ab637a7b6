"""Which inferred triples are worth publishing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bilat.graph.owl.dictionary import Dictionary, Triple, vocabulary_term
from bilat.vocab import OWL, RDF, RDFS, XSD

#: Namespaces whose terms make up ontologies rather than speak of the world.
VOCABULARIES = tuple(f"<{namespace}" for namespace in (OWL, RDF, RDFS, XSD))
_TYPE = vocabulary_term("rdf_type")
#: Terms that relate classes or properties, and those that say something of the world.
SCHEMA_TERMS = frozenset(
    map(
        vocabulary_term,
        (
            *("rdfs_subClassOf", "rdfs_subPropertyOf", "rdfs_domain", "rdfs_range"),
            *("owl_equivalentClass", "owl_equivalentProperty"),
        ),
    )
)
STATEMENT_TERMS = frozenset(
    map(
        vocabulary_term,
        (
            *("owl_differentFrom", "rdfs_label", "rdfs_comment", "rdfs_seeAlso", "rdfs_isDefinedBy"),
            *("rdfs_member", "rdf_value"),
        ),
    )
)
_SAME = vocabulary_term("owl_sameAs")


def useful(triple: Triple) -> bool:
    """Tell whether a triple, given as N-Triples terms, says something about the world of the data.

    It does not when
    1. its subject is a literal or a term of owl:, rdf:, rdfs: or xsd:, or its predicate is no IRI;
    2. it types something as a term of these namespaces (owl:Thing, rdfs:Datatype ...) or as a blank node
       (a class expression of the ontology);
    3. it says that a thing is the same as itself, or that something is the same as a literal;
    4. it relates classes or properties (subClassOf, subPropertyOf, domain, range, equivalentClass,
       equivalentProperty) and one of them is a blank node, both are the same, or the object is a term of
       owl:, rdf: or rdfs: (what is below owl:Thing says nothing);
    5. its predicate is any other term of owl:, rdf: or rdfs: that makes up axioms and lists (owl:onProperty,
       owl:members, owl:inverseOf, rdf:first ...), not owl:differentFrom, rdfs:label, rdfs:comment,
       rdfs:seeAlso, rdfs:isDefinedBy, rdfs:member or rdf:value.
    """
    s, p, o = triple
    if s[0] == '"' or p[0] != "<" or s.startswith(VOCABULARIES):
        return False
    if not p.startswith(VOCABULARIES):
        return True
    if p == _TYPE:
        return o[0] == "<" and not o.startswith(VOCABULARIES)
    if p == _SAME:
        return s != o and o[0] != '"'
    if p in SCHEMA_TERMS:
        return s != o and s[0] == "<" and o[0] == "<" and not o.startswith(VOCABULARIES[:3])
    return p in STATEMENT_TERMS


def useful_among(rows: Collection[Sequence[int]], dictionary: Dictionary) -> Iterator[Triple]:
    """Yield the triples, given as numbers, that are `useful`, in the order they come.

    There are many with few predicates and classes: what is to be known of these is looked up once.
    """
    terms = dictionary.terms
    named = {number for number, term in enumerate(terms) if term.startswith(VOCABULARIES)}
    kind, classes = dictionary[_TYPE], {o for _, p, o in rows if p == dictionary[_TYPE]}
    plain = {p for p in {p for _, p, _ in rows} - named if terms[p][0] == "<"}
    telling = {o for o in classes - named if terms[o][0] == "<"}
    for s, p, o in rows:
        triple = terms[s], terms[p], terms[o]
        if p in plain:
            told = s > 0 and s not in named
        elif p == kind:
            told = o in telling and s > 0 and s not in named
        else:
            told = useful(triple)
        if told:
            yield triple
