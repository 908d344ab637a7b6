"""The reasoner infers what owlrl infers, by every rule."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilat.errors import BilatError, ClosureTooLarge, UnsupportedAxiom
from bilat.graph.owl import schema_rules
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.encode import encode
from bilat.graph.owl.reason import reason
from bilat.graph.owl.relations import CLASSES, PREDICATES
from bilat.graph.owl.rule import inference_rules, vocabulary
from bilat.graph.owl.saturate import Saturation
from bilat.graph.owl.useful import useful
from bilat.graph.owl.workspace import Workspace
from bilat.vocab import OWL, RDF, RDFS

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
    "cls-hv1": ":D owl:onProperty :p ; owl:hasValue :v . :E owl:onProperty :q ; owl:hasValue 1 . :x a :D , "
    ":E .",
    "cls-hv2": ":D owl:onProperty :p ; owl:hasValue :v . :x :p :v . :y :p :w .",
    "cls-maxc2": ":D owl:onProperty :p ; owl:maxCardinality 1 . :x a :D ; :p :y , :z . :u :p :v , :w .",
    "cls-maxqc3": ":D owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C . "
    ":x a :D ; :p :y , :z , :u . :y a :C . :z a :C .",
    "cls-maxqc4": ":D owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing . :x a :D ; "
    ":p :y , :z .",
    "cls-oo": ":D owl:oneOf (:a :b) .",
    "cax-sco": ":C rdfs:subClassOf :D . :x a :C .",
    "cax-eqc1": ":C owl:equivalentClass :D . :x a :C .",
    "cax-eqc2": ":C owl:equivalentClass :D . :x a :D .",
    "dt-type2": ":D owl:onProperty :p ; owl:someValuesFrom xsd:integer . :x :p '5'^^xsd:short . :y :p 'z' .",
    "scm-cls": ":C a owl:Class . owl:Thing rdfs:subClassOf :E . :x a :C .",
    "scm-op": ":p a owl:ObjectProperty . :C owl:onProperty :p ; owl:hasValue :v . :D owl:onProperty :p ; "
    "owl:hasValue :v .",
    "scm-dp": ":p a owl:DatatypeProperty . :C owl:onProperty :p ; owl:hasValue 1 . :D owl:onProperty :p ; "
    "owl:hasValue 1 .",
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
    "scm-hv": ":p rdfs:subPropertyOf :q . :C owl:onProperty :p ; owl:hasValue :v . :D owl:onProperty :q ; "
    "owl:hasValue :v .",
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
#: The rule that owlrl gets wrong, as it leaves out the last part of a key; what follows by the specification.
KEYS = {
    "one part": (
        ":C owl:hasKey (:k) . :x a :C ; :k 1 . :y a :C ; :k 1 . :z a :C ; :k 2 . :u :k 1 .",
        {(":x", ":y")},
    ),
    "two parts": (
        ":C owl:hasKey (:k :l) . :x a :C ; :k 1 ; :l :a , :b . :y a :C ; :k 1 ; :l :b . :z a :C ; :k 1 ; :l "
        ":c .",
        {(":x", ":y")},
    ),
    "three parts": (
        ":C owl:hasKey (:k :l :m) . :x a :C ; :k 1 ; :l 2 ; :m 3 . :y a :C ; :k 1 ; :l 2 ; :m 3 . "
        ":z a :C ; :k 1 ; :l 2 ; :m 4 .",
        {(":x", ":y")},
    ),
}


def plain(triples: list[Triple]) -> Saturation:
    """Run the rules in the plain way."""
    names = {*vocabulary(), *PREDICATES, *CLASSES, "rdf_first", "rdf_rest", "rdf_nil"}
    saturation = Saturation(encode(set(triples), vocabulary=names), folded=False)
    saturation.run()
    return saturation


def fired(saturation: Saturation) -> set[str]:
    """Return the names of the rules that found something."""
    numbers = saturation.space.rows("SELECT DISTINCT rule FROM triple WHERE rule > 0")
    return {saturation.rules[number - 1].name for (number,) in numbers}


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_infers_what_owlrl_infers(rule: str, read: Read, judge: Judge) -> None:
    """The useful triples are owlrl's, by each rule."""
    triples = read(CASES[rule])
    wanted = judge(triples)
    assert set(reason(triples).inferred) == wanted


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_fires_in_its_case(rule: str, read: Read) -> None:
    """The case of a rule is about that rule."""
    triples = read(CASES[rule])
    assert rule in fired(plain(triples))


def test_every_rule_has_a_case() -> None:
    """No rule file goes without a test."""
    assert {rule.name for rule in inference_rules()} == {*CASES, "prp-key"}


@pytest.mark.parametrize("name", KEYS)
def test_keys_identify_members(name: str, read: Read) -> None:
    """Members of a class with all parts of its key in common are the same (owlrl ignores the last part)."""
    text, pairs = KEYS[name]
    triples = read(text)
    wanted = {triple for a, b in pairs for triple in read(f"{a} owl:sameAs {b} . {b} owl:sameAs {a} .")}
    same = {triple for triple in reason(triples).inferred if triple[1].endswith("sameAs>")}
    assert same == wanted
    assert "prp-key" in fired(plain(triples))


# Random graphs: every kind of axiom over few names, so that they meet.

_CLASSES = [f":{letter}" for letter in "ABCDE"]
_PROPERTIES = [f":{letter}" for letter in "pqrs"]
_THINGS = [f":{letter}" for letter in "abcdef"]
_LITERALS = ["'x'", "1", "'2016'^^xsd:short", "'y'@en"]
_AXIOMS = [
    "{A} rdfs:subClassOf {B} .",
    "{A} owl:equivalentClass {B} .",
    "{A} owl:sameAs {B} .",
    "owl:Thing rdfs:subClassOf {A} .",
    "{A} owl:intersectionOf ({B} {C} {D}) .",
    "{A} owl:equivalentClass [ owl:unionOf ({B} [ owl:intersectionOf ({C} {D}) ]) ] .",
    "{A} owl:oneOf ({a} {b}) .",
    "{A} owl:equivalentClass [ owl:onProperty {p} ; owl:someValuesFrom {B} ] .",
    "{A} owl:equivalentClass [ owl:onProperty {p} ; owl:someValuesFrom owl:Thing ] .",
    "{A} owl:equivalentClass [ owl:onProperty :u ; owl:someValuesFrom xsd:integer ] .",
    "{A} rdfs:subClassOf [ owl:onProperty {p} ; owl:allValuesFrom {B} ] .",
    "{A} owl:equivalentClass [ owl:onProperty {p} ; owl:hasValue {a} ] .",
    "{A} owl:equivalentClass [ owl:onProperty :t ; owl:hasValue 1 ] .",
    "{A} rdfs:subClassOf [ owl:onProperty {p} ; owl:maxCardinality 1 ] .",
    "{A} rdfs:subClassOf [ owl:onProperty {p} ; owl:maxQualifiedCardinality 1 ; owl:onClass {B} ] .",
    "{A} rdfs:subClassOf [ owl:onProperty {p} ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ] .",
    "{p} rdfs:subPropertyOf {q} .",
    "{p} rdfs:subPropertyOf rdf:type .",
    "{p} owl:equivalentProperty {q} .",
    "{p} owl:sameAs {q} .",
    "{p} owl:inverseOf {q} .",
    "{p} a owl:SymmetricProperty .",
    "{p} a owl:TransitiveProperty .",
    "{p} a owl:FunctionalProperty .",
    "{p} a owl:InverseFunctionalProperty .",
    "{p} rdfs:domain {A} .",
    "{p} rdfs:range {A} .",
    "{p} owl:propertyChainAxiom ({q} {r}) .",
    "{p} owl:propertyChainAxiom ({q} {r} {p}) .",
    ":t rdfs:subPropertyOf :u .",
    ":u rdfs:subPropertyOf :t .",
    ":t rdfs:domain {A} .",
    ":t rdfs:range xsd:integer .",
]
_FACTS = ["{a} {p} {b} ."] * 6 + ["{a} a {A} ."] * 3
_FACTS += [
    "{a} :t {l} .",
    "{a} owl:sameAs {b} .",
    "{a} owl:differentFrom {b} .",
    "_:x {p} {a} .",
    "{a} {p} _:y .",
]
#: owlrl knows that a class or property is below itself only when it is declared.
_DECLARED = " ".join(
    [f"{name} a owl:Class ." for name in _CLASSES]
    + [f"{name} a owl:ObjectProperty ." for name in _PROPERTIES]
    + [":t a owl:DatatypeProperty . :u a owl:DatatypeProperty ."]
)


@st.composite
def _statements(draw: st.DrawFn, templates: list[str], least: int, most: int) -> str:
    """Return templates with names put in."""
    names = {key: st.sampled_from(_CLASSES) for key in "ABCD"}
    names |= {key: st.sampled_from(_PROPERTIES) for key in "pqr"}
    names |= {key: st.sampled_from(_THINGS) for key in "ab"} | {"l": st.sampled_from(_LITERALS)}
    chosen = draw(
        st.lists(
            st.tuples(st.sampled_from(templates), st.fixed_dictionaries(names)), min_size=least, max_size=most
        )
    )
    return "\n".join(template.format(**found) for template, found in chosen)


def _around(rule: str, seed: int) -> str:
    """Return the case of a rule among chance facts, and chance axioms, about the names that it is about."""
    chance = random.Random(f"{rule} {seed}")  # noqa: S311 -- not a secret
    names = dict.fromkeys("ABCD", _CLASSES) | dict.fromkeys("pqr", _PROPERTIES)
    names |= {key: [":x", ":y", ":z", ":u", ":a", ":b"] for key in "ab"} | {"l": _LITERALS}
    templates = [*chance.choices(_AXIOMS, k=2), *chance.choices(_FACTS, k=12)]
    return (
        _DECLARED
        + CASES[rule]
        + "\n".join(
            template.format(**{key: chance.choice(found) for key, found in names.items()})
            for template in templates
        )
    )


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))])
@pytest.mark.parametrize("rule", CASES)
def test_each_rule_among_others_infers_what_owlrl_infers(
    rule: str, seed: int, read: Read, judge: Judge
) -> None:
    """Each rule at work in chance graphs: equal sets."""
    triples = read(_around(rule, seed))
    assert set(reason(triples).inferred) == judge(triples)


@given(ontology=_statements(_AXIOMS, 3, 9), data=_statements(_FACTS, 6, 16))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_random_graphs_infer_what_owlrl_infers(ontology: str, data: str, read: Read, judge: Judge) -> None:
    """Both ways to run give owlrl's useful triples, and the plain way explains each of them."""
    schema = read(_DECLARED + ontology)
    triples = schema + read(data)
    closure = reason(triples)
    assert set(closure.inferred) == judge(triples)
    for triple in closure.inferred[:: max(1, len(closure.inferred) // 3)]:
        assert set(closure.explain(triple).stated()) <= set(triples)


@given(data=st.data())
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_both_ways_to_run_agree(data: st.DataObject, read: Read) -> None:
    """The fast way infers what the rules say when they are followed to the letter."""
    schema = read(data.draw(_statements(_AXIOMS, 4, 14)))
    triples = schema + read(data.draw(_statements(_FACTS, 8, 24)))
    slow = plain(triples)
    letter = {slow.dictionary.decode(row) for row in slow.inferred()}
    assert set(reason(triples).inferred) == set(filter(useful, letter))


@pytest.mark.parametrize("most", [20_000, 30, 0], ids=["in memory", "beyond memory on the way", "in tables"])
@pytest.mark.parametrize("memory", [True, False], ids=["", "paths by the rules, for want of memory"])
@given(data=st.data())
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
def test_paths_of_axioms(data: st.DataObject, most: int, memory: bool, read: Read) -> None:
    """Hierarchies with branches, circles and equal classes have all their pairs, wherever they are found."""
    ends = st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGH"))
    kinds = st.sampled_from(["rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass"])
    links = data.draw(st.lists(st.tuples(ends, kinds), min_size=6, max_size=14))
    triples = read("\n".join(f":{s} {p} :{o} ." for (s, o), p in links) + ":x a :A . :x :B :y .")
    slow = plain(triples)
    letter = {slow.dictionary.decode(row) for row in slow.inferred()}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schema_rules, "MOST", most)
        if not memory:
            patched.setattr(Workspace, "walk", lambda *_: False)
        assert set(reason(triples).inferred) == set(filter(useful, letter))


@pytest.mark.parametrize("kind", ["Class", "Property"])
def test_long_paths(kind: str) -> None:
    """A chain of hundreds of levels has all its pairs; joining any two parts of it would take minutes."""
    link = f"<{RDFS}sub{kind}Of>"
    closure = reason([(f"<urn:{n}>", link, f"<urn:{n + 1}>") for n in range(250)])
    assert len(closure.inferred) == 250 * 249 // 2
    assert ("<urn:0>", link, "<urn:250>") in closure.inferred


def test_paths_that_need_more_memory_are_left_to_the_rules() -> None:
    """All pairs at once take memory; where it does not do, the tables are as they were."""
    triples = [(f"<urn:{n}>", f"<{RDFS}subClassOf>", f"<urn:{n + 1}>") for n in range(1_000)]
    encoding = encode(triples, vocabulary=vocabulary())
    space = Saturation(encoding, folded=True).space
    encoding.connection.execute("SET memory_limit = '20MB'")
    space.append("triple", "SELECT s, p, o, 0 AS step, 0 AS rule FROM asserted")
    assert not space.walk(":rdfs_subClassOf", 1, "triple")
    assert space.rows("SELECT count(*) FROM triple") == [(1_000,)]


@pytest.mark.parametrize("memory", [True, False], ids=["", "paths by the rules, for want of memory"])
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_paths_of_data(data: st.DataObject, memory: bool, read: Read) -> None:
    """What carries over has all its pairs, whenever its links come and whatever turns out to be the same."""
    names = st.sampled_from("abcdefg")
    properties = st.sampled_from(["p", "q", "r"])
    links = data.draw(st.lists(st.tuples(names, properties, names), min_size=6, max_size=14))
    axioms = data.draw(st.lists(st.tuples(properties, st.sampled_from(_CARRYING), properties), max_size=5))
    text = "".join(f":{one} {axiom.format(other)} .\n" for one, axiom, other in axioms)
    triples = read(
        ":p a owl:TransitiveProperty ." + text + "".join(f":{s} :{p} :{o} .\n" for s, p, o in links)
    )
    slow = plain(triples)
    letter = {slow.dictionary.decode(row) for row in slow.inferred()}
    with pytest.MonkeyPatch.context() as patched:
        if not memory:
            patched.setattr(Workspace, "walk", lambda *_: False)
        assert set(reason(triples).inferred) == set(filter(useful, letter))


_CARRYING = [
    *("a owl:TransitiveProperty", "a owl:FunctionalProperty", "a owl:InverseFunctionalProperty"),
    *("rdfs:subPropertyOf :{}", "owl:inverseOf :{}", "owl:propertyChainAxiom (:{0} :{0})"),
    "owl:propertyChainAxiom (:{0} :{0} :q :r)",
]


def test_a_path_whose_links_turn_out_to_be_the_same(read: Read) -> None:
    """The end of a path that becomes one of its links, as things are one, is a link for what comes later."""
    late = ":z :l [ :l [ :l [ :l :c ] ] ] . :w :m [ :m [ :m [ :m [ :m [ :m [ :m :x ] ] ] ] ] ] ."
    triples = read(
        late + ":p a owl:TransitiveProperty . :x :p :c . :c :p :a . :f a owl:FunctionalProperty . :z :f :a . "
        ":f owl:propertyChainAxiom (:l :l :l :l) . :p owl:propertyChainAxiom (:m :m :m :m :m :m :m) ."
    )
    assert set(read(":w :p :x , :a , :c . :x :p :a .")) <= set(reason(triples).inferred)


def test_long_paths_of_data() -> None:
    """A chain of hundreds of parts, stated and told backwards, has all its pairs."""
    part = f"<{RDF}type>", f"<{OWL}TransitiveProperty>"
    links = [(f"<urn:{n}>", "<urn:part>", f"<urn:{n + 1}>") for n in range(500)]
    closure = reason([*links, ("<urn:part>", *part), ("<urn:part>", f"<{OWL}inverseOf>", "<urn:has>")])
    assert len(closure.inferred) == 500 * 499 // 2 + 500 * 501 // 2


@pytest.mark.parametrize(
    "text",
    [
        ":p a owl:FunctionalProperty .",
        ":q a owl:InverseFunctionalProperty ; owl:inverseOf :p .",
        ":x a [ owl:onProperty :p ; owl:maxCardinality 1 ] .",
        ":x a [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ] .",
        ":x a [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C ] . :p rdfs:range :C .",
    ],
)
def test_thousands_that_are_one(text: str, read: Read) -> None:
    """Each of n things that are the same is compared with the first, not with all: 10,000 take no minutes."""
    x, p, *_ = read(":x :p :y .")[0]
    closure = reason(read(text) + [(x, p, f"<urn:{n}>") for n in range(10_000)])
    same = [triple for triple in closure.inferred if triple[1].endswith("#sameAs>")]
    assert len(same) == 2 * 9_999


@pytest.mark.parametrize("how", [":country rdfs:label 'stated' .", ":seat rdfs:subPropertyOf :country ."])
def test_thousands_that_share_a_part_of_a_key(how: str, read: Read) -> None:
    """The part that few share is read first: no pairs are made of all that are in one country."""
    country = "country" if "stated" in how else "seat"
    members = "".join(f":x{n} a :C ; :{country} :be ; :code {n} .\n" for n in range(10_000))
    text = f"{how} :C owl:hasKey (:country :code) . :y a :C ; :{country} :be ; :code 7 , 8 . :y :code 8 ."
    same = {t for t in reason(read(text + members)).inferred if t[1].endswith("#sameAs>")}
    assert set(read(":y owl:sameAs :x7 , :x8 . :x7 owl:sameAs :x8 .")) <= same
    assert len(same) == 6


def test_useful_drops_what_says_nothing(read: Read) -> None:
    """One triple for each reason to drop, and some that stay."""
    dropped = """:x a owl:Thing , rdfs:Resource , [] . :C rdfs:subClassOf :C , owl:Thing , [] .
    :x owl:sameAs :x , 'x' . owl:Thing a :C . xsd:integer a :D . :r owl:onProperty :p . :l rdf:first :x .
    [] rdfs:subClassOf :C . :p owl:inverseOf :q ."""
    kept = """:x a :C ; :p 'y' , [] ; rdfs:label 'x' ; owl:differentFrom :y ; owl:sameAs :z .
    :x rdfs:comment 'x' ; rdfs:seeAlso :y ; rdfs:isDefinedBy :z ; rdfs:member :y ; rdf:value 1 .
    :C rdfs:subClassOf :D ; owl:equivalentClass :E . :p owl:equivalentProperty :q .
    :p rdfs:domain :C ; rdfs:range xsd:date , :C ; rdfs:subPropertyOf :q . [] :p :x ."""
    assert not [triple for triple in read(dropped) if useful(triple)]
    assert [triple for triple in read(kept) if not useful(triple)] == []
    assert not useful(('"x"', "<http://e/p>", "<http://e/o>"))
    assert not useful(("<http://e/s>", "_:p", "<http://e/o>"))


def test_keeps_lexical_forms(read: Read) -> None:
    """A literal that is inferred is written as it was stated."""
    forms = [
        "'007'^^xsd:integer",
        "'1.50'^^xsd:decimal",
        "'2016-01-01T00:00:00+00:00'^^xsd:dateTime",
        "'x'@en-GB",
    ]
    triples = read(f":p rdfs:subPropertyOf :q . :x :p {', '.join(forms)} .")
    assert {o for _, _, o in reason(triples).inferred} == {
        o for s, p, o in read(f":x :p {', '.join(forms)} .")
    }


def test_compares_values_not_forms(read: Read) -> None:
    """Where rules compare literals, 1 is 1.0; nothing is said again in another form (owlrl has no dt-eq)."""
    text = """:One owl:onProperty :n ; owl:hasValue 1 . :x :n 1.0 . :z :n 2 .
    :code a owl:InverseFunctionalProperty . :a :code 7 . :b :code 07 .
    :K owl:hasKey (:k :l) . :c a :K ; :k 1 ; :l true . :d a :K ; :k 01 ; :l '1'^^xsd:boolean .
    :e a :K ; :k 01 ; :l false . :n rdfs:subPropertyOf :m . :M owl:onProperty :m ; owl:hasValue 01 ."""
    inferred = set(reason(read(text)).inferred)
    assert (
        set(read(":x a :One , :M . :a owl:sameAs :b . :c owl:sameAs :d . :One rdfs:subClassOf :M ."))
        <= inferred
    )
    assert not {o for s, p, o in inferred if p.endswith(("/n>", "/code>", "/k>", "/l>"))} - {
        o for s, p, o in read(text)
    }
    assert not inferred & set(read(":z a :One . :c owl:sameAs :e ."))
    (found,) = [one for one in inferred if one in read(":a owl:sameAs :b .")]
    assert set(reason(read(text)).explain(found).stated()) <= set(read(text))


@pytest.mark.parametrize(
    ("datatype", "inside", "outside"),
    [
        ("xsd:nonNegativeInteger", "0 , '7'^^xsd:byte , 5.0", "-1 , 5.5 , 1e0 , '1'"),
        ("xsd:byte", "127 , '-128'^^xsd:long , 1.0", "128 , -129 , 100000000000000000000000 , 1.5"),
        ("xsd:decimal", "1 , 1.5 , '3'^^xsd:unsignedByte", "1e0 , 'x'^^xsd:integer , true"),
    ],
)
def test_a_number_is_in_every_datatype_that_holds_it(
    datatype: str, inside: str, outside: str, read: Read
) -> None:
    """By its value, whatever datatype it is written with (dt-type2; owlrl knows but the wider ones)."""
    text = f"[] rdfs:subClassOf :D ; owl:onProperty :p ; owl:someValuesFrom {datatype} ."
    for number, literal in enumerate(inside.split(" , ")):
        triples = read(f"{text} :x{number} :p {literal} .")
        closure = reason(triples)
        assert closure.inferred == tuple(read(f":x{number} a :D .")), literal
        assert set(closure.explain(closure.inferred[0]).stated()) == set(triples)
    for literal in outside.split(" , "):
        assert reason(read(f"{text} :x :p {literal} .")).inferred == (), literal


def test_a_crowd_of_equal_things_stays_folded(read: Read) -> None:
    """Of two thousand names for one thing what follows is told once, and that they are the same of each."""
    chain = " ".join(f":t{n} owl:sameAs :t{n + 1} ." for n in range(1999))
    triples = read(chain + ":t7 :p :x . :p rdfs:subPropertyOf :q . :a owl:sameAs :b . :a :p :y .")
    closure = reason(triples)
    (hub,) = {s for s, p, o in closure.inferred if p.endswith("/q>") and o.endswith("/x>")}
    assert len(closure.inferred) < 3 * 2000
    same = {o for s, p, o in closure.inferred if s == hub} | {o for s, p, o in triples if s == hub}
    assert len({o for o in same if "/t" in o}) == 1999
    assert set(read(":b :p :y ; :q :y .")) <= set(closure.inferred)
    explained = closure.explain((hub, *read(":t7 :q :x .")[0][1:]))
    assert read(":t7 :p :x .")[0] in explained.stated()
    assert [premise.rule for premise in explained.premises] == ["eq-rep-s", None]
    assert all(closure.explain(triple) for triple in closure.inferred[::500])
    assert {closure.explain(triple).rule for triple in triples[::500] + triples[1999:2000]} == {None}


def test_leaves_out_what_is_stated(read: Read) -> None:
    """What follows and is stated as well is not inferred."""
    triples = read(":A rdfs:subClassOf :B . :x a :A , :B .")
    assert reason(triples).inferred == ()


def test_has_nothing_to_say_of_nothing() -> None:
    """No triples, no inference."""
    closure = reason([])
    assert (closure.inferred, closure.inconsistencies) == ((), ())


def test_says_when_memory_does_not_suffice() -> None:
    """Too little memory is an error with a remedy, not a traceback of the database."""
    triples = [(f"<urn:{n}>", "<urn:p>", f"<urn:{n % 9}>") for n in range(30_000)]
    with pytest.raises(BilatError, match="30,000 triples needs more memory"):
        reason(triples, memory="1MB")


def test_axioms_in_the_data_count(read: Read) -> None:
    """An axiom that stands in the data, or that follows only from data, is an axiom like any other."""
    schema = read(":kind rdfs:subPropertyOf rdfs:subClassOf . :A a owl:Class .")
    triples = schema + read(":A :kind :B . :B :kind :C . :x a :A . :y owl:sameAs :x .")
    wanted = {
        o for s, p, o in reason(triples).inferred if s == "<https://example.org/y>" and p.endswith("type>")
    }
    assert wanted == {f"<https://example.org/{name}>" for name in "ABC"}


def test_classes_of_properties_count(read: Read, judge: Judge) -> None:
    """A property that is transitive, or a class that is one, by the class of its class."""
    text = """:Carrying rdfs:subClassOf owl:TransitiveProperty . :p a :Carrying . :x :p :y . :y :p :z .
    :Kind rdfs:subClassOf owl:Class . owl:Thing rdfs:subClassOf :Thing . :A a :Kind . :a a :A ."""
    triples = read(text)
    found = set(reason(triples).inferred)
    assert found == judge(triples)
    assert set(read(":x :p :z . :a a :Thing .")) <= found


@pytest.mark.parametrize("name", ["http://a/", "https://z/"])
def test_other_names_for_terms_of_owl_count(name: str, read: Read) -> None:
    """What is the same as a term that rules ask for, sorted before or after it, takes nothing from them."""
    text = f"""@prefix n: <{name}> . n:type owl:sameAs rdf:type . n:Thing owl:sameAs owl:Thing .
    n:sub owl:sameAs rdfs:subClassOf . :A n:sub :B . :x n:type :A . :y :p :x .
    :D owl:onProperty :p ; owl:someValuesFrom n:Thing ."""
    assert set(read(":x a :A , :B . :y a :D . :A rdfs:subClassOf :B .")) <= set(reason(read(text)).inferred)


def test_axioms_about_rdf_type_count(read: Read) -> None:
    """What follows from membership by an axiom about rdf:type itself follows from any membership."""
    triples = read("rdf:type rdfs:subPropertyOf :isA . :A a owl:Class . :x a :A . :B owl:unionOf (:A :C) .")
    found = set(reason(triples).inferred)
    assert set(read(":x :isA :A , :B , owl:Thing .")) <= found


@pytest.mark.parametrize("members", ["rdf:type :p", ":p rdf:type"])
def test_chains_over_rdf_type_count(members: str, read: Read) -> None:
    """A class that is asked for nowhere else is kept where a chain leads from it, or to it."""
    text = f":r owl:propertyChainAxiom ({members}) . :A rdfs:subClassOf _:b . _:b :p :y . :x a :A ; :p :x ."
    followed = {(s, o) for s, p, o in reason(read(text)).inferred if p.endswith("/r>")}
    x, y = "<https://example.org/x>", "<https://example.org/y>"
    assert (
        (x, y) in followed if members.startswith("rdf") else any(o[0] == "_" for s, o in followed if s == x)
    )


def test_a_late_triple_gets_every_name(read: Read) -> None:
    """What is found after its property turned out to be the same as another is said with both."""
    text = ":r rdfs:subPropertyOf :s . :s rdfs:subPropertyOf :t . :t rdfs:subPropertyOf :p . :x :r :y ."
    triples = read(text + ":p owl:sameAs :q .")
    slow = plain(triples)
    assert read(":x :q :y .")[0] in map(slow.dictionary.decode, slow.inferred())


def test_order_makes_no_difference(read: Read) -> None:
    """Shuffled and repeated triples give the same closure."""
    triples = read(" ".join(CASES.values()))
    first = reason(triples)
    shuffled = triples * 2
    random.Random(1).shuffle(shuffled)  # noqa: S311 -- not a secret
    again = reason(iter(shuffled))
    assert (again.inferred, again.inconsistencies) == (first.inferred, first.inconsistencies)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (":C owl:disjointUnionOf (:A :B) .", "owl:disjointUnionOf is used of <https://example.org/C>"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] .", "owl:hasSelf"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:minCardinality 1 ] .", "owl:minCardinality"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:cardinality 1 ] .", "owl:cardinality"),
        (":p a owl:ReflexiveProperty .", "owl:ReflexiveProperty is used of <https://example.org/p>"),
        (":D owl:onDatatype xsd:integer .", "owl:onDatatype"),
        (":C owl:subclassOf :D .", "owl:subclassOf"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 2 ] .", "maximum cardinality"),
        (
            ":C rdfs:subClassOf [ owl:unionOf (:A :B) ] .",
            "owl:unionOf is used of <https://example.org/C>, above",
        ),
        (":p rdfs:domain [ owl:unionOf (:A :B) ] .", "owl:unionOf is used of <https://example.org/p>, above"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :D ] .", "owl:someValuesFrom"),
        (
            "[ owl:complementOf :A ] rdfs:subClassOf :B .",
            "owl:complementOf is used of <https://example.org/B>, below",
        ),
        (
            ":C rdfs:subClassOf [ owl:intersectionOf (:D [ owl:onProperty :p ; owl:someValuesFrom :E ]) ] .",
            "owl:someValuesFrom is used of <https://example.org/C>, above",
        ),
        (
            "[ owl:unionOf (:D [ owl:onProperty :p ; owl:allValuesFrom :E ]) ] rdfs:subClassOf :C .",
            "owl:allValuesFrom is used of <https://example.org/C>, below",
        ),
        (":C owl:disjointWith [ owl:onProperty :p ; owl:maxCardinality 0 ] .", "owl:maxCardinality"),
        (":x a [ owl:onProperty :p ; owl:someValuesFrom :E ] .", "owl:someValuesFrom"),
        (
            ":C owl:equivalentClass [ owl:unionOf (:A [ owl:complementOf :B ]) ] .",
            "owl:unionOf is used of <https://example.org/C>, above",
        ),
        (":p rdfs:subPropertyOf owl:bottomObjectProperty .", "owl:bottomObjectProperty"),
        (":p rdfs:range owl:rational .", "owl:rational"),
        ("owl:topObjectProperty rdfs:subPropertyOf :p .", "owl:topObjectProperty"),
        (
            "[ owl:onProperty owl:topObjectProperty ; owl:someValuesFrom :A ] rdfs:subClassOf :B .",
            "owl:topObj",
        ),
        (
            ":p owl:propertyChainAxiom (:q owl:topObjectProperty) .",
            "owl:topObjectProperty is used of a class",
        ),
        (":C owl:equivalentClass [ owl:someValuesFrom :D ] .", "without owl:onProperty"),
        (":C rdfs:subClassOf [ owl:onProperty :p ] .", "owl:onProperty is used of a class .* without"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ] .", "owl:onClass or"),
        ("[] owl:sourceIndividual :x ; owl:assertionProperty :p .", "without owl:targetIndividual or"),
        ("[] owl:members (:x :y) .", "owl:members is used of .* without owl:AllDifferent or"),
        ("[] a owl:AllDisjointClasses .", "without owl:members"),
        (":C owl:unionOf () .", "empty list"),
        (":C owl:unionOf _:l . _:l rdf:first :A .", "broken"),
    ],
)
def test_stops_at_what_it_would_skip(text: str, named: str, read: Read) -> None:
    """An axiom that no rule acts on stops the reasoner by name."""
    with pytest.raises(UnsupportedAxiom, match=named) as stopped:
        reason(read(text))
    assert stopped.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        ":C owl:equivalentClass [ owl:intersectionOf (:A [ owl:onProperty :p ; owl:someValuesFrom :D ]) ] .",
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom [ owl:complementOf :D ] ] .",
        ":C rdfs:subClassOf [ owl:complementOf [ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] ] .",
        "[ owl:unionOf (:A [ owl:onProperty :p ; owl:hasValue 1 ]) ] rdfs:subClassOf :C .",
        ":p rdfs:subPropertyOf owl:topObjectProperty . :C owl:hasKey (:p) .",
    ],
)
def test_takes_what_some_rule_reads(text: str, read: Read) -> None:
    """Expressions of the profile, nested as it allows, stop nothing."""
    assert reason(read(text)).unsupported == ()


def test_takes_declarations_and_annotations(read: Read) -> None:
    """What declares or describes is no axiom and stops nothing."""
    text = """<> a owl:Ontology ; owl:versionInfo '1' ; owl:imports :other .
    :p a owl:AnnotationProperty ; owl:deprecated true . :x a owl:NamedIndividual ; :p 'y' .
    [] a owl:Axiom ; owl:annotatedSource :x ; owl:annotatedProperty :p ; owl:annotatedTarget 'y' ."""
    triples = read("@base <https://example.org/> ." + text)
    assert reason(triples).inferred == ()


def chain(links: int) -> list[Triple]:
    """Return a chain of a transitive property."""
    kind = ("<urn:p>", f"<{RDF}type>", f"<{OWL}TransitiveProperty>")
    return [kind, *((f"<urn:{n}>", "<urn:p>", f"<urn:{n + 1}>") for n in range(links))]


def test_chains_that_no_memory_holds_are_refused_by_name() -> None:
    """Each link makes as many triples as there are links before it; nothing is tried until memory is out."""
    with pytest.raises(
        ClosureTooLarge, match=r"links of <urn:p>, which is transitive, make some 2\d,\d{3},\d{3} triples"
    ):
        reason(chain(7000), memory="64MB")


def test_more_than_a_process_can_hold_is_refused_by_name() -> None:
    """With the property that most of it says."""
    with pytest.raises(
        ClosureTooLarge, match="4,950 triples would follow, 4,950 of them with <urn:p>; 4,000"
    ):
        reason(chain(100), most=4_000)


def test_a_key_whose_parts_tell_nothing_apart_is_refused_by_name() -> None:
    """All that share a value of its best part would be compared, each with each."""
    kind = f"<{RDF}type>"
    parts = [("_:b1", f"<{RDF}first>", "<urn:p>"), ("_:b1", f"<{RDF}rest>", "_:b2")]
    parts += [("_:b2", f"<{RDF}first>", "<urn:q>"), ("_:b2", f"<{RDF}rest>", f"<{RDF}nil>")]
    members = [(f"<urn:{n}>", kind, "<urn:C>") for n in range(2000)]
    values = [(f"<urn:{n}>", f"<urn:{p}>", '"x"') for n in range(2000) for p in "pq"]
    with pytest.raises(ClosureTooLarge, match="Each part of the key of <urn:C> has values that many"):
        reason([("<urn:C>", f"<{OWL}hasKey>", "_:b1"), *parts, *members, *values], memory="50MB")
