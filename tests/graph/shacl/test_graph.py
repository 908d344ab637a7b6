"""The graph that shapes are held against: triples as written, queries on the engine."""

from __future__ import annotations

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from bilat import vocab
from bilat.graph.shacl.graph import ShaclGraph

EX = "http://ex.org/"
A, B, P, Q = (URIRef(EX + name) for name in "abpq")
NUMBER = Literal("01", datatype=XSD.integer, normalize=False)
TRIPLES: list[tuple[Node, Node, Node]] = [
    (A, P, B),
    (A, P, B),
    (A, Q, NUMBER),
    (A, Q, Literal("x", lang="en")),
    (BNode("n1"), P, Literal("y")),
]


def test_triples_are_kept_as_written() -> None:
    """A triple that comes twice counts once, and a literal keeps its lexical form."""
    graph = ShaclGraph(TRIPLES)
    assert len(graph.impl) == 4
    assert {str(o) for o in graph.objects(A, Q)} == {"01", "x"}


@pytest.mark.parametrize(("bound", "values"), [(A, {B}), (BNode("n1"), {Literal("y")}), (B, set())])
def test_query_starts_from_its_bindings(bound: Node, values: set[Node]) -> None:
    """A variable with a value from the start has it everywhere, also in a subquery; blank nodes work."""
    query = f"SELECT $this ?value WHERE {{ {{ SELECT $this ?value WHERE {{ $this <{P}> ?value }} }} }}"
    rows = list(ShaclGraph(TRIPLES).query(query, initBindings={"this": bound}))
    assert {row.asdict()["value"] for row in rows} == values  # type: ignore[union-attr]
    assert {row.asdict()["this"] for row in rows} <= {bound}  # type: ignore[union-attr]


@pytest.mark.parametrize("bound", [A, BNode("n1")])
@pytest.mark.parametrize(
    "pattern",
    [
        "{ { FILTER bound($this) } FILTER($that = $that) }",
        "BIND ($this AS ?other) FILTER bound(?other)",
        "OPTIONAL { FILTER(!bound($this)) BIND(1 AS ?wrong) } FILTER(!bound(?wrong))",
        "FILTER EXISTS { { SELECT $this { $this ?p ?o } } }",
    ],
)
def test_value_holds_in_every_group(bound: Node, pattern: str) -> None:
    """Inner groups, BIND and bound() see the values; a value that is not selected is no error."""
    query = f"SELECT $this WHERE {{ {pattern} }}"
    rows = list(ShaclGraph(TRIPLES).query(query, initBindings={"this": bound, "that": B, "value": NUMBER}))
    assert [row.asdict() for row in rows] == [{"this": bound}]  # type: ignore[union-attr]


def test_shapes_are_in_a_graph_of_their_own() -> None:
    """Queries find shapes in their graph and not among the data."""
    graph = ShaclGraph([(A, P, B)], [(B, P, A)])
    assert not graph.query(f"ASK {{ <{B}> <{P}> <{A}> }}")
    name = {"shapesGraph": vocab.SHAPES_GRAPH}
    assert graph.query(f"ASK {{ GRAPH $shapesGraph {{ <{B}> <{P}> <{A}> }} }}", initBindings=name)


def test_union_is_one_graph() -> None:
    """A count sees each triple once."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ <{A}> <{P}> ?o }}"
    (row,) = ShaclGraph(TRIPLES).query(query)
    assert row.asdict() == {"n": Literal(1)}  # type: ignore[union-attr]


def test_ask_gives_a_truth_value() -> None:
    """Constraint components may ask."""
    graph = ShaclGraph(TRIPLES)
    assert bool(graph.query(f"ASK {{ $this <{P}> ?o }}", initBindings={"this": A}))
    assert not graph.query(f"ASK {{ $this <{P}> ?o }}", initBindings={"this": B})


def test_bad_query_is_a_syntax_error() -> None:
    """What is no query is refused by the parser of the engine."""
    with pytest.raises(SyntaxError):
        ShaclGraph(TRIPLES).query("SELECT WHERE")
