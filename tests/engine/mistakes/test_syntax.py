"""Mistakes in queries, told to people."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.meanings import meaning
from bilat.engine.mistakes.syntax import caret, explain, place, told_of
from bilat.errors import QuerySyntaxError

VARIABLES = " ".join(f"?v{each}" for each in range(20_000))


def mistake(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    return explain(text, str(caught.value))


@pytest.mark.parametrize(
    ("text", "column", "message", "remedy"),
    [
        ("SELECT * {", 11, 'A "}" is missing', 'Add "}"'),
        ("ASK { <a> ?p ?o }", 7, "<a> is a relative IRI, and nothing says to what", "BASE <https://"),
        ("PREFIX x: <x#> ASK { x:a ?p ?o }", 11, "<x#> is a relative IRI", "Write the whole of it"),
        ("BASE <b> ASK { <a> ?p ?o }", 6, "<b> is a relative IRI", "Write the whole of it"),
        ("SELEC * {}", 1, '"SELEC" is no keyword', "Did you mean SELECT?"),
        ("SELECT ?s WHER { ?s ?p ?o }", 11, '"WHER" is no keyword', "Did you mean WHERE?"),
        ("SELECT ?s { ?s ?p ?o } LIMT 3", 24, '"LIMT" is no keyword', "Did you mean LIMIT?"),
        ("SELECT * { ?s ?p ?o FILTR(?o) }", 21, '"FILTR" is no keyword', "Did you mean FILTER?"),
        ("SELECT (COUTN(?a) AS ?b) { ?a ?b ?c }", 9, '"COUTN" is no keyword', "Did you mean COUNT?"),
        (
            "SELECT * { ?s foaf:name ?o }",
            15,
            'The prefix "foaf:" is not declared.',
            "PREFIX foaf: <http://xmlns.com/foaf/0.1/>",
        ),
        ("SELECT * { ?s rdsf:label ?o }", 15, '"rdsf:" is not declared', 'Did you mean "rdfs:"? Add: PREFIX'),
        ("PREFIX mine: <http://a#> SELECT * { ?s mien:x ?o }", 40, '"mien:"', 'Did you mean "mine:"?'),
        ("SELECT * { ?s zzzz:x ?o }", 15, '"zzzz:" is not declared', "PREFIX zzzz: <the namespace>"),
        ("SELECT * { ?s ?p ?o . FILTER(?o > 5 }", 37, 'A ")" is missing: there is "}"', 'Add ")"'),
        ("SELECT * { ?s ?p ?o } }", 23, 'This "}" closes nothing', "Take it out"),
        ("SELECT * { ?s ?p ?o ?x ?y ?z }", 21, 'A full stop is missing before the variable "?x"', '"."'),
        ('SELECT * { ?s ?p "abc }', 18, "This string is not closed", "three quotes"),
        ("SELECT * { ?s <http://x.y/ a> 3 }", 15, "This IRI is not closed", ">"),
        ('SELECT * { ?s <http://x.y/"a"> 3 }', 27, 'An IRI cannot hold "', "Write %22."),
        ("SELECT * { ?s http://x.y/a 3 }", 15, "stands in angle brackets", "Write < before it"),
        ("PREFIX : https://x.y/ SELECT * {}", 10, "stands in angle brackets", "Write < before it"),
        ("PREFIX a <x:y> SELECT * {}", 8, "declared with a colon", "Write a:"),
        ("PREFIX a:b <x:y> SELECT * {}", 8, "declared with a colon", "Write a:"),
        ("PREFIX a: <x:> SELECT * { a:\\u0061 ?p ?o }", 29, "Escapes stand in IRIs and strings", "itself"),
        ('SELECT * { ?s ?p "\\\\u1 \\u12" }', 24, "After \\u there are four", "two backslashes"),
        ("SELECT * { ?s <x:\\U0041> ?o }", 18, "After \\U there are eight", "two backslashes"),
        ('SELECT ("a" AS ?a) ("\\uD83D" AS ?b) {}', 22, "This escape stands for no character", "itself"),
        ("SELECT * { ?s ?p <x:\\U00110000> }", 21, "This escape stands for no character", "itself"),
        ('SELECT * { ?s ?p "a"@en-toolonglanguage }', 21, "no language tag", "eight signs"),
        ('SELECT * { ?s ?p "a"@en--RTL }', 21, "no direction RTL", "--ltr or --rtl"),
        ("SELECT (<<( _:b <x:p> 1 )>> AS ?t) {}", 13, '"_:b" does not fit here', None),
        ("SELECT * { ?s ?p <<( ?s <x:p>/<x:q> 1 )>> }", 30, '"/" does not fit here', None),
        ("SELECT * { << ?s <x:p>* 1 >> ?p ?o }", 23, '"*" does not fit here', None),
        ("SELECT * { VALUES ?t { <<( <x:s> <x:p> [] )>> } }", 40, '"[]" does not fit here', None),
        ("SELECT (SUM(DISTINCT *) AS ?x) {}", 22, "Only COUNT takes *", "variable"),
        ("SELECT * { FILTER(BOUND('x')) }", 19, "BOUND takes a variable", "BOUND(?x)"),
        ("SELECT * { ?s § 3 }", 15, '"§" means nothing here', "Take it out"),
        ("SELECT *\u00a0{ ?s ?p 3 }", 9, "cannot be seen: no-break space (U+00A0)", "plain space"),
        ("SELECT * {\u200b ?s ?p 3 }", 11, "cannot be seen: zero width space (U+200B)", "plain space"),
        ("SELECT * { ?s ?p }", 18, '"}" does not fit here; expected', None),
        ("SELECT (COUNT(?s) ?n) { ?s ?p ?o }", 19, "AS is missing before ?n.", "Write AS ?n."),
        (
            "SELECT * { ?s dct:title ?o }",
            15,
            '"dct:" is not declared',
            "PREFIX dct: <http://purl.org/dc/terms/>",
        ),
        ("SELECT ?s, ?p { ?s ?p ?o }", 10, "no commas between variables", "space"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s, ?p", 34, "no commas between variables", "space"),
        ("SELECT s { ?s ?p ?o }", 8, '"s" is no variable', "?s"),
        ("SELECT TOP 3 ?s { ?s ?p ?o }", 8, "no TOP", "LIMIT"),
        ("SELECT COUNT(?s) AS ?n { ?s ?p ?o }", 8, "in brackets, with a name", "(COUNT(...) AS ?name)"),
        ("SELECT ?s STR(?o) { ?s ?p ?o }", 11, "in brackets, with a name", "(STR(...) AS ?name)"),
        ("SELECT (COUNT(?s)) { ?s ?p ?o }", 18, "has no name yet", "AS ?name"),
        ("@prefix a: <b:> . SELECT * {}", 1, "how Turtle declares", "Write PREFIX"),
        ("PREFIX a: <b:> . SELECT * {}", 16, "No full stop ends a declaration", "Take it out"),
        ("SELECT * {} ; SELECT * {}", 13, "nothing follows it", "one query at a time"),
        ("SELECT * { ?s ?p \u201cx\u201d }", 18, "no quotation mark", 'Write "'),
        ("SELECT * { ?s ?p ?o FILTER(?o AND ?s) }", 31, "AND is &&", "&&"),
        ("SELECT * { ?s ?p ?o FILTER(?o or ?s) }", 31, "OR is ||", "||"),
        ("SELECT * { ?s ?p ?o FILTER(?o == 1) }", 32, '"==" is "="', "one"),
        ("SELECT * { ?s ?p ?o FILTER(?o <> 1) }", 31, '"<>" is "!="', "!="),
        ("SELECT * { ?s ?p ?o FILTER(?o LIKE 'a') }", 31, "no LIKE", "CONTAINS"),
        ("SELECT * { ?s ?p ?o FILTER(?o IS NULL) }", 31, "no IS", "BOUND"),
        ("SELECT * { ?s ?p ?o FILTER ?o > 1 }", 28, "stands in brackets", "FILTER(...)"),
        ("SELECT * { ?s ?p ?o } ORDER BY DESC ?s", 37, "stands in brackets after DESC", "DESC(?s)"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s DESC LIMIT 1", 40, "DESC stands before", "Write DESC(?x)"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ASC", 38, "ASC stands before", "Write ASC(?x)"),
        ("SELECT * {}.", 12, "nothing follows it", 'Take out "."'),
        ("SELECT * {} ASK {}", 13, "Another query begins", "one query at a time"),
        ("SELECT * { ?s ?p ?o . SELECT ?x {} }", 23, "has braces of its own", "{ SELECT ... }"),
        ("SELECT * {} PREFIX a: <b:>", 13, "at the top", "Move"),
        ("SELECT * {} LIMIT 1 ORDER BY ?s", 21, "ORDER comes too late", "HAVING, ORDER BY"),
        ("SELECT * {} LIMIT 1, 2", 20, "LIMIT takes one number", "OFFSET"),
        ("SELECT * { ?s ?p ?o FILTER(?o BETWEEN 1 AND 2) }", 31, "no BETWEEN", "?x >= 1 && ?x <= 3"),
        ("SELECT * { ?s ?p ?o FILTER(?o = null) }", 33, "no null", "!BOUND(?x)"),
        ("SELECT * { ?s ?p ?o FILTER(CAST(?o AS int)) }", 28, "no CAST", "xsd:integer(?x)"),
        ("SELECT * { FILTER(CASE WHEN ?o THEN 1 END) }", 19, "no CASE", "IF(condition"),
        ("SELECT * { FILTER(NOT ?o) }", 23, 'NOT is "!"', "NOT EXISTS { ... }"),
        ("SELECT * { ?s ?p ?o AND ?s ?q 1 }", 21, "no AND between patterns", "FILTER(...)"),
        ("SELECT * { {} OR {} }", 15, "OR between patterns is UNION", "{ ... } UNION { ... }"),
        ("SELECT * {} UNION {}", 13, "UNION stands between groups", "{ { ... } UNION { ... } }"),
        ("SELECT * { ?s A ?o }", 15, '"a" is a small letter', "Write a"),
        ("SELECT ?o AS ?x {}", 11, "renames stands in brackets", "AS ?name"),
        ("SELECT ?o * 2 {}", 11, "computes or renames stands in brackets", "AS ?name"),
        ("SELECT (GROUP_CONCAT(?o, ',') AS ?x) {}", 24, "takes one expression", "; SEPARATOR="),
        ("SELECT (GROUP_CONCAT(?o SEPARATOR=',') AS ?x) {}", 25, "takes one expression", "; SEPARATOR="),
        ("SELECT (COUNT DISTINCT ?o AS ?x) {}", 15, "inside of the brackets", "COUNT(DISTINCT ?x)"),
        (
            "SELECT ?s {} GROUP BY ?s HAVING COUNT(?o) > 1",
            43,
            "A condition stands in brackets",
            "HAVING(...)",
        ),
        ("SELECT * { FILTER STRLEN(?o) > 1 }", 30, "A condition stands in brackets", "FILTER(...)"),
        ("/* all */ SELECT * {}", 1, "A comment begins with #", "#"),
        ("SELECT * { -- all\n ?s ?p ?o }", 12, "A comment begins with #", "#"),
        ("SELECT * { // all\n ?s ?p ?o }", 12, "A comment begins with #", "#"),
        ("SELECT * { (?s)-[:p]->(?o) }", 16, '"-" does not fit here', None),
        ("SELECT * { FILTER(?o &gt; 3) }", 22, '"&gt;" is how HTML writes ">"', 'Write ">"'),
        ("SELECT * { FILTER(?o & 3) }", 22, '"&" means nothing here', "Take it out"),
        ("SELECT * { ?s <a:b>{1,2} ?o }", 20, "no count in braces", "p|p/p"),
        ("", 1, "The query ends too early; expected ASK, BASE, CONSTRUCT", None),
        ("SELECT ?x {} GROUP BY ?y", 8, "?x, which is not grouped by or computed", "SAMPLE(?x)"),
        ("SELECT ?y (1 AS ?z) ?x {} GROUP BY ?y", 21, "?x, which is not grouped by", "SAMPLE(?x)"),
        ("SELECT ?y ?x {} GROUP BY (STR(?a) AS ?y)", 11, "?x, which is not grouped by", "SAMPLE(?x)"),
        ("SELECT ?x { ?x ?p ?o } ORDER BY COUNT(?o)", 8, "?x, which is not grouped by", "SAMPLE(?x)"),
        ("SELECT * { { SELECT ?x (SUM(?y) AS ?z) {} } }", 21, "?x, which is not grouped by", "SAMPLE(?x)"),
        ("SELECT * { { SELECT ?x {} GROUP BY ?y } }", 21, "?x, which is not grouped by", "SAMPLE(?x)"),
        ("SELECT * { ?s ?p ?o FILTER(COUNT(?s) > 1) }", 28, "COUNT cannot stand in FILTER", "HAVING(COUNT"),
        ("SELECT ?s { BIND(sum(?s) AS ?n) }", 18, "SUM cannot stand in BIND", "(SUM(?x) AS ?value)"),
        ("SELECT ?s {} GROUP BY MAX(?s)", 23, "MAX cannot stand in GROUP BY", "in braces"),
        ("ASK {} ORDER BY COUNT(?s)", 26, "An aggregate stands where nothing is grouped", "(COUNT(?x) AS"),
        ("PREFIX a: <x:> ASK { a:b\\% ?p ?o }", 25, "a:b\\% stands for no IRI", "Write %25"),
        (
            "SELECT (YEAR(?d) AS ?y) { ?x ?p ?d } GROUP BY YEAR(?d)",
            55,
            "computes with a variable",
            "GROUP BY (",
        ),
        ("SELECT * { BIND(1 AS ?s) BIND(2 AS ?s) }", 36, "?s has a value before BIND", "another name"),
        ("SELECT * { { ?s ?p ?o } BIND(2 AS ?o) }", 35, "?o has a value before BIND", "another name"),
        ("SELECT (1 AS ?s) { ?s ?p ?o }", 30, "a variable a value that has one already", "another name"),
        ("SELECT ?s ?s { ?s ?p ?o }", 26, "names a variable twice", "Take one out"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", 8, "All variables are asked for", "Name what you want"),
        ("SELECT (STRLEN(?s, 1) AS ?n) {}", 9, "STRLEN takes 1 argument, and has 2 here", None),
        ("SELECT (SUBSTR(STR(1)) AS ?n) {}", 9, "SUBSTR takes 2 or 3 arguments, and has 1 here", None),
        ("SELECT (NOW(1) AS ?n) {}", 9, "NOW takes no argument, and has 1 here", None),
        ("SELECT * { VALUES (?a ?b) { (1 2) (1) } }", 35, "This row is 1 long, and VALUES names 2", "UNDEF"),
        (
            "SELECT * { VALUES (?a) { ('x'@en) ('x'^^<a:b> 2) } }",
            35,
            "This row is 2 long, and VALUES names 1",
            "UNDEF",
        ),
        (
            "SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m) {}",
            26,
            "?n is computed in this SELECT",
            "around this",
        ),
        ("SELECT * { _:a ?p ?o OPTIONAL { _:a ?q ?r } }", 33, "_:a stands in two patterns", "a variable"),
        ("SELECT * { ?s ?p 'a\\qb' }", 21, "This is no escape", "two backslashes"),
        ("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999", 52, "number is too large", "smaller"),
    ],
)
def test_mistake_is_told(text: str, column: int, message: str, remedy: str | None) -> None:
    """Each usual mistake is placed and told in words, with what to write instead."""
    error = mistake(text)
    assert (error.line, error.column) == (1, column)
    assert message in error.message
    assert error.remedy is None if remedy is None else remedy in str(error.remedy)


def test_place_is_told_with_a_caret() -> None:
    """The error shows the line at fault, with a caret under the place."""
    error = mistake("SELECT *\nWHERE {\n\t?s ?p ?o ;\n\tFILTR(?o)\n}")
    assert (error.line, error.column) == (4, 2)
    assert error.detail == "\tFILTR(?o)\n\t^"


def test_line_ends_of_windows_are_no_signs() -> None:
    """A line that ends as in Windows is shown without that end."""
    error = mistake("SELECT *\r\n{ ?s ?p\r\n}")
    assert (error.line, error.column) == (3, 1)
    assert caret("{ ?s ?p FILTR\r\n}", 8) == "{ ?s ?p FILTR\n        ^"


def test_long_line_is_cut() -> None:
    """A line that is too long to show is cut around the place, and the caret stays under it."""
    text = "SELECT * { " + "?s ?p ?o . " * 500 + "FILTR(?o) }"
    line, under = caret(text, text.index("FILTR")).split("\n")
    assert len(line) <= 100
    assert line[under.index("^") :].startswith("FILTR")


def test_control_characters_are_not_echoed() -> None:
    """The line that is shown has nothing that could steer a terminal."""
    assert "\x1b" not in caret("SELECT \x1b[31m", 8)


RIGHT = """
SELECT DISTINCT ?s (COUNT(?x) AS ?n) FROM <a:b> WHERE { ?s ?p ?x } GROUP BY ?s HAVING (?n > 1) LIMIT 5
PREFIX : <http://a#> SELECT * { ?s :p/:q*|^:r+ [ :a 1 ; :b 'x'@en, 2.5e3 ] . (1 2) :p (), -1, true }
SELECT * { { ?s ?p ?o } UNION { ?s ?p 1 } OPTIONAL { ?s !(<a:b>|^a) 2 } MINUS { ?s ?p 3 } } ORDER BY DESC(?s)
SELECT * { VALUES (?s ?p) { (UNDEF 1) () } VALUES ?o { <a:b> 'x' } }
CONSTRUCT WHERE { ?s ?p ?o }
CONSTRUCT { ?s ?p [] } WHERE { GRAPH ?g { ?s ?p ?o FILTER NOT EXISTS { ?s a ?o } } } VALUES ?s { <a:b> }
DESCRIBE ?s <a:b> WHERE { ?s ?p ?o . FILTER(?o IN (1, 2) && ?o NOT IN () || !BOUND(?o) && ?p-1<3*-2) }
ASK { SELECT (GROUP_CONCAT(DISTINCT ?s; SEPARATOR=',') AS ?x) { BIND(IF(?s=?o,1,COALESCE()) AS ?y) } }
SELECT * { <<( ?s ?p ?o )>> ?q ?r . << ?s ?p ?o >> ?q 1 . ?s ?p ?o ~ ?i {| ?q 2 |} }
SELECT (REPLACE(STR(?s), 'a', 'b') AS ?x) (<a:f>(1, 2) AS ?y) { ?s ?p '1'^^<a:b> ; . ?t ?u ''' ' ''' }
"""


@pytest.mark.parametrize("text", RIGHT.strip().split("\n"))
def test_grammar_accepts_what_is_right(text: str) -> None:
    """The grammar has nothing against queries that are right, so that it never blames the wrong place."""
    grammar = sparql()
    assert grammar.departure(tokens(text, grammar.keywords)) is None


@given(st.text(alphabet="SELECT WHERE{}()<>[]?:'\"\\#@_.,;a1|^\n", max_size=120))
def test_any_text_can_be_explained(text: str) -> None:
    """Whatever the text, there is an explanation with a place inside it."""
    error = explain(text, "error at 1:1: expected [_]")
    assert 1 <= error.line <= text.count("\n") + 1
    assert error.message


def test_deep_nesting_is_explained() -> None:
    """No depth of nesting overflows the explanation."""
    assert mistake("SELECT * " + "{" * 60).column == 70
    assert explain("SELECT * " + "{(" * 30_000, "").line == 1


def test_places_count_code_points() -> None:
    """Columns count characters, as editors do, and lines start at one."""
    assert place("a\nbé✓c", 5) == (2, 4)


def test_place_of_a_query_that_was_sent_in_other_words() -> None:
    """The place that an engine tells is that of the query as it was written, or none."""
    text, sent = (
        "SELECT ?x\n{ ?s ?p ?o }\nGROUP BY ?s",
        "BASE <x:>\nSELECT ?x\n{ GRAPH <g> { ?s ?p ?o } }\nGROUP BY ?s",
    )
    assert told_of("error at 4:12: unbound", sent, text) == "error at 3:12: unbound"
    assert told_of("error at 2:8: unbound", sent, text) is None
    assert told_of("unbound", sent, text) is None


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ BIND(1 AS ?a) BIND({'STR(' * 8_000}?b{')' * 8_000} AS ?a) }}",
        f"SELECT * {{ {'BIND(EXISTS{' * 2_000}{'} AS ?x)' * 2_000} BIND(1 AS ?y) BIND(1 AS ?y) }}",
        f"SELECT * {{ {'{' * 20_000}{VARIABLES}{'}' * 20_000} BIND(1 AS ?v1) }}",
    ],
    ids=["calls", "patterns", "groups"],
)
def test_what_is_nested_is_read_once(text: str) -> None:
    """What is wrong at the end of 50 KB is found in time linear in them: by its square, it took a minute."""
    began = process_time()
    assert "has a value before BIND" in meaning(tokens(text, sparql().keywords), "", 0).message
    assert process_time() - began < 5
