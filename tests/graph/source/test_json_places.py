"""Where the statements of JSON-LD stand: findings in it have lines too."""

from __future__ import annotations

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.source.json_places import places_in
from bilat.graph.source.load import Source, load
from bilat.graph.source.noted import NOWHERE, placed
from bilat.graph.source.statements import Statement
from bilat.project import Project

EX = "http://ex.org/"
TEXT = r"""{
  "@context": {
    "@vocab": "http://ex.org/", "@base": "http://ex.org/", "ex": "http://ex.org/", "id": "@id",
    "kind": "@type",
    "label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label", "@container": "@language"},
    "knows": {"@id": "ex:knows", "@type": "@id"},
    "steps": {"@id": "ex:steps", "@container": "@list"},
    "partOf": {"@reverse": "hasPart"}
  },
  "@graph": [
    {
      "id": "a", "kind": ["C",
        "ex:D"],
      "label": {"en": "One \"é\"",
        "de": ["Eins"]},
      "knows": ["b",
        {"@id": "ex:c", "age": 5}],
      "age": 7, "tall": true,
      "when": {"@value": "2020-13-01",
        "@type": "http://www.w3.org/2001/XMLSchema#date"},
      "steps": ["one",
        {"text": "inner"}],
      "partOf": {"id": "whole"},
      "@reverse": {"likes":
        {"id": "http://other.org/z"}},
      "half": 0.5
    },
    {"@id": "g", "@graph": {
      "@id": "a",
      "age": 8}},
    {"kind": "Alike"},
    {"kind": "Alike"}
  ]
}
"""
A = URIRef(EX + "a")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return the text above as a project."""
    root = tmp_path_factory.mktemp("project")
    (root / "data").mkdir()
    (root / "data" / "d.jsonld").write_text(TEXT, encoding="utf-8")
    return load(Project.at(root))


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


def line_of(words: str) -> int:
    return TEXT.count("\n", 0, TEXT.index(words)) + 1


@pytest.mark.parametrize(
    ("s", "p", "o", "words"),
    [
        (A, RDF.type, ex("C"), '"C"'),
        (A, RDF.type, ex("D"), '"ex:D"'),
        (A, RDFS.label, Literal('One "é"', lang="en"), '"One'),
        (A, RDFS.label, Literal("Eins", lang="de"), '"Eins"'),
        (A, ex("knows"), ex("b"), '"b"'),
        (A, ex("knows"), ex("c"), '"ex:c"'),
        (ex("c"), ex("age"), Literal("5", datatype=XSD.integer), "5}"),
        (A, ex("age"), Literal("7", datatype=XSD.integer), "7,"),
        (A, ex("age"), Literal("8", datatype=XSD.integer), "8}"),
        (A, ex("tall"), Literal("true", datatype=XSD.boolean), "true"),
        (A, ex("when"), Literal("2020-13-01", datatype=XSD.date), '{"@value"'),
        (ex("whole"), ex("hasPart"), A, '"a"'),
        (URIRef("http://other.org/z"), ex("likes"), A, '"a"'),
        (None, ex("text"), Literal("inner"), '"inner"'),
    ],
    ids=lambda value: str(value).replace(EX, "")[-12:] if value is not None else "blank",
)
def test_statement_stands_where_its_value_does(
    source: Source, s: Node | None, p: Node, o: Node, words: str
) -> None:
    """Aliases, prefixes, containers and keys that are read backwards lead to the same places."""
    ((s, p, o, g),) = source.dataset.quads((s, p, o, None))
    start = TEXT.index(words)
    column = start - TEXT.rfind("\n", 0, start)
    assert source.locations.find(s, p, o, g) == Place("data/d.jsonld", line_of(words), column)


def test_value_that_is_not_found_has_the_place_of_its_key(source: Source) -> None:
    """A number that the parser writes in another way stands where its property does."""
    ((*quad,),) = source.dataset.quads((A, ex("half"), None, None))
    place = source.locations.find(*quad)
    assert place is not None
    assert place.line == line_of('"half"')


def test_members_of_lists_have_places(source: Source) -> None:
    """The nodes of a list have no names, so that their values tell them apart."""
    for value, words in ((Literal("one"), '"one"'), (None, '{"text"')):
        found = [
            quad
            for quad in source.dataset.quads((None, RDF.first, value, None))
            if value or quad[2] != Literal("one")
        ]
        assert {source.locations.find(*quad).line for quad in found} == {line_of(words)}  # type: ignore[union-attr]


def test_statements_that_are_alike_have_their_own_places(source: Source) -> None:
    """Two nodes without a name that say the same stand at two places."""
    lines = {
        source.locations.find(*quad).line
        for quad in source.dataset.quads((None, RDF.type, ex("Alike"), None))
    }  # type: ignore[union-attr]
    assert lines == {line_of('{"kind"'), line_of('{"kind"') + 1}


def test_text_that_nests_deeper_than_python_goes_has_no_places() -> None:
    """What a parser has taken is never refused for the sake of its places."""
    deep = '{"@list":[' * 20_000 + "]}" * 20_000
    (found,) = placed([Statement(BNode("b"), RDF.type, A, None, 0, 0, 0)], places_in(deep))
    assert found.object_at == NOWHERE
