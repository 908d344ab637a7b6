"""Evaluation in process: datasets, formats, limits."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, parse

from bilat.engine import formats
from bilat.engine.interface import Kind, Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.errors import (
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    ReleaseError,
    RequestError,
    ResultTooLarge,
)
from bilat.vocab import XSD

EX = "http://example.org/"
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) %s { GRAPH ?g { ?s ?p ?o } }"
G1, G2, G3 = EX + "g1", EX + "g2", EX + "g3"


@pytest.fixture(scope="module")
def engine(quads_file: Path) -> Oxigraph:
    return Oxigraph.load(quads_file)


def count(engine: Oxigraph, limits: Limits, text: str, **dataset: tuple[str, ...]) -> int:
    body = engine.run(Operation(text=text, **dataset), formats.JSON, limits).body
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize(
    ("clause", "default", "named", "in_default", "in_named"),
    [
        ("", (), (), 1003, 1003),
        (f"FROM <{G1}>", (), (), 500, 0),
        (f"FROM NAMED <{G3}>", (), (), 0, 3),
        (f"FROM <{G1}> FROM NAMED <{G3}>", (), (), 500, 3),
        ("", (G1, G3), (), 503, 0),
        ("", (), (G1,), 0, 500),
        (f"FROM <{G1}> FROM NAMED <{G1}>", (G3,), (), 3, 0),
        (f"FROM <{G1}> FROM NAMED <{G1}>", (), (G3,), 0, 3),
        ("", (EX + "nothing",), (), 0, 0),
    ],
)
def test_dataset(engine, limits, clause, default, named, in_default, in_named) -> None:
    """The default graph is the union of all; FROM replaces it; the protocol's dataset replaces both."""
    dataset = {"default_graphs": default, "named_graphs": named}
    assert count(engine, limits, COUNT % clause, **dataset) == in_default
    assert count(engine, limits, COUNT_NAMED % clause, **dataset) == in_named


def test_a_triple_in_two_graphs_counts_once() -> None:
    """Graphs are merged, however the default graph is chosen: a triple in two of them is one triple."""
    store = Store()
    for graph in (G1, G2, G3):
        store.add(Quad(NamedNode(EX), NamedNode(EX), Literal(1), NamedNode(graph)))
    engine, limits = Oxigraph.merged(store), Limits(seconds=60, rows=10, bytes=1_000)
    assert engine.quads == 3
    assert count(engine, limits, COUNT % "") == 1
    assert count(engine, limits, COUNT_NAMED % "") == 3
    assert count(engine, limits, COUNT % "", default_graphs=(G1, G1, G2)) == 1
    assert count(engine, limits, COUNT_NAMED % "", default_graphs=(G1, G2), named_graphs=(G2,)) == 1
    clauses = f"PREFIX e: <{EX}> " + COUNT % "FROM e:g1 FROM <g2> FROM NAMED e:g3"
    assert json.loads(engine.run(Operation(text=clauses, base=EX), formats.JSON, limits).body)["results"][
        "bindings"
    ] == [{"n": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}]


def test_a_graph_has_each_triple_once(engine, limits) -> None:
    """CONSTRUCT makes a set: a triple that many solutions make is written once."""
    text = f"CONSTRUCT {{ <{EX}a> <{EX}b> <{EX}c> }} WHERE {{ ?s ?p ?o }}"
    assert engine.run(Operation(text=text), formats.N_TRIPLES, limits).body.count(b"\n") == 1


@pytest.mark.parametrize("media_type", formats.offered(Kind.SELECT))
def test_rows_in_each_format(engine, limits, media_type) -> None:
    """Each format carries the value asked for."""
    result = engine.run(Operation(text=f"SELECT ?v {{ <{EX}s7> <{EX}value> ?v }}"), media_type, limits)
    assert (result.kind, result.media_type) == (Kind.SELECT, media_type)
    assert b"7" in result.body


@pytest.mark.parametrize("media_type", formats.offered(Kind.GRAPH))
def test_triples_in_each_format(engine, limits, media_type) -> None:
    """Each format carries the IRI asked for."""
    text = f"CONSTRUCT {{ ?s <{EX}p> <{EX}found> }} WHERE {{ ?s <{EX}value> 7 }}"
    result = engine.run(Operation(text=text), media_type, limits)
    assert (result.kind, result.media_type) == (Kind.GRAPH, media_type)
    assert b"found" in result.body


def test_turtle_uses_the_prefixes_of_the_query(engine, limits) -> None:
    """A graph is written with the names that the query uses."""
    text = f"PREFIX e: <{EX}> CONSTRUCT {{ ?s e:p e:found }} WHERE {{ ?s e:value 7 }}"
    body = bytes(engine.run(Operation(text=text), formats.TURTLE, limits).body)
    assert b"e:s7 e:p e:found" in body


@pytest.mark.parametrize("media_type", formats.TRIPLES)
@pytest.mark.parametrize(
    "prologue",
    [
        f"PREFIX xml: <{EX}>",
        f"PREFIX xmlns: <{EX}>",
        f"PREFIX Xmlish: <{EX}>",
        f"PREFIX rdf: <{EX}>",
        f"# PREFIX a/b: <{EX}>\n",
        f"PREFIX e\u0301: <{EX}>",
    ],
)
def test_prefixes_leave_a_graph_readable(engine, limits, prologue, media_type) -> None:
    """Whatever a query declares, or looks as if it did, what comes of it can be read."""
    text = f"{prologue} CONSTRUCT {{ ?s <{EX}p> 'PREFIX @: <{EX}>' }} WHERE {{ ?s <{EX}value> 7 }}"
    body = bytes(engine.run(Operation(text=text), media_type, limits).body)
    (quad,) = parse(body, formats.TRIPLES[media_type])
    assert quad.predicate.value == f"{EX}p"


@pytest.mark.parametrize("prologue", ["", f"PREFIX : <{EX}>", f"PREFIX e: <{EX}p#> PREFIX f: <{EX}>"])
@pytest.mark.parametrize(
    "name",
    [f"{EX}p#", EX, f"{EX}1", f"{EX}-", "http://www.w3.org/1999/02/22-rdf-syntax-ns#li"],
)
def test_rdf_xml_refuses_properties_without_a_name(engine, limits, prologue, name) -> None:
    """What is no name in XML is refused, whatever prefixes there are, and never sent broken."""
    text = f"{prologue} CONSTRUCT {{ ?s <{name}> 1 }} WHERE {{ ?s <{EX}value> 7 }}"
    with pytest.raises(NotAcceptable, match="RDF/XML cannot carry"):
        engine.run(Operation(text=text), formats.RDF_XML, limits)


def test_rdf_xml_with_a_prefix_that_is_a_property(engine, limits) -> None:
    """A prefix that stands for a whole property makes no element without a name."""
    text = f"PREFIX p: <{EX}p> CONSTRUCT {{ ?s p: 1 ; <{EX}1a> 2 }} WHERE {{ ?s <{EX}value> 7 }}"
    body = bytes(engine.run(Operation(text=text), formats.RDF_XML, limits).body)
    found = parse(body, formats.TRIPLES[formats.RDF_XML])
    assert {quad.predicate.value for quad in found} == {f"{EX}p", f"{EX}1a"}


def test_wrong_kind_of_format_is_refused(engine, limits) -> None:
    """Rows cannot be written as Turtle, nor triples as CSV."""
    with pytest.raises(NotAcceptable):
        engine.run(Operation(text="SELECT * {}"), formats.TURTLE, limits)
    with pytest.raises(NotAcceptable):
        engine.run(Operation(text=ALL), formats.CSV, limits)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (f"SELECT ?o {{ ?s <{EX}bell> ?o }}", formats.XML),
        (f"CONSTRUCT WHERE {{ ?s <{EX}bell> ?o }}", formats.RDF_XML),
        (f"CONSTRUCT WHERE {{ ?s <{EX}1> ?o }}", formats.RDF_XML),
        ("SELECT ('\\uFFFE' AS ?x) {}", formats.XML),
    ],
)
def test_xml_refuses_what_it_cannot_carry(engine, limits, text, media_type) -> None:
    """Control characters, noncharacters and properties without an XML name are refused, not sent broken."""
    with pytest.raises(NotAcceptable):
        engine.run(Operation(text=text), media_type, limits)


def test_json_carries_control_characters(engine, limits) -> None:
    """The same value goes through in JSON."""
    body = engine.run(Operation(text=f"SELECT ?o {{ ?s <{EX}bell> ?o }}"), formats.JSON, limits).body
    assert json.loads(body)["results"]["bindings"][0]["o"]["value"] == "ring\a"


def test_carriage_return_survives_xml(engine, limits) -> None:
    """A carriage return in a literal is read back as one, not as a line feed."""
    body = engine.run(Operation(text=f"SELECT ?o {{ ?s <{EX}text> ?o }}"), formats.XML, limits).body
    texts = [each.text for each in ET.fromstring(body).iter() if each.tag.endswith("literal")]  # noqa: S314
    assert texts == ["a\rb"]


@pytest.mark.parametrize("media_type", formats.offered(Kind.SELECT))
def test_row_limit_is_exact(engine, media_type) -> None:
    """As many rows as the limit are sent, one more is refused."""
    operation = Operation(text=f"SELECT ?s ?o {{ ?s <{EX}value> ?o }}")
    engine.run(operation, media_type, Limits(seconds=60, rows=500, bytes=1_000_000))
    with pytest.raises(ResultTooLarge, match="rows"):
        engine.run(operation, media_type, Limits(seconds=60, rows=499, bytes=1_000_000))


@pytest.mark.parametrize("media_type", formats.offered(Kind.GRAPH))
def test_triple_limit_is_exact(engine, media_type) -> None:
    """As many triples as the limit are sent, one more is refused."""
    operation = Operation(text=f"CONSTRUCT WHERE {{ ?s <{EX}value> ?o }}")
    engine.run(operation, media_type, Limits(seconds=60, rows=500, bytes=1_000_000))
    with pytest.raises(ResultTooLarge, match="triples"):
        engine.run(operation, media_type, Limits(seconds=60, rows=499, bytes=1_000_000))


def test_byte_limit_is_exact(engine, limits) -> None:
    """A result of the limit's size is sent, one byte less room refuses it."""
    operation = Operation(text=f"SELECT ?s ?o {{ ?s <{EX}value> ?o }}")
    size = len(engine.run(operation, formats.JSON, limits).body)
    engine.run(operation, formats.JSON, Limits(seconds=60, rows=1_000, bytes=size))
    with pytest.raises(ResultTooLarge, match="bytes"):
        engine.run(operation, formats.JSON, Limits(seconds=60, rows=1_000, bytes=size - 1))


def test_bindings_are_values_not_text(engine, limits) -> None:
    """A bound value takes a variable's place and is never read as query text."""
    operation = Operation(text="SELECT * { ?s ?p ?v }", bindings=(("v", '"} DROP"'),))
    assert json.loads(engine.run(operation, formats.JSON, limits).body)["results"]["bindings"] == []
    operation = Operation(text="SELECT * { ?s ?p ?v }", bindings=(("s", f"<{EX}s7>"), ("p", f"<{EX}value>")))
    assert b'"7"' in engine.run(operation, formats.JSON, limits).body


def test_relative_iris_take_the_base(engine, limits) -> None:
    """A relative IRI is resolved against the base of the operation."""
    operation = Operation(text="SELECT ?o { <s7> <value> ?o }", base=EX + "sparql")
    assert b'"7"' in engine.run(operation, formats.JSON, limits).body


@pytest.mark.parametrize(
    ("operation", "error", "words"),
    [
        (Operation(text="SELECT * {"), QuerySyntaxError, "missing"),
        (
            Operation(text="SELECT (<http://x/f>(1) AS ?x) {}"),
            QueryRefused,
            "Line 1, column 9: There is no function <http://x/f>",
        ),
        (
            Operation(text="PREFIX x: <http://x/> SELECT (x:f(1) AS ?x)\n{}"),
            QueryRefused,
            "column 31: There is no function <http://x/f> here, which x:f stands for",
        ),
        (
            Operation(text="BASE <http://x/> ASK {\nFILTER(<f>())}"),
            QueryRefused,
            "Line 2, column 8: There is no function <http://x/f>",
        ),
        (Operation(text="ASK {}", default_graphs=("no iri",)), RequestError, "not an absolute IRI"),
        (Operation(text="ASK {}", base="no iri"), RequestError, "base IRI"),
        (Operation(text="ASK { ?s ?p '\ud800' }"), RequestError, "surrogate"),
    ],
)
def test_errors(engine, limits, operation, error, words) -> None:
    """What the engine refuses comes as an error of ours, in words."""
    with pytest.raises(error, match=words):
        engine.run(operation, formats.JSON, limits)


@pytest.mark.parametrize("computed", ["?a + ?b", "?a * ?b", "?a / ?b", "xsd:integer(?a)", "1 * (?a + ?s)"])
@pytest.mark.parametrize("groups", ["", "GROUP BY ?s"])
def test_a_variable_that_no_group_has(engine, limits, computed, groups) -> None:
    """What is written anew is held to the groups as all else is (SPARQL 1.1, 19.8)."""
    start = f"PREFIX xsd: <{XSD}> SELECT (COUNT(*) AS ?n) "
    pattern = f"{{ ?s <x:p> ?a ; <x:q> ?b }} {groups}"
    with pytest.raises(QuerySyntaxError):
        engine.run(Operation(text=f"{start} ({computed} AS ?c) {pattern}"), formats.JSON, limits)
    grouped = computed.replace("?a", "MAX(?a)").replace("?b", "MIN(?b)").replace("?s", "MIN(?s)")
    engine.run(Operation(text=f"{start} ({grouped} AS ?c) {pattern}"), formats.JSON, limits)


CUT = (
    "PREFIX e: <http://a/> SELECT DISTINCT ?s (COUNT(DISTINCT ?o) AS ?n) (?n AS ?m) FROM <g> FROM NAMED e: "
    "{ GRAPH ?g { ?s e:value ?o OPTIONAL { ?o e:p*/^e:q? ?x } MINUS { VALUES (?s ?y) { (1 UNDEF) } } } "
    "FILTER NOT EXISTS { { SELECT * { _:b (e:p|!e:q)+ <a#b> BIND(COALESCE (TRUE, 'x\\u0041') AS ?z) } } } } "
    "GROUP BY ?s (STR(?s)) HAVING (GROUP_CONCAT(?x ; SEPARATOR=',') < 'x') ORDER BY DESC(?n) LIMIT 5"
)


@pytest.mark.parametrize("start", ["", "SELECT * {} ", "CONSTRUCT { ?s ?p ?o } WHERE { "])
def test_a_query_that_ends_anywhere(engine, limits, start) -> None:
    """A query that is cut off, or begins in the midst of another, is refused as such, or answered."""
    texts = [start + text for end in range(len(CUT)) for text in (CUT[:end], CUT[end:])]
    refused = 0
    for text in texts:
        try:
            engine.run(Operation(text=text, base=EX), formats.JSON, limits)
        except (QuerySyntaxError, NotAcceptable, QueryRefused):
            refused += 1
    assert len(texts) * 0.9 < refused <= len(texts)


@pytest.mark.parametrize(
    "before",
    [
        "<x:none> <x:p>* ?y .",
        "GRAPH ?g { VALUES ?v { 1 } }",
        "FILTER(?x IN ())",
        "{ SELECT (COUNT(STR(?a)) AS ?n) { ?a ?b ?c } }",
    ],
)
def test_a_mistake_has_its_place(engine, limits, before) -> None:
    """A mistake is told where its author wrote it, whatever is written anew before it and after it."""
    for written in (f"{before} ?x <x:p> <http://[no>", f"?x <x:p> <http://[no> . {before}"):
        text = f"SELECT * {{\n {written} }}"
        with pytest.raises(QuerySyntaxError) as told:
            engine.run(Operation(text=text), formats.JSON, limits)
        assert (told.value.line, told.value.column) == (2, written.index("<http://[no>") + 14)


def test_service_that_the_scan_does_not_see(engine, limits) -> None:
    """SERVICE as the prefix of a name is no keyword, and the query is answered."""
    text = "PREFIX SERVICE: <http://x/> SELECT * { SERVICE:y ?p ?o }"
    result = engine.run(Operation(text=text), formats.JSON, limits)
    assert json.loads(bytes(result.body))["results"]["bindings"] == []


def test_blank_nodes_keep_their_labels(tmp_path, limits) -> None:
    """What is answered does not change from one start to the next."""
    path = tmp_path / "bilat.nq"
    path.write_text("_:c14n0 <a:b> _:c14n1 <a:g> .\n")
    found = Oxigraph.load(path).run(Operation(text="SELECT * { ?s ?p ?o }"), formats.CSV, limits)
    assert found.body.split() == [b"s,p,o", b"_:c14n0,a:b,_:c14n1"]


def test_broken_file_is_refused(tmp_path) -> None:
    """A file that is not N-Quads is named, with what to do."""
    path = tmp_path / "bilat.nq"
    path.write_text("<a> nonsense\n", "utf-8")
    with pytest.raises(ReleaseError, match=r"bilat\.nq.*Build"):
        Oxigraph.load(path)
    with pytest.raises(ReleaseError):
        Oxigraph.load(tmp_path / "missing.nq")
