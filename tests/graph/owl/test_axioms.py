"""The ontology becomes small relations."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from bilat.graph.owl.axioms import compile_schema
from bilat.graph.owl.dictionary import Dictionary, Triple
from bilat.graph.owl.relations import CLASSES, PREDICATES, RELATIONS, Schema
from bilat.graph.owl.rule import inconsistency_rules, inference_rules, vocabulary

Read = Callable[[str], list[Triple]]
LISTS = ("rdf_first", "rdf_rest", "rdf_nil")


def compiled(triples: list[Triple], *, folded: bool) -> tuple[Schema, Dictionary]:
    """Return the relations that triples amount to."""
    dictionary = Dictionary(term for triple in triples for term in triple)
    cells = {dictionary.named("rdf_first"), dictionary.named("rdf_rest")}
    rows = [(dictionary[s], dictionary[p], dictionary[o]) for s, p, o in triples]
    schema = compile_schema(
        [row for row in rows if row[1] not in cells],
        [row for row in rows if row[1] in cells],
        dictionary,
        folded=folded,
    )
    return schema, dictionary


def names(schema: Schema, dictionary: Dictionary, relation: str) -> set[tuple[str, ...]]:
    """Return the rows of a relation, each term by its last letters, parts of axioms as ``*``."""
    return {
        tuple(
            "*" if dictionary.is_auxiliary(n) else dictionary.term(n).strip("<>").rpartition("/")[2]
            for n in row
        )
        for row in schema.bare(relation)
    }


@pytest.mark.parametrize("length", [2, 3, 5])
def test_chains_of_any_length_become_pairs(length: int, read: Read) -> None:
    """A chain of n properties is n - 1 pairs, each beginning where the one before ended."""
    members = " ".join(f":p{n}" for n in range(length))
    schema, _ = compiled(read(f":r owl:propertyChainAxiom ({members}) ."), folded=True)
    rows = schema.bare("property_chain")
    assert len(rows) == length - 1
    by_head = {row[0]: row for row in rows}
    first = next(row for row in rows if row[0] not in {other[2] for other in rows})
    path = [first]
    while path[-1][2] in by_head:
        path.append(by_head[path[-1][2]])
    assert len(path) == length - 1
    assert all(one[2] == other[0] for one, other in pairwise(path))


def test_folding_closes_the_property_map(read: Read) -> None:
    """Subproperty, equivalence, inverse and symmetry are followed through each other."""
    text = ":p rdfs:subPropertyOf :q . :q owl:inverseOf :r . :r owl:equivalentProperty :s . "
    text += ":s a owl:SymmetricProperty ."
    schema, dictionary = compiled(read(text), folded=True)
    assert ("p", "s") in names(schema, dictionary, "sub_property")
    assert {("p", "s"), ("p", "r"), ("s", "s"), ("q", "s")} <= names(schema, dictionary, "inverse_property")
    plain, dictionary = compiled(read(text), folded=False)
    assert names(plain, dictionary, "sub_property") == {("p", "q")}


def test_drops_what_leads_nowhere(read: Read) -> None:
    """Membership in owl:Thing or in a class expression counts only where some rule asks for it."""
    text = ":A rdfs:subClassOf owl:Thing , _:r , :B . :p rdfs:range xsd:date , :B . "
    schema, dictionary = compiled(read(text), folded=True)
    assert names(schema, dictionary, "sub_class") == {("A", "B")}
    assert {row[1] for row in names(schema, dictionary, "property_range")} == {"B"}
    asked = text + "_:r owl:onProperty :q ; owl:hasValue :v . owl:Thing rdfs:subClassOf :C ."
    schema, _ = compiled(read(asked), folded=True)
    assert len(schema.bare("sub_class")) == 4


def test_rows_name_their_axioms(read: Read) -> None:
    """A row leads to the triples that state it, those of a restriction together."""
    triples = read("_:r owl:onProperty :p ; owl:someValuesFrom :C .")
    schema, dictionary = compiled(triples, folded=False)
    ((*_, axiom, since),) = schema.relations["some_values"]
    stated, step = schema.axioms[axiom]
    assert since == step == 0
    assert {dictionary.decode(row) for row in stated} == set(triples)


def test_rules_and_relations_match() -> None:
    """Rules read no relation that is not made, and each relation is read by a rule."""
    read = {table for rule in (*inference_rules(), *inconsistency_rules()) for _, table in rule.relations}
    assert read - {"literal", "equal_value", "number_range"} == set(RELATIONS)


def test_vocabulary_is_known() -> None:
    """Every name that stands in a rule is a term of rdf:, rdfs: or owl:."""
    assert {name.partition("_")[0] for name in (*vocabulary(), *PREDICATES, *CLASSES, *LISTS)} == {
        "owl",
        "rdf",
        "rdfs",
    }


def test_rules_are_plain_sql() -> None:
    """No recursion, regular expression, window or set function: the text runs on other engines too."""
    for rule in (*inference_rules(), *inconsistency_rules()):
        words = set(rule.text.upper().replace("(", " ").replace(")", " ").split())
        lines = [line.split()[0] for line in rule.text.splitlines()]
        assert not words & {"WITH", "RECURSIVE", "OVER", "LATERAL", "UNNEST", "QUALIFY", "DISTINCT", "USING"}
        assert set(lines) <= {"SELECT", "FROM", "JOIN", "LEFT", "WHERE", "AND", "OR", "n.datatype"}, rule.file
        assert rule.sentence.endswith("."), rule.file
