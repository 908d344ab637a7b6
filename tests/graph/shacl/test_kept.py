"""Checking again after an edit: the report of a full check, from the shapes that the edit can affect."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from bilat.graph.shacl.changes import change_between
from bilat.graph.shacl.dependencies import mentioned
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.kept import Rechecked, recheck
from bilat.graph.shacl.reading import relation_from
from bilat.vocab import RDF, RDFS

LINE = 1 << 20
EX = "http://ex.org/"
SHAPES = """@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:C a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:C-p , ex:C-q .
ex:C-p a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:node ex:N .
ex:C-q a sh:PropertyShape ; sh:path ( ex:q [ sh:zeroOrMorePath ex:r ] ) ; sh:maxCount 2 ; sh:class ex:C .
ex:N a sh:NodeShape ; sh:property [ sh:path ex:r ; sh:maxCount 1 ] .
ex:O a sh:NodeShape ; sh:targetObjectsOf ex:q ; sh:closed true ; sh:ignoredProperties ( ex:p ) .
ex:Q a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql ex:Q-asked .
ex:Q-asked sh:select '''SELECT $this ?value WHERE {
  $this <http://ex.org/q> ?value . ?value <http://ex.org/r> $this }''' .
"""
TERMS = [f"<{EX}{name}>" for name in "abcd"]
LINES = [
    *(f"{s} <{EX}{p}> {o} ." for s in TERMS for p in "pqr" for o in (*TERMS, '"x"', '"y\\n"@en')),
    *(f"{s} <{RDF.type}> <{EX}C> ." for s in TERMS),
    *(f"<{EX}{one}> <{RDFS.subClassOf}> <{EX}{other}> ." for one in "CD" for other in "CD"),
]


PARSED = Graph().parse(data=SHAPES, format="turtle", publicID=EX)


def shapes() -> Graph:
    """Return a copy with the same blank nodes, as a project has them whenever it is loaded."""
    copy = Graph()
    for triple in PARSED:
        copy.add(triple)
    return copy


def written(place: Path, lines: list[str]) -> Path:
    place.write_text("".join(f"{line}\n" for line in lines))
    return place


def checked(root: Path, lines: list[str]) -> Rechecked:
    return recheck(written(root / "data.nt", lines), shapes(), root / "kept", line_bytes=LINE)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(
    first=st.lists(st.sampled_from(LINES), max_size=15),
    edits=st.lists(st.lists(st.sampled_from(LINES), max_size=4), min_size=1, max_size=3),
    at=st.integers(0, 10),
)
def test_report_is_that_of_a_full_check(
    tmp_path_factory: pytest.TempPathFactory, first: list[str], edits: list[list[str]], at: int
) -> None:
    """Whatever lines come, go or are doubled, results are those of all shapes over the file as it is."""
    root = tmp_path_factory.mktemp("kept")
    checked(root, first)
    lines = first
    for edit in edits:
        lines = [*lines[:at], *edit, *lines[at + 2 :]]
        found = checked(root, lines)
        with relation_from(root / "data.nt", line_bytes=LINE) as relation:
            assert found.results == evaluate(shapes(), relation).results
        assert found.shapes is not None


def test_only_shapes_that_rest_on_the_change_run(tmp_path: Path) -> None:
    """A statement of a predicate that two shapes look at makes these run, and those that look at all."""
    lines = [f"{TERMS[0]} <{RDF.type}> <{EX}C> .", f"{TERMS[0]} <{EX}p> {TERMS[1]} ."]
    assert checked(tmp_path, lines).shapes is None
    assert checked(tmp_path, lines).shapes == 0
    assert checked(tmp_path, [*lines, f"{TERMS[1]} <{EX}other> {TERMS[2]} ."]).shapes == 1
    assert checked(tmp_path, [*lines, f"{TERMS[1]} <{EX}other> {TERMS[2]} ."] * 2).shapes == 0


def test_other_shapes_begin_anew(tmp_path: Path) -> None:
    """What is kept belongs to its shapes."""
    data = written(tmp_path / "data.nt", LINES)
    for graph in (shapes(), Graph().parse(data=SHAPES.replace("maxCount 1", "maxCount 0"), format="turtle")):
        assert recheck(data, graph, tmp_path / "kept", line_bytes=LINE).shapes is None
    assert len(list((tmp_path / "kept").iterdir())) == 1


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(st.sampled_from("abc"), max_size=8), after=st.lists(st.sampled_from("abc"), max_size=8)
)
def test_change_is_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str]
) -> None:
    """A change put into the file before gives the file after, and each side of it is whole lines."""
    root = tmp_path_factory.mktemp("change")
    old, new = ("".join(f"{line * 2}\n" for line in lines).encode() for lines in (before, after))
    (root / "old").write_bytes(old)
    (root / "new").write_bytes(new)
    change = change_between(root / "old", root / "new")
    assert not change.removed or change.removed.endswith(b"\n")
    assert not change.added or change.added.endswith(b"\n")
    places = [at for at in range(len(old) + 1) if old[at:].startswith(change.removed)]
    assert new in [old[:at] + change.added + old[at + len(change.removed) :] for at in places]


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
        ("SELECT $this WHERE { $this ?p ?v }", None),
        ("SELECT $this WHERE { <urn:a> ?p <urn:b> }", None),
        ("SELECT $this WHERE { $this <urn:q> 1 ; ?p 'x' }", None),
        ("SELECT $this WHERE { $this !<urn:q> ?v }", None),
        ("SELECT $this ?value WHERE { $this $PATH ?value }", set()),
        ("SELECT $this WHERE { GRAPH $shapesGraph { $this <urn:p> ?v } }", None),
    ],
)
def test_query_names_the_predicates_that_it_rests_on(query: str, names: set[str] | None) -> None:
    """All names of a query count; a predicate that is a variable or is negated may be any."""
    found = mentioned(query)
    assert (None if found is None else {str(name) for name in found}) == names
