"""The relations that rules join triples with: their names and columns, and what an ontology amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bilat.graph.literal import NUMBERS
from bilat.graph.owl.dictionary import Lexicon, Row

#: Every relation with its columns. To each are added ``axiom``, the number of the axiom that a row comes
#: from, and ``since``, the step after which the row was there.
RELATIONS: dict[str, tuple[str, ...]] = {
    "sub_property": ("sub", "super"),
    "equivalent_property": ("one", "other"),
    "inverse_property": ("one", "other"),
    "symmetric_property": ("property",),
    "transitive_property": ("property",),
    "functional_property": ("property",),
    "inverse_functional_property": ("property",),
    "irreflexive_property": ("property",),
    "asymmetric_property": ("property",),
    "property_chain": ("head", "tail", "result"),
    "property_domain": ("property", "class"),
    "property_range": ("property", "class", "literals"),
    "literal_range": ("property", "datatype"),
    "disjoint_property": ("one", "other"),
    "all_disjoint_property": ("family", "place", "property"),
    "key_first": ("class", "property", "result"),
    "key_next": ("previous", "property", "result"),
    "sub_class": ("sub", "super"),
    "equivalent_class": ("one", "other"),
    "disjoint_class": ("one", "other"),
    "all_disjoint_class": ("family", "place", "class"),
    "complement_class": ("one", "other"),
    "intersection": ("class", "member"),
    "intersection_pair": ("head", "tail", "class"),
    "union_member": ("class", "member"),
    "one_of": ("class", "member"),
    "some_values": ("class", "property", "filler"),
    "some_thing": ("class", "property"),
    "all_values": ("class", "property", "filler", "literals"),
    "literal_only": ("class", "property", "datatype"),
    "has_value": ("class", "property", "value"),
    "max_one": ("class", "property"),
    "max_one_of": ("class", "property", "filler"),
    "max_one_thing": ("class", "property"),
    "max_none": ("class", "property"),
    "max_none_of": ("class", "property", "filler"),
    "max_none_thing": ("class", "property"),
    "negative_link": ("subject", "property", "target"),
    "negative_value": ("subject", "property", "target"),
    "different_members": ("family", "place", "member"),
    "different_distinctMembers": ("family", "place", "member"),
    "datatype_within": ("datatype", "wider"),
    "datatype_fits": ("datatype", "wider"),
}
#: Relations without which a rule finds nothing; the other one is joined from the left.
REQUIRED = RELATIONS.keys() - {"datatype_fits"}

#: Predicates and classes that make up axioms: a new triple with one of them changes the relations.
PREDICATES = (
    *("rdfs_subClassOf", "rdfs_subPropertyOf", "rdfs_domain", "rdfs_range", "owl_equivalentClass"),
    *("owl_equivalentProperty", "owl_inverseOf", "owl_propertyChainAxiom", "owl_hasKey", "owl_disjointWith"),
    *("owl_propertyDisjointWith", "owl_complementOf", "owl_intersectionOf", "owl_unionOf", "owl_oneOf"),
    *("owl_onProperty", "owl_onClass", "owl_onDataRange", "owl_someValuesFrom", "owl_allValuesFrom"),
    *("owl_hasValue", "owl_maxCardinality", "owl_maxQualifiedCardinality", "owl_members"),
    *("owl_distinctMembers", "owl_sourceIndividual", "owl_assertionProperty", "owl_targetIndividual"),
    "owl_targetValue",
)
CLASSES = (
    *("owl_SymmetricProperty", "owl_TransitiveProperty", "owl_FunctionalProperty", "owl_AllDifferent"),
    *("owl_InverseFunctionalProperty", "owl_IrreflexiveProperty", "owl_AsymmetricProperty"),
    *("owl_AllDisjointClasses", "owl_AllDisjointProperties"),
)
#: Rules that a folded schema has no need of: closed relations, or representatives, do their work.
FOLDED = frozenset(
    (
        *("eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"),
        *("prp-eqp1", "prp-eqp2", "prp-inv2", "prp-symp"),
        *("cls-int2", "cls-uni", "cax-eqc1", "cax-eqc2"),
    )
)
Rows = dict[tuple[int, ...], int]
#: The triples that state an axiom, and the step after which they were known.
Axiom = tuple[tuple[Row, ...], int]
Origins = dict[tuple[str, tuple[int, ...]], Axiom]


@dataclass(frozen=True, slots=True)
class Schema:
    """The relations.

    Args:
        relations: rows of each, axiom number and step last, sorted; a relation without rows is missing.
        axioms: the axioms by number.
        faults: why an axiom is not acted on, with the triple that makes it one.
    """

    relations: dict[str, tuple[tuple[int, ...], ...]]
    axioms: tuple[Axiom, ...]
    faults: Mapping[str, Row] = field(default_factory=dict)

    def bare(self, name: str) -> list[tuple[int, ...]]:
        """Return the rows of a relation without their axioms."""
        return [row[:-2] for row in self.relations.get(name, ())]


def number_ranges(dictionary: Lexicon) -> list[tuple[int, int | None, int | None, int]]:
    """Return datatype, least and greatest value, and whether whole, for what is derived from decimal."""
    numbered = ((dictionary[f"<{datatype}>"], bounds) for datatype, bounds in NUMBERS.items())
    return sorted(
        (number, least, greatest, int(whole)) for number, (least, greatest, whole) in numbered if number
    )
