"""Terms as they are typed."""

from __future__ import annotations

import pytest

from bilat.cli.terms import parse_term
from bilat.errors import BilatError
from bilat.graph.formats.quads import XSD

PREFIXES = {"id": "http://e/id/", "xsd": XSD}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"),
        ("id:japan", "<http://e/id/japan>"),
        ("<http://e/x>", "<http://e/x>"),
        ("http://e/x", "<http://e/x>"),
        ("urn:isbn:1", "<urn:isbn:1>"),
        ('"text"', '"text"'),
        ("'it''s'", "\"it''s\""),
        ('"Brücke"@DE', '"Brücke"@de'),
        ('"2015"^^xsd:gYear', f'"2015"^^<{XSD}gYear>'),
        ('"x"^^<http://e/t>', '"x"^^<http://e/t>'),
        ('"a"b"', '"a\\"b"'),
        ("20", f'"20"^^<{XSD}integer>'),
        ("-0.5", f'"-0.5"^^<{XSD}decimal>'),
        ("1e3", f'"1e3"^^<{XSD}double>'),
        ("true", f'"true"^^<{XSD}boolean>'),
    ],
)
def test_terms_are_typed_as_in_turtle(text: str, term: str) -> None:
    """Names, IRIs, literals, numbers and truth values become N-Triples."""
    assert parse_term(text, PREFIXES) == term


@pytest.mark.parametrize("text", ["", "japan", "<no iri>", "<relative>", "idd:x", '"x', '"x"^^nothing'])
def test_what_is_no_term_is_refused(text: str) -> None:
    """The error says how terms are written, or which prefix is nearest."""
    with pytest.raises(BilatError):
        parse_term(text, PREFIXES)
