"""Which axioms the reasoner takes: OWL 2 RL (OWL 2 Profiles, section 4.2), and nothing skipped in silence.

`unsupported` tells of each axiom, in the order of the terms, that the rules would not act on:
a term of owl: that no rule reads, or a class expression at a place where no rule reads it, such as a union
above a class. An expression that is declared *equivalent* to a class need be readable one way only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bilat.graph.dictionary import Triple, vocabulary_term
from bilat.graph.relations import CLASSES, PREDICATES
from bilat.vocab import OWL

_OWL = f"<{OWL}"
_READ = frozenset(map(vocabulary_term, (*PREDICATES, *CLASSES)))
#: Terms that declare, describe or annotate, and so need no rule.
_HARMLESS = frozenset(
    f"{_OWL}{name}>"
    for name in (
        *(
            "Class",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "OntologyProperty",
            "Ontology",
        ),
        *("NamedIndividual", "Restriction", "Thing", "Nothing", "Axiom", "Annotation", "annotatedSource"),
        *("annotatedProperty", "annotatedTarget", "imports", "versionIRI", "versionInfo", "priorVersion"),
        *(
            "backwardCompatibleWith",
            "incompatibleWith",
            "deprecated",
            "DeprecatedClass",
            "DeprecatedProperty",
        ),
        *("sameAs", "differentFrom", "NegativePropertyAssertion"),
    )
)
REMEDY = "Leave it out, or state it as a SHACL shape: the reasoner knows OWL 2 RL."
#: Class expressions that rules read only where something is below them, or only above something.
_BELOW_ONLY = ("owl_someValuesFrom", "owl_unionOf", "owl_oneOf")
_ABOVE_ONLY = ("owl_allValuesFrom", "owl_complementOf", "owl_maxCardinality", "owl_maxQualifiedCardinality")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """An axiom that the rules do not act on.

    Args:
        axiom: the triple that makes it one.
        message: what is not acted on, and why.
    """

    axiom: Triple
    message: str


def unsupported(triples: Iterable[Triple]) -> Iterator[Unsupported]:
    """Yield the axioms that no rule acts on, in the order of the terms."""
    kind = vocabulary_term("rdf_type")
    ordered = sorted(t for t in triples if t[1] in _PLACES or t[1].startswith(_OWL) or t[2].startswith(_OWL))
    for s, p, o in ordered:
        if p.startswith(_OWL) and p not in _READ | _HARMLESS:
            yield _refusal((s, p, o), p, s)
        if p == kind and o.startswith(_OWL) and o not in _READ | _HARMLESS:
            yield _refusal((s, p, o), o, s)
    yield from _misplaced(ordered)


def _refusal(
    axiom: Triple, term: str, subject: str, why: str = "which the reasoner does not know"
) -> Unsupported:
    subject = "a class expression" if subject.startswith("_:") else subject
    return Unsupported(
        axiom=axiom, message=f"owl:{term.removeprefix(_OWL)[:-1]} is used of {subject}, {why}."
    )


_SUB, _EQUAL = vocabulary_term("rdfs_subClassOf"), vocabulary_term("owl_equivalentClass")
_PLACES = frozenset(map(vocabulary_term, ["rdfs_subClassOf", "rdfs_domain", "rdfs_range"]))


def _misplaced(ordered: list[Triple]) -> Iterator[Unsupported]:
    """Yield the anonymous class expressions that stand where no rule reads them."""
    made = {vocabulary_term(name): name for name in (*_BELOW_ONLY, *_ABOVE_ONLY)}
    expressions = {s: (p, o) for s, p, o in ordered if p in made and s.startswith("_:")}
    equal = {n for s, p, o in ordered if p == _EQUAL for n in (s, o)}
    for s, p, o in ordered:
        above = expressions.get(o) if p in _PLACES or p == vocabulary_term("owl_allValuesFrom") else None
        if above and o not in equal and made[above[0]] in _BELOW_ONLY:
            yield _refusal((s, p, o), above[0], s, "above which no rule can conclude anything")
        below = expressions.get(s) if p == _SUB else None
        if below and s not in equal and made[below[0]] in _ABOVE_ONLY:
            yield _refusal((s, p, o), below[0], o, "below which no rule can conclude anything")
