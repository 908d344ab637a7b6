"""Hints: a query that is right and names what the graph does not have."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bilat.engine import formats
from bilat.engine.interface import Kind, Result
from bilat.web.endpoint.hints import Hints, is_poor

BASE = "https://w3id.org/bilat/"
PREFIXES = f"PREFIX bilat: <{BASE}def#> PREFIX id: <{BASE}id/> "
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
HINT = "Bilat-Hint"


def test_unknown_property(query: Any) -> None:
    """An empty result says which name is unknown, and which is near."""
    response = query(PREFIXES + "SELECT * { ?s bilat:partnr ?o }")
    assert response.status_code == 200
    hint = response.headers[HINT]
    assert hint == f"<{BASE}def#partnr> is not in the graph. Did you mean <{BASE}def#partner>?"
    assert HINT in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { id:japn ?p ?o }",
        "ASK { id:japn ?p ?o }",
        "CONSTRUCT WHERE { id:japn ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { id:japn ?p ?o }",
        f"BASE <{BASE}id/> SELECT * {{ <japn> ?p ?o }}",
    ],
)
@pytest.mark.parametrize("form", [0, 1, 2, 3])
def test_every_kind_of_nothing(query: Any, text: str, form: int) -> None:
    """No rows, no, no triples and a count of nought are hinted at in every form."""
    rows = ("json", "xml", "csv", "tsv")
    triples = ("ttl", "nt", "rdf", "jsonld")
    name = (triples if "CONSTRUCT" in text else rows)[form]
    assert f"{BASE}id/japan" in query(PREFIXES + text, format=name).headers[HINT]


def test_names_that_are_made(query: Any) -> None:
    """A template may have names of its own; those of the pattern behind it are told all the same."""
    hint = query(PREFIXES + "CONSTRUCT { ?o bilat:made id:made } WHERE { id:japn ?p ?o }").headers[HINT]
    assert hint == f"<{BASE}id/japn> is not in the graph. Did you mean <{BASE}id/japan>?"


def test_escapes_stand_for_letters(query: Any) -> None:
    """A name that the graph has is known however it is written."""
    response = query(PREFIXES + f"SELECT * {{ <{BASE}id/j\\u0061pan> bilat:partnr ?o }}")
    assert response.headers[HINT].startswith(f"<{BASE}def#partnr> is not in the graph.")
    assert "pan>" not in response.headers[HINT]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("?d > 2090-01-31", '2090-01-31 is computed here, and is 2058: a date is "2090-01-31"^^xsd:date.'),
        ("?d >= '2090-01-31'", "'2090-01-31' is a text, and no date: a date is \"2090-01-31\"^^xsd:date."),
        ('"2090-01-31" < ?d', '"2090-01-31" is a text, and no date: a date is "2090-01-31"^^xsd:date.'),
        ("STR(?d) < '2090-01-31'", None),
        ("?d > '2090-01-31'^^<http://www.w3.org/2001/XMLSchema#date>", None),
        ("?d > 2090 - 01 - 31", None),
        ("?d > 2090 -01 -31", None),
    ],
)
def test_date_that_is_none(query: Any, condition: str, told: str | None) -> None:
    """Who compares with a date as SQL writes it is told how SPARQL does."""
    response = query(PREFIXES + f"SELECT * {{ id:japan a ?d FILTER({condition}) }}")
    assert response.headers.get(HINT) == told


@pytest.mark.parametrize(
    "pattern",
    ["FILTER(?g != id:japan)", "OPTIONAL {} { FILTER(BOUND(?g)) }", "BIND(STR(?g) AS ?o) FILTER(?o = '')"],
)
def test_graph_inside_its_group(query: Any, pattern: str) -> None:
    """A filter inside GRAPH sees no value of its variable; who expects one is told where it is."""
    response = query(PREFIXES + f"SELECT * {{ GRAPH ?g {{ id:japan ?p ?x {pattern} }} }}")
    assert response.headers[HINT].startswith("?g has no value inside its GRAPH: compare it after")


@pytest.mark.parametrize(
    ("names", "having", "told"),
    [
        ("?s (COUNT(*) AS ?n)", "?n > 0", "?n has no value in HAVING yet: write there what it stands for."),
        ("(SUM(?x) AS ?m) (COUNT(*) AS ?n)", "?n > 0 && ?m < ?n", "?n has no value in HAVING yet"),
        ("(COUNT(*) AS ?n)", "COUNT(*) > 999", None),
        ("(COUNT(*) AS ?n)", "?s > 999) ORDER BY (?n", None),
    ],
)
def test_names_that_having_does_not_know(query: Any, names: str, having: str, told: str | None) -> None:
    """HAVING comes before the names of SELECT; who uses one there is told, where there are no rows for it."""
    text = f"SELECT {names} {{ ?s bilat:partner ?o }} GROUP BY ?s HAVING ({having})"
    hint = query(PREFIXES + text).headers.get(HINT)
    assert hint is None if told is None else hint.startswith(told)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s bilat:partner ?o }",
        "SELECT * { GRAPH ?g { ?g bilat:number ?n FILTER(?g = ?n) } }",
        "SELECT * { GRAPH ?g { ?s ?p ?n } FILTER(?g = ?n) }",
        "SELECT * { id:japan bilat:number ?o }",
        "ASK { id:japan bilat:number 1 }",
        f'SELECT * {{ GRAPH <{BASE}source/b/20> {{ ?s ?p "{BASE}id/x" }} }}',
        f'SELECT * {{ ?s bilat:number "<{BASE}id/y>"^^<http://www.w3.org/2001/XMLSchema#date> }} # bilat:z',
        'SELECT * { id:japan ?p ?l FILTER(CONTAINS(?l, "Japan") && STR(?l) = "Japan" && ?l < ?p) }',
        'SELECT * { id:japan ?p "B19" }',
        'SELECT * { id:japan ?p "nobody", "nobody"@fr }',
        RDFS + 'SELECT * { ?s rdfs:label "Japan"^^<http://www.w3.org/2001/XMLSchema#token> }',
    ],
)
def test_no_hint(query: Any, text: str) -> None:
    """What is known is not hinted at, nor what is quoted, nor datatypes."""
    assert HINT not in query(PREFIXES + text).headers


@pytest.mark.parametrize(
    "pattern",
    [
        '?s rdfs:label "Japan"',
        "?s ?p 'Japan'",
        '?s rdfs:label "no", """Japan"""',
        '?s rdfs:label ?l FILTER(?l = "Jap\\u0061n")',
        '?s rdfs:label ?l FILTER(?l IN ("Japan", "no"))',
        '?s rdfs:label ?l VALUES ?l { "no" "Japan" }',
        '?s (rdfs:label|rdfs:comment) "Japan"',
    ],
)
def test_text_without_its_language(query: Any, pattern: str) -> None:
    """Who leaves the language of a text away is told the text that is there."""
    hint = query(f"{PREFIXES} {RDFS} SELECT * {{ {pattern} }}").headers[HINT]
    assert hint.endswith('"Japan" is not in the graph. Did you mean "Japan"@en?')


def test_text_with_a_language_that_it_has_not(query: Any) -> None:
    """Who gives a text a language that it lacks in the graph is told so."""
    hint = query(f'{RDFS} SELECT * {{ ?s rdfs:label "B19"@en }}').headers[HINT]
    assert hint == '"B19"@en is not in the graph. Did you mean "B19"?'


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_namespace_keeps_its_hash(query: Any, scheme: str) -> None:
    """A name is told in full, whatever the address of the server has in common with it."""
    text = f"PREFIX ex: <{scheme}://example.org/x#> SELECT * {{ ?s ex:none ?o }}"
    assert f"<{scheme}://example.org/x#none> is not" in query(text).headers[HINT]


def test_page_shows_hints(query: Any) -> None:
    """People read the hint on the page, escaped, also where there are rows."""
    text = PREFIXES + "SELECT * { ?s bilat:partner ?o OPTIONAL { ?s bilat:numbr ?n } }"
    page = query(text, accept="text/html").text
    assert f"&lt;{BASE}def#numbr&gt; is not in the graph. Did you mean &lt;{BASE}def#number&gt;?" in page
    assert "Did you mean" in query(text, accept="text/markdown").text


def test_header_is_ascii(query: Any) -> None:
    """Any IRI can be told of in a header."""
    hint = query("SELECT * { ?s <http://e/%C3%BC/\u00fc> ?o }").headers[HINT]
    assert hint.isascii()
    assert "%C3%BC" in hint


@pytest.mark.parametrize(
    ("media_type", "body", "poor"),
    [
        (formats.JSON, b'{"head":{"vars":["s"]},"results":{"bindings":[]}}', True),
        (formats.JSON, b'{"results":{"bindings":[{"s":{"type":"literal","value":"1"}}]}}', False),
        (formats.CSV, b"s,o\r\n", True),
        (formats.CSV, b"n\r\n0\r\n", True),
        (formats.CSV, b"n\r\n10\r\n", False),
        (formats.TSV, b"?s\n", True),
        (formats.XML, b"<sparql><head/><results></results></sparql>", True),
        (formats.XML, b"<sparql><head/><results><result></result></results></sparql>", False),
    ],
)
def test_poor(media_type: str, body: bytes, poor: bool) -> None:
    """What says nothing is told by its bytes."""
    assert is_poor(Result(kind=Kind.SELECT, body=body, media_type=media_type)) is poor


def test_header_is_short(query: Any) -> None:
    """However many long names a query has, the header stays one that clients take."""
    names = " ".join(f"<http://e/{number}/{'é' * 300}>" for number in range(12))
    hint = query(f"SELECT * {{ VALUES ?s {{ {names} }} ?s ?p ?o }}").headers[HINT]
    assert hint.endswith(" ...")
    assert len(hint) < 2_100


def test_long_names_are_not_kept() -> None:
    """What is near a name is remembered unless the name is as long as a query may be."""
    things: Any = SimpleNamespace(is_known=lambda *_: False, nearest=SimpleNamespace(names=lambda _: ["x:b"]))
    hints = Hints(things, "en")
    assert [hints._near(name, "") for name in ("x:a", "x:" + "a" * 50_000)] == ["x:b", "x:b"]
    assert list(hints._nearest) == ["x:a"]
