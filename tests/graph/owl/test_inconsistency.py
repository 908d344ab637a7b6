"""Every kind of contradiction is found, with what it rests on, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.reason import reason
from bilat.graph.owl.rule import inconsistency_rules

Read = Callable[[str], list[Triple]]

#: For each check a graph that it objects to, and one next to it that is in order.
CASES = {
    "eq-diff1": (
        ":a owl:differentFrom :b ; owl:sameAs :b .",
        ":a owl:differentFrom :b ; owl:sameAs :c . :d owl:sameAs :b .",
    ),
    "eq-diff1.self": (":a owl:differentFrom :a .", ":a owl:differentFrom :b ."),
    "eq-diff2": (
        "[] a owl:AllDifferent ; owl:members (:a :b :c) . :b owl:sameAs :c .",
        "[] a owl:AllDifferent ; owl:members (:a :b :c) . :b owl:sameAs :d .",
    ),
    "eq-diff3": (
        "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :c) . :p a owl:FunctionalProperty . :x :p :a , "
        ":c .",
        "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :c) . :p a owl:FunctionalProperty . :x :p :a , "
        ":d .",
    ),
    "eq-diff2.twice": (
        "[] a owl:AllDifferent ; owl:members (:a :b :a) .",
        "[] a owl:AllDifferent ; owl:members (:a :b :c) .",
    ),
    "eq-diff3.twice": (
        "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :a) .",
        "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :c) .",
    ),
    "prp-irp": (":p a owl:IrreflexiveProperty . :x :p :x .", ":p a owl:IrreflexiveProperty . :x :p :y ."),
    "prp-asyp": (
        ":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .",
        ":p a owl:AsymmetricProperty . :x :p :y . :y :p :z .",
    ),
    "prp-pdw": (
        ":p owl:propertyDisjointWith :q . :x :p :y ; :q :y .",
        ":p owl:propertyDisjointWith :q . :x :p :y ; :q :z . :z :q :y .",
    ),
    "prp-adp": (
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :x :p :y ; :r :y .",
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :x :p :y ; :r :z . :z :r :y .",
    ),
    "prp-npa1": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y . :x :p :y .",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y . :x :p :z "
        "; :q :y . :z :p :y .",
    ),
    "prp-npa2": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 1 . :x :p 1 .",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 1 . :x :p 2 ; :q 1 . "
        ":y :p 1 .",
    ),
    "prp-npa2.value": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 1 . :x :p 1.0 .",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 1 . :x :p 1.5 ; :q 1.0 . "
        ":y :p 1.0 .",
    ),
    "prp-pdw.value": (
        ":p owl:propertyDisjointWith :q . :x :p 1 ; :q 01 .",
        ":p owl:propertyDisjointWith :q . :x :p 1 ; :q 1e0 . :y :q 01 .",
    ),
    "prp-adp.value": (
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :x :p true ; :r '1'^^xsd:boolean .",
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :x :p true ; :r false . "
        ":y :r '1'^^xsd:boolean .",
    ),
    "cls-nothing2": (":x a owl:Nothing .", ":x a owl:Thing ."),
    "cls-com": (
        ":A rdfs:subClassOf [ owl:complementOf :B ] . :x a :A , :B .",
        ":A rdfs:subClassOf [ owl:complementOf :B ] . :x a :A .",
    ),
    "cls-maxc1": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] . :x a :A ; :p :y .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] . :x a :B ; :p :y . "
        ":z a :A ; :q :y .",
    ),
    "cls-maxqc1": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :B ] . :x a "
        ":A ; :p :y . :y a :B .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :B ] . :x a "
        ":A ; :p :y . :y a :C . :z a :A ; :q :w . :v :p :w . :w a :B .",
    ),
    "cls-maxqc2": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing ] . "
        ":x a :A ; :p :y .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing ] . "
        ":x a :A ; :q :y . :z :p :y .",
    ),
    "cax-dw": (
        ":A owl:disjointWith :B . :C rdfs:subClassOf :A . :x a :C , :B .",
        ":A owl:disjointWith :B . :C rdfs:subClassOf :A . :x a :C , :D .",
    ),
    "cax-adc": (
        "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) . :x a :A . :p rdfs:range :C . :y :p :x .",
        "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) . :x a :A . :p rdfs:range :C . :y :p :z .",
    ),
    "dt-diff": (
        ":p a owl:FunctionalProperty . :x :p 1 , 2 .",
        ":p a owl:FunctionalProperty . :x :p 1 , 01 , 1.0 , '+1'^^xsd:byte . :y :p 2 ; :q 3 .",
    ),
    "dt-diff.cls-maxc2": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] . :x a :A ; :p 'a' , 'b' .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] . :x a :A ; :p 'a' , "
        "'a'^^xsd:token ; :q 'b' . :y a :A ; :p 'b' . :z :p 'a' , 'b' .",
    ),
    "dt-diff.cls-maxqc3": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onDataRange "
        "xsd:string ] . :x a :A ; :p 'a' , 'b' .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onDataRange "
        "xsd:string ] . :x a :A ; :p 'a' , 1 ; :q 'b' . :y a :A ; :p 'b' . :z :p 'a' , 'b' .",
    ),
    "dt-diff.cls-maxqc4": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ] . "
        ":x a :A ; :p true , false .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ] . "
        ":x a :A ; :p true , '1'^^xsd:boolean ; :q false . :y a :A ; :p false . :z :p true , false .",
    ),
    "dt-not-type": (":x :p 'abc'^^xsd:integer .", ":x :p '12'^^xsd:integer ."),
    "dt-not-type.range": (
        ":p rdfs:range xsd:date . :x :p '2015'^^xsd:gYear .",
        ":p rdfs:range xsd:gYear . :x :p '2015'^^xsd:gYear ; :q '2015-01-01'^^xsd:date .",
    ),
    "dt-not-type.only": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:integer ] . :x a :A ; :p 'a' .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:integer ] . :x a :A ; :p "
        "'5'^^xsd:byte ; :q 'a' . :y :p 'a' .",
    ),
}
#: Literals that are, and that are not, in the range of a property.
RANGES = {
    "xsd:decimal": ("1", "1.5", "'a'", "1e0"),
    "xsd:integer": ("1", "'2.0'^^xsd:decimal", "1.5", "'1'"),
    "xsd:byte": ("127", "'-128'^^xsd:long", "128", "-129"),
    "xsd:unsignedLong": ("18446744073709551615", "0", "18446744073709551616", "-1"),
    "xsd:string": ("'a'", "'a'^^xsd:token", "'a'@en", "1"),
    "rdf:langString": ("'a'@en", "'b'@fr-be", "'a'", "'a'^^xsd:token"),
    "rdf:PlainLiteral": ("'a'@en", "'a'", "1", "true"),
    "rdfs:Literal": ("'a'@en", "1.5", None, None),
    "xsd:dateTime": (
        "'2016-02-29T00:00:00'^^xsd:dateTime",
        "'2016-02-29T00:00:00Z'^^xsd:dateTimeStamp",
        "'2016-02-29'^^xsd:date",
        "'2016-02-29T00:00:00'",
    ),
    "xsd:double": ("1e0", "'NaN'^^xsd:double", "'1'^^xsd:float", "1.0"),
}


def kinds(triples: list[Triple]) -> list[str]:
    """Return the kinds of contradiction in a graph that is all ontology."""
    return [found.kind for found in reason(triples).inconsistencies]


@pytest.mark.parametrize("check", CASES)
def test_finds_each_kind_once(check: str, read: Read) -> None:
    """The graph at fault gives one finding of the kind, with its statements, all of which are known."""
    triples = read(CASES[check][0])
    (found,) = reason(triples).inconsistencies
    assert found.kind == check.partition(".")[0]
    assert found.message.endswith(".")
    assert "{" not in found.message
    assert set(found.causes) & set(triples)


@pytest.mark.parametrize("check", CASES)
def test_is_silent_where_all_is_well(check: str, read: Read) -> None:
    """The graph beside it has no contradiction."""
    assert kinds(read(CASES[check][1])) == []


def test_every_check_has_a_case() -> None:
    """No check goes without a test."""
    assert {rule.file for rule in inconsistency_rules()} == set(CASES)


@pytest.mark.parametrize("datatype", RANGES)
def test_compares_literals_with_the_range(datatype: str, read: Read) -> None:
    """A value is in the range by what it means, not by the datatype it is written with."""
    good, also, bad, worse = RANGES[datatype]
    for literal in (good, also):
        assert kinds(read(f":p rdfs:range {datatype} . :x :p {literal} .")) == []
    for literal in filter(None, (bad, worse)):
        assert kinds(read(f":p rdfs:range {datatype} . :x :p {literal} .")) == ["dt-not-type"]


def test_each_property_has_its_own_range(read: Read) -> None:
    """What fits the range of one may be outside that of another, for all things or for those of a class."""
    ranges = ":p rdfs:range xsd:byte . :q rdfs:range xsd:integer . "
    only = (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:byte ] , "
        "[ owl:onProperty :q ; owl:allValuesFrom xsd:integer ] . :x a :A . "
    )
    for axioms in (ranges, only):
        assert kinds(read(f"{axioms} :x :p 127 ; :q 128 .")) == []
        assert kinds(read(f"{axioms} :x :p 128 ; :q 128 .")) == ["dt-not-type"]


def test_says_what_contradicts_what(read: Read) -> None:
    """The message names things by the last part of their IRIs; the causes lead down to what is stated."""
    triples = read(":A owl:disjointWith :B . :C rdfs:subClassOf :A . :x a :C , :B .")
    (found,) = reason(triples).inconsistencies
    assert found.message == "x is a member of both A and B, which exclude each other."
    inferred = read(":x a :A .")
    assert set(found.causes) == {*triples, *inferred}
    assert found.causes[:3] == tuple(read(":x a :A , :B . :A owl:disjointWith :B ."))


def test_reports_merged_things_once(read: Read) -> None:
    """Things that are the same contradict each other once, whatever their names."""
    assert kinds(read(":A owl:disjointWith :B . :x a :A . :y a :B . :x owl:sameAs :y , :z .")) == ["cax-dw"]


def test_explains_some_of_very_many(read: Read) -> None:
    """Of what one check finds a hundred are explained, and the rest told by their number, without a cause."""
    clashes = read(":A owl:disjointWith :B . " + "".join(f":x{n} a :A , :B . " for n in range(102)))
    found = reason(clashes).inconsistencies
    assert len(found) == 101
    assert [one.message for one in found if not one.causes] == ["There are 2 more findings of this kind."]


def test_functional_clash_of_things_that_differ(read: Read) -> None:
    """Two values of a functional property that are stated to differ contradict each other."""
    text = ":p a owl:FunctionalProperty . :x :p :a , :b . :a owl:differentFrom :b ."
    triples = read(text)
    (found,) = reason(triples).inconsistencies
    assert found.kind == "eq-diff1"
    assert set(found.causes) > set(triples)


def test_compares_dates_in_utc(read: Read) -> None:
    """The same instant in two time zones is one value; with and without a zone are two."""
    same = "'2016-01-01T00:00:00+01:00'^^xsd:dateTime , '2015-12-31T23:00:00Z'^^xsd:dateTime"
    other = "'2016-01-01T00:00:00'^^xsd:dateTime , '2016-01-01T00:00:00Z'^^xsd:dateTime"
    assert kinds(read(f":p a owl:FunctionalProperty . :x :p {same} .")) == []
    assert kinds(read(f":p a owl:FunctionalProperty . :x :p {other} .")) == ["dt-diff"]


def test_leaves_unknown_datatypes_alone(read: Read) -> None:
    """Literals of a datatype nobody knows are not said to differ, nor to be outside another datatype."""
    assert kinds(read(":p a owl:FunctionalProperty . :x :p 'a'^^:own , 'b'^^:own .")) == []
    assert kinds(read(":p rdfs:range xsd:string . :x :p 'a'^^:own .")) == []
    only = ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:string ] ."
    assert kinds(read(f"{only} :x a :A ; :p 'a'^^:own .")) == []


def test_what_follows_may_be_different_from_itself(read: Read) -> None:
    """That a thing differs from itself need not be stated."""
    (found,) = reason(read(":apart rdfs:subPropertyOf owl:differentFrom . :a :apart :a .")).inconsistencies
    assert found.rule == "eq-diff1.self"
    assert kinds(read(":a owl:differentFrom :b ; owl:sameAs :b .")) == ["eq-diff1"]


def test_finds_by_another_check_of_the_kind(read: Read) -> None:
    """Listed twice where names are one, and the same where they are told apart: told all the same."""
    text = ":q rdfs:subPropertyOf owl:sameAs ; owl:inverseOf :r . :g owl:differentFrom :g ; :r 'x' ; :q :g ."
    assert kinds(read(text)) == ["eq-diff1"]


def test_thousands_of_classes_that_exclude_each_other(read: Read) -> None:
    """Not each two of them are held beside each other, only those that a thing has."""
    members = " ".join(f":C{n}" for n in range(3_000))
    text = f"[] a owl:AllDisjointClasses ; owl:members ({members}) . :x a :C1 , :C2998 . :y a :C3 ."
    (found,) = reason(read(text)).inconsistencies
    assert found.message == "x is a member of both C1 and C2998, which exclude each other."
