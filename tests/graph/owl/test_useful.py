"""Which inferred triples are worth publishing, one at a time and many at once."""

from __future__ import annotations

from itertools import product

from bilat.graph.owl.dictionary import Dictionary, vocabulary_term
from bilat.graph.owl.useful import useful, useful_among

NAMES = ("rdf_type", "rdfs_subClassOf", "rdfs_label", "owl_sameAs", "owl_onProperty", "owl_Thing", "xsd_date")
TERMS = ("<urn:a>", "<urn:b>", "_:n", '"text"', *map(vocabulary_term, NAMES))


def test_many_at_once_are_those_of_one_at_a_time() -> None:
    """Whatever terms a triple has at whatever places."""
    dictionary = Dictionary(TERMS)
    triples = list(product(TERMS, repeat=3))
    rows = [(dictionary[s], dictionary[p], dictionary[o]) for s, p, o in triples]
    found = list(useful_among(rows, dictionary))
    assert found == list(filter(useful, triples))
    assert ("<urn:a>", vocabulary_term("rdf_type"), "<urn:b>") in found
