"""The recogniser of queries agrees with the engine on what is right, whatever is done to a query."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.syntax import explain
from bilat.errors import QuerySyntaxError

W3C = Path(os.environ.get("W3C_TESTS", Path(__file__).parents[4] / "shared" / "w3c")) / "sparql"
#: ``?x<?a&&?b>?y`` has an IRI in it by the rule of the longest token, and a comparison by the engine.
MORE_LENIENT = {"syn-bad-26.rq"}
BASE = "http://example.org/"
SEEDS = (
    "SELECT DISTINCT ?s ( COUNT ( ?x ) AS ?n ) FROM <a:b> WHERE { ?s ?p ?x } GROUP BY ?s HAVING ( ?n > 1 )",
    "PREFIX : <http://a#> SELECT * { ?s :p / :q * | ^ :r + [ :a 1 ; :b 'x' @en , 2.5e3 ] . ( 1 2 ) :p () }",
    "SELECT * { { ?s ?p ?o } UNION { ?s ?p 1 } OPTIONAL { ?s ! ( <a:b> | ^ a ) 2 } } ORDER BY DESC ( ?s )",
    "SELECT * { VALUES ( ?s ?p ) { ( UNDEF 1 ) ( 2 3 ) } VALUES ?o { <a:b> 'x' } } LIMIT 5 OFFSET 2",
    "CONSTRUCT { ?s ?p [] } WHERE { GRAPH ?g { ?s a ?o FILTER NOT EXISTS { ?s a ?o } } } VALUES ?s { <a:b> }",
    "DESCRIBE ?s <a:b> WHERE { ?s ?p ?o . FILTER ( ?o IN ( 1 , 2 ) && ?o NOT IN () || ! BOUND ( ?o ) ) }",
    "ASK { SELECT ( GROUP_CONCAT ( DISTINCT ?s ; SEPARATOR = ',' ) AS ?x ) { BIND ( ?s AS ?y ) } }",
    "SELECT * { <<( ?s ?p ?o )>> ?q ?r . << ?s ?p ?o >> ?q 1 . ?s ?p ?o ~ ?i {| ?q 2 |} }",
)
PIECES = sorted({piece for seed in SEEDS for piece in seed.split()})
edits = st.tuples(
    st.sampled_from(("leave out", "put in", "replace", "swap")),
    st.integers(0, 60),
    st.sampled_from(PIECES),
)


def changed(seed: str, changes: list[tuple[str, int, str]]) -> str:
    """Return a query with tokens left out, put in, replaced and swapped."""
    pieces = seed.split()
    for kind, place, piece in changes:
        at = place % len(pieces)
        match kind:
            case "leave out" if len(pieces) > 1:
                del pieces[at]
            case "put in":
                pieces.insert(at, piece)
            case "swap":
                pieces[at : at + 2] = reversed(pieces[at : at + 2])
            case _:
                pieces[at] = piece
    return " ".join(pieces)


def refusal(text: str) -> str | None:
    """Return what the engine has against a query, or None."""
    try:
        Store().query(text, base_iri=BASE)
    except SyntaxError as error:
        return str(error)
    except RuntimeError:  # A function that is not there: no matter of grammar.
        return None
    return None


def fits(text: str) -> bool:
    return sparql().departure(tokens(text, sparql().keywords)) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_seeds_are_right(seed: str) -> None:
    """The queries that are changed below are right to begin with."""
    assert refusal(seed) is None
    assert fits(seed)


@settings(max_examples=500)
@given(seed=st.sampled_from(SEEDS), changes=st.lists(edits, min_size=1, max_size=3))
def test_what_the_engine_takes_the_grammar_takes(seed: str, changes: list[tuple[str, int, str]]) -> None:
    """No change makes a query that the engine takes and the grammar would blame."""
    text = changed(seed, changes)
    # The engine takes a sign and a number apart, as in "+ 1"; by the grammar of SPARQL they are one token.
    assume(not re.search(r"[+-] \d", text))
    if refusal(text) is None:
        assert fits(text)


@given(seed=st.sampled_from(SEEDS), changes=st.lists(edits, min_size=1, max_size=3))
def test_mistake_is_where_the_query_stops_making_sense(
    seed: str, changes: list[tuple[str, int, str]]
) -> None:
    """The place of a departure is the first at which no query could go on, whatever comes after."""
    text = changed(seed, changes)
    found = tokens(text, sparql().keywords)
    departure = sparql().departure(found)
    if departure is None:
        return
    at = found[departure.index]
    cut = tokens(text[: at.start + len(at.text)], sparql().keywords)
    again = sparql().departure(cut)
    assert again is not None
    assert again.index == departure.index or cut[departure.index] != at
    if departure.index:
        before = tokens(text[: at.start], sparql().keywords)
        early = sparql().departure(before)
        assert early is None or before[early.index].kind == "end"


@given(
    seed=st.sampled_from(SEEDS),
    place=st.integers(0, 200),
    length=st.integers(0, 5),
    text=st.text(alphabet="{}()<>[]?:'\"\\#@_.,;a1|^*+-=!&~% \n\té\u0301", max_size=4),
)
def test_any_damage_is_explained(seed: str, place: int, length: int, text: str) -> None:
    """Whatever is cut out of a query and put into it, the explanation has a place inside it."""
    damaged = seed[:place] + text + seed[place + length :]
    message = refusal(damaged)
    if message is None:
        return
    error = explain(damaged, message)
    assert isinstance(error, QuerySyntaxError)
    lines = damaged.split("\n")
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    assert str(error.detail).endswith("^")


@pytest.mark.parametrize("text", ["SELECT * { FILTER(" + "(" * 60_000, "SELECT (" + "1," * 30_000])
def test_long_texts_are_read_in_no_time(text: str) -> None:
    """The server looks through what anyone sends, beside answering others."""
    began = time.process_time()
    assert sparql().departure(tokens(text, sparql().keywords)) is not None
    assert time.process_time() - began < 5


@pytest.mark.skipif(not W3C.is_dir(), reason=f"no W3C tests in {W3C}; set W3C_TESTS")
def test_grammar_agrees_with_the_engine_on_all_w3c_queries() -> None:
    """The grammar takes each W3C query that the engine takes; those that break it are refused by both."""
    taken = blamed = 0
    for path in sorted(W3C.rglob("*.rq")):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if "SERVICE" in text.upper():
            continue
        if refusal(text) is None:
            taken += 1
            assert fits(text) or path.name in MORE_LENIENT, path
        else:
            blamed += not fits(text)
            assert explain(text, "").message
    assert taken > 900
    assert blamed > 90
