"""Paths of no steps at constants that are not in the data."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, Store, parse
from rdflib import Dataset

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.empty_paths import with_empty_paths
from bilat.errors import QueryRefused

DATA = "<x:a> <x:p> <x:b> <x:g> .\n<x:b> <x:p> <x:c> <x:g> .\n<x:b> <x:q> <x:a> <x:h> .\n"
LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)


@pytest.fixture(scope="module")
def engine() -> Oxigraph:
    store = Store()
    store.extend(quad for quad in parse(DATA, formats.TRIPLES[formats.N_QUADS]) if isinstance(quad, Quad))
    return Oxigraph.merged(store)


def rows(engine: Oxigraph, text: str, **asked: object) -> list[str]:
    """Return the rows of an answer, as CSV has them, sorted."""
    operation = Operation(text=text, **asked)  # type: ignore[arg-type]
    return sorted(engine.run(operation, formats.CSV, LIMITS).body.decode().split("\r\n")[1:-1])


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("<x:none> <x:p>* ?x", ["x:none"]),
        ("<x:none> <x:p>? ?x", ["x:none"]),
        ("?x <x:p>* <x:none>", ["x:none"]),
        ("?x a* <x:none> .", ["x:none"]),
        ("<x:none> ^<x:p> * ?x", ["x:none"]),
        ("<x:none> (<x:p>/<x:q>|!<x:p>)* ?x", ["x:none"]),
        ("<x:none> (<x:p>*)? ?x", ["x:none"]),
        ("{ <x:none> <x:p>* ?x } UNION { <x:a> <x:p> ?x }", ["x:b", "x:none"]),
        ("?y <x:q> ?z . <x:none> <x:p>* ?x", ["x:none"]),
        ("<x:none> <x:p>* ?x FILTER(?x = <x:none>)", ["x:none"]),
        ("BIND(<x:none> AS ?x) <x:none> <x:p>* <x:none>", ["x:none"]),
        # Alternatives and sequences; the path is one that is there to be taken twice.
        ("<x:none> <x:p>*|<x:q> ?x", ["x:none"]),
        ("<x:none> (<x:p>?|<x:q>*)/<x:q>? ?x", ["x:none", "x:none"]),
        ("<x:none> (<x:p>*/<x:q>*)+ ?x", ["x:none"]),
        ("<x:none> ^(<x:p>*)/<x:q>|<x:p>+|!(<x:p>|^<x:q>) ?x", []),
        # Lists.
        ("<x:none> <x:p>* ?x , ?y ; <x:q>? ?z .", ["x:none"]),
        ("<x:none> <x:p>* ?x ; <x:q> ?y", []),
        ("<x:none> <x:p>* ?x ; .", ["x:none"]),
        ("<x:b> <x:q> ?x ; ; <x:p>*|<x:q> <x:c> . <x:none> <x:p>* ?y", ["x:a"]),
        ("?x <x:q> <x:a> . ?z <x:p>* <x:none> ; a? <x:none>", ["x:b"]),
        ("?x <x:q> <x:a> , 'text'@en , 'p'^^<x:t> , 1 ; <x:p>* <x:none>", []),
        # Graphs: what one has, another has not, and what is not there has nothing.
        ("GRAPH <x:g> { <x:none> <x:p>* ?x }", ["x:none"]),
        ("GRAPH <x:h> { <x:c> <x:p>* ?x }", ["x:c"]),
        ("GRAPH <x:nowhere> { <x:c> <x:p>* ?x }", []),
        ("GRAPH ?g { <x:none> <x:p>* ?x }", ["x:none", "x:none"]),
        ("GRAPH ?g { <x:c> <x:p>* ?x }", ["x:c", "x:c"]),
        ("GRAPH ?g { <x:b> <x:p>? ?x }", ["x:b", "x:b", "x:c"]),
        ("GRAPH ?x { <x:c> <x:p>* <x:c> }", ["x:g", "x:h"]),
        ("GRAPH ?x { ?step ?node <x:a> . <x:none> <x:p>* ?y }", ["x:h"]),
        ("GRAPH ?x { SELECT ?y { OPTIONAL { <x:none> <x:p>* ?y } } }", ["x:g", "x:h"]),
        ("?x <x:q> ?y FILTER EXISTS { GRAPH ?g { <x:none> <x:p>* <x:none> } }", ["x:b"]),
        ("{ <x:none> <x:p>* <x:none> } BIND(1 AS ?x)", ["1"]),
        ("<x:none> <x:p>* <x:other> BIND(1 AS ?x)", []),
        ("<x:none> <x:p>+ ?x", []),
        ("<x:none> <x:p>*/<x:q> ?x", []),
        ("<x:p> <x:p>* ?x", ["x:p"]),
        ("<x:a> <x:p>* ?x", ["x:a", "x:b", "x:c"]),
        ("<x:a> <x:p>? ?x", ["x:a", "x:b"]),
        ("GRAPH <x:g> { <x:none> <x:p>+ ?x }", []),
        # Literals, too.
        ("'none' <x:p>* ?x", ["none"]),
        ("?x <x:p>?\n'no one'@en", ["no one"]),
        ("?x <x:p>* -1.5", ["-1.5"]),
        ("'1'^^<x:t> <x:p>* '1'^^<x:t> BIND(1 AS ?x)", ["1"]),
        ("true <x:p>* false BIND(1 AS ?x)", []),
        ("GRAPH ?g { 'none' <x:p>? ?x }", ["none", "none"]),
        ("GRAPH ?g { ?x <x:p>* 5 }", ["5", "5"]),
    ],
)
def test_solutions(engine, pattern, found) -> None:
    """What is absent is found from itself by no steps, once, and by nothing else."""
    assert rows(engine, f"SELECT ?x {{ {pattern} }}") == found


def test_names_are_resolved(engine) -> None:
    """A prefixed or relative name is what it stands for, absent or not."""
    assert rows(engine, "PREFIX : <x:> SELECT ?x { :none :p* ?x }") == ["x:none"]
    assert rows(engine, "BASE <http://a/b> SELECT ?x { <c> <p>* ?x }") == ["http://a/c"]
    assert rows(engine, "SELECT ?x { <c> <p>* ?x }", base="http://a/b") == ["http://a/c"]


@pytest.mark.parametrize(
    "pattern",
    [
        "<x:none> <x:p>?\n?x",
        "<x:none> <x:p>* # steps\r\n ?x",
        "<x:none> :p-* ?x",
        "<x:none>:p ? $x",
        "<x:n\\u006Fne> :p* ?x",
        ":none <x:p> # steps\n * ?x",
        "FILTER('''\n# no step''' != '') :none :p* ?x",
    ],
)
def test_however_it_is_written(engine, pattern) -> None:
    """Line breaks, comments, escapes and signs in names change nothing."""
    assert rows(engine, f"PREFIX : <x:> SELECT ?x {{ {pattern} }}") == ["x:none"]


@pytest.mark.parametrize(
    "after",
    [
        "BIND(1 AS ?y)",
        "FILTER(true)",
        "VALUES ?y { 1 }",
        "{ ?a ?b ?c }",
        "OPTIONAL { ?a ?b ?c }",
        "MINUS { ?a ?b ?c }",
        "LATERAL { ?a ?b ?c }",
        "GRAPH ?g { ?a ?b ?c }",
        "SERVICE ?g { ?a ?b ?c }",
    ],
)
def test_whatever_comes_after(after) -> None:
    """Triples end where anything else begins."""
    written = with_empty_paths(f"SELECT * {{ <x:none> <x:p>* ?x {after} }}", None, lambda *_: True)
    assert " ".join(written.split()) == f"SELECT * {{ VALUES (?x) {{ (<x:none>) }} {after} }}"


def test_absent_from_the_graph_that_is_asked(engine) -> None:
    """What another graph has is absent from this one."""
    text = "SELECT ?x { <x:c> <x:q>* ?x }"
    for graphs in ((), ("x:g",), ("x:h",), ("x:none",), ("x:g", "x:h")):
        assert rows(engine, text, default_graphs=graphs) == ["x:c"]
    assert rows(engine, text, named_graphs=("x:g",)) == ["x:c"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s a ?o }",
        "SELECT (2 * 3 AS ?n) { ?s <x:p> ?o FILTER((?o) * 2 > 1) }",
        "SELECT * { <x:none> <x:p>* ?x , [] }",
        "SELECT * { <x:none> <x:p>* ?x , (1 2) }",
        "SELECT * { SERVICE <x:s> { <x:none> <x:p>* ?x } }",
        "SELECT * { <x:none> <x:p>* 'text' }",
        "SELECT * { _:b <x:p> ?y . <x:none> <x:p>* ?x . _:b <x:q> ?z }",
        "SELECT ('<x:none> <x:p>* ?x' AS ?text) {} # { <x:none> <x:p>* ?x }",
    ],
)
def test_others_are_left_alone(text) -> None:
    """What is no plain triple with such a path stays as it is."""
    assert with_empty_paths(text, None, lambda *_: True) == text


@given(st.text(alphabet="{}().*?^|/ <>:apx;,SELECT_'\"#\n", max_size=80))
def test_any_text_is_taken(text: str) -> None:
    """Whatever the text, there is one."""
    assert isinstance(with_empty_paths("SELECT * { " + text, None, lambda *_: True), str)


NODES = st.sampled_from(["<x:a>", "<x:b>", "<x:c>", "<x:none>"])
STEPS = st.recursive(
    st.sampled_from(["<x:p>", "<x:q>", "^<x:p>", "!<x:p>"]),
    lambda step: st.one_of(
        st.tuples(step, st.sampled_from("*?+")).map(lambda both: f"({both[0]}){both[1]}"),
        st.tuples(step, st.sampled_from("/|"), step).map(lambda parts: f"({''.join(parts)})"),
    ),
    max_leaves=4,
)


@settings(max_examples=300)
@example("<x:none>", "(!<x:p>|(<x:p>)*)", "", False)
@given(NODES, STEPS, st.sampled_from(["*", "?", ""]), st.booleans())
def test_same_as_rdflib(node: str, step: str, sign: str, backwards: bool) -> None:
    """rdflib, which follows the letter of the recommendation here, finds the same."""
    data = Dataset(default_union=True)
    data.parse(data=DATA, format="nquads")
    path = f"({step}){sign}"
    text = f"SELECT DISTINCT ?x {{ {f'?x {path} {node}' if backwards else f'{node} {path} ?x'} }}"
    store = Store()
    store.extend(quad for quad in parse(DATA, formats.TRIPLES[formats.N_QUADS]) if isinstance(quad, Quad))
    assert rows(Oxigraph.merged(store), text) == sorted(str(row[0]) for row in data.query(text))


@settings(max_examples=150)
@given(NODES, STEPS, st.sampled_from(["*", "?", ""]), st.booleans())
def test_each_graph(node: str, step: str, sign: str, backwards: bool) -> None:
    """In GRAPH, the solutions are those of each graph by itself."""
    path = f"({step}){sign}"
    pattern = f"?x {path} {node}" if backwards else f"{node} {path} ?x"
    store = Store()
    store.extend(quad for quad in parse(DATA, formats.TRIPLES[formats.N_QUADS]) if isinstance(quad, Quad))
    engine = Oxigraph.merged(store)
    found = rows(engine, f"SELECT ?g ?x {{ GRAPH ?g {{ {pattern} }} }}")
    alone = {
        graph: rows(engine, f"SELECT ?x {{ {pattern} }}", default_graphs=(graph,)) for graph in ("x:g", "x:h")
    }
    assert found == sorted(f"{graph},{row}" for graph, each in alone.items() for row in each)
    for graph, each in alone.items():
        assert rows(engine, f"SELECT ?x {{ GRAPH <{graph}> {{ {pattern} }} }}") == each


def test_ways_that_multiply() -> None:
    """Two ways at each of forty steps are 2 to the power of 40 solutions, which nobody writes down."""

    def written(steps: int) -> str:
        return with_empty_paths(
            f"ASK {{ <x:none> {'/'.join(['(a?|a?)'] * steps)} ?x }}", None, lambda *_: True
        )

    assert written(3).count("(<x:none>)") == 8
    with pytest.raises(QueryRefused, match="1,000 ways"):
        written(40)


def test_a_path_with_objects_without_end_is_not_written_for_each() -> None:
    """A path of 10 KB and 2,000 objects would be 20 MB; such triples stay as they are."""
    text = f"ASK {{ <x:none> ({'a|' * 5_000}a)* {', '.join(['?x'] * 2_000)} }}"
    assert with_empty_paths(text, None, lambda *_: True) == text
