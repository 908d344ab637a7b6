"""Each shape has data that conforms and data that violates it, with the report that is expected, as RDF.

`<shape>/conforms.ttl` for each node shape, `<shape>/violates.ttl` and `<shape>/report.ttl` for each property
shape. A fixture is held against the one shape alone, so that it can be as short as its point.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import graph_diff, to_isomorphic
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node
from shacl_judge import reported, results_of

from bilat.graph.formats.path_text import path_text
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.relation import relation_of
from bilat.graph.shacl.shape_targets import TARGETS, targets_of
from bilat.graph.shacl.sparql_constraints import runnable
from bilat.vocab import BASE, BILAT, SH, SHAPES

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
#: What a result is compared by: what was found where, by which shape, and how much it matters.
COMPARED = (
    RDF.type,
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.resultSeverity,
)


def parsed(folder: str) -> Graph:
    graph = Graph()
    for path in sorted((ROOT / folder).glob("*.ttl")):
        graph.parse(path)
    return graph


ALL = parsed("shapes")
ONTOLOGY = parsed("ontology")
SUBCLASSES = tuple(ONTOLOGY.triples((None, RDFS.subClassOf, None)))
NODE_SHAPES = sorted(str(shape).removeprefix(SHAPES) for shape in ALL.subjects(RDF.type, SH.NodeShape))
PROPERTY_SHAPES = sorted(
    str(shape).removeprefix(SHAPES) for shape in ALL.subjects(RDF.type, SH.PropertyShape)
)

#: Shapes that say where pages print a property, and constrain nothing.
LINES = set(ALL.subjects(SH.group))


def described(graph: Graph, node: Node) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what is said of a node, and of the blank nodes that it leads to."""
    for s, p, o in graph.triples((node, None, None)):
        yield s, p, o
        if isinstance(o, BNode):
            yield from described(graph, o)


@cache
def alone(name: str) -> Graph:
    """Return one shape: a node shape with its property shapes, a property shape with its targets."""
    shape, shapes = SHAPES[name], Graph()
    for node in (URIRef(BASE + "shapes"), shape, *ALL.objects(shape, SH.property)):
        for triple in described(ALL, node):
            shapes.add(triple)
    for parent in ALL.subjects(SH.property, shape):
        for kind, target in targets_of(ALL, parent):
            shapes.add((shape, kind, target))
    ready, faults = runnable(shapes)
    assert not faults
    return ready


def held(name: str, fixture: Path) -> tuple[Graph, int]:
    """Return the report on a fixture, pyshacl's and so ours, and how many focus nodes the shape has."""
    data = [*Graph().parse(fixture), *SUBCLASSES]
    report = reported(alone(name), data)
    ours = evaluate(alone(name), relation_of(data))
    assert ours.results == set(results_of(report))
    assert not ours.handed
    return report, ours.focus_nodes.get(SHAPES[name], 0)


def compared(report: Graph) -> Graph:
    """Return what of a report is compared; paths as text, since results may share a path or not."""
    kept = Graph()
    for top in report.subjects(RDF.type, SH.ValidationReport):
        for term in (RDF.type, SH.conforms, SH.result):
            for value in report.objects(top, term):
                kept.add((top, term, value))
    for result in report.objects(None, SH.result):
        for term in COMPARED:
            for value in report.objects(result, term):
                path = term == SH.resultPath
                kept.add((result, term, Literal(path_text(report, value)) if path else value))
    return kept


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_conforming_data_has_no_result(name: str) -> None:
    """Data that conforms to a node shape is checked by it and found without fault, notes included."""
    fixture = HERE / name / "conforms.ttl"
    assert fixture.is_file(), f"{name} has no conforms.ttl"
    report, count = held(name, fixture)
    assert not list(report.objects(None, SH.result)), report.serialize()
    assert count, "the shape checks nothing of its fixture"


@pytest.mark.parametrize("name", PROPERTY_SHAPES)
def test_violating_data_has_the_expected_report(name: str) -> None:
    """Data that violates a property shape gives the report beside it, no more and no less."""
    fixture, expected = HERE / name / "violates.ttl", HERE / name / "report.ttl"
    assert fixture.is_file(), f"{name} has no violates.ttl"
    assert expected.is_file(), f"{name} has no report.ttl"
    report, _ = held(name, fixture)
    found, wanted = to_isomorphic(compared(report)), to_isomorphic(compared(Graph().parse(expected)))
    assert (None, SH.result, None) in wanted
    if found != wanted:
        _, only_found, only_wanted = graph_diff(found, wanted)
        pytest.fail(
            f"found and not expected:\n{only_found.serialize()}\nexpected:\n{only_wanted.serialize()}"
        )


def test_every_fixture_has_a_shape() -> None:
    """A folder of fixtures is named after a shape that exists."""
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert folders - {"checks"} == {*NODE_SHAPES, *PROPERTY_SHAPES}


def test_every_shape_has_a_name_of_its_own() -> None:
    """Node and property shapes are IRIs in the namespace of shapes; none is a blank node."""
    shapes = {
        *ALL.subjects(RDF.type, SH.NodeShape),
        *ALL.subjects(RDF.type, SH.PropertyShape),
        *ALL.subjects(SH.path),
        *ALL.objects(None, SH.property),
        *ALL.objects(None, SH.node),
        *(shape for target in TARGETS for shape in ALL.subjects(target)),
    }
    assert shapes - LINES == {SHAPES[name] for name in (*NODE_SHAPES, *PROPERTY_SHAPES)}


def test_lines_of_pages_constrain_nothing() -> None:
    """What says where pages print a property has a group, a place and words, and no target."""
    assert LINES
    for line in LINES:
        assert {*ALL.predicates(line)} - {SH["class"]} == {SH.path, SH.name, SH.group, SH.order}, line
        assert ALL.value(ALL.value(line, SH.group), RDF.type) == SH.PropertyGroup
        assert (None, SH.property, line) not in ALL


@pytest.mark.parametrize("name", [*NODE_SHAPES, *PROPERTY_SHAPES])
def test_every_shape_explains_itself(name: str) -> None:
    """A shape has name, description, severity, and a message that says what is wrong and then what to do."""
    shape = SHAPES[name]
    texts = {term: list(ALL.objects(shape, term)) for term in (SH.name, SH.description, SH.message)}
    assert all(len(found) == 1 and found[0].language == "en" for found in texts.values()), texts  # type: ignore[attr-defined]
    fault, _, remedy = str(texts[SH.message][0]).partition(". ")
    assert fault
    assert remedy.endswith("."), "the message has no second sentence that tells the remedy"
    assert ALL.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)


def test_property_shapes_belong_to_node_shapes() -> None:
    """Each property shape is used by a node shape, and each node shape has targets."""
    assert set(ALL.subjects(RDF.type, SH.PropertyShape)) == set(ALL.objects(None, SH.property))
    assert all(any(targets_of(ALL, SHAPES[name])) for name in NODE_SHAPES)


def test_every_class_of_the_ontology_has_a_node_shape() -> None:
    """No class of ours goes unchecked."""
    classes = {term for term in ONTOLOGY.subjects(RDF.type, OWL.Class) if str(term).startswith(BILAT)}
    assert classes
    assert classes <= set(ALL.objects(None, SH.targetClass))


def test_every_property_of_a_shape_is_defined() -> None:
    """What shapes say of terms of ours is said of terms that the ontology has."""
    known = set(ONTOLOGY.subjects())
    used = {node for triple in ALL for node in triple if isinstance(node, URIRef)}
    ours = {node for node in used if str(node).startswith((BILAT, f"{BASE}scheme/"))}
    assert not {str(node) for node in ours - known}
