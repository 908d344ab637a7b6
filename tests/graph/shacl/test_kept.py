"""Checking again after an edit: the report of a full check, from the shapes that the edit can affect."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from bilat.graph.formats.quads import node_of
from bilat.graph.shacl.dependencies import Occurring, mentioned
from bilat.graph.shacl.evaluation import Evaluation, evaluate
from bilat.graph.shacl.kept import Memory, evaluate_again
from bilat.graph.shacl.relation import Relation, relation_of
from bilat.vocab import RDF, RDFS

EX = "http://ex.org/"
SHAPES = """@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:C a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:C-p , ex:C-q .
ex:C-p a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:node ex:N .
ex:C-q a sh:PropertyShape ; sh:path ( ex:q [ sh:zeroOrMorePath ex:r ] ) ; sh:maxCount 2 ; sh:class ex:C .
ex:N a sh:NodeShape ; sh:property [ sh:path ex:r ; sh:maxCount 1 ] .
ex:O a sh:NodeShape ; sh:targetObjectsOf ex:q ; sh:closed true ; sh:ignoredProperties ( ex:p ) .
ex:Q a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql ex:Q-asked .
ex:Z a sh:NodeShape ; sh:targetNode ex:a , ex:b ; sh:sparql ex:Z-asked .
ex:Z-asked sh:select '''SELECT $this WHERE { $this <http://ex.org/q>* <http://ex.org/c> }''' .
ex:Q-asked sh:select '''SELECT $this ?value WHERE {
  $this <http://ex.org/q> ?value . ?value <http://ex.org/r> $this }''' .
"""
TERMS = [f"<{EX}{name}>" for name in "abcd"]
LINES = [
    *(f"{s} <{EX}{p}> {o} ." for s in TERMS for p in "pqr" for o in (*TERMS, '"x"', '"y\\n"@en')),
    *(f"{s} <{RDF.type}> <{EX}{c}> ." for s in TERMS for c in "CD"),
    *(f"{s} <{EX}other> {o} ." for s in TERMS[:2] for o in TERMS),
    f"_:b <{RDF.type}> <{EX}C> .",
    *(f"_:b <{EX}{p}> {TERMS[0]} ." for p in ("p", "q", "other")),
    *(f"<{EX}{one}> <{RDFS.subClassOf}> <{EX}{other}> ." for one in "CD" for other in "CD"),
]


PARSED = Graph().parse(data=SHAPES, format="turtle", publicID=EX)


def shapes() -> Graph:
    """Return a copy with the same blank nodes, as a project has them whenever it is loaded."""
    copy = Graph()
    for triple in PARSED:
        copy.add(triple)
    return copy


def relation(lines: list[str]) -> Relation:
    """Return lines as a relation, blank nodes under the labels that they have."""
    quads = ox.parse(input="\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
    return relation_of(
        (node_of(str(s)), node_of(str(p)), node_of(str(o))) for s, p, o in (q.triple for q in quads)
    )


def memory(root: Path) -> Memory:
    return Memory(place=root / "kept", code="1")


def again(root: Path, lines: list[str], graph: Graph | None = None) -> Evaluation:
    return evaluate_again(graph or shapes(), relation(lines), memory(root))


@settings(
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(
    first=st.lists(st.sampled_from(LINES), max_size=15),
    edits=st.lists(st.lists(st.sampled_from(LINES), max_size=4), min_size=1, max_size=3),
    at=st.integers(0, 10),
)
def test_results_are_those_of_a_full_evaluation(
    tmp_path_factory: pytest.TempPathFactory, first: list[str], edits: list[list[str]], at: int
) -> None:
    """Whatever comes, goes or is doubled, results and counts are those of all shapes over what there is."""
    root = tmp_path_factory.mktemp("kept")
    again(root, first)
    lines = first
    for edit in edits:
        lines = [*lines[:at], *edit, *lines[at + 2 :]]
        found, full = again(root, lines), evaluate(shapes(), relation(lines))
        assert found.results == full.results
        assert found.focus_nodes == full.focus_nodes


def test_only_shapes_that_rest_on_the_change_are_evaluated(tmp_path: Path) -> None:
    """A statement of another predicate is for those that look at all; no change at all is for none."""
    lines = [f"{TERMS[0]} <{RDF.type}> <{EX}C> .", f"{TERMS[0]} <{EX}p> {TERMS[1]} ."]
    every = again(tmp_path, lines).evaluated
    assert again(tmp_path, lines[::-1]).evaluated == 0
    assert 0 < again(tmp_path, [*lines, f"{TERMS[1]} <{EX}r> {TERMS[2]} ."]).evaluated < every
    closed_and_zero_steps = again(tmp_path, [*lines, f"{TERMS[1]} <{EX}other> {TERMS[2]} ."])
    assert 0 < closed_and_zero_steps.evaluated < every


def test_a_part_of_shapes_in_a_circle_is_evaluated_again(tmp_path: Path) -> None:
    """What has the part as a property leads back to itself; the part does not, and has its results."""
    graph = Graph().parse(
        data="""@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:P sh:path ex:p ; sh:property ex:P , ex:Q .
        ex:Q sh:path ex:r ; sh:minCount 1 ; sh:targetNode ex:a .""",
        format="turtle",
    )
    lines = [f"{TERMS[0]} <{EX}p> {TERMS[1]} ."]
    for other in ("q", "s"):
        lines.append(f"{TERMS[1]} <{EX}{other}> {TERMS[2]} .")
        assert len(again(tmp_path, lines, graph).results) == 1


def test_an_instance_counts_for_the_classes_that_it_belongs_to(tmp_path: Path) -> None:
    """An instance of a class that no shape speaks of leaves those alone that speak of classes."""
    below = f"<{EX}B> <{RDFS.subClassOf}> <{EX}C> ."
    again(tmp_path, [below])
    stranger = again(tmp_path, [below, f"{TERMS[0]} <{RDF.type}> <{EX}X> ."])
    member = again(tmp_path, [below, f"{TERMS[0]} <{RDF.type}> <{EX}B> ."])
    assert stranger.evaluated < member.evaluated
    assert member.focus_nodes[URIRef(EX + "C")] == 1


def test_a_blank_node_is_told_as_it_is_now(tmp_path: Path) -> None:
    """A message that shows what is said of a blank node follows an edit that its shape does not look at."""
    lines = [f"_:b <{EX}p> {TERMS[0]} .", f"_:b <{RDF.type}> <{EX}C> ."]
    again(tmp_path, lines)
    lines.append(f'_:b <{EX}other> "now" .')
    assert again(tmp_path, lines).results == evaluate(shapes(), relation(lines)).results


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_what_is_damaged_is_passed_over(tmp_path: Path, damage: bytes | None) -> None:
    """A file that is not as it was written is no reason for another report."""
    full = again(tmp_path, LINES)
    place = memory(tmp_path).place
    place.write_bytes(damage if damage is not None else place.read_bytes().replace(b"Violation", b"Warning"))
    found = again(tmp_path, LINES)
    assert found.results == full.results
    assert found.evaluated == full.evaluated


def test_other_shapes_other_code_and_a_fresh_check_begin_anew(tmp_path: Path) -> None:
    """What is kept belongs to its shapes and to the code that evaluated them."""
    every = again(tmp_path, LINES).evaluated
    assert again(tmp_path, LINES).evaluated == 0
    edited = Graph().parse(data=SHAPES.replace("maxCount 1", "maxCount 0"), format="turtle", publicID=EX)
    assert again(tmp_path, LINES, edited).evaluated == every
    again(tmp_path, LINES)
    for other in (
        Memory(place=tmp_path / "kept", code="2"),
        Memory(place=tmp_path / "kept", code="2", fresh=True),
    ):
        assert evaluate_again(shapes(), relation(LINES), other).evaluated == every


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (
            "SELECT $this ?v WHERE { $this <urn:p> ?v . FILTER (!bound(?v) && ?v != <urn:x>) }",
            {"urn:p", "urn:x"},
        ),
        (
            "PREFIX x: <urn:x:> SELECT $this WHERE { $this a x:C ; x:p/x:q* ?v }",
            {"urn:x:", "urn:x:C", "urn:x:p", "urn:x:q", str(RDF.type)},
        ),
        ("SELECT $this WHERE { $this <urn:q>* ?v }", {"urn:q", str(Occurring())}),
        (
            "SELECT $this WHERE { $this <urn:p> ?v FILTER EXISTS { ?v <urn:q>* $this } }",
            {"urn:p", "urn:q"},
        ),
        (
            "SELECT $this { $this <urn:p> ?v FILTER EXISTS { { ?w <urn:q>? ?x } UNION { ?w <urn:p> ?v } } }",
            {"urn:p", "urn:q", str(Occurring())},
        ),
        (
            "SELECT $this WHERE { $this <urn:p> ?v OPTIONAL { ?v <urn:q>* ?x } }",
            {"urn:p", "urn:q", str(Occurring())},
        ),
        ("SELECT $this WHERE { $this ?p ?v }", None),
        ("SELECT $this WHERE { <urn:a> ?p <urn:b> }", None),
        ("SELECT $this WHERE { $this <urn:q> 1 ; ?p 'x' }", None),
        ("SELECT $this WHERE { ?v <urn:q> [ ?p $this ] }", None),
        ("SELECT $this WHERE { ( 1 $this ) ?p ?v }", None),
        ("SELECT $this WHERE { $this <urn:q>+ ( 1 ?v ) }", {"urn:q", str(RDF.first), str(RDF.rest)}),
        ("SELECT $this WHERE { $this <urn:q> ?v FILTER ((?v > 1) || (?v < -1)) }", {"urn:q"}),
        ("SELECT $this WHERE { $this !<urn:q> ?v }", None),
        ("BASE <urn:x:> SELECT $this WHERE { $this <p> ?v }", None),
        ("PREFIX x: <urn:x:> SELECT $this WHERE { $this x:p\\-q ?v }", None),
        ("SELECT $this WHERE { $this <urn:\\u0070> ?v FILTER (?v != '\\\\') }", None),
        ("SELECT $this WHERE { $this <urn:p> ?v FILTER (?v != '\\\\d') }", {"urn:p"}),
        ("SELECT $this ?value WHERE { $this $PATH ?value }", {str(Occurring())}),
        ("SELECT $this WHERE { GRAPH $shapesGraph { $this <urn:p> ?v } }", None),
    ],
)
def test_query_names_the_predicates_that_it_rests_on(query: str, names: set[str] | None) -> None:
    """All names of a query count; a predicate that is a variable or is negated may be any."""
    found = mentioned(query)
    assert (None if found is None else {str(name) for name in found}) == names
