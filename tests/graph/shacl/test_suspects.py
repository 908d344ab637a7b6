"""Queries of shapes as SQL miss none of the nodes that the engine finds, and suspect few others."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node
from shacl_drawing import EX, graphs

from bilat.graph.shacl.graph import ShaclGraph
from bilat.graph.shacl.literals import Literals
from bilat.graph.shacl.relation import Relation, relation_of
from bilat.graph.shacl.suspects import Suspects
from bilat.vocab import XSD

HEAD = f"PREFIX ex: <{EX}> PREFIX xsd: <{XSD}> SELECT $this ?value WHERE "
#: Patterns, paths and conditions on names, alone and inside each other.
OF_NAMES = (
    "{ $this ex:p ?value }",
    "{ $this ex:p ?value ; ex:q ?value }",
    "{ $this ex:p ?value . ?value ex:q ?other , ?third . FILTER(?other != ?third) }",
    "{ $this ex:p|^ex:q ?value . FILTER NOT EXISTS { ?value ex:r $this } }",
    "{ $this ex:p/ex:q ?value } ",
    "{ $this ex:p/^ex:p ?value . FILTER($this != ?value) }",
    "{ $this ex:p ?value . FILTER NOT EXISTS { $this ex:q*/ex:r ?value } }",
    "{ $this ex:p ?value . FILTER NOT EXISTS { ?value (ex:q|ex:r)+ $this } }",
    "{ $this ex:p? ?value . ?value a ex:C }",
    "{ { $this ex:p ?value } UNION { ?value ex:q $this } FILTER(ISIRI(?value)) }",
    "{ $this ex:p ?value . FILTER EXISTS { { ?value ex:q ?any } UNION { ?value a ex:C } } }",
    "{ $this ?link ?value . FILTER(?link IN (ex:p, ex:q)) FILTER(!ISBLANK(?value)) }",
    '{ $this ex:p "a" . FILTER NOT EXISTS { $this ex:q "" } }',
    "{ $this ex:p ?value . FILTER NOT EXISTS { ?value ex:q ?x . FILTER NOT EXISTS { ?x ex:r $this } } }",
)
#: Conditions on literals, whose errors SQL does not tell from what it does not know.
OF_LITERALS = (
    "{ $this ex:p ?value , ?other . FILTER(?value < ?other || ?value = ex:a) }",
    "{ $this ex:p ?value , ?o . FILTER(?value > ?o) FILTER NOT EXISTS { $this ex:q ?m . FILTER(?m >= ?o) } }",
    "{ $this ex:p ?value . FILTER(?value > 1 && ?value * 2 != 3) }",
    "{ $this ex:p ?value . FILTER(4 * FLOOR(?value / 4) = ?value || ABS(?value - 1) <= 0.5) }",
    "{ $this ex:p ?value . FILTER(!(?value = 1)) }",
    "{ $this ex:p ?value . FILTER(?value NOT IN (1, 5, ex:a)) }",
    "{ $this ex:p ?value . FILTER(DATATYPE(?value) != IF(?value = ex:a, xsd:date, xsd:integer)) }",
    "{ $this ex:p ?value . FILTER NOT EXISTS { $this ex:q ?d . FILTER(DATATYPE(?d) = DATATYPE(?value)) } }",
    '{ $this ex:p ?value . FILTER(STR(?value) != CONCAT(SUBSTR(STR(?value), 1, 2), SUBSTR("20-01-01", 3))) }',
    "{ $this ex:p ?value . BIND(STR(?value) AS ?t) BIND(STRLEN(?t) AS ?n) FILTER(?n = 1 || ?n > 4) }",
    '{ $this ex:p ?value . FILTER(STRSTARTS(STR(?value), "http") || CONTAINS(STR(?value), "1")) }',
    '{ $this ex:p ?value . FILTER(STRENDS(STR(?value), "1") && LCASE(STR(?value)) = STR(?value)) }',
    '{ $this ex:p ?value . FILTER(REPLACE(STR(?value), "[a-z]+", " ") = " ") }',
    "{ $this ex:p ?value . FILTER(xsd:integer(SUBSTR(STR(?value), 1, 4)) > 1999) }",
    "{ FILTER NOT EXISTS { $this ex:p ?value . FILTER(?value > 0) } FILTER(ISIRI($this)) }",
)
#: What only the engine can be asked.
UNREADABLE = (
    "{ $this ex:p ?value OPTIONAL { ?value ex:q ?x } }",
    "{ { SELECT $this (COUNT(?value) AS ?n) WHERE { $this ex:p ?value } GROUP BY $this } FILTER(?n > 1) }",
    "{ $this !ex:p ?value }",
    "{ $this ex:p [] }",
    "{ $this ex:p $currentShape }",
    "{ GRAPH ?g { $this ex:p ?value } }",
    "{ ?value ex:p* ?other . ?other ex:q $this }",
    "{ { $this ex:p ?value . FILTER(?value > 1) } UNION { $this ex:q ?value } }",
    "{ BIND(STR(?value) AS ?text) { $this ex:p ?value } UNION { $this ex:q ?value } FILTER(?text != 'z') }",
)


def everything(data: Graph) -> list[Node]:
    """Return all nodes of data, and two that do not occur."""
    return [*data.all_nodes(), URIRef(EX + "nowhere"), Literal("nowhere")]


def suspected(relation: Relation, query: str, nodes: list[Node]) -> set[Node] | None:
    """Return the nodes that SQL suspects; None where it cannot tell."""
    relation.learn(nodes)
    rows = ", ".join(f"({relation.number(node)})" for node in nodes)
    relation.execute(f"CREATE OR REPLACE TEMP TABLE focus AS FROM (VALUES {rows}) AS t(node)")
    select = Suspects(relation, Literals(relation)).of(HEAD + query, "focus")
    if select is None:
        return None
    numbers = [number for (number,) in relation.rows(select)]
    known = relation.nodes(numbers)
    return {known[number] for number in numbers}


def found(data: Graph, query: str, nodes: list[Node]) -> set[Node]:
    """Return the nodes that the engine finds something of, asked one by one as SHACL has it."""
    engine = ShaclGraph(data)
    return {node for node in nodes if engine.query(HEAD + query, initBindings={"this": node}).bindings}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=graphs(), queries=st.sets(st.sampled_from(OF_NAMES + OF_LITERALS), min_size=4, max_size=4))
def test_misses_none(data: Graph, queries: set[str]) -> None:
    """Whatever literals and paths there are, what the engine finds is suspected."""
    nodes = everything(data)
    for query in sorted(queries):
        mine = suspected(relation_of(data), query, nodes)
        assert mine is None or found(data, query, nodes) <= mine, query


@pytest.mark.parametrize("query", OF_NAMES)
def test_suspects_nobody_else_for_names(query: str) -> None:
    """Of names, and of texts that stand alone, SQL knows what the engine does."""
    data = Graph().parse(
        data=f"""@prefix ex: <{EX}> .
        ex:a ex:p 1 , 2 , ex:b ; ex:q 2 ; a ex:C . ex:b ex:p "a" ; ex:q ex:c , ex:d ; ex:r ex:a .
        ex:c ex:p "b" , ex:d ; ex:r ex:a , ex:b ; a ex:C . ex:d ex:p ex:c , 4 ; ex:q 4 ; ex:r ex:d ."""
    )
    nodes = [node for node in everything(data) if not isinstance(node, Literal)]
    assert suspected(relation_of(data), query, nodes) == found(data, query, nodes)


@pytest.mark.parametrize(
    ("condition", "right", "wrong"),
    [
        ("?value > 1", "1", "2"),
        ("?value * 2 - 1 != 3", "2", "3"),
        ("4 * FLOOR(?value / 4) = ?value", "2023", "2024"),
        ("ABS(?value - 0.5) > 0.1", "0.55", "0.75"),
        ("DATATYPE(?value) != IF(?value = ex:a, xsd:date, xsd:integer)", "1", '"1"'),
        (
            'STR(?value) != CONCAT(STR(?value), SUBSTR("0000-01", STRLEN(STR(?value)) + 1))',
            '"2020-01"',
            '"2020"',
        ),
        ("xsd:integer(SUBSTR(STR(?value), 1, 4)) > 2000", '"1999-01-01"^^xsd:date', '"2001-01-01"^^xsd:date'),
        ('STRENDS(STR(?value), "/x")', "ex:z", "<http://ex.org/y/x>"),
        ('CONTAINS(REPLACE(LCASE(STR(?value)), "[^a-z]+", " "), " b ")', '"A bB c"', '"A-B-c"@en'),
        ("?value < ?limit", '"2021-01-01"^^xsd:date', '"2019-12-31"^^xsd:date'),
    ],
)
def test_understands_conditions_on_plain_literals(condition: str, right: str, wrong: str) -> None:
    """Numbers, days and texts in plain forms compare as in the engine."""
    data = Graph().parse(
        data=f"""@prefix ex: <{EX}> . @prefix xsd: <{XSD}> .
        ex:a ex:p {right} ; ex:q "2020-01-01"^^xsd:date . ex:b ex:p {wrong} ; ex:q "2020-01-01"^^xsd:date ."""
    )
    nodes = [URIRef(EX + "a"), URIRef(EX + "b")]
    query = f"{{ $this ex:p ?value ; ex:q ?limit . FILTER({condition}) }}"
    assert suspected(relation_of(data), query, nodes) == found(data, query, nodes) == {URIRef(EX + "b")}


@pytest.mark.parametrize("query", UNREADABLE)
def test_leaves_to_the_engine_what_sql_cannot_say(query: str) -> None:
    """A query with more than patterns and conditions is nobody's guess."""
    data = Graph().parse(data=f"@prefix ex: <{EX}> . ex:a ex:p ex:b .")
    assert suspected(relation_of(data), query, everything(data)) is None


def test_forms_that_the_engine_takes_for_one_are_left_to_it() -> None:
    """1 and 01 are two literals here and one in the engine, which finds that they agree."""
    data = Graph()
    first, other = (Literal(form, datatype=XSD.integer, normalize=False) for form in ("1", "01"))
    data.add((URIRef(EX + "a"), URIRef(EX + "p"), first))
    data.add((URIRef(EX + "a"), URIRef(EX + "q"), other))
    assert suspected(relation_of(data), "{ $this ex:p ?value ; ex:q ?value }", everything(data)) is None


def test_long_ways_are_left_to_the_engine() -> None:
    """A chain of hundreds of steps has too many pairs of ends to be walked in advance."""
    data = Graph()
    for number in range(200):
        data.add((URIRef(f"{EX}{number}"), URIRef(EX + "p"), URIRef(f"{EX}{number + 1}")))
    assert suspected(relation_of(data), "{ $this ex:p+ ?value . ?value a ex:C }", [BNode("x")]) is None


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that joins all with all ends, the next one runs, and a walk without end is the engine's."""
    data = Graph().parse(data=f"@prefix ex: <{EX}> . ex:a ex:p ex:b . ex:b ex:p ex:a .")
    relation = relation_of(data)
    endless = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range % 7 = b.range % 5"
    assert relation.rows_in_time(endless, 0.2) is None
    assert relation.rows_in_time("SELECT 1", 5) == [(1,)]
    query = "{ $this ex:p+ ?value . FILTER(?value != ex:b) }"
    assert suspected(relation, query, [URIRef(EX + "a")]) == {URIRef(EX + "a")}
    monkeypatch.setattr(Relation, "rows_in_time", lambda *_: None)
    assert suspected(relation_of(data), query, [URIRef(EX + "a")]) is None
