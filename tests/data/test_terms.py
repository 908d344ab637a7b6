"""The core and the data: every term earns its place by a fact, and every example is one.

What is inferred is derived here in the plainest way, from the axioms of the core alone, so that these tests
do not rest on the reasoner.
"""

from __future__ import annotations

from functools import cache, cached_property

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from bilat.graph.source.load import Source
from bilat.graph.source.terms import Terms
from bilat.vocab import BILAT, ONTOLOGY

#: How far a derivation may go; the longest one in use has three steps.
DEPTH = 4


class Derivation:
    """What holds by the axioms of an ontology on some data.

    Args:
        ontology: the axioms.
        data: what is stated.
    """

    def __init__(self, ontology: Graph, data: Graph) -> None:
        self.ontology = ontology
        self.data = data
        self.holds = cache(self._holds)
        self.is_a = cache(self._is_a)

    @cached_property
    def inverses(self) -> dict[Node, set[Node]]:
        """The inverses of each property, in both directions."""
        found: dict[Node, set[Node]] = {}
        for one, other in self.ontology.subject_objects(OWL.inverseOf):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        for one in self.ontology.subjects(RDF.type, OWL.SymmetricProperty):
            found.setdefault(one, set()).add(one)
        return found

    def chains(self, p: Node) -> list[list[Node]]:
        """Return the chains that a property follows from."""
        found = [
            list(Collection(self.ontology, head)) for head in self.ontology.objects(p, OWL.propertyChainAxiom)
        ]
        if (p, RDF.type, OWL.TransitiveProperty) in self.ontology:
            found.append([p, p])
        return found

    def _holds(self, s: Node, p: Node, o: Node, depth: int = DEPTH) -> bool:
        """Return whether a statement is stated or follows in a few steps."""
        if (s, p, o) in self.data:
            return True
        if depth == 0:
            return False
        return (
            any(self.holds(o, other, s, depth - 1) for other in self.inverses.get(p, ()))
            or any(self.holds(s, sub, o, depth - 1) for sub in self.ontology.subjects(RDFS.subPropertyOf, p))
            or any(self._by_chain(s, chain, o, depth - 1) for chain in self.chains(p))
        )

    def _by_chain(self, s: Node, chain: list[Node], o: Node, depth: int) -> bool:
        first, second = chain
        around = set(self.data.objects(s)) | set(self.data.subjects(None, s))
        return any(self.holds(s, first, x, depth) and self.holds(x, second, o, depth) for x in around)

    def _is_a(self, thing: Node, wanted: Node, depth: int = DEPTH) -> bool:
        """Return whether a thing is of a class, by type, subclass or definition."""
        if (thing, RDF.type, wanted) in self.data:
            return True
        if depth == 0:
            return False
        if (wanted, OWL.onProperty, None) in self.ontology:
            return self._restricted(thing, wanted)
        if (parts := self.ontology.value(wanted, OWL.intersectionOf)) is not None:
            return all(self.is_a(thing, part, depth - 1) for part in Collection(self.ontology, parts))
        nearer = set(self.ontology.subjects(RDFS.subClassOf, wanted))
        nearer |= set(self.ontology.objects(wanted, OWL.equivalentClass))
        return any(self.is_a(thing, other, depth - 1) for other in nearer)

    def _restricted(self, thing: Node, restriction: Node) -> bool:
        p = self.ontology.value(restriction, OWL.onProperty)
        assert p is not None
        value = self.ontology.value(restriction, OWL.hasValue)
        if value is not None:
            return self.holds(thing, p, value)
        assert (restriction, OWL.someValuesFrom, OWL.Thing) in self.ontology
        around = set(self.data.objects(thing)) | set(self.data.subjects(None, thing))
        return any(self.holds(thing, p, other) for other in around)


@pytest.fixture(scope="module")
def data(source: Source) -> Graph:
    """Return the data, and of the ontology only its concepts and regions."""
    merged = Graph()
    for s, p, o, g in source.dataset.quads((None, None, None, None)):
        if g != ONTOLOGY or not (isinstance(s, BNode) or str(s).startswith(str(BILAT))):
            merged.add((s, p, o))
    return merged


@pytest.fixture(scope="module")
def derivation(source: Source, data: Graph) -> Derivation:
    return Derivation(source.ontology, data)


def terms(source: Source) -> list[Node]:
    """Return the terms of the core."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {term for kind in kinds for term in source.ontology.subjects(RDF.type, kind)}
    return sorted(term for term in found if str(term).startswith(str(BILAT)))


def statement(text: str, prefixes: dict[str, str]) -> tuple[Node, Node, Node]:
    """Return the triple that an example writes as Turtle does, without the full stop."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    (quad,) = ox.parse(f"{head}{text} .", ox.RdfFormat.TURTLE)
    read = Terms("example").term
    return read(quad.subject), read(quad.predicate), read(quad.object)


def wrong(derivation: Derivation, term: Node, example: str, prefixes: dict[str, str]) -> str | None:
    """Return what is wrong with the example of a term, if anything."""
    is_class = (term, RDF.type, OWL.Class) in derivation.ontology
    s, p, o = statement(f"{example} a <{term}>" if is_class else example, prefixes)
    if is_class:
        return None if derivation.is_a(s, term) else f"{example} is no {term}"
    if p != term:
        return f"{example} uses another property"
    return None if derivation.holds(s, p, o) else f"{example} does not hold"


def test_every_example_is_in_the_data(source: Source, derivation: Derivation) -> None:
    """The example of a class is one of it, the example of a property is a statement that holds."""
    examples = [
        (term, str(text)) for term in terms(source) for text in source.ontology.objects(term, SKOS.example)
    ]
    assert len(examples) >= len(terms(source)) > 120
    found = {wrong(derivation, term, text, source.prefixes) for term, text in examples} - {None}
    assert not found, "\n".join(sorted(map(str, found)))


@pytest.mark.parametrize(
    ("term", "example"),
    [
        ("topic", "id:japan-5g-mou bilat:topic topic:big-data"),
        ("topic", "id:japan-5g-mou bilat:kind kind:memorandum-of-understanding"),
        ("isoAlpha2", 'id:japan bilat:isoAlpha2 "CN"'),
        ("involves", "id:china-cyber-taskforce bilat:involves id:etsi"),
        ("concernedIn", "id:japan bilat:concernedIn id:korea-5g-declaration"),
        ("followedBy", "id:japan-5g-declaration bilat:followedBy id:japan-5g-mou"),
        ("Country", "id:asean"),
        ("PartnerCountry", "id:european-union"),
        ("Plan", "id:japan-ict-dialogue"),
        ("Dialogue", "id:picasso"),
    ],
)
def test_a_wrong_example_would_be_found(
    source: Source, derivation: Derivation, term: str, example: str
) -> None:
    """The check can fail: what nobody states and nothing implies does not hold."""
    assert wrong(derivation, BILAT[term], example, source.prefixes)


def earns_its_place(derivation: Derivation, term: Node) -> bool:
    """Return whether data use a term, or whether it follows from terms that they use."""
    if (term, RDF.type, OWL.Class) in derivation.ontology:
        return any(derivation.is_a(thing, term) for thing in set(derivation.data.subjects()))
    return used(derivation, term, frozenset())


def used(derivation: Derivation, p: Node, seen: frozenset[Node]) -> bool:
    """Return whether a property is stated, or inferred from ones that are: inverse, sub-property, chain."""
    if (None, p, None) in derivation.data:
        return True
    sources = set(derivation.inverses.get(p, ())) | set(derivation.ontology.subjects(RDFS.subPropertyOf, p))
    return any(used(derivation, other, seen | {p}) for other in sources - seen) or any(
        all(used(derivation, link, seen | {p}) for link in chain)
        for chain in derivation.chains(p)
        if p not in chain
    )


def test_every_term_earns_its_place(source: Source, derivation: Derivation) -> None:
    """Each class and property is used, or inferred from used ones."""
    idle = [str(term) for term in terms(source) if not earns_its_place(derivation, term)]
    assert not idle, "\n".join(idle)


def test_an_idle_term_would_be_found(source: Source, data: Graph) -> None:
    """The check can fail: a class and a property that nothing uses or implies are idle."""
    ontology = source.ontology + Graph()
    ontology.add((BILAT.Idle, RDF.type, OWL.Class))
    ontology.add((BILAT.idle, RDF.type, OWL.ObjectProperty))
    ontology.add((BILAT.idle, OWL.inverseOf, BILAT.idleInverse))
    derivation = Derivation(ontology, data)
    assert not earns_its_place(derivation, BILAT.Idle)
    assert not earns_its_place(derivation, BILAT.idle)


def test_inferred_terms_are_few(source: Source, data: Graph) -> None:
    """What no statement uses is an inverse, chain, definition or wider class; the list is kept by hand."""
    types = set(data.objects(None, RDF.type))
    predicates = set(data.predicates())
    idle = {str(term)[len(str(BILAT)) :] for term in terms(source)} - {
        str(term)[len(str(BILAT)) :] for term in types | predicates if str(term).startswith(str(BILAT))
    }
    assert idle == {
        *("Body", "PartnerCountry", "Plan"),
        *(
            "concernedIn",
            "followedBy",
            "funds",
            "governs",
            "manages",
            "participationIn",
            "stepOf",
            "supports",
        ),
    }


def test_every_concept_is_used(source: Source, everything: Graph) -> None:
    """A concept that no statement takes as value, and no narrower one hangs on, says nothing."""
    concepts = set(source.ontology.subjects(RDF.type, SKOS.Concept))
    idle = []
    for concept in concepts:
        elsewhere = {p for _, p in everything.subject_predicates(concept)} - {SKOS.related}
        stated = {p for p in everything.predicates(concept) if str(p).startswith(str(BILAT))}
        stated -= {BILAT.reconciliation}
        if not elsewhere and not stated:
            idle.append(str(concept))
    assert not idle, "\n".join(sorted(idle))


def test_the_core_stands_alone(source: Source) -> None:
    """No axiom of the core needs another vocabulary: links to those stand in the alignments."""
    kept = (OWL, RDF, RDFS, SKOS)
    for p in (RDFS.domain, RDFS.range, OWL.inverseOf):
        for term, value in source.ontology.subject_objects(p):
            assert isinstance(value, URIRef | BNode | Literal)
            own = str(value).startswith((str(BILAT), *map(str, kept), "http://www.w3.org/2001/XMLSchema#"))
            assert own, (term, value)
