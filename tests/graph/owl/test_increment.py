"""What an edit changes is what reasoning before and after it differs in."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator

import pytest

from bilat.errors import BilatError
from bilat.graph.owl.dictionary import Triple, vocabulary_term
from bilat.graph.owl.increment import consequences
from bilat.graph.owl.reason import reason

Read = Callable[[str], list[Triple]]

KIND, SAME = vocabulary_term("rdf_type"), vocabulary_term("owl_sameAs")
#: For each sort of rule an ontology and data, of which every statement is taken away and brought back.
CASES = {
    "domain and range": (":p rdfs:domain :C ; rdfs:range :D .", ":x :p :y . :x :p :z . :y a :D ."),
    "classes": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A . :x a :B . :y a :A ."),
    "properties": (":p rdfs:subPropertyOf :q . :q owl:inverseOf :r .", ":x :p :y . :x :q :y . :y :r :x ."),
    "chain": (":r owl:propertyChainAxiom (:p :q) .", ":x :p :y . :x :p :v . :y :q :z . :v :q :z ."),
    "transitive": (
        ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :c . :c :p :d . :a :p :c . :d :p :a .",
    ),
    "symmetric": (":p a owl:SymmetricProperty .", ":a :p :b . :b :p :a . :b :p :c ."),
    "some values": (
        ":D owl:onProperty :p ; owl:someValuesFrom :C .",
        ":x :p :y . :y a :C . :x :p :z . :z a :C .",
    ),
    "all values": (":D owl:onProperty :p ; owl:allValuesFrom :C .", ":x a :D ; :p :y . :u :p :y . :u a :D ."),
    "a value": (":D owl:onProperty :p ; owl:hasValue :v .", ":x :p :v . :y a :D ."),
    "intersection": (":D owl:intersectionOf (:A :B) .", ":x a :A . :x a :B . :y a :D ."),
    "union": (":D owl:unionOf (:A :B) .", ":x a :A . :x a :B ."),
}
AXIOMS = (
    "{A} rdfs:subClassOf {B} .",
    "{A} owl:intersectionOf ({B} {C}) .",
    "{A} owl:equivalentClass [ owl:unionOf ({B} [ owl:intersectionOf ({C} {A}) ]) ] .",
    "{A} owl:equivalentClass [ owl:onProperty {p} ; owl:someValuesFrom {B} ] .",
    "{A} rdfs:subClassOf [ owl:onProperty {p} ; owl:allValuesFrom {B} ] .",
    "{A} owl:equivalentClass [ owl:onProperty {p} ; owl:hasValue {a} ] .",
    "{p} rdfs:subPropertyOf {q} .",
    "{p} owl:inverseOf {q} .",
    "{p} a owl:SymmetricProperty .",
    "{p} a owl:TransitiveProperty .",
    "{p} a owl:FunctionalProperty .",
    "{p} rdfs:domain {A} .",
    "{p} rdfs:range {A} .",
    "{p} owl:propertyChainAxiom ({q} {p}) .",
    "{A} owl:disjointWith {B} .",
)
FACTS = ("{a} {p} {b} .", "{a} {p} {b} .", "{a} a {A} .")
NAMES = {"A": "ABCDE", "B": "ABCDE", "C": "ABCDE", "p": "pqrs", "q": "pqrs", "a": "uvwxyz", "b": "uvwxyz"}


def everything(axioms: Collection[Triple], data: Collection[Triple]) -> set[Triple] | None:
    """Return what is stated and what follows, None where something is the same or contradicts itself."""
    closure = reason((*axioms, *data), strict=False)
    same = any(p == SAME for _, p, _ in closure.inferred)
    return None if same or closure.inconsistencies else {*closure.inferred, *axioms, *data}


def nodes_of(triples: Collection[Triple]) -> set[str]:
    """Return what triples are about, classes apart."""
    return {node for s, p, o in triples for node in ((s,) if p == KIND else (s, o))}


def around(nodes: Collection[str], known: Collection[Triple]) -> set[Triple]:
    """Return the triples of some nodes, and the classes of their neighbours."""
    near = {triple for triple in known if triple[0] in nodes or triple[2] in nodes}
    beside = nodes_of(near)
    return near | {triple for triple in known if triple[1] == KIND and triple[0] in beside}


def changed(
    axioms: Collection[Triple], data: set[Triple], removed: set[Triple], added: set[Triple]
) -> tuple[set[Triple], set[Triple]] | None:
    """Return what goes and what comes, told from what lies around the edit alone."""
    before = everything(axioms, data)
    assert before is not None
    nodes = nodes_of(removed | added)
    while True:
        known = around(nodes, before) | set(axioms)
        stays = known & (set(axioms) | data - removed)
        found = consequences(known, stays, removed, added)
        if found is None:
            return None
        if found.nodes <= nodes:
            return set(found.lost), set(found.new)
        nodes |= found.nodes


@pytest.mark.parametrize("name", CASES)
def test_a_statement_that_goes_and_comes_back(name: str, read: Read) -> None:
    """What follows from it alone goes with it, and comes back with it."""
    ontology, facts = CASES[name]
    axioms, data = read(ontology), set(read(facts))
    whole = everything(axioms, data)
    assert whole is not None
    for statement in sorted(data):
        rest = everything(axioms, data - {statement})
        assert rest is not None
        assert changed(axioms, data, {statement}, set()) == (whole - rest, set())
        assert changed(axioms, data - {statement}, set(), {statement}) == (set(), whole - rest)


def edits(seed: int, read: Read) -> Iterator[tuple[list[Triple], set[Triple], set[Triple], set[Triple]]]:
    """Yield chance ontologies and data, with what goes and what comes."""
    chance = random.Random(seed)  # noqa: S311 -- not a secret

    def statements(templates: Collection[str], count: int) -> list[Triple]:
        chosen = chance.choices(list(templates), k=count)
        names = ({key: f":{chance.choice(found)}" for key, found in NAMES.items()} for _ in chosen)
        return read(
            "\n".join(template.format(**found) for template, found in zip(chosen, names, strict=True))
        )

    for _ in range(6):
        axioms, data = statements(AXIOMS, 6), set(statements(FACTS, 16))
        removed = set(chance.sample(sorted(data), chance.randint(0, 2)))
        yield axioms, data, removed, set(statements(FACTS, 2)) - data


@pytest.mark.parametrize(
    "seed", [*range(1, 7), *(pytest.param(n, marks=pytest.mark.slow) for n in range(7, 20))]
)
def test_chance_edits(seed: int, read: Read) -> None:
    """Any edit changes what reasoning anew would, or is one that cannot be told from a part."""
    told = 0
    for axioms, data, removed, added in edits(seed, read):
        try:
            before, after = everything(axioms, data), everything(axioms, data - removed | added)
        except BilatError:
            continue
        if before is None:
            continue
        found = changed(axioms, data, removed, added)
        assert (found is None) == (after is None)
        if after is not None:
            assert found == (before - after, after - before)
            told += 1
    assert told
