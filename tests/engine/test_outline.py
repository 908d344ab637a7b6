"""What the text of a query tells before it runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.engine.interface import Kind
from bilat.engine.outline import admit, outline, prefixes
from bilat.errors import QueryRefused


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {}", Kind.SELECT),
        ("ask{}", Kind.ASK),
        ("# SELECT\nBASE <http://a/SELECT>\nPREFIX ask: <http://b#> CONSTRUCT WHERE {}", Kind.GRAPH),
        ("DESCRIBE <http://a>", Kind.GRAPH),
        ("PREFIX : <http://a#>describe:x", None),
        ("", None),
        ("hello", None),
    ],
)
def test_kind(text: str, kind: Kind | None) -> None:
    """The kind is the first keyword after the prologue, whatever comments, IRIs and prefixes are called."""
    assert outline(text).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x> {} }",
        "SELECT * { sErViCe#c\n<http://x> {} }",
        "SELECT * { SERVICE SILENT ?x {} }",
        "SELECT * { FILTER(true).SERVICE<http://x>{} }",
        "SELECT * { {SERVICE ?x{}} }",
        "SELECT * { ?s ?p ''.SERVICE ?x {} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    """SERVICE is refused however it is spelt."""
    with pytest.raises(QueryRefused, match="SERVICE is not offered"):
        admit(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service :from ex:now }",
        "SELECT * { ?s ?p 'SERVICE FROM NOW()' }",
        'SELECT * { ?s ?p """ \\" " SERVICE <http://x> "" """ }',
        "SELECT * { <http://x/service/now> ?p 'x'@from } # SERVICE FROM RAND()",
        "SELECT * { _:service ?p $now }",
    ],
)
def test_words_that_are_no_keywords(text: str) -> None:
    """Variables, names, strings, IRIs, languages, blank nodes and comments hold no keywords."""
    seen = outline(text)
    assert (seen.service, seen.dataset, seen.volatile) == (False, False, False)


@pytest.mark.parametrize(
    "text", ["INSERT DATA {}", "prefix a: <b:c> DELETE WHERE {}", "LOAD <http://a>", "DROP ALL"]
)
def test_update_is_refused(text: str) -> None:
    """An update is refused as one, not as a syntax error."""
    with pytest.raises(QueryRefused, match="update"):
        admit(text)


@pytest.mark.parametrize("name", ["NOW", "rand", "UUID", "StrUUID", "BNODE"])
def test_volatile(name: str) -> None:
    """A function whose value changes is seen, in any case."""
    assert outline(f"SELECT ({name}() AS ?x) {{}}").volatile
    assert outline(f"SELECT * {{ FILTER(?a<{name}()&&?b>?c) }}").volatile


def test_prefixes() -> None:
    """The prefixes of a query are read with the IRIs they stand for."""
    text = "PREFIX a: <http://a#>\nprefix : <http://b/> SELECT * { ?x a:b 'PREFIX c <x>' }"
    assert prefixes(text) == {"a": "http://a#", "": "http://b/"}
    text = (
        "#PREFIX b:<x:>\nBASE <x:c> PREFIX#\na.b: # x\n<x:d>PREFIX e:<f>PREFIX g:<x:> ASK {'PREFIX h:<x:>'}"
    )
    assert prefixes(text) == {"a.b": "x:d", "g": "x:"}


@given(st.text(alphabet="SELECTservice<>{}?:'\"\\#@_.a1 \n()", max_size=200))
def test_any_text_has_an_outline(text: str) -> None:
    """No text makes the scan fail; what is known at the first word is what a whole scan finds."""
    for each in (text, f"SELECT {text}", f"ask{text}"):
        assert outline(f"#\n{each}") == outline(each)


@pytest.mark.parametrize("piece", ["a.", '\\"""\n', "<a", "'", '"\\', ":", "@", "_:", "?", "PREFIX "])
def test_scan_is_linear(piece: str) -> None:
    """The longest text of awkward pieces is scanned; a quadratic scan would take minutes."""
    text = piece * (500_000 // len(piece))
    outline(text)
    assert prefixes(text) == {}
