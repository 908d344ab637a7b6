"""Who says what: passages state facts, the editorial graph gives types and labels, neither does both."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.term import Node

from bilat.graph.catalogue.described import passages
from bilat.graph.source.load import Source
from bilat.vocab import (
    BILAT,
    CATALOGUE,
    EDITORIAL,
    ID,
    ONTOLOGY,
    REFERENCE,
    SCHEME,
    SHAPES_GRAPH,
    SOURCE,
    SOURCES,
)

#: Passages that say nothing of their own, and why.
SILENT = {
    "a/15": "heading of a section",
    "a/26": "heading of a section",
    "b/28": "heading of a section",
}
#: What is ours and not a label: the layout of the documents implies it.
EDITORIAL_FACTS = {BILAT.side, BILAT.belongsTo, BILAT.concerns, BILAT.locatedIn}


@pytest.fixture(scope="module")
def stated(source: Source) -> dict[URIRef, Graph]:
    """Return the graph of each passage."""
    return {passage: source.dataset.graph(passage) for passage in passages(source.dataset)}


def mark(passage: URIRef) -> str:
    return str(passage).removeprefix(str(SOURCE))


def is_ours(node: Node) -> bool:
    """Return whether a node is a thing or concept of this graph."""
    return str(node).startswith((str(ID), str(SCHEME), str(SOURCE)))


def test_every_passage_speaks_unless_it_has_nothing_to_say(stated: dict[URIRef, Graph]) -> None:
    """The passages without a statement are those of the list, and each of them still has none."""
    assert len(stated) == 102
    assert {mark(passage) for passage, graph in stated.items() if not len(graph)} == set(SILENT)


def test_every_data_graph_is_a_passage_or_a_known_one(source: Source, stated: dict[URIRef, Graph]) -> None:
    """A slip in the name of a graph would leave a statement without its passage."""
    names = {graph for *_, graph in source.quads} - {ONTOLOGY, SHAPES_GRAPH}
    assert names - set(stated) == {CATALOGUE, EDITORIAL, REFERENCE, SOURCES}


def test_passages_state_no_type_and_no_label(stated: dict[URIRef, Graph]) -> None:
    """Types and labels are ours, so they stand in the editorial graph."""
    ours = {RDF.type, RDFS.label, SKOS.altLabel, SKOS.prefLabel}
    found = {(mark(passage), p) for passage, graph in stated.items() for p in graph.predicates() if p in ours}
    assert not found


def test_passages_use_terms_of_the_core_only(stated: dict[URIRef, Graph]) -> None:
    """Facts are said in our own few terms."""
    predicates = {p for graph in stated.values() for p in graph.predicates()}
    assert all(str(p).startswith(str(BILAT)) for p in predicates)


def test_everything_spoken_of_has_type_and_label(source: Source, stated: dict[URIRef, Graph]) -> None:
    """A thing by the editorial graph, a concept or region by its scheme, a document by its description."""
    known = [source.dataset.graph(name) for name in (EDITORIAL, ONTOLOGY, SOURCES)]
    labels = (RDFS.label, SKOS.prefLabel)
    used = {node for graph in stated.values() for s, _, o in graph for node in (s, o) if is_ours(node)}
    assert len(used) > 500
    for node in sorted(used):
        assert any((node, RDF.type, None) in graph for graph in known), f"{node} has no type"
        assert any((node, p, None) in graph for graph in known for p in labels), f"{node} has no label"


def test_nothing_is_described_that_nobody_speaks_of(source: Source, stated: dict[URIRef, Graph]) -> None:
    """A thing of the editorial graph stands in a passage."""
    used = {node for graph in stated.values() for s, _, o in graph for node in (s, o)}
    described = set(source.dataset.graph(EDITORIAL).subjects())
    assert not described - used


def test_the_editorial_graph_says_little(source: Source) -> None:
    """Type, one label, other spellings; beyond them only what the layout of the documents implies."""
    editorial = source.dataset.graph(EDITORIAL)
    assert set(editorial.predicates()) - EDITORIAL_FACTS == {RDF.type, RDFS.label, SKOS.altLabel}
    labels = Counter(editorial.subjects(RDFS.label))
    assert set(labels.values()) == {1}


def test_labels_tell_things_apart(source: Source) -> None:
    """No two things have the same label."""
    labels = Counter(
        str(label).lower() for label in source.dataset.graph(EDITORIAL).objects(None, RDFS.label)
    )
    assert not [label for label, count in labels.items() if count > 1]


def test_labels_of_parts_repeat_who_takes_part_in_what(source: Source, everything: Graph) -> None:
    """They are written by hand, and follow when the label of actor or thing is mended."""
    label = source.dataset.graph(EDITORIAL).value
    parts = list(everything.subject_objects(BILAT.hasParticipation))
    assert len(parts) > 80
    for thing, part in parts:
        actor = everything.value(part, BILAT.actor)
        assert str(label(part, RDFS.label)) == f"{label(actor, RDFS.label)} in: {label(thing, RDFS.label)}"


def test_labels_are_in_a_language(source: Source) -> None:
    """Every label of a thing or concept is tagged as English."""
    for name in (EDITORIAL, ONTOLOGY):
        for p in (RDFS.label, SKOS.prefLabel, SKOS.altLabel):
            for label in source.dataset.graph(name).objects(None, p):
                assert getattr(label, "language", None) == "en", label


def test_languages_are_written_in_small_letters(everything: Graph) -> None:
    """The query engine writes language tags in small letters, so the files do too."""
    tags = {language for o in everything.objects() if (language := getattr(o, "language", None))}
    assert tags
    assert all(tag == tag.lower() for tag in tags)


def test_reference_and_editorial_graph_do_not_repeat_facts(
    source: Source, stated: dict[URIRef, Graph]
) -> None:
    """What a passage states is said there; no layer of ours states the same."""
    facts = {triple for graph in stated.values() for triple in graph}
    repeated = [
        triple for name in (EDITORIAL, REFERENCE) for triple in source.dataset.graph(name) if triple in facts
    ]
    assert not repeated
