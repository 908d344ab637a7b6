"""The reasoner infers what owlrl infers, by every rule."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilat.errors import UnsupportedAxiom
from bilat.graph.axioms import CLASSES, PREDICATES
from bilat.graph.encode import Triple, encode
from bilat.graph.reason import Closure, reason
from bilat.graph.rule import inference_rules, vocabulary
from bilat.graph.saturate import Saturation

Read = Callable[[str], list[Triple]]
Judge = Callable[[Iterable[Triple]], set[Triple]]

#: For each rule a graph in which it concludes something that no other rule concludes as early.
CASES = {
    "eq-sym": ":a owl:sameAs :b .",
    "eq-trans": ":a owl:sameAs :b . :b owl:sameAs :c .",
    "eq-rep-s": ":a owl:sameAs :b ; :p :x .",
    "eq-rep-p": ":p owl:sameAs :q . :x :p :y .",
    "eq-rep-o": ":a owl:sameAs :b . :x :p :a .",
    "prp-dom": ":p rdfs:domain :C . :x :p :y .",
    "prp-rng": ":p rdfs:range :C . :x :p :y .",
    "prp-fp": ":p a owl:FunctionalProperty . :x :p :y , :z .",
    "prp-ifp": ":p a owl:InverseFunctionalProperty . :x :p :z . :y :p :z .",
    "prp-symp": ":p a owl:SymmetricProperty . :x :p :y .",
    "prp-trp": ":p a owl:TransitiveProperty . :x :p :y . :y :p :z . :z :p :u .",
    "prp-spo1": ":p rdfs:subPropertyOf :q . :x :p :y , 'z' .",
    "prp-spo2": ":r owl:propertyChainAxiom (:p :q :p) . :x :p :y . :y :q :z . :z :p :u , 'v' .",
    "prp-eqp1": ":p owl:equivalentProperty :q . :x :p :y .",
    "prp-eqp2": ":p owl:equivalentProperty :q . :x :q :y .",
    "prp-inv1": ":p owl:inverseOf :q . :x :p :y .",
    "prp-inv2": ":p owl:inverseOf :q . :x :q :y .",
    "cls-int1": ":D owl:intersectionOf (:A :B :C) . :x a :A , :B , :C . :y a :A , :C .",
    "cls-int2": ":D owl:intersectionOf (:A :B :C) . :x a :D .",
    "cls-uni": ":D owl:unionOf (:A :B) . :x a :B .",
    "cls-svf1": ":D owl:onProperty :p ; owl:someValuesFrom :C . :x :p :y . :y a :C . :z :p :u .",
    "cls-svf2": ":D owl:onProperty :p ; owl:someValuesFrom owl:Thing . :x :p :y .",
    "cls-avf": ":D owl:onProperty :p ; owl:allValuesFrom :C . :x a :D ; :p :y .",
    "cls-hv1": ":D owl:onProperty :p ; owl:hasValue :v . :E owl:onProperty :q ; owl:hasValue 1 . :x a :D , :E .",
    "cls-hv2": ":D owl:onProperty :p ; owl:hasValue :v . :x :p :v . :y :p :w .",
    "cls-maxc2": ":D owl:onProperty :p ; owl:maxCardinality 1 . :x a :D ; :p :y , :z . :u :p :v , :w .",
    "cls-maxqc3": ":D owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C . "
    ":x a :D ; :p :y , :z , :u . :y a :C . :z a :C .",
    "cls-maxqc4": ":D owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing . :x a :D ; :p :y , :z .",
    "cls-oo": ":D owl:oneOf (:a :b) .",
    "cax-sco": ":C rdfs:subClassOf :D . :x a :C .",
    "cax-eqc1": ":C owl:equivalentClass :D . :x a :C .",
    "cax-eqc2": ":C owl:equivalentClass :D . :x a :D .",
    "dt-type2": ":D owl:onProperty :p ; owl:someValuesFrom xsd:integer . :x :p '5'^^xsd:short . :y :p 'z' .",
    "scm-cls": ":C a owl:Class . owl:Thing rdfs:subClassOf :E . :x a :C .",
    "scm-op": ":p a owl:ObjectProperty . :C owl:onProperty :p ; owl:hasValue :v . :D owl:onProperty :p ; owl:hasValue :v .",
    "scm-dp": ":p a owl:DatatypeProperty . :C owl:onProperty :p ; owl:hasValue 1 . :D owl:onProperty :p ; owl:hasValue 1 .",
    "scm-sco": ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
    "scm-spo": ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .",
    "scm-eqc1": ":A owl:equivalentClass :B .",
    "scm-eqc2": ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .",
    "scm-eqp1": ":p owl:equivalentProperty :q .",
    "scm-eqp2": ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .",
    "scm-dom1": ":p rdfs:domain :A . :A rdfs:subClassOf :B .",
    "scm-dom2": ":p rdfs:domain :A . :q rdfs:subPropertyOf :p .",
    "scm-rng1": ":p rdfs:range :A . :A rdfs:subClassOf :B .",
    "scm-rng2": ":p rdfs:range :A . :q rdfs:subPropertyOf :p .",
    "scm-hv": ":p rdfs:subPropertyOf :q . :C owl:onProperty :p ; owl:hasValue :v . :D owl:onProperty :q ; owl:hasValue :v .",
    "scm-svf1": ":A rdfs:subClassOf :B . :C owl:onProperty :p ; owl:someValuesFrom :A . "
    ":D owl:onProperty :p ; owl:someValuesFrom :B .",
    "scm-svf2": ":p rdfs:subPropertyOf :q . :C owl:onProperty :p ; owl:someValuesFrom :A . "
    ":D owl:onProperty :q ; owl:someValuesFrom :A .",
    "scm-avf1": ":A rdfs:subClassOf :B . :C owl:onProperty :p ; owl:allValuesFrom :A . "
    ":D owl:onProperty :p ; owl:allValuesFrom :B .",
    "scm-avf2": ":p rdfs:subPropertyOf :q . :C owl:onProperty :p ; owl:allValuesFrom :A . "
    ":D owl:onProperty :q ; owl:allValuesFrom :A .",
    "scm-int": ":D owl:intersectionOf (:A :B) .",
    "scm-uni": ":D owl:unionOf (:A :B) .",
}
#: Rules that owlrl gets wrong, with what follows by the specification (the last key is not compared by owlrl).
KEYS = {
    "one part": (
        ":C owl:hasKey (:k) . :x a :C ; :k 1 . :y a :C ; :k 1 . :z a :C ; :k 2 . :u :k 1 .",
        {(":x", ":y")},
    ),
    "two parts": (
        ":C owl:hasKey (:k :l) . :x a :C ; :k 1 ; :l :a , :b . :y a :C ; :k 1 ; :l :b . :z a :C ; :k 1 ; :l :c .",
        {(":x", ":y")},
    ),
    "three parts": (
        ":C owl:hasKey (:k :l :m) . :x a :C ; :k 1 ; :l 2 ; :m 3 . :y a :C ; :k 1 ; :l 2 ; :m 3 . "
        ":z a :C ; :k 1 ; :l 2 ; :m 4 .",
        {(":x", ":y")},
    ),
}


def plain(triples: list[Triple], ontology: list[Triple]) -> Saturation:
    """Run the rules in the plain way."""
    names = {*vocabulary(), *PREDICATES, *CLASSES, "rdf_first", "rdf_rest", "rdf_nil"}
    saturation = Saturation(encode(triples, ontology, vocabulary=names), folded=False)
    saturation.run()
    return saturation


def fired(saturation: Saturation) -> set[str]:
    """Return the names of the rules that found something."""
    numbers = saturation.space.rows("SELECT DISTINCT rule FROM triple WHERE rule > 0")
    return {saturation.rules[number - 1].name for (number,) in numbers}


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_infers_what_owlrl_infers(rule: str, read: Read, judge: Judge) -> None:
    """The useful triples are owlrl's, whether all is ontology or all is data."""
    triples = read(CASES[rule])
    wanted = judge(triples)
    assert set(reason(triples, triples).inferred) == wanted
    assert set(reason(triples, []).inferred) == wanted


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_fires_in_its_case(rule: str, read: Read) -> None:
    """The case of a rule is about that rule."""
    triples = read(CASES[rule])
    assert rule in fired(plain(triples, triples))


def test_every_rule_has_a_case() -> None:
    """No rule file goes without a test."""
    assert {rule.name for rule in inference_rules()} == {*CASES, "prp-key"}


@pytest.mark.parametrize("name", KEYS)
def test_keys_identify_members(name: str, read: Read) -> None:
    """Members of a class with all parts of its key in common are the same (owlrl ignores the last part)."""
    text, pairs = KEYS[name]
    triples = read(text)
    names = {
        (a.replace(":", "<https://example.org/") + ">", b.replace(":", "<https://example.org/") + ">")
        for a, b in pairs
    }
    wanted = names | {(b, a) for a, b in names}
    same = "<http://www.w3.org/2002/07/owl#sameAs>"
    assert {(s, o) for s, p, o in reason(triples, triples).inferred if p == same} == wanted
    assert "prp-key" in fired(plain(triples, triples))
