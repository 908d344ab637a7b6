"""SERVICE blocks: found whatever the spelling, asked with all they need, replaced where they stand."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from bilat.engine.service.block import service_blocks, with_values
from bilat.errors import QueryRefused, QuerySyntaxError

E = "http://e/sparql"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE <{E}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ sErViCe#c}}\n<{E}>{{ ?s ?p ?o }} }}",
        "PREFIX e: <http://e/> SELECT * { SERVICE e:sparql { ?s ?p ?o } }",
        "PREFIX : <http://e/spa> SELECT * { SERVICE :rql{ ?s ?p ?o } }",
        "BASE <http://e/x> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
        f"ASK {{ OPTIONAL {{ SERVICE SILENT <{E}> {{ ?s ?p ?o }} }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} {{ {{ SELECT * {{ SERVICE <{E}> {{ ?s ?p ?o }} }} }} }}",
        f"SELECT * {{ FILTER EXISTS {{ SERVICE <{E}> {{ ?s ?p ?o }} }} }}",
        f"SELECT * {{ GRAPH ?g {{ SERVICE <{E}> {{ ?s ?p ?o }} }} }}",
    ],
)
def test_whom_it_asks(text: str) -> None:
    """The endpoint is known by its IRI, however that and the keyword are written."""
    (block,) = service_blocks(text, None)
    assert block.question.endpoint == E
    assert block.question.text.endswith("SELECT * { ?s ?p ?o }")
    assert block.question.variables == {"s", "p", "o"}
    assert block.silent is ("SILENT" in text)
    assert text[block.start : block.start + 7].upper() == "SERVICE"
    Store().query(with_values(text, {block: "VALUES (?s) { (<a:b>) }"}))


def test_it_takes_its_prologue_along() -> None:
    """What is asked can be read without the rest of the query: prefixes, base, braces in strings and all."""
    text = (
        "PREFIX e: <http://e/> # a { comment\nSELECT ?x { ?x e:p 1 . SERVICE e:sparql "
        '{ ?x e:p "}" . # }\n { ?x e:q <r> } UNION { ?y ?z ?x } } ?x e:p 2 }'
    )
    (block,) = service_blocks(text, "http://here/sparql")
    assert block.question.text == (
        "BASE <http://here/sparql>\nPREFIX e: <http://e/> # a { comment\nSELECT * "
        '{ ?x e:p "}" . # }\n { ?x e:q <r> } UNION { ?y ?z ?x } }'
    )
    assert block.question.variables == {"x", "y", "z"}
    rest = with_values(text, {block: "VALUES (?x) { }"})
    assert rest.startswith(text[: block.start])
    assert rest.endswith("?x e:p 2 }")
    assert rest.count("\n") == text.count("\n")


def test_several_blocks() -> None:
    """Each block is replaced by what was found for it."""
    text = f"SELECT * {{ SERVICE <{E}> {{ ?a ?b ?c }} ?x ?y ?z . SERVICE <a:b> {{ ?d ?e ?f }} }}"
    first, second = service_blocks(text, None)
    assert [first.question.endpoint, second.question.endpoint] == [E, "a:b"]
    rest = with_values(text, {second: "VALUES (?d) { (2) }", first: "VALUES (?a) { (1) }"})
    wanted = "SELECT * { VALUES (?a) { (1) } ?x ?y ?z . VALUES (?d) { (2) } }"
    assert " ".join(rest.split()) == wanted


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://e/> {}" }',
        "SELECT * { ?s ?p <http://e/SERVICE> } # SERVICE <http://e/> {}",
        "PREFIX service: <http://e/> SELECT * { ?service service:service ?o }",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    """The word in a string, an IRI, a comment or a name is no block."""
    assert service_blocks(text, None) == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * { SERVICE ?x { ?s ?p ?o } }", r"SERVICE \?x leaves open whom to ask"),
        ("SELECT * { SERVICE SILENT $x { ?s ?p ?o } }", r"SERVICE \$x leaves open"),
        ("SELECT * { SERVICE <a:b> { SERVICE <a:b> { ?s ?p ?o } } }", "inside another"),
        ("SELECT * { " + "SERVICE <a:b> { ?s ?p ?o } " * 11 + "}", "more than 10 SERVICE"),
        ("SELECT * { " + "SERVICE<a:b>{}" * 4_000 + "}", "more than 10 SERVICE"),
    ],
)
def test_what_is_not_done(text: str, why: str) -> None:
    """A variable, a nested block and too many blocks are refused."""
    with pytest.raises(QueryRefused, match=why):
        service_blocks(text, None)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <a:b> { ?s ?p ?o }",
        "SELECT * { SERVICE { ?s ?p ?o } }",
        "SELECT * { SERVICE <a:b> ?s }",
        "SERVICE <a:b> { ?s ?p ?o }",
        "SELECT * { SERVICE <a:b> { ?s ?p } }",
    ],
)
def test_mistakes_are_found_before_anything_is_sent(text: str) -> None:
    """A query that is not SPARQL has no blocks, but an error with a place."""
    with pytest.raises(QuerySyntaxError, match="Line 1, column"):
        service_blocks(text, None)
