"""Every inferred triple can be explained, step by step, down to what is stated."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

import pytest

from bilat.errors import BilatError
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.reason import Closure, reason
from bilat.graph.owl.rule import inference_rules
from bilat.graph.owl.why import Explanation

Read = Callable[[str], list[Triple]]
Judge = Callable[[Iterable[Triple]], set[Triple]]

ONTOLOGY = """
:Agent a owl:Class . :Body a owl:Class ; rdfs:subClassOf :Agent .
:Council a owl:Class ; rdfs:subClassOf :Body .
:partOf a owl:ObjectProperty , owl:TransitiveProperty ; owl:inverseOf :hasPart ; rdfs:subPropertyOf :near .
:near a owl:ObjectProperty , owl:SymmetricProperty . :hasPart a owl:ObjectProperty ; rdfs:domain :Whole .
:uncle owl:propertyChainAxiom (:parent :sibling :spouse) .
:code a owl:InverseFunctionalProperty , owl:DatatypeProperty . :seat a owl:FunctionalProperty .
:Active owl:equivalentClass [ owl:intersectionOf (:Body _:holding :Open) ] .
_:holding owl:onProperty :holds ; owl:someValuesFrom :Event .
:Planned owl:equivalentClass [ owl:onProperty :mode ; owl:hasValue :plan ] .
:Registered owl:hasKey (:number :land) .
"""
DATA = """
:council a :Council ; :partOf :union ; :holds :summit ; :seat :brussels , :bxl . :union :partOf :world .
:summit a :Event . :council a :Open . :x a :Planned . :y :mode :plan .
:a :parent :b . :b :sibling :c . :c :spouse :d .
:one :code 'k' . :two :code 'k' ; :likes :three .
:r1 a :Registered ; :number 1 ; :land :be . :r2 a :Registered ; :number 1 ; :land :be ; :likes :one .
"""
CELLS = {f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}>" for name in ("first", "rest")}


@pytest.fixture(scope="module")
def stated(read: Read) -> list[Triple]:
    """Return the whole sample graph."""
    return read(ONTOLOGY + DATA)


@pytest.fixture(scope="module")
def closure(stated: list[Triple]) -> Closure:
    """Return what follows from the sample graph."""
    return reason(stated)


def nodes(explanation: Explanation) -> Iterator[Explanation]:
    """Return an explanation and all it rests on."""
    yield explanation
    for premise in explanation.premises:
        yield from nodes(premise)


def test_every_inferred_triple_rests_on_stated_ones(closure: Closure, stated: list[Triple]) -> None:
    """Each leaf is a stated triple, each other node names a rule and what the rule says."""
    rules = {rule.name: rule.sentence for rule in inference_rules()}
    assert len(closure.inferred) > 30
    for triple in closure.inferred:
        explanation = closure.explain(triple)
        assert explanation.triple == triple
        assert explanation.rule is not None
        for node in nodes(explanation):
            assert all(node.triple)
            if node.rule is None:
                assert node.triple in stated
                assert not node.premises
            else:
                assert node.premises
                assert node.rule in rules
                assert node.sentence.endswith(".")


def test_no_explanation_goes_in_circles(closure: Closure) -> None:
    """No triple is among the premises that it rests on."""

    def check(explanation: Explanation, above: tuple[Triple, ...]) -> None:
        assert explanation.triple not in above
        for premise in explanation.premises:
            check(premise, (*above, explanation.triple))

    for triple in closure.inferred:
        check(closure.explain(triple), ())


def test_every_step_is_sound(closure: Closure, stated: list[Triple], entail: Judge) -> None:
    """From the premises of a step, and the lists that they point to, owlrl concludes the same."""
    cells = [triple for triple in stated if triple[1] in CELLS]
    steps = {}
    for triple in closure.inferred:
        for node in nodes(closure.explain(triple)):
            if node.rule is not None:
                steps[node.triple] = node
    assert len(steps) > 30
    for triple, node in steps.items():
        assert triple in entail([*(premise.triple for premise in node.premises), *cells]), node


def test_names_rule_and_premises(closure: Closure, read: Read) -> None:
    """A subclass two levels up: the membership one level up, and the subclass axiom."""
    wanted, below, axiom = read(":council a :Agent , :Body . :Body rdfs:subClassOf :Agent .")
    explanation = closure.explain(wanted)
    assert explanation.rule == "cax-sco"
    assert explanation.sentence == "A member of a class is a member of every class above it."
    assert [premise.triple for premise in explanation.premises] == [below, axiom]
    assert [premise.rule for premise in explanation.premises] == ["cax-sco", None]
    assert len(explanation.stated()) == 3


def test_shows_all_parts_of_a_long_axiom(closure: Closure, read: Read) -> None:
    """A chain of three and a key of two are explained in one step, without their parts."""
    for text, rule, count in (
        (":a :uncle :d .", "prp-spo2", 4),
        (":r1 owl:sameAs :r2 .", "prp-key", 7),
    ):
        explanation = closure.explain(read(text)[0])
        assert explanation.rule == rule
        assert len(explanation.premises) == count


def test_explains_what_is_said_under_another_name(closure: Closure, read: Read) -> None:
    """What holds of a thing because it is the same as another leads to why they are the same."""
    explanation = closure.explain(read(":one :likes :three .")[0])
    assert explanation.rule == "eq-rep-s"
    assert "prp-ifp" in {node.rule for node in nodes(explanation)}


def test_stated_triples_need_no_reason(closure: Closure, read: Read) -> None:
    """A stated triple is its own leaf."""
    explanation = closure.explain(read(":x a :Planned .")[0])
    assert (explanation.rule, explanation.premises, explanation.sentence) == (None, (), "Stated.")


def test_refuses_what_does_not_follow(closure: Closure, read: Read) -> None:
    """A triple that does not hold is an error with a remedy, terms known or not."""
    for text in (":x a :Agent .", ":nobody a :Nothing ."):
        with pytest.raises(BilatError, match="neither stated nor does it follow"):
            closure.explain(read(text)[0])


def test_does_not_depend_on_order(closure: Closure, stated: list[Triple]) -> None:
    """Shuffled input gives the same explanations."""
    shuffled = list(stated)
    random.Random(5).shuffle(shuffled)  # noqa: S311 -- not a secret
    other = reason(shuffled)
    again = reason(stated)
    assert other.inferred == again.inferred == closure.inferred
    assert [other.explain(t) for t in other.inferred] == [again.explain(t) for t in again.inferred]
