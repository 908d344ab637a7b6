"""Ontologies with thousands of restrictions, as biologists write them, are reasoned over in seconds."""

from __future__ import annotations

from bilat.graph.owl import schema_rules
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.encode import encode
from bilat.graph.owl.reason import VOCABULARY_NAMES, reason
from bilat.graph.owl.saturate import Saturation
from bilat.vocab import OWL, RDF, RDFS

COPIES = 120


def ontology(fillers: int) -> list[Triple]:
    """Return classes of which each is part of one of some wholes, every whole below the next."""
    triples: list[Triple] = []

    def say(s: str, p: object, o: object) -> None:
        triples.append((s, f"<{p}>", o if isinstance(o, str) and o[0] in "<_" else f"<{o}>"))

    for n in range(fillers):
        say(f"<http://e/w{n}>", RDF.type, OWL.Class)
        say(f"<http://e/w{n}>", RDFS.subClassOf, f"<http://e/w{n + 1}>")
    for n in range(COPIES):
        say(f"_:r{n:03}", RDF.type, OWL.Restriction)
        say(f"_:r{n:03}", OWL.onProperty, "<http://e/partOf>")
        say(f"_:r{n:03}", OWL.someValuesFrom, f"<http://e/w{n % fillers}>")
        say(f"<http://e/c{n}>", RDFS.subClassOf, f"_:r{n:03}")
    say("_:r000", RDFS.subClassOf, "<http://e/Part>")
    return triples


def test_copies_of_a_restriction_are_one() -> None:
    """What one copy is below holds of all, and their pairs, the square of their number, are not made."""
    stated = ontology(1)
    inferred = set(reason(stated, strict=False).inferred)
    below = {(f"<http://e/c{n}>", f"<{RDFS.subClassOf}>", "<http://e/Part>") for n in range(COPIES)}
    assert below <= inferred
    saturation = Saturation(encode(stated, vocabulary=VOCABULARY_NAMES), folded=True)
    saturation.run()
    ((count,),) = saturation.space.rows("SELECT count(*) FROM triple")
    assert count < COPIES * 20


def test_rules_read_the_rarest_first() -> None:
    """Restrictions that share a property are looked up by their class, of which there are few."""
    looked: list[int] = []
    rows = schema_rules._Facts.rows

    def counted(*given: object) -> list[tuple[int, ...]]:
        found = rows(*given)  # type: ignore[arg-type]
        looked.append(len(found))
        return found

    schema_rules._Facts.rows = counted  # type: ignore[method-assign,assignment]
    try:
        reason(ontology(COPIES // 2), strict=False)
    finally:
        schema_rules._Facts.rows = rows  # type: ignore[method-assign]
    assert sum(looked) < 500_000
