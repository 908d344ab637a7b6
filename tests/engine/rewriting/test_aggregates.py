"""Aggregates as SPARQL has them, where the engine has a way of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.aggregates import with_exact_aggregates, with_names_spelt_out, with_separators
from bilat.errors import QueryRefused, QuerySyntaxError

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)
DATA = """INSERT DATA { GRAPH <x:g> {
  <x:a> <x:p> 1, 2 ; <x:l> "u"@en, "v"@en . <x:b> <x:p> 3 ; <x:l> "w"@en, "w"@fr } }"""


@pytest.fixture(scope="module")
def engine() -> Oxigraph:
    store = Store()
    store.update(DATA)
    return Oxigraph.merged(store)


def rows(engine: Oxigraph, text: str) -> list[str]:
    """Return the rows of an answer as TSV has them."""
    return engine.run(Operation(text=text), formats.TSV, LIMITS).body.decode().split("\n")[1:-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT (COUNT(*) AS ?n) (?n + 1 AS ?more) { ?s <x:p> ?o }", ["3\t4"]),
        ("SELECT ?s (SUM(?o) AS ?n) (?n * 2 AS ?m) (?m - ?n AS ?k) { ?s <x:p> ?o } GROUP BY ?s ORDER BY ?s",
         ["<x:a>\t3\t6\t3", "<x:b>\t3\t6\t3"]),
        ("SELECT DISTINCT (1 + COUNT(?o) AS ?n) (2 * ?n AS ?m) { ?s <x:p> ?o }", ["4\t8"]),
        ("SELECT REDUCED (COUNT(*) AS ?n) (?n + 1 AS ?more) { ?s <x:p> ?o }", ["3\t4"]),
        ("SELECT (COUNT(*) AS ?n) (?n AS ?m) { SELECT (MAX(?o) AS ?x) (?x AS ?y) { ?s ?p ?o } }", ["1\t1"]),
    ],
)  # fmt: skip
def test_name_used_at_once(engine, text, found) -> None:
    """What a SELECT has given a name can be computed with in the same SELECT."""
    assert rows(engine, text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT (COUNT(*) AS ?n) (SUM(?n + ?x) + ?n AS ?m) {}", "COUNT is inside another aggregate"),
        ("SELECT (COUNT(*) AS ?n) (SUM(?n * ?x) AS ?m) {}", "COUNT is inside another aggregate"),
        ("SELECT (COUNT(*) AS ?n) (?more AS ?m) { ?s ?p ?o }", "not grouped by"),
        ("SELECT (RAND() * COUNT(*) AS ?n) (?n - ?n AS ?m) { ?s ?p ?o }", "beside aggregates|computed"),
    ],
)
def test_name_that_says_nothing_else(engine, text, message) -> None:
    """What cannot be spelt out is refused as before."""
    with pytest.raises(QuerySyntaxError, match=message):
        rows(engine, text)


@pytest.mark.parametrize("function", ["BNODE", "RAND", "STRUUID", "UUID"])
def test_what_is_another_each_time_is_not_spelt_out(function) -> None:
    """Its name stands for one value, however often it is used."""
    assert with_names_spelt_out(f"SELECT ({function}() AS ?n) (?n AS ?m) {{}}") is None


def test_names_that_grow_are_not_spelt_out() -> None:
    """Names that double each other are given up before they fill the memory."""
    doubled = " ".join(f"(?n{number} + ?n{number} AS ?n{number + 1})" for number in range(60))
    assert with_names_spelt_out(f"SELECT (COUNT(*) AS ?n0) {doubled} {{}}") is None


def test_concatenation_is_plain(engine) -> None:
    """GROUP_CONCAT is a plain string, also of strings in one language, and strings are told apart before."""
    concatenated = "SELECT (GROUP_CONCAT({}?l; separator = '|') AS ?all) {{ <x:{}> <x:l> ?l }}"
    assert rows(engine, concatenated.format("", "a")) in (['"u|v"'], ['"v|u"'])
    assert rows(engine, concatenated.format("DISTINCT ", "b")) == ['"w|w"']
    having = (
        "GROUP BY ?s HAVING (group_concat(?l) = 'u v' || group_concat(?l) = 'v u') ORDER BY GROUP_CONCAT(?l)"
    )
    assert rows(engine, f"SELECT ?s {{ ?s <x:l> ?l }} {having}") == ["<x:a>"]
    text = "SELECT ('GROUP_CONCAT(?x)' AS ?t) {} # GROUP_CONCAT(?x)"
    assert with_exact_aggregates(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT (GROUP_CONCAT(?v; separator=',') AS ?x) { VALUES ?v { <u:a> 2 'c'@en } }", '"u:a,2,c"'),
        ("SELECT (GROUP_CONCAT(DISTINCT ?v) AS ?x) { VALUES ?v { <u:a> <u:a> 2 } }", '"u:a 2"'),
        ("SELECT (GROUP_CONCAT(DISTINCT ?v) AS ?x) { VALUES ?v { 'a'@en 'a' 'a' } }", '"a a"'),
        ("SELECT (GROUP_CONCAT(DISTINCT ?v) AS ?x) { VALUES ?v { 1 1.0 1e0 '1' 1 } }", '"1 1 1 1"'),
        ("SELECT (GROUP_CONCAT(DISTINCT ?v) AS ?x) { VALUES ?v { <u:a> 'u:a' <u:a> } }", '"u:a u:a"'),
        ("SELECT (GROUP_CONCAT(EXISTS { ?v ?p ?o ; ?q ?r }) AS ?x) { VALUES ?v { <u:a> } }", '"false"'),
        ("SELECT (GROUP_CONCAT(?v) AS ?x) { VALUES ?v { 1 } FILTER(?v > 1) }", '""'),
    ],
)
def test_concatenation_of_what_is_no_string(engine, text, found) -> None:
    """IRIs and numbers are put together as their texts, as all other engines do."""
    assert rows(engine, text) == [found]


@pytest.mark.parametrize(
    ("counted", "values", "found"),
    [
        ("?v + 1", "1 1 'x'", "2"),
        ("DISTINCT ?v + 1", "1 1 'x'", "1"),
        ("distinct(?v + 1)", "1 2 'x' 'y'", "2"),
        ("DISTINCT ?v + 1", "1 2", "2"),
        ("STR(?v)", "UNDEF 1", "1"),
        ("YEAR(?v)", "'x'", "0"),
        ("DISTINCT YEAR(?v)", "'x'", "0"),
        ("YEAR(?v)", "", "0"),
        ("DISTINCT YEAR(?v)", "", "0"),
        ("DISTINCT (?v)", "1 2 UNDEF", "2"),
        ("*", "1 2 UNDEF", "3"),
        ("DISTINCT *", "1 1 UNDEF", "2"),
        ("DISTINCT ?v", "1 1 UNDEF", "1"),
        ("EXISTS { ?v ?p ?o }", "1 2", "2"),
    ],
)
def test_count_leaves_errors_out(engine, counted, values, found) -> None:
    """COUNT counts what has a value (SPARQL 1.1, 18.5.1.2)."""
    text = f"SELECT (COUNT({counted}) AS ?n) {{ VALUES ?v {{ {values} }} }}"
    assert rows(engine, text) == [found]
    assert rows(engine, text.replace("COUNT(", "COUNT # all of them\n(")) == [found]
    assert rows(engine, text.replace("COUNT(", "1 + 2 * COUNT (")) == [str(1 + 2 * int(found))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT (COUNT(DISTINCT *) AS ?n) { ?s <x:p>/^<x:p> ?t }", "2"),
        ("SELECT (COUNT(DISTINCT *) AS ?n) { ?s <x:p> [] }", "2"),
        ("SELECT (COUNT(DISTINCT *) AS ?n) { [] <x:p> [] }", "1"),
        ("SELECT (COUNT(*) AS ?n) { ?s <x:p> [] }", "3"),
        ("SELECT ?n { { SELECT (count ( distinct * ) AS ?n) { SELECT ?s { ?s <x:p> [] } } } }", "2"),
        ("SELECT (COUNT(DISTINCT # all\n *) AS ?n) { GRAPH <x:g> { ?s <x:p> [] } }", "2"),
        ("SELECT (MAX(?o) AS ?n) { ?s <x:p> ?o, [] } HAVING(COUNT(DISTINCT *) = 3)", "3"),
    ],
)
def test_whole_solutions_have_variables_alone(engine, text, found) -> None:
    """COUNT(DISTINCT *) tells no nodes apart that no variable has (SPARQL 1.1, 18.2.1)."""
    assert rows(engine, text) == [found]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ("(?s AS ?k)", ["<x:a>\t2", "<x:b>\t1"]),
        ("?p (?s # of whom\n AS ?k) (STR(?p) as ?q)", ["<x:a>\t2", "<x:b>\t1"]),
        ("STR(?p) (?none AS ?k)", ["\t3"]),
        ("<http://www.w3.org/2001/XMLSchema#string>(?p) (?s AS ?k)", ["<x:a>\t2", "<x:b>\t1"]),
        ("(?e\u0301 AS ?k)", ["\t3"]),
    ],
)
def test_variable_gets_another_name(engine, conditions, found) -> None:
    """GROUP BY gives a variable another name as it does for what it computes."""
    text = f"SELECT ?k (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?p = <x:p>) }} GROUP BY {conditions} ORDER BY ?k"
    assert rows(engine, text) == found


def test_whole_solutions_nested_too_deep() -> None:
    """A count that cannot be read to its end is refused."""
    with pytest.raises(QueryRefused, match="nested too deep"):
        with_exact_aggregates(f"SELECT (COUNT(DISTINCT *) AS ?n) {'{' * 5000}{'}' * 5000}")


@given(st.text(alphabet="(){}?xAS,+ 'GROUP_CONCATSELECT", max_size=80))
def test_any_text_is_read(text: str) -> None:
    """Whatever the text, there is one, or none."""
    assert isinstance(with_exact_aggregates(f"GROUP_CONCAT {text}"), str)
    assert isinstance(with_exact_aggregates(f"COUNT({text}"), str)
    assert isinstance(with_exact_aggregates(f"SELECT (COUNT(DISTINCT *) {text}"), str)
    assert isinstance(with_exact_aggregates(f"GROUP BY (?x AS {text}"), str)
    assert isinstance(with_names_spelt_out(f"SELECT {text}"), str | None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("(GROUP_CONCAT(?x) AS ?y)", '(GROUP_CONCAT(?x ; SEPARATOR=" ") AS ?y)'),
        ("(group_concat(DISTINCT STR(?x)) AS ?y)", '(group_concat(DISTINCT STR(?x) ; SEPARATOR=" ") AS ?y)'),
        ("(GROUP_CONCAT(?x; separator='|') AS ?y)", "(GROUP_CONCAT(?x; separator='|') AS ?y)"),
        ("(COUNT(?x) AS ?y)", "(COUNT(?x) AS ?y)"),
    ],
)
def test_separator_is_spelt_out(text: str, written: str) -> None:
    """GROUP_CONCAT that names no separator gets the space that SPARQL gives it."""
    assert with_separators(f"SELECT {text} {{ ?s ?p ?x }}") == f"SELECT {written} {{ ?s ?p ?x }}"


def test_a_name_that_is_used_without_end_is_not_spelt_out() -> None:
    """What is put in counts for all its places: 64 KB became 46 MB."""
    long = f"(COUNT(*) + {'1 + ' * 2_000}1 AS ?n) "
    assert with_names_spelt_out(f"SELECT {long}(?n + 1 AS ?m) {{}}")
    assert with_names_spelt_out(f"SELECT {long}({'?n + ' * 1_000}1 AS ?m) {{}}") is None
    assert with_names_spelt_out(f"SELECT {long}{'(?n + 1 AS ?m) ' * 1_000}{{}}") is None
